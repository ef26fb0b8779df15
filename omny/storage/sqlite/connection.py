"""Connections to a SQLite database: opened, made and judged; the errors of SQLite in Omny's words.

Knows pragmas and `schema.sql`; knows nothing of what the rows mean.

The first commit is written with a rollback journal, all later ones through a write-ahead log (`use_wal`). An empty
database has nothing to roll back to but its empty pages, so the journal costs nothing, while a log would write the
whole first index twice: 0.3 of 1.7 CPU-seconds for a tree like Django. It is as atomic and as durable.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from threading import Lock
from typing import Literal

import apsw

from omny.base.errors import BusyError, DamagedError, OmnyError, SchemaError, StorageError
from omny.model.standing import find_standing
from omny.storage.sql.translation import Translation
from omny.storage.sql.versions import newer_schema, no_index, older_schema
from omny.storage.sqlite.checksums import checksum_vfs, first_page
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS, be_patient, tellers
from omny.storage.sqlite.schema import find_foreign, has_meta

MEMORY = ":memory:"

SHARED_MEMORY = "file:/omny-in-memory-"
"""Begins the names of databases in memory that several connections of this process share. There is one as long as one
of them is open. https://www.sqlite.org/src/doc/trunk/src/memdb.c"""

SCHEMA_VERSION = 8

APPLICATION_ID = 0x4F6D6E79  # "Omny"; also in schema.sql

PAGE_BYTES = 8_192
"""Rows of atoms and events have about 1 KiB: pages of 4 KiB leave a fifth of the file empty, pages of 16 KiB make the
write-ahead log of a small change four times as large."""

CACHE_KIB = 65_536
"""Of who makes a first index: enough for the inner pages and the hot leaves of a tree of 100,000 atoms; a larger one
spills."""

CHANGING_CACHE_KIB = 16_384
"""Of who writes later: what a daemon keeps for days. A change of a thousand files spills, into the log."""

READING_CACHE_KIB = 4_096
"""Of who reads: a daemon has some ten of those, and the pages are in the cache of the file system."""

CHECKPOINT_PAGES = 1_000
"""A log longer than this (8 MiB) is copied into the database after a commit. Shorter: fsync more often than needed;
longer: every reader searches it."""

CHECKPOINT_WAIT_MS = 100
"""How long to wait for readers so that the log can start over: Omny's own read for some milliseconds."""

WAL_LIMIT_BYTES = 16 * 1024 * 1024
"""What is left of the log's file when it starts over. A large change may need more for a time."""

MAX_LOG_BYTES = 48 * 1024 * 1024
"""A log of this size is not added to while a reader keeps it from starting over. With the commit that brings it there
it stays below 64 MB."""

READER_PATIENCE_SECONDS = 120.0
"""How long changes wait for such a reader, reported as pending, before the log grows."""

INCREMENTAL = 2  # the value of auto_vacuum of a database that can give pages back

SHRINK_PAGES = 512
"""Pages (4 MiB) that one transaction gives back: a few milliseconds, and a small part of the log."""

_NOT_OMNY = "this is not an Omny database"
_REPAIR = "run 'omny verify --repair', which keeps the file and its history"
_REPLACE = "name another file, or move this one aside and run 'omny index'"

_TERMS = "CREATE VIRTUAL TABLE temp.ranked_terms USING fts5vocab(main, atoms_text, instance)"
"""The ranked index, term by term, for this connection alone. `query_only` would refuse to make it later."""

Mode = Literal["write", "read"]


def connect(path: str, mode: Mode, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> apsw.Connection:
    """A connection to the Omny database at `path` (or MEMORY, or SHARED_MEMORY and more), judged to be one.

    With `mode` "write" the database is made if there is none, mode 0600. With "read" nothing can be written through
    it. Raises StorageError if there is nothing to read or the file cannot be opened, DamagedError where it is no
    Omny database, SchemaError where it is one of another version, BusyError.
    """
    with translated("open index", path):
        writing = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        flags = writing if mode == "write" else apsw.SQLITE_OPEN_READONLY
        if path.startswith(SHARED_MEMORY):
            flags |= apsw.SQLITE_OPEN_URI
        elif path != MEMORY:
            _find_file(path, mode)
        try:
            return _open(path, mode, flags, busy_timeout_seconds)
        except apsw.IOError as error:
            if getattr(error, "extendedresult", 0) != apsw.SQLITE_IOERR_DATA:
                raise
            # Where the first page was torn and has just been rolled back, it was read as if of another size.
            return _open(path, mode, flags, busy_timeout_seconds)


@contextmanager
def closing(connection: apsw.Connection) -> Iterator[apsw.Connection]:
    """A block with the connection, which is closed at its end."""
    try:
        yield connection
    finally:
        connection.close(True)


def open_file(path: str) -> AbstractContextManager[apsw.Connection]:
    """A block with a file as it is, to be read and written without a look at its schema. Raises apsw.Error."""
    return closing(apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=checksum_vfs()))


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """A block that is committed, or rolled back if it raises. Raises BusyError, apsw.Error."""
    with begun(connection):
        yield
        connection.execute("COMMIT")


@contextmanager
def begun(connection: apsw.Connection) -> Iterator[None]:
    """A block that commits its transaction itself, and is rolled back if it raises. Raises BusyError, apsw.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _open(path: str, mode: Mode, flags: int, busy_timeout_seconds: float) -> apsw.Connection:
    in_memory = path == MEMORY or path.startswith(SHARED_MEMORY)
    connection = apsw.Connection(path, flags=flags, vfs=None if in_memory else checksum_vfs())
    try:
        connection.set_busy_timeout(int(busy_timeout_seconds * 1000))
        if tellers and not in_memory:
            be_patient(connection, path, busy_timeout_seconds)
        connection.pragma("foreign_keys", True)
        connection.pragma("temp_store", 2)  # memory: nothing is written outside the state directory
        connection.pragma("cache_size", -(CACHE_KIB if mode == "write" else READING_CACHE_KIB))
        connection.pragma("trusted_schema", False)
        connection.create_scalar_function("standing", _standing_rank, 2, deterministic=True)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        if mode == "write":
            _make(connection)
        _judge(connection, path)
        connection.execute(_TERMS)
        if mode == "read":
            connection.pragma("query_only", True)
        else:
            connection.pragma("wal_autocheckpoint", 0)  # `checkpoint` is its own step, after the commit
            connection.pragma("journal_size_limit", WAL_LIMIT_BYTES)
            use_wal(connection)
    except BaseException:
        connection.close(True)
        raise
    return connection


@lru_cache(maxsize=65_536)
def _standing_rank(path: str, is_test: int) -> int:
    """What a search orders by, in SQL."""
    return int(find_standing(path, bool(is_test)))


def use_wal(connection: apsw.Connection) -> bool:
    """Turns to the write-ahead log as soon as there is something to protect; whether it is in use, or there is no file.
    Where another process or a full disk is in the way, the rollback journal, which is as safe, stays until the next
    time."""
    if connection.pragma("journal_mode") == "memory":
        return True
    connection.pragma("synchronous", 3)  # EXTRA: with a rollback journal also its removal has to be durable
    if connection.execute("SELECT generation FROM meta").get == 0:
        return False
    try:
        if connection.pragma("journal_mode", "wal") != "wal":
            return False
    except apsw.Error:
        return False
    connection.pragma("synchronous", 2)  # FULL
    connection.pragma("cache_size", -min(CACHE_KIB, CHANGING_CACHE_KIB))
    return True


def checkpoint(connection: apsw.Connection, *, whole: bool = False) -> bool:
    """Copies the part of the log that no reader needs into the database; with `whole`, waits a moment for readers.
    Whether the log starts over. What was committed is safe without it, so a failure is left to the next time."""
    patience = connection.pragma("busy_timeout")
    connection.set_busy_timeout(min(patience, CHECKPOINT_WAIT_MS))
    try:
        mode = apsw.SQLITE_CHECKPOINT_RESTART if whole else apsw.SQLITE_CHECKPOINT_PASSIVE
        pages, copied = connection.wal_checkpoint(mode=mode)
        return bool(pages == copied)
    except apsw.Error:
        return False
    finally:
        connection.set_busy_timeout(patience)


def shrink(connection: apsw.Connection) -> None:
    """Gives the free pages of the database back to the disk, some at a time, so that others can write in between. Pages
    move from the end of the file into the gaps through the log like any change: readers keep their state, checksums are
    made as ever, and a run that is cut off has moved fewer. A database that was made without the means for it keeps the
    pages for what comes."""
    if connection.pragma("auto_vacuum") != INCREMENTAL:
        return
    try:
        while free := connection.pragma("freelist_count"):
            connection.execute(f"PRAGMA incremental_vacuum({SHRINK_PAGES})").fetchall()
            if connection.pragma("freelist_count") >= free:
                break
            checkpoint(connection)
    except (apsw.BusyError, apsw.FullError):  # what is left stays free for what comes
        pass
    give_back(connection)


def give_back(connection: apsw.Connection) -> None:
    """Copies the log into the database and leaves nothing of its file, for a disk that is full. Where a reader or the
    full disk is in the way the log stays."""
    patience = connection.pragma("busy_timeout")
    connection.set_busy_timeout(min(patience, CHECKPOINT_WAIT_MS))
    try:
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except apsw.Error:
        pass
    finally:
        connection.set_busy_timeout(patience)


@lru_cache(maxsize=1)
def schema_text() -> str:
    """`schema.sql`: beside the package in a checkout, inside of it in an installed wheel."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        with open(os.path.join(package, "schema.sql"), encoding="utf-8") as packaged:
            return packaged.read()
    except FileNotFoundError:
        with open(os.path.join(os.path.dirname(package), "schema.sql"), encoding="utf-8") as beside:
            return beside.read()


class translated(Translation):  # noqa: N801 - used like a function
    """A block in which an error of SQLite becomes one of Omny's: `with translated("read index", path): ...`"""

    __slots__ = ()

    def describe(self, error: BaseException) -> OmnyError | None:
        if isinstance(error, apsw.Error):
            return as_omny_error(error, self.op, self.path)
        if isinstance(error, UnicodeDecodeError):
            return DamagedError(self.op, "a text in it is not UTF-8", path=self.path, hint=_REPAIR)
        return None


def as_omny_error(error: apsw.Error, op: str, path: str) -> OmnyError:
    """Omny's error for an error of SQLite."""
    reason = str(error).removeprefix(f"{type(error).__name__}: ") or type(error).__name__
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return BusyError(op, "another process is writing to it", path=path, hint="try again when it has finished")
    if isinstance(error, apsw.NotADBError):
        return DamagedError(op, _NOT_OMNY, path=path, hint=_REPLACE)
    if isinstance(error, (apsw.CorruptError, apsw.FormatError)):
        return DamagedError(op, reason, path=path, hint=_REPAIR)
    if isinstance(error, (apsw.SQLError, apsw.ConstraintError, apsw.MismatchError)):
        # Omny's own statements are fixed and tested: if one fails, the database is not as schema.sql says.
        return DamagedError(op, reason, path=path, hint=_REPAIR)
    if isinstance(error, apsw.FullError):
        return StorageError(op, "the disk is full", path=path, hint="free some disk space and try again")
    if getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_DATA:
        return DamagedError(op, "a page has a wrong checksum", path=path, hint=_REPAIR)
    if getattr(error, "extendedresult", 0) == apsw.SQLITE_READONLY_ROLLBACK:
        # A process died in the midst of a first index: only who may write can take back what it wrote.
        return StorageError(op, "a run that wrote it was cut off", path=path, hint="run 'omny index'")
    if isinstance(error, (apsw.ReadOnlyError, apsw.PermissionsError, apsw.CantOpenError, apsw.AuthError)):
        return StorageError(op, reason, path=path, hint="make it and its directory readable and writable")
    return StorageError(op, reason, path=path)


def _find_file(path: str, mode: Mode) -> None:
    if mode == "read":
        if not os.path.isfile(path):
            raise no_index(path)
        return
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
    except (OSError, ValueError) as error:
        reason = (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
        raise StorageError("open index", reason, path=path, hint="name another file with --db") from error


def _is_empty(connection: apsw.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").get and not _application_id(connection)


def _application_id(connection: apsw.Connection) -> int:
    return int(connection.pragma("application_id"))


def _make(connection: apsw.Connection) -> None:
    """Fills an empty database with the schema; leaves any other as it is."""
    if not _is_empty(connection):
        return
    if not connection.filename:  # private to this connection, so that nobody else can be quicker
        with _copying, connection.backup("main", _pattern(), "main") as copied:
            copied.step()
    else:
        first_page(connection, PAGE_BYTES, auto_vacuum=INCREMENTAL)
    with transaction(connection):
        if _is_empty(connection):  # another process may have been quicker
            connection.execute(schema_text())
        if not connection.execute("SELECT count(*) FROM meta").get:
            connection.execute(
                "INSERT INTO meta (id, uuid, schema_version, generation) VALUES (1, ?, ?, 0)",
                (str(uuid.uuid4()), SCHEMA_VERSION),
            )


@lru_cache(maxsize=1)
def _pattern() -> apsw.Connection:
    """A database in memory with the schema and no row: to copy its pages takes a tenth of what its statements take. It
    serves one thread at a time, the holder of `_copying`."""
    pattern = apsw.Connection(MEMORY)
    first_page(pattern, PAGE_BYTES, auto_vacuum=INCREMENTAL)
    pattern.execute(schema_text())
    return pattern


_copying = Lock()


def _judge(connection: apsw.Connection, path: str) -> None:
    if _application_id(connection) != APPLICATION_ID:
        if _is_empty(connection):
            raise no_index(path)
        if _application_id(connection) != APPLICATION_ID:  # asked again: the schema can have been made in between
            raise DamagedError("open index", _NOT_OMNY, path=path, hint=_REPLACE)
    if not has_meta(connection):
        raise DamagedError("open index", _NOT_OMNY, path=path, hint=_REPLACE)
    version = connection.execute("SELECT schema_version FROM meta").get
    if not isinstance(version, int):
        raise DamagedError("open index", "its table meta is empty", path=path, hint=_REPLACE)
    if version > SCHEMA_VERSION:
        hint = "upgrade Omny, or move the file aside and run 'omny index'"
        raise newer_schema("open index", version, SCHEMA_VERSION, path, hint)
    if version < SCHEMA_VERSION:
        hint = "run 'omny index': it upgrades the index, with its history"
        raise older_schema(version, SCHEMA_VERSION, path, hint)
    if foreign := find_foreign(connection, schema_text()):
        raise SchemaError("open index", foreign, path=path, hint=_REPLACE)
    if _is_cut_off(path, int(connection.pragma("page_size"))):
        raise DamagedError("open index", "its last page is cut off", path=path, hint=_REPAIR)


def _is_cut_off(path: str, page_bytes: int) -> bool:
    """Whether the file ends within a page, whose rest SQLite would read as zeros. A log or a journal
    contains that page."""
    try:
        if os.stat(path).st_size % page_bytes == 0:
            return False
    except (OSError, ValueError):  # in memory
        return False
    return not any(os.path.exists(path + suffix) and os.path.getsize(path + suffix) for suffix in ("-wal", "-journal"))
