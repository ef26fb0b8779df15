"""An archive from rows, and rows from an archive: the same for every backend that speaks SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import starmap

import msgspec

from omny.base.errors import StorageError
from omny.model.facts import Analysis
from omny.model.meta import Meta
from omny.storage.port.archive import Archive, DependencyRow, FactsRow, NameRow
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import Row

TABLES = ("generations", "files", "facts", "atoms", "atom_events", "atom_snapshots", "repairs")
"""Those that hold nothing where a store is empty; in the others, each row belongs to one of these."""

All = Callable[[str, str, str], Iterator[Row]]
"""Columns, table and order, to rows."""

OfFiles = Callable[[str, str], Iterator[Row]]
"""A column and a table that hangs on files, to its values with the path, by both."""


def archive_of(meta: Meta, history_start: int, all_: All, of_files: OfFiles) -> Archive:
    """The archive of a store, whose rows are read as its streams are."""
    return Archive(
        meta=meta,
        history_start=history_start,
        generations=starmap(GenerationRow, all_(sqlite_rows.GENERATION_COLUMNS, "generations", "generation")),
        ledger=map(sqlite_rows.ledger_entry, all_(sqlite_rows.LEDGER_COLUMNS, "files", "path")),
        facts=map(_facts, all_(sqlite_rows.FACTS_COLUMNS, "facts", "hash, language, extractor")),
        names=starmap(NameRow, of_files("name", "names")),
        dependencies=starmap(DependencyRow, of_files("key", "dependencies")),
        atoms=map(sqlite_rows.stored_atom, all_(sqlite_rows.ATOM_COLUMNS, "atoms", "id")),
        events=starmap(AtomEvent, all_(sqlite_rows.EVENT_COLUMNS, "atom_events", "id")),
        snapshots=starmap(Snapshot, all_(sqlite_rows.SNAPSHOT_COLUMNS, "atom_snapshots", "atom_id")),
        repairs=starmap(RepairRow, all_(sqlite_rows.REPAIR_COLUMNS, "repairs", "id")),
    )


def facts_row(row: FactsRow) -> Row:
    """To FACTS_COLUMNS."""
    return (row.hash, row.language, row.extractor, *msgspec.structs.astuple(row.analysis))


def file_number(numbers: dict[str, int], path: str) -> int:
    """The number of a file, by those that are in the ledger. Raises StorageError."""
    try:
        return numbers[path]
    except KeyError:
        reason = "names or dependencies of a file that is not in the ledger"
        raise StorageError("load index", reason, path=path, hint="see 'omny verify' of what is loaded") from None


def _facts(row: Row) -> FactsRow:
    hash_, language, extractor, *rest = row
    return FactsRow(hash_, language, extractor, Analysis(*rest))
