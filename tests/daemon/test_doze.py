"""A daemon that was started on demand dozes while nobody asks: it takes next to nothing, and nothing is lost by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.paths import Root
from omny.cli import run
from omny.daemon import doze
from omny.daemon.process import registry
from omny.daemon.process.registry import list_daemons
from omny.service.client import SOCKET_NAME, connect
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, Starter, git, kill_holder, needs_daemon, needs_git, remove

pytestmark = [needs_daemon, pytest.mark.skipif(not doze.is_possible(), reason="needs inotify")]

REST_SECONDS = 0.2  # in place of half a minute

ON_DEMAND = f"""
import sys
import omny.daemon.rest
omny.daemon.rest.REST_SECONDS = {REST_SECONDS}
from omny.daemon.start import start_daemon
from omny.service.place import Place
print(start_daemon(Place.of(sys.argv[1], None), on_demand=True).pid)
"""

MAX_DOZING_BYTES = 15_000_000  # twenty of them take 300 MB at most


class NoStarter(Starter):
    """For a daemon that was started already."""

    def __init__(self) -> None:
        pass


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry is this test's own."""
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "run"))


@pytest.fixture
def dozing(tree: Path) -> Iterator[Callable[[], RealDaemon]]:
    """Starts a daemon of a small project, and waits until it dozes."""
    write_tree(tree, {"a.py": "from b import g\n\n\ndef f():\n    return g()\n", "b.py": "def g():\n    return 1\n"})
    daemon = RealDaemon(tree, NoStarter())

    def begin() -> RealDaemon:
        subprocess.run([sys.executable, "-c", ON_DEMAND, str(tree)], check=True, stdout=subprocess.DEVNULL)
        daemon.adopt()
        daemon.eventually(is_dozing)
        return daemon

    yield begin
    daemon.hang_up()
    kill_holder(tree)


def is_dozing() -> bool:
    """Whether the one daemon dozes."""
    return [each.entry.dozes for each in list_daemons()] == [True]


def is_awake() -> bool:
    """Whether it does not."""
    return [each.entry.dozes for each in list_daemons()] == [False]


def row(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `omny ps` says of the one daemon."""
    capsys.readouterr()
    assert run(["ps", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert isinstance(found, dict)
    return found


def test_a_dozing_daemon_takes_little_and_is_listed_without_being_woken(
    dozing: Callable[[], RealDaemon], capsys: pytest.CaptureFixture[str]
) -> None:
    daemon = dozing()
    found = row(capsys)
    assert (found["pid"], found["dozes"], found["on_demand"]) == (daemon.pid, True, True)
    daemon.eventually(lambda: row(capsys)["memory_bytes"] < MAX_DOZING_BYTES)  # it is said just before
    assert 1700 < found["ends_in_seconds"] <= 1800
    assert is_dozing()
    assert run(["stop", str(daemon.path)]) == 0
    assert daemon.ended()
    assert not (daemon.root.state_dir / SOCKET_NAME).exists()
    assert list_daemons() == []


def test_a_question_wakes_it_and_the_answer_holds_what_was_saved_meanwhile(
    dozing: Callable[[], RealDaemon], capsys: pytest.CaptureFixture[str]
) -> None:
    daemon = dozing()
    write_tree(daemon.path, {"c.py": "from a import f\n\n\ndef late():\n    return f()\n"})
    capsys.readouterr()
    assert run(["callers", "f", "--root", str(daemon.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [found["id"] for found in document["results"]] == ["c.py::late"], document["freshness"]
    assert document["freshness"]["problems"] == []
    daemon.settle()
    assert daemon.ask("daemon")["pid"] == daemon.pid
    daemon.hang_up()
    daemon.eventually(is_dozing)


@needs_git
def test_events_wake_it_and_nothing_of_a_burst_is_lost(
    dozing: Callable[[], RealDaemon], capsys: pytest.CaptureFixture[str], tree: Path
) -> None:
    git(tree, "init", "-q")
    daemon = dozing()
    write_tree(tree, {f"deep/{number}/m.py": f"def m{number}():\n    return 1\n" for number in range(30)})
    daemon.eventually(lambda: "deep/29/m.py::m29" in daemon.ids())
    daemon.settle()
    daemon.hang_up()
    daemon.eventually(is_dozing)
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "1")
    daemon.eventually(lambda: row_of_meta(daemon) == git(tree, "rev-parse", "HEAD"))
    daemon.settle()


def row_of_meta(daemon: RealDaemon) -> str:
    with daemon.reading() as repository:
        return repository.meta().indexed_head


def test_many_that_ask_at_once_are_all_answered(dozing: Callable[[], RealDaemon]) -> None:
    daemon = dozing()
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "omny", "search", "g", "--root", str(daemon.path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for process in processes:
        out, err = process.communicate()
        assert "b.py:1  function  g()" in out
        assert "went away" not in err


def test_one_whose_root_is_gone_ends_and_one_that_is_killed_leaves_nothing(
    dozing: Callable[[], RealDaemon], tree: Path
) -> None:
    daemon = dozing()
    daemon.kill()
    assert list_daemons() == []
    assert connect(Root.of(tree)) is None
    dozing()
    remove(tree)
    assert daemon.ended(5.0 if not os.environ.get("CI") else 15.0)
    tree.mkdir()


@pytest.mark.slow
def test_it_ends_when_nobody_has_asked_and_stays_when_it_is_told_to(
    dozing: Callable[[], RealDaemon], tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / ".omny.toml").write_text("idle_minutes = 0.05\n")
    daemon = dozing()
    assert daemon.ended()
    assert not (daemon.root.state_dir / SOCKET_NAME).exists()
    (tree / ".omny.toml").unlink()
    daemon = dozing()
    run(["start", str(tree)])
    found = row(capsys)
    assert (found["pid"], found["on_demand"], found["dozes"]) == (daemon.pid, False, False)
    daemon.settle()
