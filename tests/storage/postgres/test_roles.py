"""Who sees what in PostgreSQL: row-level security, tried with roles of their own, in SQL and through the repository."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors as pg

from omny.base.errors import BusyError, OmnyError, StorageError
from omny.integrity import ConsistencyValidator
from omny.model.notes import Note
from omny.storage.postgres.repository import PostgresRepository
from omny.storage.postgres.whole import TABLES
from tests.support.deltas import WHEN, apply, atom, created
from tests.support.helpers import dumped
from tests.support.postgres import OWNER, beside, opened, rows, with_options

READER, WRITER, NOBODY = "omny_reader", "omny_writer", "omny_nobody"


@pytest.fixture
def team(empty_database: str, postgres_server: str) -> Iterator[str]:
    """A database with the projects "shop" and "secret", and three roles: one reads the shop, one writes it, one
    nothing."""
    for name in ("shop", "secret"):
        with opened(with_options(empty_database, project=name)) as repository:
            one = atom("a.py", "one", calls=["a.py::<module>"], unresolved=["x.one"])
            apply(repository, created("a.py", one, names=("py:a",), dependencies=(1,)))
            repository.repair([], [], derive=True, timestamp=WHEN)
            repository.write_note(Note(0, "a.py::one", "seen", "ann", WHEN, "a.py::one", ""))
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        for role in (READER, WRITER, NOBODY):
            admin.execute(f"DROP ROLE IF EXISTS {role}")
            admin.execute(f"CREATE ROLE {role} LOGIN")
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute(f"SELECT omny.admit('{READER}', 'shop')")
        owner.execute(f"SELECT omny.admit('{WRITER}', 'shop', true)")
    yield empty_database
    with psycopg.connect(beside(postgres_server, empty_database), autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {READER}, {WRITER}")
        for role in (READER, WRITER, NOBODY):
            admin.execute(f"DROP ROLE {role}")


def project(team: str, name: str, role: str = OWNER) -> str:
    return with_options(team, project=name, user=role)


def test_every_table_has_row_level_security(team: str) -> None:
    found = rows(
        team,
        OWNER,
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE n.nspname = 'omny' AND relkind = 'r' AND relname <> 'schema_version'",
    )
    assert {name for name, _, _ in found} == {*TABLES, "projects", "members"}
    assert [name for name, secured, _ in found if not secured] == []
    # What the functions of the owner read for others; each of them judges by itself who asks.
    assert {name for name, _, forced in found if not forced} == {"projects", "members", "terms"}


@pytest.mark.parametrize("role", [READER, WRITER])
def test_a_role_sees_nothing_of_other_projects_in_any_table(team: str, role: str) -> None:
    (shop,) = rows(team, OWNER, "SELECT number FROM omny.projects WHERE name = 'shop'")
    for table in TABLES:
        seen = rows(team, role, f"SELECT DISTINCT project FROM omny.{table}")
        assert seen in ([shop], []), table
        assert seen == [shop] or table in ("facts", "atom_snapshots", "repairs") or table.startswith("vector")
    assert rows(team, role, "SELECT name FROM omny.projects") == [("shop",)]
    assert rows(team, role, "SELECT DISTINCT project FROM omny.graph_edges") == [("shop",)]
    assert len(rows(team, role, "SELECT * FROM omny.matching(1, '''one'''::tsquery)")) == (shop == (1,))
    assert len(rows(team, role, "SELECT * FROM omny.matching(2, '''one'''::tsquery)")) == (shop == (2,))


def test_a_role_that_was_not_let_in_sees_not_even_the_schema(team: str) -> None:
    with pytest.raises(pg.InsufficientPrivilege):
        rows(team, NOBODY, "SELECT * FROM omny.atoms")
    for name in ("shop", "other"):
        with pytest.raises(StorageError, match="let this role in"):
            PostgresRepository.open_reading(project(team, name, NOBODY))
        with pytest.raises(OmnyError):
            opened(project(team, name, NOBODY))


def test_the_owner_too_sees_only_its_projects(team: str) -> None:
    rows(team, OWNER, f"SELECT omny.dismiss('{OWNER}', 'secret')")
    assert len(rows(team, OWNER, "SELECT DISTINCT project FROM omny.atoms")) == 1
    with pytest.raises(StorageError, match="may not write the project"):
        opened(project(team, "secret"))
    rows(team, OWNER, f"SELECT omny.admit('{OWNER}', 'secret', true)")
    opened(project(team, "secret")).close()


def test_a_reader_reads_its_project_as_its_owner_does_and_no_other(team: str) -> None:
    with PostgresRepository.open_reading(project(team, "shop")) as owner:
        expected = dumped(owner)
    with PostgresRepository.open_reading(project(team, "shop", READER)) as reader:
        assert dumped(reader) == expected
        assert ConsistencyValidator(reader).check(deep=True) == []
        assert [stored.atom.id for stored in reader.search("one", limit=9).atoms] == ["a.py::one"]
        assert reader.projects() == ["shop"]
        assert {name for name, _ in reader.search_projects("one", limit=9).atoms} == {"shop"}
        assert reader.callers_across("one", limit=9) == ([], 0)
        past = reader.as_of(1)
        assert dumped(past) == expected
        past.close()
    with PostgresRepository.open_reading(project(team, "secret")) as owner:
        assert [call.project for call in owner.callers_across("one", limit=9)[0]] == ["shop"]
    with pytest.raises(StorageError, match="no index of that project for this role"):
        PostgresRepository.open_reading(project(team, "secret", READER))


def test_a_reader_cannot_write_by_any_way(team: str) -> None:
    with pytest.raises(StorageError, match="let this role in"):
        opened(project(team, "shop", READER))
    for sql in (
        "UPDATE omny.atoms SET line = 1",
        "DELETE FROM omny.atom_events",
        "INSERT INTO omny.members VALUES (1, current_user, true), (2, current_user, true)",
        "SELECT omny.enter('secret', '')",
        "SELECT omny.admit('omny_reader', 'secret', true)",
        "SELECT omny.drop_project('shop')",
        "SELECT * FROM omny.members",
    ):
        with pytest.raises(pg.InsufficientPrivilege):
            rows(team, READER, sql)


def test_a_writer_writes_its_project_and_no_other(team: str) -> None:
    with opened(project(team, "shop", WRITER)) as writer:
        assert apply(writer, created("b.py", atom("b.py", "two"))) == 3
        assert writer.prune(1) > 0
        assert ConsistencyValidator(writer).check(deep=True) == []
    with pytest.raises(StorageError, match="may not write the project"):
        opened(project(team, "secret", WRITER))
    before = rows(team, OWNER, "SELECT * FROM omny.atoms ORDER BY id")
    for sql in (
        "UPDATE omny.atoms SET line = 9 WHERE project NOT IN (SELECT number FROM omny.projects) RETURNING 1",
        "DELETE FROM omny.atoms WHERE project NOT IN (SELECT number FROM omny.projects) RETURNING 1",
    ):
        assert rows(team, WRITER, sql) == []
    (secret,) = rows(team, OWNER, "SELECT number FROM omny.projects WHERE name = 'secret'")
    for sql in (
        f"UPDATE omny.atoms SET project = {secret[0]}",
        f"INSERT INTO omny.names VALUES ({secret[0]}, 'x', 1)",
    ):
        with pytest.raises(pg.InsufficientPrivilege, match="row-level security"):
            rows(team, WRITER, sql)
    assert rows(team, OWNER, "SELECT * FROM omny.atoms ORDER BY id") == before


def test_who_makes_a_project_is_in_it_and_nobody_else(team: str) -> None:
    with opened(project(team, "new", WRITER)) as writer:
        apply(writer, created("a.py"))
        assert writer.projects() == ["new", "shop"]
    assert rows(team, READER, "SELECT name FROM omny.projects") == [("shop",)]
    assert len(rows(team, OWNER, "SELECT DISTINCT project FROM omny.atoms")) == 2


def test_a_role_of_several_people_stands_for_each(team: str, postgres_server: str) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"GRANT {READER} TO {NOBODY}")
    with PostgresRepository.open_reading(project(team, "shop", NOBODY)) as reader:
        assert reader.projects() == ["shop"]


def test_a_removed_project_leaves_nothing(team: str) -> None:
    rows(team, OWNER, "SELECT omny.drop_project('secret')")
    (shop,) = rows(team, OWNER, "SELECT number FROM omny.projects")
    for table in (*TABLES, "members"):
        assert rows(team, OWNER, f"SELECT DISTINCT project FROM omny.{table}") in ([shop], []), table
    with pytest.raises(StorageError, match="no index"):
        PostgresRepository.open_reading(project(team, "secret"))


def test_a_role_that_was_let_into_nothing_cannot_take_the_lease(team: str) -> None:
    holder = opened(project(team, "shop"))
    (lease,) = rows(team, OWNER, "SELECT number, lease_key FROM omny.projects WHERE name = 'shop'")
    with psycopg.connect(with_options(team, user=NOBODY), autocommit=True) as stranger:
        seen = stranger.execute("SELECT classid::BIGINT, objid::BIGINT FROM pg_locks WHERE locktype = 'advisory'")
        (key,) = [high << 32 | low for high, low in seen.fetchall()]  # all that can be seen of the lease
        assert key == lease[1]
        stranger.execute("SELECT pg_advisory_lock(%s, %s)", (0x4F6D6E79, lease[0]))  # as it could once be guessed
        with pytest.raises(pg.InsufficientPrivilege):
            stranger.execute("UPDATE omny.projects SET lease_key = 1")
        holder.close()
        stranger.execute("SELECT pg_advisory_lock(%s)", (key,))
        with opened(project(team, "shop", WRITER)) as repository:
            assert repository.meta().generation
            with pytest.raises(BusyError, match=WRITER):
                opened(project(team, "shop"))
        opened(project(team, "shop")).close()


def test_a_reader_cannot_take_the_lease(team: str) -> None:
    with psycopg.connect(with_options(team, user=READER), autocommit=True) as reader:
        for sql in ("SELECT FROM omny.projects FOR UPDATE", "UPDATE omny.projects SET lease_pid = pg_backend_pid()"):
            with pytest.raises(pg.InsufficientPrivilege):
                reader.execute(sql)
    opened(project(team, "shop")).close()
