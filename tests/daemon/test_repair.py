"""Damage under a running daemon: the command finds and repairs it through the daemon, or the daemon does by itself."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import apsw
import pytest

from omny.cli import run
from tests.support.helpers import one_line, write_tree
from tests.support.planted import FILES, ONE, PLANTED
from tests.support.projects import EDITS, Project
from tests.support.real_daemon import LONG, RealDaemon, needs_daemon

pytestmark = needs_daemon


@pytest.fixture
def daemon(live: RealDaemon) -> RealDaemon:
    """A daemon whose own checks are so rare that it finds nothing before it is asked."""
    write_tree(live.path, {**FILES, ".omny.toml": "check_seconds = 86400\n"})
    live.start()
    (live.path / "a.py").write_text(f"\n{FILES['a.py']}")
    live.settle()
    live.eventually(lambda: all(check["at"] for check in live.ask("daemon")["checks"].values()))
    return live


def plant(daemon: RealDaemon, statements: str) -> None:
    raw = apsw.Connection(str(daemon.database))
    raw.set_busy_timeout(10_000)
    raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    raw.execute(statements)
    raw.close()


def test_the_command_repairs_through_the_daemon(daemon: RealDaemon, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(daemon.path)
    assert run(["verify", "--deep", root]) == 0
    for what in ("missing edge", "wrong row", "stale search row", "wrong facts", "ghost file"):
        plant(daemon, PLANTED[what][0])
    capsys.readouterr()
    assert run(["verify", "--deep", root]) == 1
    assert run(["verify", "--deep", "--repair", "--json", root]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["results"]
    assert {"missing edge", "stale search row", "ghost file"} <= {each["kind"] for each in found}
    daemon.settle()


def test_a_status_tells_of_the_checks(daemon: RealDaemon, capsys: pytest.CaptureFixture[str]) -> None:
    checks = daemon.ask("daemon")["checks"]
    assert [check["findings"] for check in checks.values()] == [0, 0]
    assert run(["status", str(daemon.path)]) == 0
    assert f"light check {checks['light']['at']}, 0 findings" in one_line(capsys.readouterr().out)


def test_the_daemon_finds_and_repairs_by_itself(live: RealDaemon) -> None:
    write_tree(live.path, {**FILES, ".omny.toml": "check_seconds = 1\n"})
    live.start()
    live.settle()
    plant(live, PLANTED["missing edge"][0])
    live.eventually(lambda: "repaired" in live.log(), seconds=60.0)
    assert f"missing edge {ONE} -> a.py::two" in live.log()
    live.settle()


def test_a_database_that_is_damaged_while_a_daemon_runs_is_set_aside(live: RealDaemon) -> None:
    write_tree(live.path, {**FILES, ".omny.toml": "check_seconds = 1\n"})
    live.start()
    live.settle()
    live.kill()
    with live.reading() as repository:
        events = [event.atom_id for event in repository.events()]
    raw = apsw.Connection(str(live.database))
    raw.pragma("journal_mode", "delete")
    page = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'edges'").get
    size = raw.pragma("page_size")
    raw.close()
    content = bytearray(live.database.read_bytes())
    content[(page - 1) * size : page * size] = b"\x55" * size
    live.database.write_bytes(content)
    live.start()
    live.eventually(lambda: bool(list(aside(live.path))), seconds=60.0)
    live.eventually(lambda: "Omny" in live.log().partition("the database was damaged")[2], seconds=60.0)
    live.settle()
    with live.reading() as repository:
        assert [event.atom_id for event in repository.events()][: len(events)] == events


def aside(path: Path) -> list[Path]:
    return list(path.glob(".omny/omny.db.corrupt-*"))


def test_a_storm_of_saves_causes_no_finding(live: RealDaemon) -> None:
    """With the threads of a real daemon: its loop commits while the checks read."""
    random, project = Random(7), Project("python")
    project.others[".omny.toml"] = "check_seconds = 1\ndeep_check_hours = 0.01\n"
    project.write(live.path)
    edits = sorted(EDITS.keys() - {"edit_settings", "revert"})
    live.start()
    checked: set[str] = set()
    deadline = time.monotonic() + (300.0 if LONG else 8.0)
    while time.monotonic() < deadline or (len(checked) <= 2 and time.monotonic() < deadline + 60.0):
        for name in random.sample(edits, 2):
            EDITS[name](project, random)
        project.write(live.path)
        if random.random() < 0.3:
            live.sync()
            live.ended(0.3)  # a pause, in which something can be checked
        checked |= {check["at"] for check in live.ask("daemon")["checks"].values()}
    live.settle()
    assert "found:" not in live.log()
    with live.reading() as repository:
        assert repository.repairs() == []
    assert len(checked) > 2


def test_the_command_waits_where_the_daemon_has_to_build_a_new_database(
    daemon: RealDaemon, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = apsw.Connection(str(daemon.database))
    page = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'edges'").get
    size = raw.pragma("page_size")
    raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    raw.close()
    with open(daemon.database, "r+b") as file:
        file.seek((page - 1) * size + size // 2)
        file.write(b"\xff" * 64)
    assert run(["verify", str(daemon.path)]) == 1
    capsys.readouterr()
    assert run(["verify", "--repair", str(daemon.path)]) == 0
    told = capsys.readouterr().out
    assert "repaired: set the database aside" in one_line(told)
    assert list(daemon.database.parent.glob("omny.db.corrupt-*"))
    daemon.hang_up()
    daemon.settle()
