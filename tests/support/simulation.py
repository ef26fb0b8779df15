"""A whole daemon in one thread: a real tree and a real database, and a clock and events that the test gives.

`change` does something to the tree and gives the hints that inotify would; `settle` lets time pass until nothing is
pending, and compares with a fresh index: no test can forget to.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from omny.base.config import Settings, load_settings
from omny.base.disk import DISK, FileSystem
from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.daemon.dependencies import Dependencies
from omny.daemon.graphkeeper import GraphKeeper
from omny.daemon.inbox import Waiter
from omny.daemon.loop import TICK_SECONDS, Daemon
from omny.daemon.monitor import IntegrityMonitor
from omny.daemon.stop import Stop, StopReason
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.fake_clock import FakeClock
from tests.support.graph_differences import differences
from tests.support.helpers import assert_equals_fresh, in_process
from tests.support.scripted_source import ScriptedSource

MAX_TURNS = 1_000  # of one `settle`; a daemon that has still something to do then will never come to rest

Hint = tuple[str, bool]
Snapshot = dict[str, tuple[object, ...]]


def at_once(work: Callable[[], None]) -> None:
    """The background of tests."""
    work()


class Simulated:
    """A daemon of one root, with what surrounds it. `settings` are those of the tree if its `.omny.toml` is faulty; by
    default they are its own."""

    can_be_away = False  # whether the store is as one that a server keeps

    def __init__(self, root: Path, settings: Settings | None = None, disk: FileSystem = DISK) -> None:
        self.path = root
        self.root = Root.of(root, disk=disk)
        self.clock = FakeClock()
        self.settings = settings or Settings()
        self.source = ScriptedSource()
        self.commits: list[tuple[Delta, Meta]] = []
        self.begin()

    def begin(self) -> None:
        """Starts the daemon, for the first time or again."""
        database = self.root.state_file("omny.db")
        self.repository = self.open_repository(database)
        self.graph = GraphKeeper(lambda: self.open_reading(database), at_once, keeps_last=self.can_be_away)
        given = Dependencies(
            clock=self.clock,
            executors=in_process,
            source=self._new_source,
            follower=self._follow,
            rebuilt=self.graph.reload,
            ping=self.repository.meta if self.can_be_away else tuple,
            problems=lambda: self.monitor.repair_queue.problems(),
            repair=lambda indexer: self.monitor.repair(indexer),
        )
        self.daemon = Daemon(self.root, self.repository, self.settings, 1, given)
        self.monitor = IntegrityMonitor(
            self.daemon,
            self.root,
            self.repository,
            lambda: self.open_reading(database),
            lambda: self.graph.graph,
            clock=self.clock,
            executors=in_process,
            rebuilt=self.graph.reload,
        )
        self.daemon.start()
        self.return_cookies()
        self.graph.reload()

    def open_repository(self, database: Path) -> SqliteRepository:
        """Opens it for writing. What a subclass returns may fail on purpose."""
        return SqliteRepository.open(database)

    def open_reading(self, database: Path) -> AtomRepository:
        """Opens it for reading, for graph and checks."""
        return SqliteRepository.open_reading(database)

    def crash(self) -> None:
        """The process is gone, with all that it had in memory."""
        self.monitor.close()
        self.repository.close()

    def change(self, act: Callable[[Path], object]) -> list[Hint]:
        """Does something to the tree; the hints that inotify would give of it, in some order."""
        before = snapshot(self.path)
        act(self.path)
        return hints_between(before, snapshot(self.path))

    def tell(self, hints: list[Hint]) -> None:
        """Gives the hints to the daemon."""
        for path, is_directory in hints:
            self.source.emit(path, is_directory)

    def edit(self, act: Callable[[Path], object]) -> None:
        """Does something to the tree, and lets the daemon come to rest."""
        self.tell(self.change(act))
        self.settle()

    def turn(self) -> None:
        """What the loop does each time."""
        self.daemon.turn()
        if not self.daemon.trouble and self.graph.is_wanted:
            self.graph.reload()

    def settle(self, *, compare: bool = True) -> None:
        """Lets time pass until nothing is pending."""
        for _ in range(MAX_TURNS):
            self.turn()
            pending = self.daemon.inbox.list_pending()
            if not pending.total and not pending.rescan:
                break
            assert not self.daemon.stopped, self.daemon.stopped
            self.clock.advance(0.01)
        else:
            raise AssertionError(f"the daemon does not come to rest: {self.daemon.health}, {pending}")
        if compare:
            self.compare()

    def compare(self) -> None:
        """The oracle: index and graph are what the files on disk are."""
        try:
            self.settings = load_settings(Root.of(self.path))
        except UsageError:
            pass  # then those before are in use
        assert_equals_fresh(self.path, self.repository, self.settings)
        graph = self.graph.graph
        assert graph is not None
        assert graph.generation == self.repository.meta().generation
        assert differences(graph, self.repository) == []

    def let_doubt(self) -> None:
        """Lets the time pass after which the daemon looks at everything again."""
        self.clock.advance(max(self.settings.reconcile_seconds, TICK_SECONDS))
        self.settle()

    def check(self, seconds: float = 0.0) -> None:
        """Lets that time pass, and then has all checks made that are due, with what follows from them."""
        self.clock.advance(seconds)
        for _ in range(MAX_TURNS):
            until = self.monitor.turn()
            self.settle(compare=False)
            if until > self.clock.monotonic() + 1:
                return
        raise AssertionError(f"the checks do not come to rest: {self.monitor.repair_queue.problems()}")

    def sync(self) -> Meta:
        """What `omny sync` does; the cookie comes back at once."""
        waiter: Waiter = self.daemon.sync()
        self.return_cookies()
        for _ in range(MAX_TURNS):
            self.daemon.turn()
            if waiter.done.is_set():
                break
            self.clock.advance(0.01)
        assert waiter.meta is not None, waiter.error
        return waiter.meta

    def return_cookies(self) -> None:
        """The events of all cookies that are on their way."""
        for name in self.daemon.inbox.expected:
            self.source.emit_name(self.root.cookie_dir(), name)

    def close(self) -> None:
        """Ends it in good order."""
        self.monitor.close()
        self.daemon.stop(Stop(StopReason.REQUESTED))
        self.repository.close()

    def _new_source(self, root: Root) -> ScriptedSource:
        self.source = ScriptedSource()
        return self.source

    def _follow(self, delta: Delta, meta: Meta) -> None:
        self.commits.append((delta, meta))
        self.graph.follow(delta, meta)


@contextmanager
def simulated(root: Path, settings: Settings | None = None) -> Iterator[Simulated]:
    """A simulated daemon that has indexed what is below `root`."""
    daemon = Simulated(root, settings)
    try:
        daemon.settle()
        yield daemon
    finally:
        daemon.close()


def snapshot(root: Path) -> Snapshot:
    """What every path below the root is; enough to see what changed."""
    found: Snapshot = {"": ("dir", root.stat().st_ino)}
    for directory, names, files in os.walk(root):
        if Path(directory) == root:
            names[:] = [name for name in names if name != ".omny"]
        for name in names + files:
            path = Path(directory, name)
            told = path.lstat()
            kind = "dir" if path.is_dir() and not path.is_symlink() else "file"
            inner = () if kind == "dir" else (told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_mode)
            found[path.relative_to(root).as_posix()] = (kind, told.st_ino, *inner)
    return found


def hints_between(before: Snapshot, after: Snapshot) -> list[Hint]:
    """The hints that a change from one snapshot to another gives."""
    changed = [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
    return [(path, "dir" in (before.get(path, ("",))[0], after.get(path, ("",))[0])) for path in changed]
