"""What a validator reads of a store piece by piece: shapes only.

A piece is everything that belongs to a range of keys, in all tables: the expected and the stored rows. A walk through
all pieces meets every row, those that belong to nothing included.
"""

from __future__ import annotations

import msgspec

from omny.model.atoms import StoredAtom
from omny.storage.port.records import AtomEvent, EdgeRow, Snapshot, UnresolvedRow


class AtomsPiece(msgspec.Struct, frozen=True):
    """Atoms, and what is derived from them or must be there for them."""

    atoms: list[StoredAtom]
    edges: list[EdgeRow]  # that go out from these atoms, or from no atom
    unresolved: list[UnresolvedRow]  # of these atoms, or of no atom
    unsearchable: list[str]  # ids of those that the search index does not list
    orphans: list[int]  # numbers that the search index lists and no atom has
    statuses: dict[str, str]  # by the ledger, of the files of these atoms; "held" where a former content is held over
    last: int | None  # where the next piece begins; None after the end


class HistoryPiece(msgspec.Struct, frozen=True):
    """Atoms with all their events, and events of what is no atom any more."""

    events: list[AtomEvent]  # by atom, oldest first
    snapshots: list[Snapshot]
    atoms: list[StoredAtom]
    last: str | None  # where the next piece begins; None after the end


class Term(msgspec.Struct, frozen=True):
    """A term where the search index has it."""

    document: int  # the number of an atom, if all is well
    column: str
    offset: int  # in terms
    text: str


class TermsPiece(msgspec.Struct, frozen=True):
    """Terms of the search index."""

    terms: list[Term]
    last: tuple[str, int] | None  # where the next piece begins; None after the end


class RepairRow(msgspec.Struct, frozen=True):
    """Something that was wrong and was repaired: the row of `repairs`."""

    generation: int  # that the repair made
    repaired_at: str  # ISO 8601, UTC
    kind: str
    place: str  # id of an atom, path of a file, or an edge
    what: str
    since: str  # until when it was right; "" if unknown
    cure: str  # a code of `omny/model/cures.py`; rebuilt: the whole database; "" for more of the same
    lost: str = "[]"  # JSON: events that did not follow from the ones before them
