"""Connections to a PostgreSQL server: opened, made ready, judged; the errors of the driver in Omny's words.

Knows URLs, session settings, how text is spelled on the wire, and `schema.sql`; knows nothing of what the rows mean.
"""

from __future__ import annotations

import os
import re
import socket
import uuid
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from omny.base.errors import (
    BusyError,
    DamagedError,
    NoIndexError,
    OmnyError,
    StorageError,
    UnreachableError,
    UsageError,
)
from omny.model.meta import Meta
from omny.storage.postgres.driver import Buffer, Loader, StrDumperUnknown, conninfo_to_dict, make_conninfo, pg, psycopg
from omny.storage.sql.translation import Translation
from omny.storage.sql.versions import MAKE_INDEX, newer_schema, no_index, older_schema

SCHEMA_VERSION = 5

UPGRADE = "upgrade Omny"
"""What to do about a schema that this Omny does not know."""

OLDEST_SERVER = 150000
"""PostgreSQL 15: the first whose views can see with the eyes of who asks."""

_SETTINGS: dict[str, str | int] = {
    # A server that has gone without a word is noticed within half a minute, by either side.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds
    "client_encoding": "utf8",
}

_SESSION = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
    "SET client_min_messages = warning; SET search_path = omny, pg_temp; SET standard_conforming_strings = on; "
    f"SET jit = off; SET omny.schema = {SCHEMA_VERSION}"
)

_ESCAPE = re.compile("\1([\1\2])")

Connection = psycopg.Connection[tuple[Any, ...]]


class Server(NamedTuple):
    """Where a project is kept."""

    conninfo: str  # for libpq, password included
    project: str
    name: str  # as a URL, for people

    @classmethod
    def of(cls, url: str, project: str) -> Server:
        """From a URL, in which `?project=` comes before the project that is given. Raises UsageError."""
        split = urlsplit(url)
        options = parse_qsl(split.query, keep_blank_values=True)
        project = next((value for key, value in options if key == "project" and value), project)
        if not project:
            raise UsageError("open index", "no project is named", hint="add ?project=NAME to the URL")
        query = urlencode([option for option in options if option[0] != "project"], quote_via=quote)
        try:
            options_given = conninfo_to_dict(f"{split.scheme}://{split.netloc}{split.path}?{query}")
        except psycopg.Error as error:
            raise UsageError("open index", f"no URL of a server: {_first_line(error)}") from error
        conninfo = make_conninfo("", **{**_SETTINGS, "application_name": _who(), **options_given})
        return cls(conninfo, project, _display_url(options_given, project))


def connect(server: Server, *, writing: bool, lock_seconds: float) -> Connection:
    """A connection in autocommit: each transaction begins and ends with a statement. Raises UnreachableError and other
    StorageErrors."""
    with translated("open index", server.name):
        connection = psycopg.connect(server.conninfo, autocommit=True)
        try:
            prepare(connection, writing=writing, lock_seconds=lock_seconds)
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(connection: Connection, *, writing: bool, lock_seconds: float) -> None:
    """Makes a new connection one of Omny's. Raises psycopg.Error, StorageError."""
    if connection.info.server_version < OLDEST_SERVER:
        version = f"{connection.info.server_version // 10_000}"
        raise StorageError("open index", f"the server is PostgreSQL {version}", hint="it has to be 15 or newer")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise StorageError(
            "open index", "the encoding of the database is not UTF8", hint="make one with ENCODING 'UTF8'"
        )
    connection.execute(_SESSION)
    connection.execute(f"SET lock_timeout = {max(int(lock_seconds * 1000), 1)}")
    if not writing:
        connection.execute("SET default_transaction_read_only = on")
    adapters = connection.adapters
    adapters.register_dumper(str, _TextDumper)
    for name in ("text", "varchar", "name"):
        adapters.register_loader(name, _TextLoader)


# ── the schema, and the project in it ──


def set_up(connection: Connection, name: str) -> None:
    """Makes the schema if there is none. Raises SchemaError, psycopg.Error."""
    if schema_version(connection) is None:
        try:
            with connection.transaction():
                connection.execute(schema_text())
                connection.execute(f"INSERT INTO omny.schema_version VALUES ({SCHEMA_VERSION})")
        except (pg.DuplicateSchema, pg.UniqueViolation):
            pass  # another process was quicker, and has committed
    judge(connection, name)


def judge(connection: Connection, name: str) -> None:
    """Raises StorageError without a schema of Omny, SchemaError where it is one of another version."""
    version = schema_version(connection)
    if version is None:
        raise no_index(name)
    if version > SCHEMA_VERSION:
        raise newer_schema("open index", version, SCHEMA_VERSION, name, UPGRADE)
    if version < SCHEMA_VERSION:
        hint = "have its owner run 'omny migrate upgrade': all projects keep their history"
        raise older_schema(version, SCHEMA_VERSION, name, hint)


def project_number(connection: Connection, server: Server, *, writing: bool) -> int:
    """The number of a project; with `writing` it is made if there is none. Raises StorageError."""
    if writing:
        sql = "SELECT omny.enter(%s, %s)"
        found = connection.execute(sql, (server.project, str(uuid.uuid4()))).fetchone()
        if found is None or found[0] is None:
            hint = "the owner of the schema lets it: SELECT omny.admit('ROLE', 'PROJECT', true)"
            raise StorageError("open index", "this role may not write the project", path=server.name, hint=hint)
        return int(found[0])
    found = connection.execute("SELECT number FROM omny.projects WHERE name = %s", (server.project,)).fetchone()
    if found is None:
        hint = f"{MAKE_INDEX}, or have the owner of the schema let this role in: see docs/postgres.md"
        raise NoIndexError("open index", "there is no index of that project for this role", path=server.name, hint=hint)
    return int(found[0])


def read_meta(connection: Connection, project: int, *, lock: bool = False) -> Meta:
    """What `meta` says in SQLite; with `lock`, nobody else writes the project until the transaction ends."""
    row = connection.execute(
        "SELECT uuid, generation, indexed_head, indexed_at FROM omny.projects WHERE number = %s"
        + (" FOR UPDATE" if lock else ""),
        (project,),
    ).fetchone()
    if row is None:
        raise StorageError("read index", "the project was removed, or this role was shut out", hint=MAKE_INDEX)
    return Meta(row[0], SCHEMA_VERSION, row[1], row[2], row[3])


def schema_text() -> str:
    """`schema.sql`, which stands beside this module."""
    return resources.files("omny.storage.postgres").joinpath("schema.sql").read_text(encoding="utf-8")


def schema_version(connection: Connection) -> int | None:
    """The version of the schema of Omny; None if there is none."""
    # Not to_regclass: it answers from a cache that knows nothing yet of what was made while a lock was waited for.
    sql = "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'omny' AND relname = %s"
    if connection.execute(sql, ("schema_version",)).fetchone() is None:
        return None
    # Everybody who may use the schema may read it: `admit` grants that.
    found = connection.execute("SELECT version FROM omny.schema_version").fetchone()
    return None if found is None else int(found[0])


# ── errors ──


class translated(Translation):  # noqa: N801 - used like a function
    """A block in which an error of the driver becomes one of Omny's: `with translated("read index", name): ...`"""

    __slots__ = ()

    def describe(self, error: BaseException) -> OmnyError | None:
        return as_omny_error(error, self.op, self.path) if isinstance(error, psycopg.Error) else None


def as_omny_error(error: psycopg.Error, op: str, path: str) -> OmnyError:
    """Omny's error for an error of PostgreSQL."""
    reason = _first_line(error)
    state = error.sqlstate or ""
    if isinstance(error, (pg.LockNotAvailable, pg.SerializationFailure, pg.DeadlockDetected)):
        return BusyError(op, "another process is writing to it", path=path, hint="try again when it has finished")
    if state in ("28000", "28P01", "3D000"):  # who or what the URL names is not there
        return StorageError(op, reason, path=path, hint="see the URL of the database")
    if state == "42501":
        hint = "have the owner of the schema let this role in: see docs/postgres.md"
        return StorageError(op, reason, path=path, hint=hint)
    if state == "25006":
        return StorageError(op, "it was opened for reading only", path=path)
    if state[:2] == "54":
        return StorageError(op, reason, path=path, hint="leave out the file whose names are so long")
    if state[:2] == "53" and state != "53300":
        return StorageError(op, reason, path=path, hint="make room on the server and try again")
    if state in ("XX001", "XX002") or state[:2] in ("22", "23", "42", "3F"):
        # Omny's own statements are fixed and tested: if one fails, the database is not as schema.sql says.
        return DamagedError(op, reason, path=path, hint="see 'omny verify'")
    lost = not state and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    if lost or state[:2] == "08" or state in ("53300", "57P01", "57P02", "57P03", "57P05"):
        answers = "FATAL:" in reason  # a refusal before the session begins has no other mark
        hint = "see the URL of the database" if answers else "see that the server runs and can be reached from here"
        return UnreachableError(op, reason, path=path, hint=hint)
    return StorageError(op, reason, path=path)


def _first_line(error: psycopg.Error) -> str:
    """What the driver says in one line, without the part that names the connection once more."""
    text = error.diag.message_primary or str(error).strip() or type(error).__name__
    return " ".join(text.split("\n")[0].split())


# ── who and what, for people ──


def _who() -> str:
    """What pg_stat_activity calls this process: at most 63 bytes count."""
    return f"omny pid {os.getpid()} on {socket.gethostname()}"[:63]


def _display_url(options_given: dict[str, Any], project: str) -> str:
    host, port = str(options_given.get("host") or ""), f":{options_given['port']}" if options_given.get("port") else ""
    options = {"project": project}
    if host.startswith("/"):  # the directory of a socket
        host, options = "", {"host": host, **options}
    who = f"{quote(options_given['user'])}@" if options_given.get("user") else ""
    database, query = quote(options_given.get("dbname") or ""), urlencode(options, quote_via=quote, safe="/")
    return f"postgresql://{who}{host}{port}/{database}?{query}"


# ── text ──


def escape(text: str) -> str:
    """Without NUL, which PostgreSQL cannot store; in the same order, and reversible."""
    if "\0" in text or "\1" in text:
        return text.replace("\1", "\1\2").replace("\0", "\1\1")
    return text


def unescape(text: str) -> str:
    """The text that `escape` got."""
    if "\1" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\0" if found[1] == "\1" else "\1", text)


class _TextDumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(escape(obj))


class _TextLoader(Loader):
    def load(self, data: Buffer) -> str:
        return unescape(bytes(data).decode())
