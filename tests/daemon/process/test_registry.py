"""All daemons of a user: the registry that cannot lie, `omny ps` and `omny stop --all`; and those that end by
themselves."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from omny.base.errors import DaemonGoneError
from omny.base.lock import holder
from omny.base.paths import Root
from omny.cli import run
from omny.daemon.demand import Demand
from omny.daemon.process import registry
from omny.daemon.process.registry import Entry, Registration, list_daemons
from omny.service.client import connect
from tests.support.fake_clock import FakeClock
from tests.support.helpers import write_tree
from tests.support.real_daemon import LONG, RealDaemon, Starter, kill_holder, needs_daemon, remove

pytestmark = needs_daemon

ON_DEMAND = """
import sys
from omny.daemon.start import start_daemon
from omny.service.place import Place
print(start_daemon(Place.of(sys.argv[1], None), on_demand=True).pid)
"""

REGISTERS = """
import sys
from omny.daemon.process.registry import Registration
from omny.base.paths import Root
with Registration(Root.of(sys.argv[1]), on_demand=True):
    print("there", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of the registry, this test's own."""
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "run"))
    return tmp_path / "run"


@pytest.fixture
def own_starter(folder: Path) -> Iterator[Starter]:
    """Starts daemons that register in this test's directory."""
    made = Starter()
    yield made
    made.close()


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What `omny ps` lists."""
    capsys.readouterr()
    assert run(["ps", "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return found


def on_demand(tree: Path) -> int:
    """Starts a daemon as an agent does; its pid."""
    return int(subprocess.check_output([sys.executable, "-c", ON_DEMAND, str(tree)]))


def registering(tree: Path) -> subprocess.Popen[str]:
    """A process that has an entry, and nothing else of a daemon."""
    return subprocess.Popen(
        [sys.executable, "-c", REGISTERS, str(tree)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


# ── the registry ──


def test_an_entry_is_there_while_its_process_is(tree: Path, folder: Path) -> None:
    with Registration(Root.of(tree), on_demand=False):
        (found,) = list_daemons()
        assert (found.entry.pid, found.entry.root) == (os.getpid(), str(tree))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())
        assert found.is_there()
    assert list_daemons() == []
    assert not found.is_there()


def test_what_a_killed_one_leaves_is_no_daemon_whoever_has_its_pid_now(tree: Path, folder: Path) -> None:
    process = registering(tree)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "there\n"
    assert [each.entry.pid for each in list_daemons()] == [process.pid]
    process.kill()
    process.communicate()
    left = next(folder.glob("*.daemon"))
    left.write_bytes(msgspec.json.encode(Entry(os.getpid(), "", "", "", str(tree))))  # as if the pid were ours now
    assert list_daemons() == []
    assert not left.exists()
    assert run(["stop", "--all"]) == 0


def test_of_many_at_once_each_has_its_entry(tree: Path) -> None:
    processes = [registering(tree) for _ in range(20 if LONG else 6)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    assert {each.entry.pid for each in list_daemons()} == {process.pid for process in processes}
    for process in processes:
        process.communicate()
    assert list_daemons() == []


def test_an_entry_that_was_removed_is_made_again(tree: Path, folder: Path) -> None:
    with Registration(Root.of(tree), on_demand=True) as mine:
        remove(folder)
        assert list_daemons() == []
        mine.keep()
        mine.stay()
        assert [each.entry.on_demand for each in list_daemons()] == [False]


def test_a_directory_that_others_can_use_holds_no_entry(
    tree: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    with Registration(Root.of(tree), on_demand=False):
        assert list(folder.iterdir()) == []
        (tmp_path / "link").symlink_to(tmp_path)
        monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "link"))
        assert list_daemons() == []


def test_all_places_are_read_whatever_the_environment(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    monkeypatch.setattr(registry, "folders", lambda: places[:1])
    with Registration(Root.of(tree), on_demand=False):
        monkeypatch.setattr(registry, "folders", lambda: places[::-1])
        with Registration(Root.of(tree), on_demand=False):
            assert len(list_daemons()) == 2


# ── demand ──


def test_only_one_that_nobody_asks_ends_and_then_answers_no_more() -> None:
    clock = FakeClock()
    demand = Demand(clock, on_demand=True)
    clock.advance(100)
    with demand.counting("search"):
        clock.advance(100)
        assert not demand.close(1)
    with demand.counting("daemon"):
        clock.advance(9)
    assert demand.idle_seconds == 9
    assert not demand.close(10)
    clock.advance(1)
    assert demand.close(10)
    with pytest.raises(DaemonGoneError), demand.counting("search"):
        pass


def test_one_that_is_about_to_end_does_not_promise_to_stay_and_one_that_stays_does_not_end() -> None:
    """'omny start' said that it was watching already, and the daemon ended."""
    clock = FakeClock()
    demand = Demand(clock, on_demand=True)
    clock.advance(100)
    assert demand.close(10)
    with demand.counting("stay"), pytest.raises(DaemonGoneError):
        demand.stay()
    demand.reopen()
    demand.stay()
    assert not demand.close(10)


def test_one_that_nobody_asks_ends_and_one_that_was_started_stays(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"a.py": "def f():\n    return 1\n", ".omny.toml": "idle_minutes = 0.0001\n"})
    pid = on_demand(tree)
    process = os.pidfd_open(pid) if holder(Root.of(tree)) else -1
    assert process == -1 or RealDaemon.ended_of(process)
    assert holder(Root.of(tree)) is None
    assert rows(capsys) == []

    (tree / ".omny.toml").write_text("idle_minutes = 60\n")
    pid = on_demand(tree)
    try:
        with open_sessions(tree):  # that ask nothing
            (row,) = rows(capsys)
            assert (row["pid"], row["on_demand"], row["root"]) == (pid, True, str(tree))
            assert 3500 < row["ends_in_seconds"] <= 3600
            assert row["memory_bytes"] > 10**6
        run(["start", str(tree)])
        (row,) = rows(capsys)
        assert (row["pid"], row["on_demand"], row["ends_in_seconds"]) == (pid, False, None)
        assert run(["ps"]) == 0
        assert "with 'omny stop'" in capsys.readouterr().out
    finally:
        kill_holder(tree)


def open_sessions(tree: Path) -> Any:
    """A connection that nothing is asked through."""
    client = connect(Root.of(tree))
    assert client is not None
    return client


def test_all_are_stopped_also_one_whose_root_is_gone_and_none_that_was_killed(
    tmp_path: Path, own_starter: Starter, capsys: pytest.CaptureFixture[str]
) -> None:
    trees = [write_tree(tmp_path / name, {"a.py": "def f():\n    return 1\n"}) for name in ("one", "two", "three")]
    daemons = [RealDaemon(tree, own_starter).start() for tree in trees]
    try:
        assert [row["root"] for row in rows(capsys)] == sorted(map(str, trees))
        daemons[0].kill()
        daemons[1].signal(signal.SIGSTOP)  # does not notice that its root is gone
        remove(trees[1])
        assert {row["pid"] for row in rows(capsys)} == {daemons[1].pid, daemons[2].pid}
        daemons[1].signal(signal.SIGCONT)
        assert run(["stop", "--all"]) == 0
        assert daemons[1].ended()
        assert daemons[2].ended()
        assert rows(capsys) == []
    finally:
        for daemon in daemons:
            daemon.kill()


def test_one_whose_root_is_gone_ends_within_five_seconds(tree: Path, own_starter: Starter) -> None:
    write_tree(tree, {"a.py": "def f():\n    return 1\n"})
    daemon = RealDaemon(tree, own_starter).start()
    daemon.settle()
    daemon.hang_up()
    remove(tree)
    assert daemon.ended(5.0 if not os.environ.get("CI") else 15.0)
    assert not tree.exists()
