"""Pieces from rows: the same for every backend that speaks SQL. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from omny.model.cures import Cure
from omny.storage.port.pieces import AtomsPiece, HistoryPiece, RepairRow
from omny.storage.port.records import AtomEvent, EdgeRow, Snapshot, UnresolvedRow
from omny.storage.sql.rows import Row, stored_atom

OLD_CURES = {"load": Cure.GRAPH, "derive": Cure.DERIVE, "have": Cure.FILE, "set": Cure.DATABASE}
"""`repairs.cure` was a sentence: the codes by its first word."""

BEHIND = 1 << 62  # no number of an atom comes as far
BEHIND_IDS = "\U0010ffff"  # nor any id


def repair_row(row: Row) -> RepairRow:
    """From REPAIR_COLUMNS."""
    found = RepairRow(*row)
    first, _, more = found.cure.partition(" ")
    return replace(found, cure=OLD_CURES.get(first, found.cure)) if more else found


def atoms_piece(
    rows: Collection[Row],
    *,
    listed: set[int],
    edges: Iterable[Row],
    unresolved: Iterable[Row],
    statuses: Iterable[tuple[str, str]],
    last: int | None,
) -> AtomsPiece:
    """Of the rows of atoms, with the number before ATOM_COLUMNS; of the numbers that the search index lists; of the
    rows of what hangs on these numbers, each with the number first; and of the statuses of files, by path."""
    ids: dict[int, str] = {row[0]: row[1] for row in rows}
    return AtomsPiece(
        atoms=[stored_atom(row[1:]) for row in rows],
        edges=[EdgeRow(ids.get(row[0], ""), *row[1:]) for row in edges],
        unresolved=[UnresolvedRow(ids.get(row[0], ""), row[1], row[2]) for row in unresolved],
        unsearchable=[id_ for number, id_ in ids.items() if number not in listed],
        orphans=sorted(listed - ids.keys()),
        statuses=dict(statuses),
        last=last,
    )


def file_paths(rows: Iterable[Row]) -> list[str]:
    """The files of atoms, from the same rows."""
    return sorted({row[2] for row in rows})


def history_piece(
    events: Iterable[Row], snapshots: Iterable[Row], atoms: Iterable[Row], last: str | None
) -> HistoryPiece:
    """Of the rows of a range of ids: EVENT_COLUMNS, SNAPSHOT_COLUMNS, ATOM_COLUMNS."""
    return HistoryPiece(
        events=[AtomEvent(*row) for row in events],
        snapshots=[Snapshot(*row) for row in snapshots],
        atoms=[stored_atom(row) for row in atoms],
        last=last,
    )
