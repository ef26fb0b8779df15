"""A project in PostgreSQL given away as an `Archive`, and an empty one filled from one, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

import msgspec

from omny.model.atoms import StoredAtom
from omny.model.meta import Meta
from omny.storage.port.archive import Archive, not_empty
from omny.storage.postgres.connection import Connection, read_meta
from omny.storage.postgres.pieces import PieceReader
from omny.storage.postgres.stage import Row, insert_atoms, insert_staged
from omny.storage.postgres.writer import announce
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.archive_rows import TABLES, archive_of, facts_row, file_number
from omny.storage.sql.terms import Tokenizer

LOADED_ROWS = 20_000
"""Rows that are sent in one statement: some 30 MiB of atoms."""


class Archiver(PieceReader):
    """The reading half of `ArchiveSide`; the port says what it means."""

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with self.reading():
            start = int(self._value("SELECT history_start FROM projects WHERE number = %s"))
            yield archive_of(self.meta(), start, self._all, self._of_files)

    def _all(self, columns: str, table: str, order: str) -> Iterator[Row]:
        return self._stream(f"SELECT {columns} FROM {table} WHERE project = %s ORDER BY {order}")

    def _of_files(self, key: str, table: str) -> Iterator[Row]:
        return self._stream(
            f"SELECT d.{key}, f.path FROM {table} d JOIN files f ON f.number = d.file WHERE d.project = %s "
            f"ORDER BY d.{key}, f.path"
        )


def load(connection: Connection, project: int, tokenizer: Tokenizer, archive: Archive, path: str) -> Meta:
    """Fills an empty project inside of a transaction. Raises UsageError where it is not empty, StorageError where the
    archive does not fit together, psycopg.Error."""
    if read_meta(connection, project, lock=True).generation or not _is_empty(connection, project):
        raise not_empty(path)

    def insert(table: str, columns: str, records: Iterable[Any]) -> None:
        rows = iter(map(_row, records))
        for first in rows:
            insert_staged(connection, project, table, columns, chain((first,), islice(rows, LOADED_ROWS)))

    insert("generations", sqlite_rows.GENERATION_COLUMNS, archive.generations)
    insert("files", sqlite_rows.LEDGER_COLUMNS, map(sqlite_rows.ledger_row, archive.ledger))
    found = connection.execute("SELECT path, number FROM files WHERE project = %s", (project,))
    numbers: dict[str, int] = dict(found.fetchall())
    insert("facts", sqlite_rows.FACTS_COLUMNS, map(facts_row, archive.facts))
    insert("names", "name, file", ((row.name, file_number(numbers, row.path)) for row in archive.names))
    insert("dependencies", "key, file", ((row.key, file_number(numbers, row.path)) for row in archive.dependencies))
    atoms = ((number, *_atom_row(stored)) for number, stored in enumerate(archive.atoms, 1))
    while batch := list(islice(atoms, LOADED_ROWS)):
        insert_atoms(connection, project, tokenizer, batch)
    insert("atom_events", sqlite_rows.EVENT_COLUMNS, archive.events)
    insert("atom_snapshots", sqlite_rows.SNAPSHOT_COLUMNS, archive.snapshots)
    insert("repairs", sqlite_rows.REPAIR_COLUMNS, archive.repairs)
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
    some = " OR ".join(f"EXISTS (SELECT FROM {table} WHERE project = p.number)" for table in TABLES)
    sql = f"SELECT FROM projects p WHERE number = %s AND ({some})"
    return connection.execute(sql, (project,)).fetchone() is None


def _row(record: Any) -> Row:
    return msgspec.structs.astuple(record) if isinstance(record, msgspec.Struct) else record


def _atom_row(stored: StoredAtom) -> Row:
    return (*msgspec.structs.astuple(stored.atom), stored.version, stored.created_at, stored.updated_at)
