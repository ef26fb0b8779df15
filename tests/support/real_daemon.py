"""Daemons in processes of their own, for what only a real one shows: inotify, SQLite's file, the socket, signals.

Nothing here sleeps: what is waited for is an answer of the daemon, its lock, a pipe, or the end of its process.
`settle` compares with a fresh index: no test can forget to. Whatever a test leaves is killed with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.config import load_settings
from omny.base.errors import DaemonError
from omny.base.lock import holder
from omny.base.paths import DATABASE_NAME, Root
from omny.daemon.process.log import LOG_NAME
from omny.integrity import ConsistencyValidator
from omny.service.client import Client, connect
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import SqliteStore, Store, parse_store
from omny.watch.git.head import git_head
from tests.support.helpers import assert_equals_fresh

LONG = os.environ.get("OMNY_LONG") == "1"
"""Whether the long sizes of tests are asked for: `make crash`."""

END_SECONDS = 15.0  # within which a daemon whose ground is gone has to end; it looks every 5 s
SYNC_SECONDS = 60.0
NAP_SECONDS = 0.02  # between two looks at what cannot be waited for


def patience() -> float:
    """By how much everything may take longer here: processes that want to run, for each processor."""
    return max(1.0, os.getloadavg()[0] / len(os.sched_getaffinity(0)))


needs_daemon = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes as Linux does")

# `omny start`, again and again, by a process that has imported everything: 0.5 s less for each daemon.
_STARTER = """
import sys
import omny.daemon.process.background, omny.daemon.lives, omny.daemon.process.service_files
from omny.cli import run
for line in sys.stdin:
    status = run(["start", *line.rstrip("\\n").split("\\t")])
    print(f"= {status}", flush=True)
"""


class Starter:
    """Runs `omny start` for tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _STARTER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self, path: Path, *options: str) -> None:
        """Starts a daemon; returns when it watches."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join([str(path), *options]) + "\n")
        self._process.stdin.flush()
        said = ""
        for line in self._process.stdout:
            if line.startswith("= "):
                assert line == "= 0\n", said
                return
            said += line
        raise AssertionError(f"the starter has ended: {said}")

    def close(self) -> None:
        """Ends the process, not the daemons."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class RealDaemon:
    """The daemon of the tree at `path`, and what a test asks of it."""

    def __init__(self, path: Path, starter: Starter, store: str = "") -> None:
        """`store` is named to it, where it is not the one of the tree."""
        self.path = path
        self.store: Store = SqliteStore.of(Root.of(path)) if not store else parse_store(store, Root.of(path))
        self.root = Root.of(path)
        self.pid = 0
        self.health_check = True  # whether the last `settle` was one
        self._starter = starter
        self._options = ("--db", store) if store else ()
        self._process = -1  # a descriptor of it
        self._client: Client | None = None

    # ── its life ──

    def start(self) -> RealDaemon:
        """Starts it; returns when it watches."""
        self._starter.start(self.path, *self._options)
        self.adopt()
        return self

    def adopt(self) -> None:
        """Takes the daemon that runs for the tree, whoever started it."""
        found = holder(self.root)
        assert found is not None, "no daemon runs"
        self._let_go()
        self.pid, self._process = found.pid, os.pidfd_open(found.pid)

    def signal(self, number: int) -> None:
        """Sends a signal."""
        signal.pidfd_send_signal(self._process, number)

    def ended(self, seconds: float = END_SECONDS) -> bool:
        """Waits for the end of the process; whether it has ended."""
        return self.ended_of(self._process, seconds)

    @staticmethod
    def ended_of(process: int, seconds: float = END_SECONDS) -> bool:
        """The same of the process of a descriptor."""
        return bool(select.select([process], [], [], seconds)[0])

    def kill(self) -> None:
        """Kills it at once; returns when it is gone."""
        if self._process >= 0:
            with contextlib.suppress(ProcessLookupError):
                self.signal(signal.SIGKILL)
            assert self.ended()
        self._let_go()

    def hang_up(self) -> None:
        """Closes the connection; the next question makes another one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _let_go(self) -> None:
        self.hang_up()
        if self._process >= 0:
            os.close(self._process)
            self._process = -1

    def eventually(self, is_so: Callable[[], bool], seconds: float = END_SECONDS) -> None:
        """Returns when something is so that nobody tells of."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"not so after {seconds:g} s; {self.log()[-2_000:]}"
            self.ended(NAP_SECONDS)

    # ── what it says ──

    @property
    def client(self) -> Client:
        """The connection that the test's own questions go through."""
        if self._client is None:
            self._client = connect(self.root)
            if self._client is None:
                raise DaemonError("test", f"no daemon listens; {self.log()[-2_000:]}")
        return self._client

    def ask(self, question: str, **arguments: Any) -> dict[str, Any]:
        """The document that answers."""
        return self.client.ask(question, arguments, timeout=SYNC_SECONDS + 5)

    def sync(self, seconds: float = SYNC_SECONDS) -> str:
        """Waits until what was done before is indexed; the token."""
        token: str = self.client.ask("sync", {"timeout": seconds}, timeout=seconds + 5)["freshness"]["token"]
        return token

    def log(self) -> str:
        """What it has logged."""
        try:
            return (self.root.state_dir / LOG_NAME).read_text(encoding="utf-8")
        except OSError:
            return ""

    # ── what it holds ──

    @property
    def database(self) -> Path:
        """The file."""
        return self.root.state_dir / DATABASE_NAME

    @contextlib.contextmanager
    def reading(self) -> Iterator[AtomRepository]:
        """The store, by a connection of the test's own, in one generation."""
        with self.store.open_reading() as repository, repository.reading():
            yield repository

    def ids(self) -> set[str]:
        """The ids of all atoms."""
        with self.reading() as repository:
            return {stored.atom.id for stored in repository.atoms()}

    def generation(self) -> int:
        """That of the database."""
        with self.reading() as repository:
            return repository.meta().generation

    def settle(self, seconds: float = SYNC_SECONDS) -> None:
        """Waits for what was done before; then the oracle: index, graph and what the daemon says of itself."""
        self.health_check = False
        self.sync(seconds)
        self.compare()
        said = self.loaded()
        assert said["problems"] == []
        assert said["graph_generation"] == self.generation()
        fresh = self.ask("status")["freshness"]
        assert (fresh["stale"], fresh["problems"], fresh["pending"]) == (False, [], [])
        assert fresh["indexed_head"] == git_head(self.path)
        self.health_check = True

    def compare(self) -> None:
        """The index is what a fresh one would be, and nothing in it contradicts anything."""
        with self.reading() as repository:
            assert_equals_fresh(self.path, repository, load_settings(self.root))
        with self.store.open_reading() as repository:
            assert ConsistencyValidator(repository).check() == []

    def loaded(self) -> dict[str, Any]:
        """What it says of itself, as soon as it has a graph."""
        self.eventually(lambda: self.ask("daemon")["graph_generation"] is not None)
        return self.ask("daemon")


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """The process that starts daemons; its home is that of the first test which wants one."""
    made: list[Starter] = []

    class Lazy(Starter):
        def __init__(self) -> None:
            pass

        def start(self, path: Path, *options: str) -> None:
            if not made:
                made.append(Starter())
            made[0].start(path, *options)

    yield Lazy()
    for process in made:
        process.close()


@pytest.fixture
def live(tree: Path, starter: Starter) -> Iterator[RealDaemon]:
    """A tree, and its daemon, which the test starts. Whichever daemon runs there in the end is killed."""
    daemon = RealDaemon(tree, starter)
    yield daemon
    daemon.kill()
    kill_holder(tree)


def kill_holder(path: Path) -> None:
    """Kills the daemon of a tree that may be gone."""
    if path.is_dir():
        left = holder(Root.of(path))
        if left is not None and left.pid != os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(left.pid, signal.SIGKILL)


class Shared:
    """One daemon for the tests of a module: a test finds it as the tests before have left it, on an empty tree. A test
    that fails takes it along."""

    def __init__(self, folder: Path, starter: Starter) -> None:
        self._folder = folder
        self._starter = starter
        self._count = 0
        self._daemon: RealDaemon | None = None

    def get(self) -> RealDaemon:
        """The daemon, on an empty tree."""
        if self._daemon is not None and not self._daemon.health_check:
            self.close()
        if self._daemon is None:
            self._count += 1
            tree = self._folder / str(self._count)
            tree.mkdir()
            self._daemon = RealDaemon(tree, self._starter).start()
        for entry in os.scandir(self._daemon.path):
            if entry.name != ".omny":
                remove(Path(entry.path))
        self._daemon.health_check = False  # until a test has settled
        return self._daemon

    def close(self) -> None:
        """Kills it."""
        if self._daemon is not None:
            self._daemon.kill()
            kill_holder(self._daemon.path)
            self._daemon = None


@pytest.fixture(scope="module")
def shared_daemon(tmp_path_factory: pytest.TempPathFactory, starter: Starter) -> Iterator[Shared]:
    """The daemon of a module."""
    shared = Shared(tmp_path_factory.mktemp("shared"), starter)
    yield shared
    shared.close()


@pytest.fixture
def shared(shared_daemon: Shared) -> RealDaemon:
    """The daemon of the module, on an empty tree."""
    return shared_daemon.get()


def remove(path: Path) -> None:
    """Removes a file, or a directory with all that is below it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def children(pid: int) -> list[int]:
    """The processes that come from that one, however far."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = [child for child, parent in parents.items() if parent == pid]
    for child in found:
        found += [other for other, parent in parents.items() if parent == child]
    return found


def omny(*arguments: str, check: bool = True, **more: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command line in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "omny", *arguments], capture_output=True, text=True, **more)
    assert not check or done.returncode == 0, done.stderr
    return done


def omny_document(*arguments: str) -> dict[str, Any]:
    """The document that a command prints."""
    document: dict[str, Any] = json.loads(omny(*arguments, "--json").stdout)
    return document


def git(path: Path, *arguments: str) -> str:
    """Runs git, the real one, in a directory."""
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    quiet = ("-c", "commit.gpgsign=false", "-c", "gc.auto=0", "-c", "advice.detachedHead=false")
    done = subprocess.run(["git", *who, *quiet, *arguments], cwd=path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")


def connect_and_close(root: Root) -> bool:
    """Whether a daemon of that root answers."""
    client = connect(root)
    if client is not None:
        client.close()
    return client is not None
