"""A SQLite database given away as an `Archive`, and an empty one filled from one, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import apsw
import msgspec

from omny.model.atoms import StoredAtom
from omny.model.meta import Meta
from omny.storage.port.archive import Archive, not_empty
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.archive_rows import TABLES, archive_of, facts_row, file_number
from omny.storage.sql.rows import Row
from omny.storage.sqlite.answers import AnswersReader
from omny.storage.sqlite.checksums import checksum_vfs
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.writer import STAGE_ROWS, read_meta


class Archiver(AnswersReader):
    """The reading half of `ArchiveSide`; the port says what it means."""

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with self.reading():
            with translated("read index", self._path):
                meta = read_meta(self._connection)
            start = int(self._value("SELECT history_start FROM meta"))
            yield archive_of(meta, start, self._all, self._of_files)

    def _all(self, columns: str, table: str, order: str) -> Iterator[Row]:
        return self._stream(f"SELECT {columns} FROM {table} ORDER BY {order}")

    def _of_files(self, key: str, table: str) -> Iterator[Row]:
        return self._stream(
            f"SELECT d.{key}, f.path FROM {table} d JOIN files f ON f.number = d.file ORDER BY d.{key}, f.path"
        )


def load(connection: apsw.Connection, archive: Archive, path: str) -> Meta:
    """Fills an empty database. Raises UsageError where it is not empty, StorageError where the archive does not fit
    together, apsw.Error; nothing is changed then."""
    as_row = msgspec.structs.astuple
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_empty(connection):
            raise not_empty(path)
        _insert(connection, "generations", sqlite_rows.GENERATION_COLUMNS, map(as_row, archive.generations))
        _load_files(connection, archive)
        _load_atoms(connection, archive.atoms)
        _insert(connection, "atom_events", sqlite_rows.EVENT_COLUMNS, map(as_row, archive.events))
        _insert(connection, "atom_snapshots", sqlite_rows.SNAPSHOT_COLUMNS, map(as_row, archive.snapshots))
        _insert(connection, "repairs", sqlite_rows.REPAIR_COLUMNS, map(as_row, archive.repairs))
        meta = archive.meta
        connection.execute(
            "UPDATE meta SET uuid = ?, generation = ?, indexed_head = ?, indexed_at = ?, history_start = ?",
            (meta.uuid, meta.generation, meta.indexed_head, meta.indexed_at, archive.history_start),
        )
        after = read_meta(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return after


def _is_empty(connection: apsw.Connection) -> bool:
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in TABLES)
    return not connection.execute(f"SELECT (SELECT generation FROM meta) > 0 OR {some}").get


def _load_files(connection: apsw.Connection, archive: Archive) -> None:
    _insert(connection, "files", sqlite_rows.LEDGER_COLUMNS, map(sqlite_rows.ledger_row, archive.ledger))
    numbers: dict[str, int] = dict(connection.execute("SELECT path, number FROM files"))
    _insert(connection, "facts", sqlite_rows.FACTS_COLUMNS, map(facts_row, archive.facts))
    _insert(connection, "names", "name, file", ((row.name, file_number(numbers, row.path)) for row in archive.names))
    keys = ((row.key, file_number(numbers, row.path)) for row in archive.dependencies)
    _insert(connection, "dependencies", "key, file", keys)


def _load_atoms(connection: apsw.Connection, atoms: Iterable[StoredAtom]) -> None:
    """Some thousands in one statement: FTS5 writes a segment for each statement that has triggers."""
    columns = f"{sqlite_rows.ATOM_COLUMNS}, number"
    marks = _marks(columns)
    connection.execute(f"CREATE TEMP TABLE loaded ({columns})")
    numbered = (
        (*msgspec.structs.astuple(each.atom), each.version, each.created_at, each.updated_at, number)
        for number, each in enumerate(atoms, 1)
    )
    while batch := list(islice(numbered, STAGE_ROWS)):
        connection.executemany(f"INSERT INTO loaded ({columns}) VALUES ({marks})", batch)
        connection.execute(f"INSERT INTO atoms ({columns}) SELECT {columns} FROM loaded ORDER BY rowid")
        connection.execute("DELETE FROM loaded")
    connection.execute("DROP TABLE loaded")


def _insert(connection: apsw.Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({_marks(columns)})", rows)


def _marks(columns: str) -> str:
    return ", ".join("?" * len(columns.split(", ")))


def closed_up(path: str) -> None:
    """Makes a database that nobody has open one file that is whole in itself. Raises StorageError."""
    with translated("close index", path):
        # To leave the log is written down in the first page, which has a checksum.
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=checksum_vfs())
        try:
            connection.pragma("journal_mode", "delete")
        finally:
            connection.close(True)
