"""A database of every schema that there has been is brought up to date with all that it holds, and kept beside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import apsw
import pytest

from omny.base.errors import BusyError, DamagedError, OldSchemaError, SchemaError
from omny.base.filestat import FileStat
from omny.base.paths import Root
from omny.base.skip_reason import NO_REASON, Reason, SkipReason
from omny.cli import run
from omny.history.states import atom_history
from omny.integrity import ConsistencyValidator
from omny.storage.port.records import Upgrade
from omny.storage.sql.rows import reason_detail
from omny.storage.sqlite import upgrade as sqlite_upgrade
from omny.storage.sqlite.connection import SCHEMA_VERSION
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, index_tree, write_tree
from tests.support.old_databases import GONE, HELD, KINDS, PRICE, REASONS, TREE, assert_types_changed
from tests.support.places import SCHEMAS

VERSIONS = sorted(int(file.stem) for file in SCHEMAS.glob("*.sql") if file.stem.isdigit())


def made(path: Path, version: int) -> Path:
    """The database of that schema."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.execute((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def test_there_is_a_database_of_every_older_schema() -> None:
    assert list(range(1, SCHEMA_VERSION)) == VERSIONS == list(sqlite_upgrade.STEPS)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_database_is_brought_up_to_date_with_its_history(version: int, tmp_path: Path, tree: Path) -> None:
    path = made(tmp_path / "db", version)
    content = path.read_bytes()
    with SqliteRepository.open(path) as repository:
        meta = repository.meta()
        assert (meta.schema_version, meta.generation) == (SCHEMA_VERSION, 2)
        assert [row.generation for row in repository.generations()] == [1, 2]
        assert ConsistencyValidator(repository).check() == []
        assert [step.operation for step in atom_history(repository, GONE)[1]] == ["create", "delete"]
        assert [step.operation for step in atom_history(repository, PRICE)[1]] == ["create", "update"]
        past = repository.as_of(1)
        assert past.get(GONE) is not None
        past.close()
        assert repository.get(GONE) is None
        assert [hit.atom.id for hit in repository.search("pri", limit=5).atoms] == [PRICE]
        assert [edge.source_id for edge in repository.callers(["money.py::total"], types=["call"], depth=1, limit=9)]
        index_tree(write_tree(tree, TREE), repository)
        assert_equals_fresh(tree, repository)
        assert repository.meta().uuid == meta.uuid
    (aside,) = tmp_path.glob(f"db.v{version}-*")
    assert len(aside.read_bytes()) == len(content)
    assert sorted(file.name for file in tmp_path.iterdir() if file != tree) == ["db", aside.name]


def test_the_texts_of_schema_5_are_read_back_as_codes_with_their_data(tmp_path: Path) -> None:
    path = made(tmp_path / "db", 5)
    with SqliteRepository.open(path) as repository:
        ledger = repository.ledger()
    assert {path: entry.reason for path, entry in ledger.items() if entry.reason} == REASONS
    assert ledger["broken.py"].explanation == HELD
    assert ledger["large.py"].explanation == "larger than 4 MiB: 6.9 MiB"
    assert ledger["money.py"].explanation == ""
    raw = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    stored = {str(file): str(detail) for file, detail in raw.execute("SELECT path, detail FROM files")}
    raw.close()
    assert stored == {path: reason_detail(REASONS.get(path, NO_REASON)) for path in ledger}
    assert stored["odd.py"] == '{"limit":5}'


@pytest.mark.parametrize("version", [4, 5])
def test_a_file_with_a_text_that_nobody_knows_is_looked_at_again(version: int, tmp_path: Path, tree: Path) -> None:
    path = made(tmp_path / "db", version)
    raw = apsw.Connection(str(path))
    raw.execute("UPDATE files SET status = 'degraded', reason = 'words of another time' WHERE path = 'money.py'")
    raw.close()
    with SqliteRepository.open(path) as repository:
        entry = repository.ledger()["money.py"]
        assert (entry.reason, entry.stat) == (Reason(SkipReason.FORGOTTEN), FileStat(0, 0, 0, 0))
        index_tree(write_tree(tree, TREE), repository)
        assert_equals_fresh(tree, repository)
        assert repository.ledger()["money.py"].reason == NO_REASON
        assert repository.degraded_files() == []


def test_a_class_of_schema_6_becomes_an_interface_or_enum_by_an_ordinary_event(tmp_path: Path, tree: Path) -> None:
    with SqliteRepository.open(made(tmp_path / "db", 6)) as repository:
        index_tree(write_tree(tree, TREE | KINDS), repository)
        assert_equals_fresh(tree, repository)
        assert ConsistencyValidator(repository).check(deep=True) == []
        assert_types_changed(repository)


@pytest.mark.parametrize("version", VERSIONS)
def test_who_only_reads_an_older_database_is_told_what_brings_it_up_to_date(version: int, tmp_path: Path) -> None:
    path = made(tmp_path / "db", version)
    before = path.read_bytes()
    with pytest.raises(OldSchemaError, match="omny index"):
        SqliteRepository.open_reading(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("failing", ["load", "put", "link"])
def test_an_upgrade_that_is_cut_off_has_changed_nothing(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "db", 2)
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "link") if failing == "link" else (sqlite_upgrade, failing)), fail)
        with pytest.raises(KeyboardInterrupt):
            SqliteRepository.open(path)
    assert len(path.read_bytes()) == len(before)
    with SqliteRepository.open(path) as repository:
        assert repository.get(PRICE) is not None


def test_an_upgrade_waits_for_nobody_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "db", 3)
    monkeypatch.setattr(sqlite_upgrade, "BUSY_TIMEOUT_SECONDS", 0.01)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError):
        SqliteRepository.open(path)
    other.close()
    SqliteRepository.open(path).close()


def test_who_comes_second_finds_it_done(tmp_path: Path) -> None:
    path = made(tmp_path / "db", 3)
    assert sqlite_upgrade.upgrade(str(path)).aside
    assert sqlite_upgrade.upgrade(str(path)) == Upgrade(SCHEMA_VERSION, SCHEMA_VERSION)
    assert len(list(tmp_path.glob("db.v3-*"))) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dry_run_says_what_it_would_do_and_changes_nothing(
    version: int, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(Root.of(tree).state_file("omny.db"), version)
    before = path.read_bytes()
    assert run(["migrate", "upgrade", str(tree), "--dry-run"]) == 0
    assert f"would go from version {version} to {SCHEMA_VERSION}" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.glob("omny.db*") if file.stat().st_size] == ["omny.db"]
    assert run(["migrate", "upgrade", str(tree)]) == 0
    assert f"went from version {version} to {SCHEMA_VERSION}" in capsys.readouterr().out
    assert run(["migrate", "upgrade", str(tree), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["before"] == SCHEMA_VERSION
    with SqliteRepository.open_reading(path) as repository:
        assert repository.get(PRICE) is not None


def test_a_newer_schema_is_refused_with_the_cure(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(Root.of(tree).state_file("omny.db"), VERSIONS[-1])
    raw = apsw.Connection(str(path))
    raw.execute("UPDATE meta SET schema_version = 99")
    raw.close()
    for command in (["migrate", "upgrade", str(tree)], ["migrate", "upgrade", str(tree), "--dry-run"]):
        assert run(command) == 2
        assert "upgrade Omny" in capsys.readouterr().err


def test_what_only_says_that_it_is_older_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = made(tmp_path / "db", 3)
    raw = apsw.Connection(str(path))
    raw.execute("DROP TABLE names; CREATE VIEW names AS SELECT 1 AS name, 2 AS file")
    raw.close()
    with pytest.raises(DamagedError, match="not what its version says"):
        SqliteRepository.open(path)
    with pytest.raises(SchemaError):
        SqliteRepository.open_reading(path)
    assert [file.name for file in tmp_path.iterdir()] == ["db"]


def test_the_command_that_indexes_says_what_it_did(
    tree: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write_tree(tree, TREE)
    state = Root.of(tree).state_file("omny.db")
    made(state, 1)
    assert run(["index", str(tree), "--jobs", "1"]) == 0
    assert "was of schema 1" in caplog.text
    assert run(["history", GONE, "--root", str(tree)]) == 0
    assert "delete" in capsys.readouterr().out
