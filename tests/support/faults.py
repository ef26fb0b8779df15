"""A simulated daemon on bad ground: an event source that sees no more than the kernel would show it, a disk and a
database that fail when told to, and a process that dies at any call of theirs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from omny.base.disk import Disk
from omny.base.paths import Root
from omny.base.progress import Progress
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.sqlite.repository import SqliteRepository
from omny.watch.sources.source import within
from tests.support.scripted_source import ScriptedSource
from tests.support.simulation import Hint, Simulated, Snapshot, hints_between, snapshot

SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where thousands of small trees come and go: nobody has to wait for their commits to be on a disk."""


class Died(BaseException):
    """The process is gone. No `except Exception` sees it."""


class Fuse:
    """Counts calls; the process dies at the one that it is set to."""

    def __init__(self) -> None:
        self.left = -1  # calls until then; below 0 never

    def burn(self) -> None:
        """One call."""
        self.left -= 1
        if self.left == 0:
            raise Died


class KernelSource(ScriptedSource):
    """A source that knows which directory, by its inode, it was asked to watch: another one that has come to its path
    is not watched."""

    def __init__(self, root: Path, *, limits: frozenset[str] = frozenset()) -> None:
        super().__init__(limits=limits)
        self._root = root
        self._inodes: dict[str, int] = {}

    def watch_tree(self, directory: str) -> None:
        super().watch_tree(directory)
        try:
            self._inodes[directory] = (self._root / directory).lstat().st_ino
        except OSError:
            self._inodes.pop(directory, None)

    def sees(self, path: str, before: Snapshot, after: Snapshot) -> bool:
        """Whether an event of the path would be read, between the two snapshots."""
        parent = path.rpartition("/")[0]
        if parent not in self.asked or parent in self.limits:
            return False
        if any(within([path], directory) for directory in self.silent):
            return False
        return self._inodes.get(parent) in [when[parent][1] for when in (before, after) if parent in when]


class FaultyDisk(Disk):
    """A disk of which some paths cannot be looked at."""

    def __init__(self, root: Path, fuse: Fuse) -> None:
        self._top = os.fspath(root.resolve())
        self.fuse = fuse
        self.faults: dict[str, int] = {}  # path, relative to the root -> errno, of all questions about it
        self.calls: list[tuple[str, str]] = []

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        self._ask("scandir", os.path.relpath(directory, self._top))
        return super().scandir(directory)

    def lstat(self, path: str) -> os.stat_result:
        self._ask("lstat", os.path.relpath(path, self._top))
        return super().lstat(path)

    def open_beneath(self, root: str, components: list[str]) -> int:
        self._ask("open", "/".join(components))
        return super().open_beneath(root, components)

    def _ask(self, what: str, path: str) -> None:
        path = "" if path == "." else path
        self.calls.append((what, path))
        self.fuse.burn()
        for faulty, number in self.faults.items():
            # What is below a directory that cannot be searched cannot be reached either.
            if path == faulty or path.startswith(f"{faulty}/"):
                raise OSError(number, os.strerror(number))


class FaultySqlite(SqliteRepository):
    """A repository whose SQLite fails."""

    faults: SqliteFaults

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        self.faults.applied += 1
        self._meet(self.faults.before_apply)
        meta = super().apply(delta, commit, progress)
        self._meet(self.faults.after_apply)
        return meta

    @staticmethod
    def _meet(faults: list[BaseException]) -> None:
        if faults:
            raise faults.pop(0)


class SqliteFaults:
    """When a repository fails, and how."""

    def __init__(self, fuse: Fuse) -> None:
        self.fuse = fuse
        self.statements: list[str] = []
        self.applied = 0
        self.before_apply: list[BaseException] = []  # raised by the next calls
        self.after_apply: list[BaseException] = []  # although the transaction is durable
        self.fails: Callable[[str], type[apsw.Error] | None] = lambda _: None  # what a statement meets

    def attach(self, repository: FaultySqlite) -> FaultySqlite:
        """Makes it fail as this says from now on."""
        repository.faults = self
        repository._connection.exec_trace = self._trace
        return repository

    def _trace(self, _cursor: object, statement: str, _bindings: Any) -> bool:
        self.statements.append(statement)
        if statement != "ROLLBACK":  # which SQLite never refuses
            self.fuse.burn()
            error = self.fails(statement)
            if error is not None:
                raise error(f"{error.__name__}: on purpose")
        return True


class Rough(Simulated):
    """A simulated daemon whose hints, disk and database are as bad as they are told to be."""

    def __init__(self, root: Path) -> None:
        self.limits: frozenset[str] = frozenset()
        self.fuse = Fuse()
        self.disk = FaultyDisk(root, self.fuse)
        self.faults = SqliteFaults(self.fuse)
        super().__init__(root, disk=self.disk)

    def open_repository(self, database: Path) -> SqliteRepository:
        repository = FaultySqlite.open(database)
        assert isinstance(repository, FaultySqlite)
        return self.faults.attach(repository)

    def change(self, act: Callable[[Path], object]) -> list[Hint]:
        """Does something to the tree; the hints that inotify gives of it at least."""
        before = snapshot(self.path)
        act(self.path)
        after = snapshot(self.path)
        hints = hints_between(before, after)
        moved = tuple(f"{path}/" for path, is_directory in hints if is_directory and path)
        assert isinstance(self.source, KernelSource)
        return [hint for hint in hints if not hint[0].startswith(moved) and self.source.sees(hint[0], before, after)]

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """A block that the death of the process ends; then it begins anew."""
        try:
            yield
        except Died:
            self.crash()
            self.begin()

    def begin(self) -> None:
        """Starts, which a database that fails would prevent."""
        self.fuse.left = -1
        fails, self.faults.fails = self.faults.fails, lambda _: None
        super().begin()
        self.faults.fails = fails

    def _new_source(self, root: Root) -> ScriptedSource:
        self.source = KernelSource(self.path, limits=self.limits)
        return self.source


@contextmanager
def rough(root: Path) -> Iterator[Rough]:
    """A daemon on bad ground that has indexed what is below `root`, while all was well."""
    daemon = Rough(root)
    try:
        daemon.settle()
        yield daemon
    finally:
        daemon.close()
