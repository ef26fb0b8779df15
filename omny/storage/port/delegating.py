"""`DelegatingRepository`: a repository that passes each call on to another repository.

Its methods are made from the port, so that it has each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from omny.storage.port.repository import AtomRepository

_Row = TypeVar("_Row")


class DelegatingRepository:
    """All that the port promises, passed on."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A method of the port."""

    def delegate(self) -> AbstractContextManager[AtomRepository]:
        """The block of one call, with the repository that answers it."""
        raise NotImplementedError

    def stream(self, rows: Iterator[_Row]) -> Iterator[_Row]:
        """The rows of an answer that are read after its call has returned."""
        return rows

    def close(self) -> None:
        """As the port says."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pass_on(name: str, *, is_stream: bool) -> Callable[..., Any]:
    def call(self: DelegatingRepository, /, *arguments: Any, **named: Any) -> Any:
        with self.delegate() as repository:
            answer = getattr(repository, name)(*arguments, **named)
        return self.stream(answer) if is_stream else answer

    return call


for _side in AtomRepository.__mro__:
    for _name, _method in vars(_side).items():
        if not _name.startswith("_") and _name not in vars(DelegatingRepository):
            _is_stream = _method.__annotations__["return"].startswith("Iterator[")
            setattr(DelegatingRepository, _name, _pass_on(_name, is_stream=_is_stream))
