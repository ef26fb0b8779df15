"""A schema of every version that there was on a server goes on to that of now, with all projects and their history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors as pg

from omny.base.errors import BusyError, OldSchemaError, SchemaError, StorageError
from omny.base.filestat import FileStat
from omny.base.skip_reason import Reason, SkipReason
from omny.cli import run
from omny.history.states import atom_history
from omny.integrity import ConsistencyValidator
from omny.storage.postgres.connection import SCHEMA_VERSION, schema_text
from omny.storage.postgres.repository import PostgresRepository
from omny.storage.postgres.upgrade import STEPS, upgrade
from tests.support.helpers import assert_equals_fresh, index_tree, write_tree
from tests.support.old_databases import GONE, HELD, KINDS, PRICE, REASONS, TREE, assert_types_changed
from tests.support.places import SCHEMAS
from tests.support.postgres import OWNER, beside, rows, with_options

VERSIONS = sorted(int(file.stem.partition("-")[2]) for file in SCHEMAS.glob("postgres-*.sql"))
PROJECTS = ["other", "shop"]
WRITER = "omny_old_writer"


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, empty_database: str, postgres_server: str) -> Iterator[str]:
    """A database with the schema of that version, and a role that may write "shop" and owns nothing."""
    text = (SCHEMAS / f"postgres-{request.param}.sql").read_text(encoding="utf-8")
    with psycopg.connect(beside(postgres_server, empty_database), autocommit=True) as admin:
        admin.execute(text.encode())
        admin.execute(f"CREATE ROLE {WRITER} LOGIN")
    rows(empty_database, OWNER, f"SELECT omny.admit('{WRITER}', 'shop', true)")
    yield empty_database
    with psycopg.connect(beside(postgres_server, empty_database), autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {WRITER}; DROP ROLE {WRITER}")


def version_of(database: str) -> int:
    return int(rows(database, OWNER, "SELECT version FROM omny.schema_version")[0][0])


def in_schema(database: str) -> list[tuple[Any, ...]]:
    """All that the catalogues say of the schema, but for the order of columns."""
    return rows(
        database,
        OWNER,
        """
        SELECT c.relname, a.attname, format_type(atttypid, atttypmod), attnotnull::TEXT, pg_get_expr(adbin, adrelid)
            FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
            LEFT JOIN pg_attrdef d ON (adrelid, adnum) = (c.oid, attnum)
            WHERE relnamespace = 'omny'::REGNAMESPACE AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v')
        UNION ALL SELECT 'function', oid::REGPROCEDURE::TEXT, pg_get_functiondef(oid), '',
            has_function_privilege('public', oid, 'execute')::TEXT
            FROM pg_proc WHERE pronamespace = 'omny'::REGNAMESPACE
        UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(t.oid), '', ''
            FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
            WHERE relnamespace = 'omny'::REGNAMESPACE AND NOT tgisinternal
        UNION ALL SELECT 'security', relname, relrowsecurity::TEXT, relforcerowsecurity::TEXT, ''
            FROM pg_class WHERE relnamespace = 'omny'::REGNAMESPACE AND relkind = 'r'
        UNION ALL SELECT 'index', indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'omny'
        UNION ALL SELECT 'policy', tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'omny'
        UNION ALL SELECT 'check', conname, conrelid::REGCLASS::TEXT, pg_get_constraintdef(oid), ''
            FROM pg_constraint WHERE connamespace = 'omny'::REGNAMESPACE
        UNION ALL SELECT 'view', viewname, definition, '', '' FROM pg_views WHERE schemaname = 'omny'
        ORDER BY 1, 2, 3
        """,
    )


def test_there_is_a_database_of_every_older_schema() -> None:
    assert list(range(1, SCHEMA_VERSION)) == VERSIONS == list(STEPS)


def test_every_project_goes_on_with_its_history(old: str, tree: Path) -> None:
    before = rows(old, OWNER, "SELECT * FROM omny.atom_events ORDER BY project, id")
    done = upgrade(old, "shop")
    assert (done.after, done.projects) == (SCHEMA_VERSION, PROJECTS)
    assert rows(old, OWNER, "SELECT * FROM omny.atom_events ORDER BY project, id") == before
    write_tree(tree, TREE)
    for project in PROJECTS:
        with PostgresRepository.open(old, project) as repository:
            meta = repository.meta()
            assert (meta.schema_version, meta.generation) == (SCHEMA_VERSION, 2)
            assert ConsistencyValidator(repository).check(deep=True) == []
            assert [step.operation for step in atom_history(repository, GONE)[1]] == ["create", "delete"]
            assert [step.operation for step in atom_history(repository, PRICE)[1]] == ["create", "update"]
            index_tree(tree, repository)
            assert_equals_fresh(tree, repository)
            assert repository.meta().uuid == meta.uuid
    assert upgrade(old, "shop").before == SCHEMA_VERSION


@pytest.mark.parametrize("old", [2], indirect=True)
def test_the_texts_of_schema_2_are_read_back_as_codes_in_projects_of_all_roles(old: str) -> None:
    rows(old, OWNER, f"SELECT omny.admit('{WRITER}', 'other', true)")
    rows(old, OWNER, f"DELETE FROM omny.members WHERE role = '{OWNER}' RETURNING 1")
    rows(old, WRITER, "UPDATE omny.files SET reason = 'words of another time' WHERE path = 'made.py' RETURNING 1")
    upgrade(old, "shop")
    for project in PROJECTS:
        with PostgresRepository.open(with_options(old, user=WRITER), project) as repository:
            ledger = repository.ledger()
        assert {path: entry.reason for path, entry in ledger.items() if entry.reason} == {
            **REASONS,
            "made.py": Reason(SkipReason.FORGOTTEN),
        }
        assert ledger["made.py"].stat == FileStat(0, 0, 0, 0)
        assert ledger["broken.py"].explanation == HELD


@pytest.mark.parametrize("old", [3], indirect=True)
def test_a_class_of_schema_3_becomes_an_interface_or_enum_by_an_ordinary_event(old: str, tree: Path) -> None:
    upgrade(old, "shop")
    with PostgresRepository.open(old, "shop") as repository:
        index_tree(write_tree(tree, TREE | KINDS), repository)
        assert_equals_fresh(tree, repository)
        assert_types_changed(repository)


def test_what_was_upgraded_is_the_schema_as_it_is_made(old: str) -> None:
    upgrade(old, "shop")
    with psycopg.connect(old, autocommit=True) as owner:
        upgraded = in_schema(old)
        owner.execute("DROP SCHEMA omny CASCADE")
        owner.execute(schema_text().encode())
        assert in_schema(old) == upgraded


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(
    old: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_schema(old), version_of(old)
    url = with_options(old, project="shop")
    assert run(["migrate", "upgrade", str(tree), "--db", url, "--dry-run"]) == 0
    assert (
        f"would go from version {before[1]} to {SCHEMA_VERSION} of 2 projects: other, shop" in capsys.readouterr().out
    )
    assert (in_schema(old), version_of(old)) == before
    assert run(["migrate", "upgrade", str(tree), "--db", url]) == 0
    assert version_of(old) == SCHEMA_VERSION


def test_an_upgrade_that_is_cut_off_has_changed_nothing(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = in_schema(old), version_of(old)
    monkeypatch.setattr("omny.storage.postgres.upgrade._replacements", lambda _: ["SELECT 1 / 0"])
    with pytest.raises(StorageError):
        upgrade(old, "shop")
    assert (in_schema(old), version_of(old)) == before


def test_nobody_uses_an_older_schema_and_all_are_told_the_cure(old: str) -> None:
    for opening in (PostgresRepository.open, PostgresRepository.open_reading):
        with pytest.raises(OldSchemaError, match="omny migrate upgrade"):
            opening(old, "shop")


def test_a_newer_schema_is_refused_with_the_cure(old: str) -> None:
    rows(old, OWNER, "UPDATE omny.schema_version SET version = 99 RETURNING 1")
    with pytest.raises(SchemaError, match="upgrade Omny"):
        upgrade(old, "shop")
    assert version_of(old) == 99


def test_a_role_that_does_not_own_the_schema_is_refused(old: str) -> None:
    before = version_of(old)
    with pytest.raises(StorageError, match="does not own the schema"):
        upgrade(with_options(old, user=WRITER), "shop")
    assert version_of(old) == before


@pytest.mark.parametrize("old", [1], indirect=True)
def test_a_daemon_of_the_older_version_is_named_and_left_alone(old: str) -> None:
    with psycopg.connect(with_options(old, user=WRITER, application_name="omny-pid-7"), autocommit=True) as daemon:
        ((number,),) = daemon.execute("SELECT number FROM omny.projects WHERE name = 'shop'").fetchall()
        daemon.execute("SELECT pg_advisory_lock(%s, %s)", (0x4F6D6E79, number))  # as version 1 took its lease
        with pytest.raises(BusyError, match="omny-pid-7, role omny_old_writer, writes the project 'shop'"):
            upgrade(old, "shop")
        assert version_of(old) == 1
        daemon.execute("SELECT pg_advisory_unlock_all()")
        upgrade(old, "shop")
        with pytest.raises(pg.RaiseException, match="restart Omny"):  # as it would commit
            daemon.execute("INSERT INTO omny.generations VALUES (%s, 3, '', 'reindex', '')", (number,))


@pytest.mark.parametrize("old", [1], indirect=True)
def test_a_role_that_was_let_into_nothing_does_not_stop_the_upgrade(old: str, postgres_server: str) -> None:
    with psycopg.connect(beside(postgres_server, old), autocommit=True) as admin:
        admin.execute("CREATE ROLE omny_stranger LOGIN")
    try:
        with psycopg.connect(with_options(old, user="omny_stranger"), autocommit=True) as stranger:
            for number in range(1, 9):
                stranger.execute("SELECT pg_advisory_lock(%s, %s)", (0x4F6D6E79, number))
            assert upgrade(old, "shop").after == SCHEMA_VERSION
    finally:
        with psycopg.connect(beside(postgres_server, old), autocommit=True) as admin:
            admin.execute("DROP ROLE omny_stranger")
