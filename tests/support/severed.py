"""A simulated daemon whose store is at the other end of a line, which is cut when told to, or at a call that is counted
off: before the call arrives, or after it was done and its answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from omny.base.errors import BusyError, UnreachableError
from omny.storage.port.repository import AtomRepository
from omny.storage.resilience.reconnecting import make_reconnecting
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.simulation import Simulated


class Line:
    """The way to a store. A connection that was made before a cut is of no use after it."""

    def __init__(self) -> None:
        self.is_cut = False
        self.cuts = 0
        self.holder = ""  # who else has the lease
        self.fuse = -1  # passages until it is cut; below 0 never
        self.passages = 0
        self.opened = 0

    def cut(self) -> None:
        """Nothing gets through any more."""
        self.is_cut = True
        self.cuts += 1

    def repair(self) -> None:
        """It can be opened anew."""
        self.is_cut = False
        self.fuse = -1

    def pass_(self, cuts: int) -> None:
        """Something goes over a connection that was made after so many cuts."""
        self.passages += 1
        self.fuse -= 1
        if self.fuse == 0:
            self.cut()
        if self.is_cut or cuts != self.cuts:
            raise UnreachableError("ask store", "the line is cut", hint="mend it")

    def open(self, opening: Callable[[Path], SqliteRepository], database: Path, *, writing: bool) -> AtomRepository:
        """A repository over it."""
        self.pass_(self.cuts)
        if writing and self.holder:
            raise BusyError("open index", f"{self.holder} writes this project")
        self.opened += 1
        return cast(AtomRepository, _Over(self, opening(database)))


class _Over:
    """A repository of which each call goes over the line, and each answer comes back over it."""

    def __init__(self, line: Line, repository: SqliteRepository) -> None:
        self._line = line
        self._cuts = line.cuts
        self._repository = repository

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._repository, name)

        def call(*arguments: Any, **more: Any) -> Any:
            self._line.pass_(self._cuts)
            answer = found(*arguments, **more)
            self._line.pass_(self._cuts)
            return self._streamed(answer) if isinstance(answer, Iterator) else answer

        return call

    def _streamed(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            self._line.pass_(self._cuts)
            yield row

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._line.pass_(self._cuts)
        with self._repository.reading():
            yield

    def close(self) -> None:
        self._repository.close()

    def __enter__(self) -> _Over:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Remote(Simulated):
    """A daemon with such a store."""

    can_be_away = True

    def __init__(self, root: Path, line: Line | None = None) -> None:
        self.line = line or Line()
        super().__init__(root)

    def open_repository(self, database: Path) -> SqliteRepository:
        return cast(
            SqliteRepository, make_reconnecting(lambda: self.line.open(SqliteRepository.open, database, writing=True))
        )

    def open_reading(self, database: Path) -> AtomRepository:
        return self.line.open(SqliteRepository.open_reading, database, writing=False)

    def pass_time(self, seconds: float, turns: int = 20) -> None:
        """Lets the daemon do what it can meanwhile."""
        for _ in range(turns):
            self.turn()
            self.clock.advance(seconds / turns)

    def recover(self) -> None:
        """The line is there again, and the daemon is left to itself."""
        self.line.repair()
        self.pass_time(60)
        self.settle()


@contextmanager
def remote(root: Path) -> Iterator[Remote]:
    """A daemon with a remote store that has indexed what is below `root`."""
    daemon = Remote(root)
    try:
        daemon.settle()
        yield daemon
    finally:
        daemon.line.repair()
        daemon.close()
