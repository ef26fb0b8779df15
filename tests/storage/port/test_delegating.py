"""A delegating repository has every method of the port, and passes on what it is given."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from omny.storage.port.delegating import DelegatingRepository
from omny.storage.port.repository import AtomRepository

METHODS = sorted(name for name, _ in inspect.getmembers(AtomRepository, inspect.isfunction) if not name.startswith("_"))


class Recorder:
    """Answers each call with what it was."""

    def __getattr__(self, name: str) -> Any:
        signature = inspect.signature(getattr(AtomRepository, name))

        def call(*arguments: object, **named: object) -> Any:
            bound = signature.bind(self, *arguments, **named).arguments
            said = (name, {key: value for key, value in bound.items() if key != "self"})
            return iter([said]) if "Iterator[" in str(signature.return_annotation) else said

        return call


class Passing(DelegatingRepository):
    """Notes when a call begins and ends."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    @contextmanager
    def delegate(self) -> Iterator[AtomRepository]:
        self.noted.append("begin")
        yield cast(AtomRepository, Recorder())
        self.noted.append("end")

    def stream(self, rows: Iterator[Any]) -> Iterator[Any]:
        self.noted.append("stream")
        return rows

    def close(self) -> None:
        self.noted.append("close")


@pytest.mark.parametrize("name", [name for name in METHODS if name != "close"])
def test_each_method_of_the_port_is_passed_on_inside_of_a_block(name: str) -> None:
    repository = Passing()
    parameters = list(inspect.signature(getattr(AtomRepository, name)).parameters.values())[1:]
    positional = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    named = {each.name: each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    answer = getattr(repository, name)(*positional, **named)
    is_stream = isinstance(answer, Iterator)
    assert (next(answer) if is_stream else answer) == (name, {each.name: each.name for each in parameters})
    assert repository.noted == ["begin", "end", *["stream"] * is_stream]


def test_a_delegating_repository_has_no_other_method() -> None:
    own = {name for name in vars(DelegatingRepository) if not name.startswith("_")}
    assert own - {"delegate", "stream"} == set(METHODS)
