"""An archive from rows, and rows from an archive: the same for every backend that speaks SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import starmap

from msgspec.structs import astuple, replace

from omny.base.errors import StorageError
from omny.model.facts import Analysis
from omny.model.meta import Meta
from omny.model.notes import Note
from omny.storage.port.archive import Archive, DependencyRow, FactsRow, NameRow, not_empty
from omny.storage.port.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.sql.piece_rows import repair_row
from omny.storage.sql.rows import (
    EVENT_COLUMNS,
    FACTS_COLUMNS,
    GENERATION_COLUMNS,
    LEDGER_COLUMNS,
    NOTE_COLUMNS,
    REPAIR_COLUMNS,
    SNAPSHOT_COLUMNS,
    Row,
    atom_row,
    ledger_entry,
    ledger_row,
    stored_atom,
)
from omny.storage.sql.session import Session
from omny.storage.sql.texts import derive_texts

Stream = Callable[[str], Iterator[Row]]
"""The rows of a table, in the columns and the order of `Statements`."""


def make_archive(meta: Meta, history_start: int, every: Stream, of_files: Stream) -> Archive:
    """The archive of a store, whose rows are read as its streams are. The rows of `of_files` are a value and a path."""
    return Archive(
        meta=meta,
        history_start=history_start,
        generations=starmap(GenerationRow, every("generations")),
        ledger=map(ledger_entry, every("files")),
        facts=map(_facts, every("facts")),
        names=starmap(NameRow, of_files("names")),
        dependencies=starmap(DependencyRow, of_files("dependencies")),
        atoms=map(stored_atom, every("atoms")),
        events=starmap(AtomEvent, every("atom_events")),
        snapshots=starmap(Snapshot, every("atom_snapshots")),
        repairs=map(repair_row, every("repairs")),
        notes=starmap(Note, every("notes")),
    )


def load(session: Session, archive: Archive, path: str) -> Meta:
    """Fills an empty store; the state after it. Raises UsageError where the store at `path` is not empty, StorageError
    where the archive does not fit together."""
    sql = session.sql
    before = session.lock()
    if session.value(sql.holds_rows):
        raise not_empty(path)
    session.insert("generations", GENERATION_COLUMNS, map(astuple, archive.generations))
    session.insert("files", LEDGER_COLUMNS, map(ledger_row, archive.ledger))
    numbers: dict[str, int] = dict(session.rows(sql.file_numbers))
    session.insert("facts", FACTS_COLUMNS, map(_facts_row, archive.facts))
    session.insert("names", "name, file", ((row.name, _file_number(numbers, row.path)) for row in archive.names))
    keys = ((row.key, _file_number(numbers, row.path)) for row in archive.dependencies)
    session.insert("dependencies", "key, file", keys)
    session.insert_atoms((number, *atom_row(stored)) for number, stored in enumerate(archive.atoms, 1))
    derive_texts(session)
    session.insert("atom_events", EVENT_COLUMNS, map(astuple, archive.events))
    session.insert("atom_snapshots", SNAPSHOT_COLUMNS, map(astuple, archive.snapshots))
    session.insert("repairs", REPAIR_COLUMNS, map(astuple, archive.repairs))
    session.insert("notes", NOTE_COLUMNS, map(astuple, archive.notes))
    after = replace(archive.meta, schema_version=before.schema_version)
    session.run(
        sql.set_state,
        uuid=after.uuid,
        generation=after.generation,
        head=after.indexed_head,
        timestamp=after.indexed_at,
        start=archive.history_start,
    )
    session.announce(after)
    return after


def _facts_row(row: FactsRow) -> Row:
    return (row.hash, row.language, row.extractor, *astuple(row.analysis))


def _file_number(numbers: dict[str, int], path: str) -> int:
    try:
        return numbers[path]
    except KeyError:
        reason = "names or dependencies of a file that is not in the ledger"
        raise StorageError("load index", reason, path=path, hint="see 'omny verify' of what is loaded") from None


def _facts(row: Row) -> FactsRow:
    hash_, language, extractor, *rest = row
    return FactsRow(hash_, language, extractor, Analysis(*rest))
