"""Stores of every backend, for the tests of the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omny.storage.port.repository import AtomRepository
from tests.support.backends import BACKENDS, Place


def _names(**wanted: bool) -> list[str]:
    return [
        name
        for name, backend in BACKENDS.items()
        if all(bool(getattr(backend, flag)) == value for flag, value in wanted.items())
    ]


@pytest.fixture(params=_names(writes=True))
def place(request: pytest.FixtureRequest) -> Place:
    """An empty place of each backend that can be written."""
    return BACKENDS[request.param].place(request)


@pytest.fixture(params=_names(writes=True, shared=True))
def shared_place(request: pytest.FixtureRequest) -> Place:
    """An empty place of each backend that several can use."""
    return BACKENDS[request.param].place(request)


@pytest.fixture(params=_names(writes=False))
def read_only_place(request: pytest.FixtureRequest) -> Place:
    """A place of each backend that is only read, with what it holds."""
    return BACKENDS[request.param].place(request)


@pytest.fixture
def store(place: Place) -> Iterator[AtomRepository]:
    """An empty store of each backend that can be written."""
    with place.open() as opened:
        yield opened
