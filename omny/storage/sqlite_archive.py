"""A SQLite database given away as an `Archive`, and an empty one filled from one, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice, starmap
from typing import Any

import apsw
import msgspec

from omny.errors import StorageError
from omny.model import Analysis, Meta, StoredAtom
from omny.storage import sqlite_rows
from omny.storage.archive import Archive, DependencyRow, FactsRow, NameRow, not_empty
from omny.storage.pieces import RepairRow
from omny.storage.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.sqlite_answers import AnswersReader
from omny.storage.sqlite_connection import translated
from omny.storage.sqlite_rows import ATOM_COLUMNS, EVENT_COLUMNS, LEDGER_COLUMNS, SNAPSHOT_COLUMNS, Row
from omny.storage.sqlite_writer import STAGE_ROWS, read_meta

GENERATION_COLUMNS = "generation, committed_at, source, indexed_head"

_REPAIR_COLUMNS = "generation, repaired_at, kind, place, what, since, cure, lost"

_FACTS_COLUMNS = "hash, language, extractor, facts, surface, lines, error_ratio, error_line"

_OF_A_FILE = "JOIN files f ON f.number = d.file ORDER BY {key}, f.path"


class Archiver(AnswersReader):
    """The reading half of `ArchiveSide`; the port says what it means."""

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with self.reading():
            with translated("read index", self._path):
                meta = read_meta(self._connection)
            yield Archive(
                meta=meta,
                history_start=int(self._value("SELECT history_start FROM meta")),
                generations=starmap(GenerationRow, self._all(GENERATION_COLUMNS, "generations", "generation")),
                ledger=map(sqlite_rows.ledger_entry, self._all(LEDGER_COLUMNS, "files", "path")),
                facts=map(_facts, self._all(_FACTS_COLUMNS, "facts", "hash, language, extractor")),
                names=starmap(
                    NameRow, self._stream(f"SELECT d.name, f.path FROM names d {_OF_A_FILE.format(key='d.name')}")
                ),
                dependencies=starmap(
                    DependencyRow,
                    self._stream(f"SELECT d.key, f.path FROM dependencies d {_OF_A_FILE.format(key='d.key')}"),
                ),
                atoms=map(sqlite_rows.stored_atom, self._all(ATOM_COLUMNS, "atoms", "id")),
                events=starmap(AtomEvent, self._all(EVENT_COLUMNS, "atom_events", "id")),
                snapshots=starmap(Snapshot, self._all(SNAPSHOT_COLUMNS, "atom_snapshots", "atom_id")),
                repairs=starmap(RepairRow, self._all(_REPAIR_COLUMNS, "repairs", "id")),
            )

    def _all(self, columns: str, table: str, order: str) -> Iterator[Row]:
        return self._stream(f"SELECT {columns} FROM {table} ORDER BY {order}")


def load(connection: apsw.Connection, archive: Archive, path: str) -> Meta:
    """Fills an empty database. Raises UsageError where it is not empty, StorageError where the archive does not fit
    together, apsw.Error; nothing is changed then."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_empty(connection):
            raise not_empty(path)
        _insert(connection, "generations", GENERATION_COLUMNS, map(msgspec.structs.astuple, archive.generations))
        _load_files(connection, archive)
        _load_atoms(connection, archive.atoms)
        _insert(connection, "atom_events", EVENT_COLUMNS, map(msgspec.structs.astuple, archive.events))
        _insert(connection, "atom_snapshots", SNAPSHOT_COLUMNS, map(msgspec.structs.astuple, archive.snapshots))
        _insert(connection, "repairs", _REPAIR_COLUMNS, map(msgspec.structs.astuple, archive.repairs))
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
    held = ("generations", "files", "facts", "atoms", "atom_events", "atom_snapshots", "repairs")
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in held)
    return not connection.execute(f"SELECT (SELECT generation FROM meta) > 0 OR {some}").get


def _load_files(connection: apsw.Connection, archive: Archive) -> None:
    _insert(connection, "files", LEDGER_COLUMNS, map(sqlite_rows.ledger_row, archive.ledger))
    numbers: dict[str, int] = dict(connection.execute("SELECT path, number FROM files"))
    facts = (_facts_row(row) for row in archive.facts)
    _insert(connection, "facts", _FACTS_COLUMNS, facts)
    _insert(connection, "names", "name, file", ((row.name, _number(numbers, row.path)) for row in archive.names))
    keys = ((row.key, _number(numbers, row.path)) for row in archive.dependencies)
    _insert(connection, "dependencies", "key, file", keys)


def _number(numbers: dict[str, int], path: str) -> int:
    try:
        return numbers[path]
    except KeyError:
        reason = "names or dependencies of a file that is not in the ledger"
        raise StorageError("load index", reason, path=path, hint="see 'omny verify' of what is loaded") from None


def _load_atoms(connection: apsw.Connection, atoms: Iterable[StoredAtom]) -> None:
    """Some thousands in one statement: FTS5 writes a segment for each statement that has triggers."""
    columns = f"{ATOM_COLUMNS}, number"
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


def _facts(row: Row) -> FactsRow:
    hash_, language, extractor, *rest = row
    return FactsRow(hash_, language, extractor, Analysis(*rest))


def _facts_row(row: FactsRow) -> tuple[Any, ...]:
    return (row.hash, row.language, row.extractor, *msgspec.structs.astuple(row.analysis))


def closed_up(path: str) -> None:
    """Makes a database that nobody has open one file that is whole in itself. Raises StorageError."""
    with translated("close index", path):
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.pragma("journal_mode", "delete")
        finally:
            connection.close(True)
