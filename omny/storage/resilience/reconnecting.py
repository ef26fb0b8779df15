"""`ReconnectingRepository`: a repository that outlives the connection to its server.

What is lost is opened anew by the next call, and each call that finds no server says so. What was begun on a lost
connection is not gone on with on another one: a block of reading fails to its end, and nothing is written before the
ledger was read again, since somebody else may have written meanwhile.

Knows no backend; of the port it knows which calls begin something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from omny.base.errors import BusyError, UnreachableError
from omny.model.files import LedgerEntry
from omny.storage.port.repository import AtomRepository


def standing(opening: Callable[[], AtomRepository]) -> AtomRepository:
    """A repository over what `opening` opens. Raises what that raises, unless that can pass by itself."""
    return cast(AtomRepository, ReconnectingRepository(opening))


class ReconnectingRepository:
    """All that the port promises, over a connection at a time. For one thread."""

    def __init__(self, opening: Callable[[], AtomRepository]) -> None:
        self._opening = opening
        self._repository: AtomRepository | None = None
        self._is_known = False  # whether the ledger was read since it was opened
        self._blocks = 0  # of reading, one in another
        try:
            self._opened()
        except (UnreachableError, BusyError):
            pass  # the first call will say so

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **more: Any) -> Any:
            with self._watched() as repository:
                found = getattr(repository, name)(*arguments, **more)
            return self._streamed(found) if isinstance(found, Iterator) else found

        return call

    def ledger(self) -> dict[str, LedgerEntry]:
        with self._watched() as repository:
            found = repository.ledger()
        self._is_known = True
        return found

    def apply(self, *arguments: Any, **more: Any) -> Any:
        with self._watched() as repository:
            if not self._is_known:
                raise BusyError("write index", "the connection to it was lost and is a new one", hint="read it again")
            return repository.apply(*arguments, **more)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._watched() as repository:
            self._blocks += 1
            try:
                with repository.reading():
                    yield
            finally:
                self._blocks -= 1
                if self._repository is not repository and not self._blocks:
                    repository.close()  # it was lost in here, and could not be closed before its block ended

    def close(self) -> None:
        repository, self._repository = self._repository, None
        if repository is not None:
            repository.close()

    def __enter__(self) -> ReconnectingRepository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self) -> AtomRepository:
        if self._repository is None:
            if self._blocks:
                raise UnreachableError("read index", "the connection to it was lost")
            self._repository, self._is_known = self._opening(), False
        return self._repository

    @contextmanager
    def _watched(self) -> Iterator[AtomRepository]:
        """A block after which a connection that it has lost is let go of."""
        repository = self._opened()
        try:
            yield repository
        except UnreachableError:
            if self._repository is repository:
                self._repository = None
                if not self._blocks:
                    repository.close()
            raise

    def _streamed(self, rows: Iterator[Any]) -> Iterator[Any]:
        with self._watched():
            yield from rows
