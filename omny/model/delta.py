"""Deltas: one change of the index."""

from __future__ import annotations

import msgspec

from omny.model.atoms import Atom, StoredAtom
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.texts import Document


class FileDelta(msgspec.Struct, frozen=True):
    """The changes of the index that one path causes."""

    path: str
    created: tuple[Atom, ...] = ()
    modified: tuple[tuple[StoredAtom, Atom], ...] = ()  # before, after
    deleted: tuple[StoredAtom, ...] = ()
    entry: LedgerEntry | None = None  # the new ledger row; None where it stays
    removed: bool = False  # whether the ledger row goes
    analysis: Analysis | None = None  # facts to be stored under the entry's hash
    names: tuple[str, ...] | None = None  # names under which the path is published; None where they stay
    dependencies: tuple[int, ...] | None = None  # hashes of the keys that were asked; None where they stay
    texts: tuple[Document, ...] = ()  # of atoms that are created, or say something else than before


class Move(msgspec.Struct, frozen=True, order=True):
    """An atom with a new id: its history continues under the new id."""

    source: str  # id of a deleted atom
    target: str  # id of a created one


class Delta(msgspec.Struct, frozen=True):
    """One change of the index: everything that is committed together."""

    files: tuple[FileDelta, ...]
    moves: tuple[Move, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.files

    @property
    def atom_count(self) -> int:
        """Atoms that it creates, modifies or deletes."""
        return sum(len(file.created) + len(file.modified) + len(file.deleted) for file in self.files)
