"""Whatever call of SQLite, of the disk or of a worker fails, once or for a while: the index and the graph stay right,
questions are answered, and the next change is indexed without a restart."""

from __future__ import annotations

import errno
import os
import shutil
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import apsw
import pytest

from omny.base.disk import Disk
from omny.base.errors import OmnyError
from omny.storage.sqlite.repository import SqliteRepository
from omny.watch.rescan import RescanReason
from tests.support import simulation
from tests.support.crash_workload import fast_place
from tests.support.fault_disk import BUSY, FULL, INPUT_OUTPUT, FaultyVfs
from tests.support.faulty_daemon import TREE, Faulty, on_faulty_disk
from tests.support.helpers import ImmediateExecutor, write_tree

pytestmark = pytest.mark.usefixtures("impatient")

LONG = bool(os.environ.get("OMNY_LONG"))
STRIDE = 1 if LONG else 2  # of the calls, every how many-th fails
COMPARED = 1 if LONG else 4  # after every how many-th the index is compared with a fresh one
MAX_CALLS = 20_000  # of one change; where it ends before, the loop ends


def assert_readers_are_served(daemon: Faulty, *, may_fail: bool) -> None:
    """By connections that are there already, and by new ones."""
    try:
        with daemon.repository.reading():
            meta = daemon.repository.meta()
            assert daemon.repository.search("use", limit=5).total >= 1
        with SqliteRepository.open_reading(daemon.repository.path) as reader:
            assert reader.meta().generation == meta.generation
    except OmnyError:
        assert may_fail


def assert_is_durable(repository: SqliteRepository) -> None:
    """A rollback journal has to be gone durably before a commit counts; a log needs no more than its own sync."""
    mode, synchronous = map(repository.connection.pragma, ("journal_mode", "synchronous"))
    assert (mode, synchronous) in (("wal", 2), ("delete", 3))


CHANGES_FAIL = {kind: INPUT_OUTPUT[kind] for kind in ("write", "sync", "truncate", "delete")}
TIMES = pytest.mark.parametrize("persistent", [False, True], ids=["once", "for a while"])


@pytest.mark.parametrize(
    ("errors", "may_fail"),
    [(INPUT_OUTPUT, True), (CHANGES_FAIL, False), (FULL, False)],
    ids=["any call", "any change", "disk full"],
)
@TIMES
def test_whichever_call_of_sqlite_fails(
    tmp_path: Path, errors: dict[str, int], may_fail: bool, persistent: bool
) -> None:
    failed = 0
    with on_faulty_disk(tmp_path) as (daemon, disk):
        for number in range(MAX_CALLS):
            before = daemon.generation
            disk.arm(errors, 1 + number * STRIDE, persistent=persistent)
            daemon.edit_number(number)
            if persistent:
                daemon.turn_for(2.0)
                assert_readers_are_served(daemon, may_fail=may_fail)
            else:
                daemon.settle(compare=False)
            had, hit = daemon.health_problems(), disk.failed
            disk.disarm()
            if hit and persistent and daemon.generation == before:
                assert had
            failed += hit > 0
            daemon.recover()
            assert daemon.generation > before
            assert daemon.health_problems() == ()
            if number % COMPARED == 0:
                daemon.compare()
            if not hit:
                break
        else:
            raise AssertionError("a change makes more calls than can be tried")
        daemon.compare()
        assert daemon.repository.damage() == []
    assert failed > 30 / STRIDE


@pytest.mark.slow
@pytest.mark.parametrize("errors", [INPUT_OUTPUT, FULL, BUSY], ids=["any call", "disk full", "busy"])
@TIMES
def test_whichever_call_of_the_first_index_fails(tmp_path: Path, errors: dict[str, int], persistent: bool) -> None:
    """With a rollback journal, from the making of the file on. A process that cannot open its database ends, and the
    next one can."""
    for number in range(MAX_CALLS):
        with fast_place(tmp_path) as place:
            tree = write_tree(place / "tree", TREE)
            (tree / ".omny").mkdir(mode=0o700)
            disk = FaultyVfs(tree / ".omny")
            with disk.mounted():
                disk.arm(errors, 1 + number * STRIDE, persistent=persistent)
                try:
                    daemon = Faulty(tree)
                except OmnyError:
                    hit = disk.failed
                    disk.disarm()
                    daemon = Faulty(tree)
                else:
                    daemon.turn_for(2.0)
                    hit = disk.failed
                    disk.disarm()
                daemon.recover()
                if number % COMPARED == 0:
                    daemon.compare()
                assert daemon.repository.damage() == []
                assert_is_durable(daemon.repository)
                daemon.edit_number(0)
                daemon.settle(compare=False)
                assert daemon.repository.connection.pragma("journal_mode") == "wal"
                assert_is_durable(daemon.repository)
                daemon.close()
        if tmp_path == place:
            shutil.rmtree(tree)
        if not hit:
            return
    raise AssertionError("a first index makes more calls than can be tried")


def test_another_process_that_keeps_the_write_lock_is_waited_for(tmp_path: Path) -> None:
    with on_faulty_disk(tmp_path) as (daemon, _):
        other = apsw.Connection(daemon.repository.path)
        other.execute("BEGIN IMMEDIATE")
        daemon.edit_number(1)
        daemon.turn_for(5)
        assert "another process" in daemon.health_problems()[0]
        assert_readers_are_served(daemon, may_fail=False)
        other.close(True)
        daemon.clock.advance(60)
        daemon.settle()
        assert daemon.health_problems() == ()


# ── the tree's own disk ──


class FailsAt(Disk):
    """A disk of which the k-th question fails, or all from then on."""

    def __init__(self) -> None:
        self.arm(0)

    def arm(self, at: int, number: int = errno.EIO, *, persistent: bool = False) -> None:
        self.at, self.number, self.persistent, self.calls, self.failed = at, number, persistent, 0, 0

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        self._meet()
        return super().scandir(directory)

    def lstat(self, path: str) -> os.stat_result:
        self._meet()
        return super().lstat(path)

    def open_beneath(self, root: str, components: list[str]) -> int:
        self._meet()
        return super().open_beneath(root, components)

    def _meet(self) -> None:
        self.calls += 1
        if self.at and (self.calls == self.at or (self.persistent and self.calls > self.at)):
            self.failed += 1
            raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.EMFILE, errno.ENOMEM], ids=errno.errorcode.get)
@TIMES
def test_whichever_question_to_the_disk_fails(tmp_path: Path, number: int, persistent: bool) -> None:
    disk = FailsAt()
    daemon = Faulty(write_tree(tmp_path / "tree", {**TREE, "sub/d.py": "def d():\n    pass\n"}), disk=disk)
    try:
        daemon.settle()
        for at in range(1, 200):
            before = dict(daemon.repository.paths())
            disk.arm(at, number, persistent=persistent)
            daemon.edit_number(at)
            if at % 3 == 0:
                daemon.daemon.inbox.request_rescan(RescanReason.REQUESTED)
            daemon.turn_for(2.0)
            hit = disk.failed
            assert daemon.repository.paths().keys() >= before.keys()  # what cannot be looked at is not gone
            assert_readers_are_served(daemon, may_fail=False)
            disk.arm(0)
            daemon.clock.advance(60)
            daemon.let_doubt()
            if not hit and at % 3 == 0:
                break
        assert daemon.health_problems() == ()
    finally:
        daemon.close()


# ── workers ──


class Mortal(ImmediateExecutor):
    """An executor whose process dies at some tasks."""

    deaths: set[int]
    tasks = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        Mortal.tasks += 1
        if Mortal.tasks in self.deaths:
            future: Future[Any] = Future()
            future.set_exception(BrokenProcessPool("the worker is gone"))
            return future
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize(
    ("deaths", "lost"),
    [({1}, []), ({2}, []), ({3}, []), ({1, 2}, []), ({1, 2, 3}, ["b.py"])],
    ids=str,
)
def test_the_death_of_a_worker_costs_no_more_than_the_file_it_dies_of(
    tmp_path: Path, deaths: set[int], lost: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first task is a batch of both files; then each is tried alone."""

    def mortal(_: int) -> Executor:
        return Mortal()

    monkeypatch.setattr(simulation, "in_process", mortal)
    monkeypatch.setattr(Mortal, "deaths", set(), raising=False)
    large = "".join(f"def large{number}():\n    return {number}\n\n\n" for number in range(2_000))
    daemon = Faulty(write_tree(tmp_path / "tree", {**TREE, "large.py": large}))
    try:
        daemon.settle()
        assert daemon.repository.paths()["large.py"] == "ok"
        monkeypatch.setattr(Mortal, "deaths", deaths)
        monkeypatch.setattr(Mortal, "tasks", 0)
        daemon.tell(daemon.change(lambda root: (root / "large.py").write_text(large + "def more():\n    pass\n")))
        daemon.edit_number(1)
        daemon.settle(compare=False)
        assert Mortal.tasks
        assert (daemon.repository.get("b.py::made1") is None) == ("b.py" in lost)
        assert {path for path, status in daemon.repository.paths().items() if status == "skipped"} <= set(lost)
        monkeypatch.setattr(Mortal, "deaths", set())
        daemon.tell(daemon.change(lambda root: (root / "large.py").write_text(large + "def most():\n    pass\n")))
        daemon.edit_number(4)  # of b.py: what was given up is tried again when it changes
        daemon.settle()
        assert daemon.repository.get("large.py::most") is not None
    finally:
        daemon.close()
