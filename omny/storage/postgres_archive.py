"""A project in PostgreSQL given away as an `Archive`, and an empty one filled from one, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice, starmap
from typing import Any

import msgspec

from omny.errors import StorageError
from omny.model import Analysis, Meta, StoredAtom
from omny.storage import sqlite_rows
from omny.storage.archive import Archive, DependencyRow, FactsRow, NameRow, not_empty
from omny.storage.pieces import RepairRow
from omny.storage.postgres_connection import Connection, read_meta
from omny.storage.postgres_pieces import PieceReader
from omny.storage.postgres_stage import Row, insert_atoms, insert_staged
from omny.storage.postgres_writer import announce
from omny.storage.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.sqlite_rows import ATOM_COLUMNS, EVENT_COLUMNS, LEDGER_COLUMNS, SNAPSHOT_COLUMNS
from omny.storage.sqlite_terms import Tokenizer

GENERATION_COLUMNS = "generation, committed_at, source, indexed_head"

REPAIR_COLUMNS = "generation, repaired_at, kind, place, what, since, cure, lost"

FACTS_COLUMNS = "hash, language, extractor, facts, surface, lines, error_ratio, error_line"

LOADED_ROWS = 20_000
"""Rows that are sent in one statement: some 30 MiB of atoms."""

_OF_A_FILE = "JOIN files f ON f.number = d.file WHERE d.project = %s ORDER BY {key}, f.path"


class Archiver(PieceReader):
    """The reading half of `ArchiveSide`; the port says what it means."""

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with self.reading():
            yield Archive(
                meta=self.meta(),
                history_start=int(self._value("SELECT history_start FROM projects WHERE number = %s")),
                generations=starmap(GenerationRow, self._all(GENERATION_COLUMNS, "generations", "generation")),
                ledger=map(sqlite_rows.ledger_entry, self._all(LEDGER_COLUMNS, "files", "path")),
                facts=map(_facts, self._all(FACTS_COLUMNS, "facts", "hash, language, extractor")),
                names=starmap(NameRow, self._of_files("name", "names")),
                dependencies=starmap(DependencyRow, self._of_files("key", "dependencies")),
                atoms=map(sqlite_rows.stored_atom, self._all(ATOM_COLUMNS, "atoms", "id")),
                events=starmap(AtomEvent, self._all(EVENT_COLUMNS, "atom_events", "id")),
                snapshots=starmap(Snapshot, self._all(SNAPSHOT_COLUMNS, "atom_snapshots", "atom_id")),
                repairs=starmap(RepairRow, self._all(REPAIR_COLUMNS, "repairs", "id")),
            )

    def _all(self, columns: str, table: str, order: str) -> Iterator[Row]:
        return self._stream(f"SELECT {columns} FROM {table} WHERE project = %s ORDER BY {order}")

    def _of_files(self, key: str, table: str) -> Iterator[Row]:
        return self._stream(f"SELECT d.{key}, f.path FROM {table} d {_OF_A_FILE.format(key=f'd.{key}')}")


def load(connection: Connection, project: int, tokenizer: Tokenizer, archive: Archive, path: str) -> Meta:
    """Fills an empty project inside of a transaction. Raises UsageError where it is not empty, StorageError where the
    archive does not fit together, psycopg.Error."""
    if read_meta(connection, project, lock=True).generation or not _is_empty(connection, project):
        raise not_empty(path)

    def insert(table: str, columns: str, records: Iterable[Any]) -> None:
        rows = iter(map(_row, records))
        for first in rows:
            insert_staged(connection, project, table, columns, chain((first,), islice(rows, LOADED_ROWS)))

    insert("generations", GENERATION_COLUMNS, archive.generations)
    insert("files", LEDGER_COLUMNS, map(sqlite_rows.ledger_row, archive.ledger))
    found = connection.execute("SELECT path, number FROM files WHERE project = %s", (project,))
    numbers: dict[str, int] = dict(found.fetchall())
    insert("facts", FACTS_COLUMNS, ((*row[:3], *msgspec.structs.astuple(row.analysis)) for row in archive.facts))
    insert("names", "name, file", ((row.name, _number(numbers, row.path)) for row in archive.names))
    insert("dependencies", "key, file", ((row.key, _number(numbers, row.path)) for row in archive.dependencies))
    atoms = ((number, *_atom_row(stored)) for number, stored in enumerate(archive.atoms, 1))
    while batch := list(islice(atoms, LOADED_ROWS)):
        insert_atoms(connection, project, tokenizer, batch)
    insert("atom_events", EVENT_COLUMNS, archive.events)
    insert("atom_snapshots", SNAPSHOT_COLUMNS, archive.snapshots)
    insert("repairs", REPAIR_COLUMNS, archive.repairs)
    meta = archive.meta
    connection.execute(
        "UPDATE projects p SET uuid = %s, generation = %s, indexed_head = %s, indexed_at = %s, history_start = %s, "
        "last_event = (SELECT coalesce(max(id), 0) FROM atom_events e WHERE e.project = p.number) WHERE number = %s",
        (meta.uuid, meta.generation, meta.indexed_head, meta.indexed_at, archive.history_start, project),
    )
    after = read_meta(connection, project)
    announce(connection, project, after)
    return after


def _is_empty(connection: Connection, project: int) -> bool:
    held = ("generations", "files", "facts", "atoms", "atom_events", "atom_snapshots", "repairs")
    some = " OR ".join(f"EXISTS (SELECT FROM {table} WHERE project = p.number)" for table in held)
    sql = f"SELECT FROM projects p WHERE number = %s AND ({some})"
    return connection.execute(sql, (project,)).fetchone() is None


def _number(numbers: dict[str, int], path: str) -> int:
    try:
        return numbers[path]
    except KeyError:
        reason = "names or dependencies of a file that is not in the ledger"
        raise StorageError("load index", reason, path=path, hint="see 'omny verify' of what is loaded") from None


def _row(record: Any) -> Row:
    return msgspec.structs.astuple(record) if isinstance(record, msgspec.Struct) else record


def _atom_row(stored: StoredAtom) -> Row:
    return (*msgspec.structs.astuple(stored.atom), stored.version, stored.created_at, stored.updated_at)


def _facts(row: Row) -> FactsRow:
    hash_, language, extractor, *rest = row
    return FactsRow(hash_, language, extractor, Analysis(*rest))
