"""The commands about the daemon, as far as they are more than the parts that they call."""

from __future__ import annotations

import json
import os
import plistlib
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import AlreadyRunningError
from omny.base.lock import DaemonLock
from omny.base.paths import Root
from omny.cli import daemon, run
from omny.daemon.process import background
from omny.daemon.server import Server
from omny.query.freshness import Freshness
from omny.service.answers import SyncAnswer
from tests.support.helpers import write_tree


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    monkeypatch.chdir(tree)
    return Root.of(tree)


def test_a_sync_without_a_daemon_indexes_and_prints_the_token_alone(
    here: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sync"]) == 0
    token = capsys.readouterr().out.strip()
    assert token.endswith(":1")
    assert run(["sync", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["results"], document["freshness"]["token"]) == ([], token)


def test_a_sync_asks_the_daemon_where_one_listens(here: Root, capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    def answer(question: str, arguments: dict[str, Any], at_least: str | None) -> dict[str, Any]:
        asked.append((question, arguments, at_least))
        fresh = Freshness("t:7", 7, [], False, [], "")
        return SyncAnswer(results=[], freshness=fresh).document()

    server = Server(here, answer, database=str(here.state_dir / "omny.db"))
    server.start()
    try:
        assert run(["sync", "--timeout", "3"]) == 0
    finally:
        server.stop()
    assert (asked, capsys.readouterr().out) == ([("sync", {"timeout": 3}, None)], "t:7\n")


def test_a_stop_without_a_daemon_is_done(here: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stop"]) == 0
    assert capsys.readouterr().out == f"no daemon runs for {here.path}\n"


def test_a_start_says_whether_it_watches_already(
    here: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "start", lambda *_, **__: background.Started(7, is_ready=True))
    assert run(["start"]) == 0
    monkeypatch.setattr(background, "start", lambda *_, **__: background.Started(7, is_ready=False))
    assert run(["start"]) == 0
    said = [f"watching {here.path}; pid 7", "still starting, see 'omny status'; pid 7"]
    assert capsys.readouterr().out.splitlines() == said


def test_a_start_where_a_daemon_runs_is_done_and_names_it(
    here: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemon, "KEEP_SECONDS", 0.0)
    with DaemonLock(here):
        assert run(["start"]) == 0
        assert capsys.readouterr().out.startswith(f"{daemon.STARTING}; pid {os.getpid()}, since ")
        server = Server(here, lambda *_: {"results": []}, database=str(here.state_dir / "omny.db"))
        server.start()
        try:
            assert run(["start"]) == 0
            assert capsys.readouterr().out.startswith(f"already watching {here.path}; pid {os.getpid()}, since ")
            assert run(["start", "--db", "other.db"]) == 2  # which nobody would keep
        finally:
            server.stop()
    assert "already running for this root" in capsys.readouterr().err


def test_a_service_is_printed_with_the_database_that_was_named(here: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["service", "--db", "x.db"]) == 0
    out, err = capsys.readouterr()
    assert f'"watch" "{here.path}" "--db" "{here.path}/x.db"' in out
    assert "systemctl --user enable" in err
    assert run(["service", "--launchd"]) == 0
    assert plistlib.loads(capsys.readouterr().out.encode())["ProgramArguments"][-1] == os.fspath(here.path)


def test_a_start_waits_for_what_holds_the_lock_for_a_while(
    here: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that held the lock was taken for a daemon that watches."""
    held = DaemonLock(here)
    held.acquire()
    tries: list[int] = []

    def start(*_: Any, **__: Any) -> background.Started:
        tries.append(1)
        if len(tries) == 1:
            raise AlreadyRunningError("start daemon", "a daemon already runs")
        return background.Started(7, is_ready=True)

    monkeypatch.setattr(background, "start", start)
    monkeypatch.setattr("omny.cli.daemon.time.sleep", lambda _: held.release())
    assert run(["start"]) == 0
    assert capsys.readouterr().out == f"watching {here.path}; pid 7\n"
