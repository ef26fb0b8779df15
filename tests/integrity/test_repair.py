"""`omny verify --repair` without a daemon, and databases that are beyond repair."""

from __future__ import annotations

import json
from pathlib import Path

import apsw
import pytest

from omny.cli import run as run_command
from omny.integrity import ConsistencyValidator
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, file_checks, write_tree
from tests.support.planted import FILES, ONE, PLANTED


def run(*arguments: str) -> int:
    return run_command(list(arguments))


@pytest.fixture
def indexed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with an index that has some history."""
    monkeypatch.chdir(tree)
    write_tree(tree, FILES)
    assert run("index") == 0
    (tree / "a.py").write_text(f"\n{FILES['a.py']}")
    assert run("index") == 0
    return tree


def database(tree: Path) -> Path:
    return tree / ".omny/omny.db"


def spoil(tree: Path, statements: str) -> None:
    raw = apsw.Connection(str(database(tree)))
    raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    raw.execute(statements)
    raw.close()


def assert_sound(tree: Path) -> None:
    with SqliteRepository.open_reading(database(tree)) as repository:
        checks = file_checks(tree, repository)
        assert ConsistencyValidator(repository, files=checks).check(deep=True) == []
        assert_equals_fresh(tree, repository)


def results(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out.splitlines()[-1])["results"]
    return found


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found_and_repaired_by_the_command(
    what: str, indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(indexed, PLANTED[what][0])
    capsys.readouterr()
    assert run("verify", "--deep", "--json") == 1
    found = results(capsys)
    assert run("verify", "--deep", "--repair", "--json") == 0
    repaired = results(capsys)
    assert [each["where"] for each in repaired] == [each["where"] for each in found]
    assert all(each["repaired"] for each in repaired)
    assert not list(indexed.glob(".omny/*.corrupt-*")), "nothing was thrown away"
    assert run("verify", "--deep") == 0
    assert_sound(indexed)


@pytest.mark.parametrize("what", sorted(PLANTED.keys() - {"missing first event"}))
def test_what_is_planted_is_found_and_repaired_where_the_first_events_were_pruned(
    what: str, indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with SqliteRepository.open(database(indexed)) as repository:
        repository.prune(1)
    test_what_is_planted_is_found_and_repaired_by_the_command(what, indexed, capsys)


def test_a_finding_is_told_with_its_place_its_time_and_its_repair(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(indexed, PLANTED["missing edge"][0])
    capsys.readouterr()
    assert run("verify") == 1
    told = " ".join(capsys.readouterr().out.split())  # lines are broken where the width has it
    assert "missing edge" in told
    assert f"{ONE} -> a.py::two" in told
    assert "right until 20" in told
    assert "derive edges" in told
    assert run("verify", "--repair") == 0
    assert "1 finding repaired" in capsys.readouterr().out


# ── a damaged file ──


def events(tree: Path) -> list[tuple[object, ...]]:
    with SqliteRepository.open_reading(database(tree)) as repository:
        return [(event.atom_id, event.operation, event.timestamp, event.delta) for event in repository.events()]


def destroy(tree: Path, table: str, page_of: str = "rootpage") -> None:
    raw = apsw.Connection(str(database(tree)))
    raw.pragma("journal_mode", "delete")
    page = raw.execute(f"SELECT {page_of} FROM sqlite_schema WHERE name = ?", (table,)).get
    size = raw.pragma("page_size")
    raw.close()
    content = bytearray(database(tree).read_bytes())
    content[(page - 1) * size : page * size] = b"\x55" * size
    database(tree).write_bytes(content)


@pytest.mark.parametrize("table", ["edges", "facts", "files", "names_by_file", "atoms_fts_data"])
def test_a_destroyed_page_costs_no_history_where_it_holds_none(
    table: str, indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = events(indexed)
    with SqliteRepository.open_reading(database(indexed)) as repository:
        uuid, generation = repository.meta().uuid, repository.meta().generation
    destroy(indexed, table)
    assert run("verify") == 1
    assert run("verify", "--repair") == 0
    (aside,) = indexed.glob(".omny/omny.db.corrupt-*")
    assert aside.stat().st_size > 0
    assert events(indexed)[: len(before)] == before
    with SqliteRepository.open_reading(database(indexed)) as repository:
        assert repository.meta().uuid == uuid
        assert repository.meta().generation > generation
        (row,) = repository.repairs()
        assert aside.name in row.what
    assert_sound(indexed)


def test_a_destroyed_page_of_atoms_costs_the_history_that_refers_to_them_and_no_more(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test_a_destroyed_page_costs_no_history_where_it_holds_none("facts", indexed, capsys)
    with SqliteRepository.open_reading(database(indexed)) as repository:
        uuid, generation = repository.meta().uuid, repository.meta().generation
    for aside in indexed.glob(".omny/*.corrupt-*"):
        aside.unlink()
    destroy(indexed, "atoms")
    assert run("verify", "--repair") == 0
    with SqliteRepository.open_reading(database(indexed)) as repository:
        assert (repository.meta().uuid, repository.meta().generation > generation) == (uuid, True)
        assert {event.atom_id for event in repository.events()} == {stored.atom.id for stored in repository.atoms()}
    assert_sound(indexed)


def test_events_that_cannot_be_read_are_lost_and_no_more(indexed: Path) -> None:
    destroy(indexed, "atom_events")
    assert run("verify", "--repair") == 0
    assert_sound(indexed)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_what_is_no_database_at_all_is_set_aside(content: bytes, indexed: Path) -> None:
    database(indexed).write_bytes(content)
    for beside in indexed.glob(".omny/omny.db-*"):
        beside.unlink()
    status = run("verify", "--repair")
    if content:
        assert status == 0
        assert [each.read_bytes() for each in indexed.glob(".omny/omny.db.corrupt-*")] == [content]
        assert_sound(indexed)
    else:
        assert status == 2, "an empty file is no index yet"


def test_nothing_is_moved_while_a_daemon_may_have_it_open(indexed: Path) -> None:
    from omny.base.lock import DaemonLock
    from omny.base.paths import Root

    destroy(indexed, "atoms")
    with DaemonLock(Root.of(indexed)):
        assert run("verify", "--repair") == 2
    assert not list(indexed.glob(".omny/*.corrupt-*"))
