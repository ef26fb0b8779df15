"""`ReconnectingRepository`: a repository that outlives the connection to its server.

The next call after a loss opens another connection; a call that finds no server fails. Nothing continues over another
connection: a block of reading fails to its end, and nothing is written before the ledger was read again, since another
process may have written in between.

It knows no backend. Of the port it knows which calls begin a pass or a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from omny.base.errors import BusyError, UnreachableError
from omny.base.progress import Progress
from omny.model.delta import Delta
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.storage.port.delegating import DelegatingRepository
from omny.storage.port.records import Commit
from omny.storage.port.repository import AtomRepository

_Row = TypeVar("_Row")


def make_reconnecting(opening: Callable[[], AtomRepository]) -> AtomRepository:
    """A repository over what `opening` opens. Raises the errors of `opening` that do not pass by themselves."""
    return ReconnectingRepository(opening)


class ReconnectingRepository(DelegatingRepository):
    """A repository over one connection at a time. For one thread."""

    def __init__(self, opening: Callable[[], AtomRepository]) -> None:
        self._opening = opening
        self._repository: AtomRepository | None = None
        self._is_known = False  # whether the ledger was read since it was opened
        self._blocks = 0  # of reading, one in another
        try:
            self._connect()
        except (UnreachableError, BusyError):
            pass  # the first call will say so

    def ledger(self) -> dict[str, LedgerEntry]:
        with self.delegate() as repository:
            found = repository.ledger()
        self._is_known = True
        return found

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        with self.delegate() as repository:
            if not self._is_known:
                raise BusyError("write index", "the connection to it was lost and is a new one", hint="read it again")
            return repository.apply(delta, commit, progress)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self.delegate() as repository:
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

    def _connect(self) -> AtomRepository:
        if self._repository is None:
            if self._blocks:
                raise UnreachableError("read index", "the connection to it was lost")
            self._repository, self._is_known = self._opening(), False
        return self._repository

    @contextmanager
    def delegate(self) -> Iterator[AtomRepository]:
        """The block of one call: where the call finds its connection lost, the next one opens another."""
        repository = self._connect()
        try:
            yield repository
        except UnreachableError:
            if self._repository is repository:
                self._repository = None
                if not self._blocks:
                    repository.close()
            raise

    def stream(self, rows: Iterator[_Row]) -> Iterator[_Row]:
        with self.delegate():
            yield from rows
