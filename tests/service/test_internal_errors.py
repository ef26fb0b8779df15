"""A bug of Omny's is told as a bug, with its traceback, and never as damage of the user's index."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, NoReturn

import anyio
import apsw
import pytest

from omny.base.errors import InternalError
from omny.base.paths import Root
from omny.cli import run
from omny.daemon.server import Server
from omny.mcp.server import server
from omny.query import cycles
from omny.service.client import connect
from omny.service.projects import Projects
from tests.support.helpers import write_tree

BUG = "this is a bug in Omny: KeyError: 'planted'"


def planted(*_: Any) -> NoReturn:
    raise KeyError("planted")


class Broken:
    """An index each use of which meets a bug."""

    def __getattr__(self, name: str) -> NoReturn:
        raise KeyError("planted")


@pytest.fixture
def root(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Root:
    write_tree(tree, {"a.py": "def one():\n    return one()\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return Root.of(tree)


def test_a_command_prints_the_traceback_and_one_line(
    root: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cycles.Cycles, "answer", planted)
    assert run(["cycles"]) == 2
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert told.splitlines()[-1] == f"omny: {BUG}; please report it with the traceback above"
    assert "verify" not in told


def test_a_daemon_logs_the_traceback_and_answers_with_the_bug(root: Root, caplog: pytest.LogCaptureFixture) -> None:
    daemon = Server(root, planted, database=str(root.state_dir / "omny.db"))
    daemon.start()
    try:
        client = connect(root)
        assert client is not None
        with client, caplog.at_level(logging.ERROR, "omny.daemon"), pytest.raises(InternalError) as raised:
            client.ask("cycles", {})
    finally:
        daemon.stop()
    assert str(raised.value) == f"{BUG}; please report it with the traceback in the daemon's log"
    assert "Traceback" in caplog.text


def test_an_agent_is_answered_with_the_bug_and_the_server_logs_it(caplog: pytest.LogCaptureFixture) -> None:
    from mcp import Client  # takes most of a second

    async def ask() -> Any:
        async with Client(server(Projects(Broken()))) as client:  # type: ignore[arg-type]
            return await client.call_tool("search_atoms", {"text": "one"})

    with caplog.at_level(logging.ERROR, "omny.mcp"):
        answered = anyio.run(ask)
    assert answered.is_error
    assert answered.content[0].text == f"{BUG}; please report it with the traceback on standard error of the server"
    assert "Traceback" in caplog.text


def test_only_a_row_that_was_not_written_so_is_damage(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    database = str(root.state_dir / "omny.db")
    raw = apsw.Connection(database)
    raw.execute("UPDATE atoms SET data = json_set(data, '$.doc', 7)")
    raw.close()
    assert run(["show", "one"]) == 2
    told = capsys.readouterr().err
    assert "malformed data" in told
    assert database in told
    assert "run 'omny verify --repair'" in told
