"""An older schema on a server, upgraded to the current one, for all projects at once.

Tables are altered by a step for each version. Functions, views and triggers are made again as `schema.sql` has them.
All of it is one transaction in which nobody else can open a project, so it happens whole or not at all.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from omny.base.errors import BusyError, StorageError
from omny.model.texts import NO_TEXT, describe
from omny.storage.port.records import Upgrade
from omny.storage.postgres.connection import (
    SCHEMA_VERSION,
    UPGRADE,
    Connection,
    Server,
    connect,
    judge,
    schema_text,
    schema_version,
    translated,
)
from omny.storage.postgres.lease import holders, who
from omny.storage.postgres.stage import update_ranked
from omny.storage.sql.old_reasons import code_reason
from omny.storage.sql.rows import ATOM_COLUMNS, stored_atom
from omny.storage.sql.terms import Tokenizer
from omny.storage.sql.versions import newer_schema
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS

log = logging.getLogger("omny.storage")


_VECTOR_TABLES = ("vector_models", "vectors", "vector_places")

_POLICIES = (
    ("reading", "SELECT", "USING", "false"),
    ("inserting", "INSERT", "WITH CHECK", "true"),
    ("updating", "UPDATE", "USING", "true"),
    ("deleting", "DELETE", "USING", "true"),
)
"""As `schema.sql` makes them for each table: name, command, clause, and whether the caller has to be a writer."""


def _add_lease_and_held(connection: Connection) -> None:
    connection.execute("""
        ALTER TABLE omny.projects ADD lease_key BIGINT NOT NULL DEFAULT 0, ADD lease_pid INTEGER NOT NULL DEFAULT 0,
            ADD lease_role OID NOT NULL DEFAULT 0;
        ALTER TABLE omny.files ADD held_hash TEXT NOT NULL DEFAULT '', ADD held_generation INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE omny.edges ADD held INTEGER NOT NULL DEFAULT 0;
        DROP FUNCTION omny.edges_of(JSONB);
    """)


def _code_reasons(connection: Connection) -> None:
    """A reason was a text. A row with a text that nobody knows is as that of a file never seen: the next pass looks at
    it. The rows of all projects change, although the owner sees only its own."""
    connection.execute("""
        ALTER TABLE omny.files NO FORCE ROW LEVEL SECURITY, ADD code TEXT NOT NULL DEFAULT '',
            ADD detail TEXT NOT NULL DEFAULT '';
    """)
    texts = [text for (text,) in connection.execute("SELECT DISTINCT reason FROM omny.files WHERE reason <> ''")]
    codes = [code_reason(text) for text in texts]
    connection.execute(
        "UPDATE omny.files f SET code = m.code, detail = m.detail "
        "FROM unnest(%s::TEXT[], %s::TEXT[], %s::TEXT[]) AS m (reason, code, detail) WHERE f.reason = m.reason",
        (texts, [str(code) for code, _ in codes], [detail for _, detail in codes]),
    )
    connection.execute("""
        UPDATE omny.files SET size = 0, mtime_ns = 0, ctime_ns = 0, inode = 0, seen_ns = 0,
            extractor = CASE extractor WHEN '' THEN '' ELSE code END WHERE code = 'forgotten';
        ALTER TABLE omny.files FORCE ROW LEVEL SECURITY, DROP reason;
    """)


def _add_types(connection: Connection) -> None:
    """An atom can be of further types. The triggers, which are made again, know the further types of edges."""
    connection.execute("""
        ALTER TABLE omny.atoms DROP CONSTRAINT atoms_type_check, ADD CONSTRAINT atoms_type_check
            CHECK (type IN ('function', 'arrow', 'method', 'class', 'interface', 'enum', 'type', 'constant',
                'variable', 'macro', 'route', 'module'));
    """)


def _add_authors(connection: Connection) -> None:
    """Who made a commit, and why."""
    connection.execute("""
        ALTER TABLE omny.generations ADD actor TEXT NOT NULL DEFAULT '', ADD reason TEXT NOT NULL DEFAULT '';
    """)


def _add_vectors(connection: Connection) -> None:
    _add_tables(connection, _VECTOR_TABLES)
    connection.execute("CREATE INDEX vector_places_by_text ON omny.vector_places (project, text)")


def _add_notes(connection: Connection) -> None:
    _add_tables(connection, ("notes",))
    connection.execute("CREATE INDEX notes_by_atom ON omny.notes (project, atom_id)")


def _add_tables(connection: Connection, names: tuple[str, ...]) -> None:
    """Tables as `schema.sql` has them, for those who were let in before."""
    text = schema_text()
    for name in names:
        begin = text.index(f"CREATE TABLE omny.{name} (")
        connection.execute(text[begin : text.index(";", begin)])
        connection.execute(f"ALTER TABLE omny.{name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        for policy, command, clause, writing in _POLICIES:
            condition = f"(project = ANY ((SELECT omny.mine({writing}))::INTEGER[]))"
            connection.execute(f"CREATE POLICY {policy} ON omny.{name} FOR {command} {clause} {condition}")
    tables = ", ".join(f"omny.{name}" for name in names)
    grants = connection.execute(
        "SELECT format('GRANT SELECT' || CASE WHEN bool_or(m.may_write) THEN ', INSERT, UPDATE, DELETE' ELSE '' END "
        "|| ' ON %%s TO %%I', %s::TEXT, m.role) FROM omny.members m JOIN pg_roles r ON r.rolname = m.role "
        "GROUP BY m.role",
        (tables,),
    )
    for (grant,) in grants.fetchall():
        connection.execute(grant)


def _add_ranked_text(connection: Connection) -> None:
    """Atoms are ranked by what they say themselves; the text of bodies comes with the next pass, which parses all files
    again. The rows of all projects change, although the owner sees only its own."""
    connection.execute("""
        ALTER TABLE omny.terms ADD ranked TSVECTOR NOT NULL DEFAULT '';
        CREATE INDEX terms_by_text ON omny.terms USING gin (ranked);
        ALTER TABLE omny.atoms NO FORCE ROW LEVEL SECURITY;
    """)
    tokenizer = Tokenizer()
    for (project,) in connection.execute("SELECT DISTINCT project FROM omny.atoms").fetchall():
        with connection.cursor(name="omny_texts") as rows:
            rows.execute(f"SELECT number, {ATOM_COLUMNS} FROM omny.atoms WHERE project = %s", (project,))
            while batch := rows.fetchmany(RANKED_ROWS):
                documents = [(row[0], describe(stored_atom(row[1:]).atom, NO_TEXT)) for row in batch]
                terms = ((number, tokenizer.maker.terms(each)) for number, each in documents)
                update_ranked(connection, project, terms)
    connection.execute("ALTER TABLE omny.atoms FORCE ROW LEVEL SECURITY")


def _add_authors_vectors_notes_and_ranked_text(connection: Connection) -> None:
    _add_authors(connection)
    _add_vectors(connection)
    _add_notes(connection)
    _add_ranked_text(connection)


STEPS: dict[int, Callable[[Connection], None]] = {
    1: _add_lease_and_held,
    2: _code_reasons,
    3: _add_types,
    4: _add_authors_vectors_notes_and_ranked_text,
}
"""By version: what makes the tables those of the next one, and drops functions whose result is another."""

RANKED_ROWS = 2_000
"""Atoms that are ranked at once."""

_OP = "upgrade index"

_MADE_AGAIN = re.compile(r"CREATE (FUNCTION|VIEW|TRIGGER) ")

_FIRST_LOCK = 0x4F6D6E79
"""In version 1 the lease of a project was the advisory lock of this key and its number."""


def upgrade(url: str, project: str, *, dry_run: bool = False) -> Upgrade:
    """Brings the schema at the URL to SCHEMA_VERSION; with `dry_run` everything is done, and then rolled back.

    Raises NoIndexError if there is none, SchemaError where it is newer, BusyError where a project is being written,
    StorageError where this role does not own the schema, UnreachableError. Nothing is changed then.
    """
    server = Server.of(url, project)
    connection = connect(server, writing=True, lock_seconds=BUSY_TIMEOUT_SECONDS)
    with connection, translated(_OP, server.name):
        if (version := schema_version(connection)) is None:
            judge(connection, server.name)  # which says that there is no index
        elif version < SCHEMA_VERSION and not _is_owner(connection):
            hint = "have the role that owns the schema omny run 'omny migrate upgrade'"
            raise StorageError(_OP, "this role does not own the schema", path=server.name, hint=hint)
        with connection.transaction(force_rollback=dry_run):
            return _upgrade_schema(connection, server.name)


def _upgrade_schema(connection: Connection, name: str) -> Upgrade:
    before = schema_version(connection)
    assert before is not None
    if before > SCHEMA_VERSION:
        raise newer_schema(_OP, before, SCHEMA_VERSION, name, UPGRADE)
    if before < SCHEMA_VERSION:
        connection.execute("LOCK TABLE omny.projects, omny.schema_version IN ACCESS EXCLUSIVE MODE")
        before = schema_version(connection) or before  # another process may have been quicker
    if before < SCHEMA_VERSION:
        _refuse_beside_writers(connection, before, name)
        for version in range(before, SCHEMA_VERSION):
            STEPS[version](connection)
        for statement in _replacements(schema_text()):
            connection.execute(statement)
        connection.execute("UPDATE omny.schema_version SET version = %s", (SCHEMA_VERSION,))
        log.warning("the schema was of version %d and is now of %d", before, SCHEMA_VERSION)
    names = connection.execute("SELECT name FROM omny.projects ORDER BY name").fetchall()
    return Upgrade(before, SCHEMA_VERSION, projects=[found for (found,) in names])


def _is_owner(connection: Connection) -> bool:
    sql = "SELECT FROM pg_namespace WHERE nspname = 'omny' AND pg_has_role(nspowner, 'usage')"
    return connection.execute(sql).fetchone() is not None


def _refuse_beside_writers(connection: Connection, version: int, name: str) -> None:
    """Raises BusyError if a project is being written, also by a daemon of an older version."""
    found = _first_holders(connection) if version == 1 else holders(connection)
    if found:
        project, holder = found[0]
        hint = "stop it, upgrade Omny there, and run this again"
        raise BusyError(_OP, f"{holder} writes the project {project!r}", path=name, hint=hint)


def _first_holders(connection: Connection) -> list[tuple[str, str]]:
    """As `holders`, in version 1. A lock of a role that may not write the project says nothing."""
    rows = connection.execute(
        "SELECT p.name, a.application_name, a.usename, host(a.client_addr) FROM omny.projects p, pg_locks l "
        "JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted "
        "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND l.classid = %s AND l.objid::BIGINT = p.number AND EXISTS (SELECT FROM omny.members m JOIN pg_roles r "
        "ON r.rolname = m.role WHERE m.project = p.number AND m.may_write AND pg_has_role(a.usesysid, r.oid, 'usage'))",
        (_FIRST_LOCK,),
    )
    return [(project, who(application, role, address)) for project, application, role, address in rows.fetchall()]


def _replacements(schema: str) -> list[str]:
    """The statements of a schema that replace functions, views and triggers."""
    found: list[str] = []
    statement = ""
    for line in schema.splitlines(keepends=True):
        if not statement and not _MADE_AGAIN.match(line):
            continue
        statement += line
        if line.rstrip().endswith(";") and statement.count("$$") % 2 == 0:
            found.append(_MADE_AGAIN.sub(r"CREATE OR REPLACE \1 ", statement, count=1))
            statement = ""
    return found
