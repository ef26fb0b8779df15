"""Who waits is told for what, and what a daemon did not see is not told as seen, though it dies or begins anew."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import apsw
import pytest
from msgspec.structs import replace

from omny.base.config import Settings
from omny.base.errors import StorageError
from omny.base.lock import DaemonLock, Holder
from omny.base.paths import Root
from omny.base.progress import Step
from omny.cli import run, waiting
from omny.cli.waiting import announce
from omny.integrity import Finding
from omny.model.cures import Cure
from omny.pipeline.indexer import Indexer
from omny.query.daemon import DaemonReport
from omny.query.freshness import Freshness
from omny.service import session
from omny.service.answers import VerifyAnswer
from omny.service.client import Client
from omny.service.place import Place
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.fault_disk import CANNOT_GROW, FaultyVfs
from tests.support.helpers import assert_equals_fresh, in_process, write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon

TREE = {"a.py": "from b import g\n\n\ndef f():\n    return g()\n", "b.py": "def g():\n    pass\n"}


@pytest.fixture
def watched(live: RealDaemon) -> RealDaemon:
    """A daemon that has indexed a tree."""
    write_tree(live.path, TREE)
    live.start()
    live.sync()
    return live


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait is told without the two seconds."""
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.01)
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.01)


@pytest.fixture
def before_verify(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something happen when the daemon has been asked to verify, before it answers; once."""
    ask, todo = Client.ask, cast(list[Callable[[], object]], [])

    def asks(self: Client, question: str, *rest: Any, **more: Any) -> Any:
        if question == "verify" and todo:
            todo.pop()()
        return ask(self, question, *rest, **more)

    monkeypatch.setattr(Client, "ask", asks)
    return todo.append


# ── a daemon that dies while it checks ──


@needs_daemon
def test_a_daemon_that_dies_while_it_checks_leaves_the_check_to_the_command(
    watched: RealDaemon, before_verify, capsys: pytest.CaptureFixture[str]
) -> None:
    def die() -> None:
        watched.kill()
        (watched.path / "b.py").unlink()

    before_verify(die)
    assert run(["verify", "--deep", "--repair", str(watched.path)]) == 0
    told = capsys.readouterr()
    assert "b.py" in told.out
    assert "repaired" in told.out
    assert run(["verify", "--deep", str(watched.path)]) == 0
    with SqliteRepository.open_reading(watched.database) as repository:
        assert_equals_fresh(watched.path, repository)


@needs_daemon
def test_without_repair_what_the_dead_daemon_did_not_see_is_found(
    watched: RealDaemon, before_verify, capsys: pytest.CaptureFixture[str]
) -> None:
    def die() -> None:
        watched.kill()
        (watched.path / "b.py").unlink()

    before_verify(die)
    assert run(["verify", "--deep", str(watched.path)]) == 1
    assert "b.py" in capsys.readouterr().out


@needs_daemon
def test_a_daemon_that_takes_the_place_of_a_dead_one_is_asked(
    watched: RealDaemon, before_verify, capsys: pytest.CaptureFixture[str]
) -> None:
    def replace() -> None:
        watched.kill()
        (watched.path / "b.py").write_text("def g():\n    return 1\n")
        watched.start()

    before_verify(replace)
    assert run(["verify", "--deep", "--repair", str(watched.path)]) == 0
    assert capsys.readouterr().out == "clean\n"
    watched.settle()


@needs_daemon
@pytest.mark.parametrize("command", ["index", "sync"])
def test_other_commands_say_that_the_daemon_is_gone_or_do_without(
    watched: RealDaemon, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = Client.ask

    def asks(self: Client, question: str, *rest: Any, **more: Any) -> Any:
        if question == command:
            watched.kill()
        return ask(self, question, *rest, **more)

    monkeypatch.setattr(Client, "ask", asks)
    (watched.path / "b.py").write_text("def g():\n    return 2\n")
    status = run([command, str(watched.path)])
    told = capsys.readouterr()
    if status == 0:
        with SqliteRepository.open_reading(watched.database) as repository:
            assert_equals_fresh(watched.path, repository)
    else:
        assert status == 2
        assert len(told.err.splitlines()) == 1


def test_a_lock_that_is_held_by_no_daemon_that_answers_ends_with_one_line(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, TREE)
    assert run(["index", str(tree)]) == 0
    capsys.readouterr()
    with DaemonLock(Root.of(tree)):
        assert run(["verify", "--repair", str(tree)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_a_successor_that_never_comes_is_waited_for_no_longer_than_stated(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at_once: None
) -> None:
    write_tree(tree, TREE)
    assert run(["index", str(tree)]) == 0
    fresh = Freshness(token="", generation=1, pending=[], stale=False, degraded=[], indexed_head="")
    found = VerifyAnswer.of([Finding("k", "w", "x", Cure.DATABASE)], [], fresh)
    connections = [Client(socket.socket()), *[None] * 1_000]
    monkeypatch.setattr(Client, "do", lambda *_, **__: found)
    monkeypatch.setattr(session, "connect", lambda *_: connections.pop(0))
    monkeypatch.setattr(session, "DAEMON_SECONDS", 0.5)
    monkeypatch.setattr(Holder, "is_this_process", False)  # it stands for another one
    capsys.readouterr()
    with DaemonLock(Root.of(tree)):
        assert run(["verify", "--repair", str(tree)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    waits, end = told.err.splitlines()
    assert "the daemon is starting again, pid" in waits
    assert "gives up after 0.5 s" in waits
    assert "not there for 0.5 s" in end


# ── waits are told ──


@needs_daemon
@pytest.mark.parametrize("command", [["index"], ["verify"], ["sync"], ["edit", "delete", "a.py::f", "--root"]])
def test_a_command_that_waits_says_for_what(
    watched: RealDaemon, command: list[str], at_once: None, capfd: pytest.CaptureFixture[str]
) -> None:
    other = apsw.Connection(str(watched.database))
    other.execute("BEGIN IMMEDIATE")  # so that the daemon cannot write
    (watched.path / "b.py").write_text("def g():\n    return 3\n")
    said = ""

    def let_go_when_told() -> None:
        nonlocal said
        try:
            while "omny: waiting: " not in said and not ended.wait(0.01):
                said += capfd.readouterr().err
        finally:
            other.execute("ROLLBACK")
            other.close()

    ended = threading.Event()
    letting = threading.Thread(target=let_go_when_told)
    letting.start()
    try:
        assert run([*command, str(watched.path)]) in (0, 2)  # 2: a deletion that would break a caller
    finally:
        ended.set()
        letting.join()
    assert "omny: waiting: " in said
    assert "gives up after" in said


def test_a_short_wait_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with announce(lambda: "never"):
        pass
    assert capfd.readouterr().err == ""


def test_a_reason_is_told_once_and_another_one_again(at_once: None, capfd: pytest.CaptureFixture[str]) -> None:
    reasons = ["one", "one", "", "two", "two"]
    done = threading.Event()

    def why() -> str:
        if len(reasons) == 1:
            done.set()
            return reasons[0]
        return reasons.pop(0)

    with announce(why, seconds=5):
        assert done.wait(10)
    lines = capfd.readouterr().err.splitlines()
    assert lines == [f"omny: waiting: {each}; gives up after 5 s" for each in ("one", "two")]


def test_what_hinders_the_daemon_comes_before_what_it_does() -> None:
    said = DaemonReport(pid=1, started="", pending_total=2)
    assert "2 paths" in waiting._describe_activity(said)
    assert "12 of 40 files" in waiting._describe_activity(replace(said, step=Step.READING, done=12, total=40))
    assert (
        waiting._describe_activity(replace(said, trouble="write index: the disk is full"))
        == "write index: the disk is full"
    )


# ── the log of a full disk ──


def test_the_log_is_given_back_when_the_disk_is_full(tree: Path, tmp_path: Path) -> None:
    place = tmp_path / "db"
    place.mkdir()
    write_tree(tree, {f"m{number}.py": "def f():\n    pass\n" * 50 for number in range(20)})
    disk = FaultyVfs(place)
    with disk.mounted(), SqliteRepository.open(place / "omny.db") as repository:
        indexer = Indexer(Root.of(tree), repository, settings=Settings(), jobs=1, executors=in_process)
        indexer.run()
        (tree / "m0.py").write_text("def other():\n    pass\n")
        indexer.run()
        indexer.run()  # which has nothing to do, as the daemon's every few minutes
        log = place / "omny.db-wal"
        assert log.stat().st_size > 0
        for number in range(1, 20):
            (tree / f"m{number}.py").write_text("def another():\n    pass\n" * 90)
        disk.arm(CANNOT_GROW, 1, persistent=True)
        with pytest.raises(StorageError, match="the disk is full"):
            indexer.run()
        assert log.stat().st_size == 0
        disk.disarm()
        indexer.reload()
        indexer.run()
        assert_equals_fresh(tree, repository)


def test_a_command_that_holds_the_lock_itself_is_told_no_daemon(tree: Path) -> None:
    write_tree(tree, TREE)
    assert run(["index", str(tree), "--jobs", "1"]) == 0
    place = Place.of(str(tree), None)
    with DaemonLock(place.root):
        assert waiting._daemons_work(place)() == ""
