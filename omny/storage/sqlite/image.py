"""The database of a base: the index of one state, without history and without what can be made again.

`strip` makes an image from a copy of a database, and `restore_image` makes it a database again. An image may come from
a stranger: its schema is compared before a row is read, and the rows that a pass relies on are checked. What the row of
an atom says is not checked here: the deep check reads each file again.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import apsw
import msgspec

from omny.base.errors import DamagedError, SchemaError, UsageError
from omny.model.events import atom_state
from omny.storage.port.horizon import format_hash
from omny.storage.sql.rows import ATOM_COLUMNS, stored_atom
from omny.storage.sqlite.checksums import RESERVED_BYTES
from omny.storage.sqlite.connection import (
    APPLICATION_ID,
    PAGE_BYTES,
    SCHEMA_VERSION,
    open_file,
    schema_text,
    translated,
)
from omny.storage.sqlite.schema import find_foreign, has_meta, index_statements

PUBLISH = "publish base"
LOAD = "index from base"

MAX_PATH = 4_096  # characters of a path

LEFT_OUT = ("atom_events", "notes", "repairs", "vector_models", "vectors", "vector_values", "vector_places")
"""Tables that are empty in a base."""

_MAGIC = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html#the_database_header
_HEADER_BYTES = 100
_ROLLBACK = b"\x01\x01"  # the versions of a database without a write-ahead log

_UNKNOWN_FACTS = (
    "DELETE FROM facts WHERE (hash, language, extractor) NOT IN (SELECT hash, language, extractor FROM files)"
)
_NO_STAT = "UPDATE files SET size = 0, mtime_ns = 0, ctime_ns = 0, inode = 0, seen_ns = 0"
_FIRST = (
    "INSERT INTO generations (generation, committed_at, source, indexed_head, actor, reason) "
    "VALUES (1, :time, 'reindex', :head, :actor, :reason)"
)
_STATE = "UPDATE meta SET uuid = :uuid, generation = 1, history_start = 1, indexed_head = :head, indexed_at = :time"

_CHECKS = (
    ("SELECT count(*) <> 1 FROM meta", "it has no state"),
    (
        "SELECT EXISTS (SELECT 1 FROM files WHERE held_hash <> '' OR held_generation <> 0)",
        "a former content of a file is held in it",
    ),
    ("SELECT EXISTS (SELECT 1 FROM edges WHERE held <> 0)", "an edge of a former content is held in it"),
    (
        (
            "SELECT EXISTS (SELECT 1 FROM atoms, meta WHERE version <> 1 OR number < 1 OR created_at <> indexed_at "
            "OR updated_at <> indexed_at OR substr(atoms.id, 1, length(file_path) + 2) <> file_path || '::')"
        ),
        "an atom in it has a version, a time or an id that no first index gives",
    ),
    (
        "SELECT EXISTS (SELECT file_path FROM atoms EXCEPT SELECT path FROM files WHERE status IN ('ok', 'degraded'))",
        "an atom in it is of no file",
    ),
    (
        (
            "SELECT (SELECT count(*) FROM atoms) <> (SELECT count(*) FROM atom_snapshots) OR EXISTS (SELECT 1 FROM "
            "atom_snapshots s LEFT JOIN atoms a ON a.id = s.atom_id WHERE a.id IS NULL OR s.version <> 1 "
            "OR s.created_at <> a.created_at OR s.updated_at <> a.updated_at)"
        ),
        "an atom in it has no beginning",
    ),
    (
        (
            "SELECT indexed_at NOT GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*Z' "
            "OR length(indexed_at) > 40 OR indexed_head GLOB '*[^0-9a-f]*' OR length(indexed_head) > 64 FROM meta"
        ),
        "its time or its commit is none",
    ),
)
"""Queries that are true of no sound image, each with the reason for the refusal."""


class ImageCounts(msgspec.Struct, frozen=True):
    """What an image holds."""

    head: str  # commit of git
    time: str  # ISO 8601, UTC: of the state
    files: int  # indexed
    atoms: int
    edges: int


def strip(path: str) -> tuple[ImageCounts, dict[str, str]]:
    """Makes a copy of a database, which nobody else has open, an image; what it holds, and the extractors of its
    languages. Raises UsageError if the index holds former contents of files, StorageError."""
    with translated(PUBLISH, path), open_file(path) as connection:
        _throw_away_on_failure(connection)
        connection.execute("BEGIN")
        if connection.execute("SELECT EXISTS (SELECT 1 FROM files WHERE held_hash <> '')").get:
            found = connection.execute("SELECT min(path) FROM files WHERE held_hash <> ''").get
            hint = "correct the file, and run 'omny index'"
            raise UsageError(
                PUBLISH, "a file does not parse, and the index holds its former content", path=str(found), hint=hint
            )
        for table in (*LEFT_OUT, "generations", "atom_snapshots", "sqlite_sequence"):
            connection.execute(f"DELETE FROM {table}")
        for statement in (_UNKNOWN_FACTS, _NO_STAT):
            connection.execute(statement)
        head, time = _read_state(connection)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall():
            connection.execute(f"DROP INDEX {name}")
        connection.execute("INSERT INTO atoms_fts (atoms_fts) VALUES ('delete-all')")
        connection.execute("UPDATE atoms SET version = 1, created_at = ?1, updated_at = ?1", (time,))
        connection.executemany("INSERT INTO atom_snapshots VALUES (?, ?, 1, ?, ?)", _snapshots(connection, time))
        connection.execute(_FIRST, {"time": time, "head": head, "actor": "", "reason": ""})
        connection.execute(_STATE, {"uuid": "", "head": head, "time": time})
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        _check_rows(connection, path, PUBLISH)
        rows = connection.execute(
            "SELECT language, max(extractor) FROM files WHERE status IN ('ok', 'degraded') GROUP BY language"
        ).fetchall()
        return _count(connection), {str(language): str(extractor) for language, extractor in rows}


def restore_image(path: str, *, as_path: str, actor: str, reason: str) -> ImageCounts:
    """Makes an image a database, whose first generation has that actor and reason; what it holds. `as_path` is how
    errors call it. Raises DamagedError and SchemaError where it is no image; it has to be thrown away then."""
    _check_header(path, as_path)
    try:
        with translated(LOAD, as_path), open_file(path) as connection:
            connection.pragma("trusted_schema", False)
            connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
            connection.pragma("cell_size_check", True)
            _throw_away_on_failure(connection)
            _check_schema(connection, as_path)
            for (line,) in connection.execute("PRAGMA quick_check(1)"):
                if line != "ok":
                    raise DamagedError(LOAD, line.replace("\n", " ")[:200], path=as_path)
            for _ in connection.execute("PRAGMA foreign_key_check"):
                raise DamagedError(LOAD, "a row in it belongs to no file", path=as_path)
            _check_rows(connection, as_path, LOAD)
            counts = _count(connection)
            connection.execute("BEGIN")
            for statement in (_UNKNOWN_FACTS, _NO_STAT, "DELETE FROM generations"):
                connection.execute(statement)
            about = {"time": counts.time, "head": counts.head}
            connection.execute(_FIRST, {**about, "actor": actor, "reason": reason})
            connection.execute(_STATE, {**about, "uuid": str(uuid.uuid4())})
            for statement in index_statements(schema_text()):
                connection.execute(statement)
            connection.execute("INSERT INTO atoms_fts (atoms_fts) VALUES ('rebuild')")
            connection.execute("COMMIT")
            return counts
    except DamagedError as error:
        raise DamagedError(LOAD, error.reason, path=as_path, hint="nothing was changed; name another base") from error


def _throw_away_on_failure(connection: apsw.Connection) -> None:
    """Until the file has its name it is thrown away, not repaired: it needs neither journal nor sync."""
    connection.pragma("journal_mode", "off")
    connection.pragma("synchronous", 0)
    connection.pragma("temp_store", 2)
    connection.pragma("cache_size", -65_536)


def _snapshots(connection: apsw.Connection, time: str) -> Iterator[tuple[str, str, str, str]]:
    for row in connection.execute(f"SELECT {ATOM_COLUMNS} FROM atoms ORDER BY id"):
        atom = stored_atom(row).atom
        yield atom.id, format_hash(atom_state(atom)), time, time


def _check_header(path: str, as_path: str) -> None:
    """The first page says whether pages have checksums, and whether a log is beside the file."""
    with open(path, "rb") as file:
        header = file.read(_HEADER_BYTES)
    is_right = (
        header[:16] == _MAGIC
        and int.from_bytes(header[16:18], "big") == PAGE_BYTES
        and header[18:20] == _ROLLBACK
        and header[20] == RESERVED_BYTES
        and os.path.getsize(path) % PAGE_BYTES == 0
    )
    if not is_right:
        raise DamagedError(
            LOAD, "it holds no database of Omny", path=as_path, hint="nothing was changed; name another base"
        )


def _check_schema(connection: apsw.Connection, as_path: str) -> None:
    application = connection.pragma("application_id")
    if application != APPLICATION_ID or not has_meta(connection):
        raise DamagedError(LOAD, "it holds no database of Omny", path=as_path)
    foreign = find_foreign(connection, schema_text(), indexes=False)
    version = 0 if foreign else connection.execute("SELECT schema_version FROM meta").get
    if foreign or version != SCHEMA_VERSION:
        reason = foreign or f"its schema is {version}, and this Omny has {SCHEMA_VERSION}"
        raise SchemaError(LOAD, reason, path=as_path, hint="nothing was changed; name another base")


def _check_rows(connection: apsw.Connection, path: str, op: str) -> None:
    for table in LEFT_OUT:
        if connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").get:
            raise DamagedError(op, f"it has rows in {table}", path=path)
    for sql, what in _CHECKS:
        if connection.execute(sql).get:
            raise DamagedError(op, what, path=path)
    for (name,) in connection.execute("SELECT path FROM files"):
        if not is_plain_path(name):
            raise DamagedError(op, f"a path in it leads out of the tree: {name[:100]!r}", path=path)


def is_plain_path(path: str) -> bool:
    """Whether a path, with `/` between its parts, stays below where it begins."""
    return len(path) <= MAX_PATH and "\0" not in path and not {"", ".", ".."}.intersection(path.split("/"))


def _read_state(connection: apsw.Connection) -> tuple[str, str]:
    """The commit of git, and the time."""
    head, time = connection.execute("SELECT indexed_head, indexed_at FROM meta").fetchall()[0]
    return str(head), str(time)


def _count(connection: apsw.Connection) -> ImageCounts:
    head, time = _read_state(connection)
    files = connection.execute("SELECT count(*) FROM files WHERE status IN ('ok', 'degraded')").get
    atoms = connection.execute("SELECT count(*) FROM atoms").get
    return ImageCounts(head, time, files, atoms, connection.execute("SELECT count(*) FROM edges").get)
