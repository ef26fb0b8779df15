"""Copies of a whole database: made while others read and write it, checked, and put in place in one step.

A copy is one file in itself: in rollback mode, so that nobody who opens it leaves a log beside it. It has its name only
when it is complete, checked and durable. Until then, the file of that name stays as it was.
"""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import apsw
import msgspec

from omny.base.errors import DamagedError, OmnyError, StorageError, UsageError
from omny.base.paths import describe_failure
from omny.model.meta import Meta
from omny.storage.sqlite.checksums import first_page, first_wrong_page, reserved_bytes
from omny.storage.sqlite.connection import as_omny_error, closing, connect, open_file, translated
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS
from omny.storage.sqlite.reader import read_meta

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is open, or was when its process died."""

_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'atoms_fts%' "
    "AND name NOT LIKE 'atoms_text%' ORDER BY name"
)

_O_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Copy(msgspec.Struct, frozen=True):
    """A copy that was made."""

    path: str
    meta: Meta
    atoms: int
    bytes: int


def back_up(database: str, target: str, *, replace: bool = False) -> Copy:
    """Copies the database at `database` to the file `target`, as it was at one generation, and checks the copy.

    Others may read and write meanwhile and do not wait. Raises UsageError if there is something at `target` and
    it is not to be replaced, or that is the database itself; DamagedError where the database is not sound; StorageError
    where the database cannot be read, or the copy cannot be written or does not read back as it was written. What was
    at `target` is then still there.
    """
    refuse_target(database, target, replace)
    with part_file(target, "back up index") as part:
        with closing(connect(database, "read")) as source:
            meta, counts = copy_database(source, part, database)
        _read_back(part, target, meta, counts, database)
        refuse_target(database, target, replace)
        put(part, target, "back up index")
    return Copy(target, meta, counts["atoms"], os.path.getsize(target))


def _read_back(part: str, target: str, meta: Meta, counts: dict[str, int], database: str) -> None:
    """Reads a copy as its restore will. A page that lost its checksum is the fault of the copy, StorageError; where all
    pages are right and the content is not, the database was copied as it is, DamagedError."""
    hint = "the index is sound and FILE is as before; try again, or name a file on another disk"
    try:
        wrong = first_wrong_page(part)
    except OSError as error:
        raise StorageError("back up index", describe_failure(error), path=target, hint=hint) from error
    if wrong:
        raise StorageError("back up index", f"page {wrong:,} of the copy was not written whole", path=target, hint=hint)
    try:
        copied = check_copy(part, as_path=database, quick=True)
        counted = _count_rows(part)
    except DamagedError as error:
        hint = "run 'omny verify --repair', which keeps the history"
        raise DamagedError("back up index", error.reason, path=database, hint=hint) from error
    if (copied, counted) != (meta, counts):
        raise StorageError("back up index", "the copy does not hold what was copied", path=target, hint=hint)


def check_copy(path: str, *, as_path: str, quick: bool = False) -> Meta:
    """The row of `meta` of a database that is sound by SQLite's own checks. Raises DamagedError where it is not, and
    what `connect` raises; `as_path` is how errors call it. A `quick` check does not compare indexes with their tables,
    which a copy of right pages cannot have come to differ in."""
    try:
        connection = connect(path, "read")
    except OmnyError as error:
        raise type(error)(error.op, error.reason, path=as_path, hint=error.hint) from error
    try:
        with translated("check index", as_path):
            for (line,) in connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)"):
                if line != "ok":
                    raise DamagedError("check index", line.replace("\n", " "), path=as_path)
            for _ in connection.execute("PRAGMA foreign_key_check"):
                raise DamagedError("check index", "a row belongs to no file", path=as_path)
            return read_meta(connection)
    finally:
        connection.close(True)


def restore(backup: str, database: str, aside: str, *, inspect: Callable[[str], None]) -> tuple[Meta, bool]:
    """Replaces `database` by a copy of `backup`; the former file goes to `aside`. Returns the state of the new
    database, and whether there was a former one.

    The copy gets a uuid of its own: the generations that follow are not those that followed before, and no token of
    one sequence may count in the other. `inspect` is called with the copy before anything is changed, and may raise.
    Raises DamagedError and SchemaError where `backup` is not sound, BusyError where another process uses the
    database; nothing is changed then.
    """
    check_copy(backup, as_path=backup)
    with part_file(database, "restore index") as part:
        with closing(connect(backup, "read")) as source:
            copy_database(source, part, backup)
        inspect(part)
        with translated("restore index", part), open_file(part) as connection:
            connection.pragma("journal_mode", "memory")
            connection.execute("UPDATE meta SET uuid = ?", (str(uuid.uuid4()),))
        meta = check_copy(part, as_path=backup)
        was_there = put_in_place(part, database, aside)
    return meta, was_there


def put_in_place(part: str, database: str, aside: str) -> bool:
    """Replaces a database by another one, a closed file, in one step; the former file goes to `aside`. Returns whether
    there was one. Raises BusyError where another process uses that, StorageError where a file cannot be
    moved."""
    was_there = set_aside(database, aside)
    put(part, database, "restore index")
    return was_there


def copy_database(source: apsw.Connection, part: str, path: str) -> tuple[Meta, dict[str, int]]:
    """Copies one state of the source into an empty file; what `meta` says and how many rows there are."""
    with translated("read index", path):
        source.execute("BEGIN")
        meta = read_meta(source)  # from here on the state is that one
        counts = _rows(source)
        with translated("write copy of index", part), open_file(part) as target:
            # Until it has its name it is thrown away, not repaired: it needs neither journal nor sync.
            target.pragma("journal_mode", "off")
            target.pragma("synchronous", 0)
            first_page(target, int(source.pragma("page_size")), reserved_bytes(source))
            _copy_pages(source, target, path)
            target.pragma("journal_mode", "delete")
        source.execute("ROLLBACK")
    return meta, counts


def _copy_pages(source: apsw.Connection, target: apsw.Connection, path: str) -> None:
    """Copies every page. A page that is damaged is one of the source: no page of the copy is read here."""
    try:
        with target.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(-1)
    except apsw.Error as error:
        meaning = as_omny_error(error, "read index", path)
        if isinstance(meaning, DamagedError):
            raise meaning from error
        raise


def _count_rows(path: str) -> dict[str, int]:
    with closing(connect(path, "read")) as connection, translated("read index", path):
        return _rows(connection)


def _rows(connection: apsw.Connection) -> dict[str, int]:
    tables = [table for (table,) in connection.execute(_TABLES)]
    return {table: connection.execute(f"SELECT count(*) FROM {table}").get for table in tables}


def set_aside(database: str, aside: str, *, leave: bool = True) -> bool:
    """Moves the database, with all that belongs to it, out of the way; False if there is none. With `leave` it also
    stays where it is, if the file system has links, until another takes its place. Errors as `put_in_place`."""
    if not os.path.lexists(database):
        holding = None
    else:
        holding = _alone(database)
    was_there = os.path.lexists(database)
    try:
        move_aside(database, aside, leave=leave)
    except OSError as error:
        raise StorageError("restore index", describe_failure(error), path=database) from error
    finally:
        if holding is not None:
            holding.close(True)
    return was_there


def move_aside(database: str, aside: str, *, leave: bool = True) -> None:
    """Moves a database, and what SQLite keeps beside it, even alone. With `leave` the database has two names instead,
    if the file system has links. Raises OSError."""
    linked = leave and _has_second_name(database, aside)
    for suffix in SIDE_FILES if linked else ("", *SIDE_FILES):  # the database first: without it nobody reads the rest
        if os.path.lexists(database + suffix):
            os.replace(database + suffix, aside + suffix)


def _has_second_name(database: str, aside: str) -> bool:
    """Gives the file a second name, so that there is a database under the first one at every moment."""
    try:
        os.link(database, aside, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without links
        return False
    return True


def _alone(database: str) -> apsw.Connection | None:
    """A connection that keeps all others from the database, which is one file then. None where it cannot be read: it is
    moved as it is."""
    try:
        connect(database, "read").close(True)  # which, other than one that writes, leaves a log alone
        connection = connect(database, "write", busy_timeout_seconds=BUSY_TIMEOUT_SECONDS)
    except StorageError as error:
        if error.recoverable:  # another process
            raise
        return None
    try:
        with translated("restore index", database):
            connection.pragma("journal_mode", "delete")
            connection.execute("BEGIN EXCLUSIVE")
        return connection
    except OmnyError as error:
        connection.close(True)
        if error.recoverable:
            raise
        return None


def refuse_target(database: str, target: str, replace: bool, op: str = "back up index") -> None:
    """Raises UsageError where `op` must not write to `target`."""
    if "\0" in target:
        raise UsageError(op, "a name cannot hold a NUL", path=target, hint="name another file")
    own = [os.path.realpath(database) + suffix for suffix in ("", *SIDE_FILES)]
    if os.path.realpath(target) in own:
        raise UsageError(op, "this is the database itself", path=target, hint="name another file")
    if os.path.isdir(target):
        raise UsageError(op, "this is a directory", path=target, hint="name a file in it")
    if os.path.lexists(target) and not replace:
        raise UsageError(op, "there is a file already", path=target, hint="replace it with --force")


@contextmanager
def part_file(target: str, op: str) -> Iterator[str]:
    """An empty file beside `target`, for its user alone; gone at the end, unless it was renamed."""
    part = f"{target}.part-{secrets.token_hex(4)}"
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | _O_CLOEXEC | _O_NOFOLLOW, 0o600))
    except (OSError, ValueError) as error:
        reason = describe_failure(error) if isinstance(error, OSError) else str(error)
        raise StorageError(op, reason, path=target, hint="name a file in a directory that can be written") from error
    try:
        yield part
    finally:
        for suffix in ("", *SIDE_FILES):
            try:
                os.unlink(part + suffix)
            except OSError:
                pass


def put(part: str, target: str, op: str) -> None:
    """Gives the file its name, durably.

    The removal of a log or journal of the file before must be durable first: SQLite replays it into any database beside
    it, and a loss of power can keep the new name and bring the log back.
    """
    directory = os.path.dirname(os.path.abspath(target))
    try:
        _sync(part, os.O_RDWR)
        _sync(directory, os.O_RDONLY)
        os.replace(part, target)
        _sync(directory, os.O_RDONLY)
    except OSError as error:
        raise StorageError(op, describe_failure(error), path=target) from error


def _sync(path: str, flags: int) -> None:
    if os.name == "nt" and os.path.isdir(path):  # there a directory cannot be opened
        return
    descriptor = os.open(path, flags | _O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
