"""The question about one atom."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from omny.model.atoms import AtomType
from omny.query.answer import AtomEntry, NamedAnswer, Source
from omny.query.lookup import other_definitions
from omny.query.notes import NoteEntry
from omny.query.question import Question, View


class ShownAtom(AtomEntry, frozen=True, kw_only=True):
    """An atom, with its text where that was wanted."""

    source: Source | UnsetType = UNSET
    notes: list[NoteEntry] | UnsetType = UNSET  # what was written about it, oldest first; absent without any
    served_at: list[str] | UnsetType = UNSET  # the whole paths of a route whose router other files mount


class ShowAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The atom, alone."""

    results: list[ShownAtom]
    also: list[str]  # ids of what has its name in its place


class Show(Question, frozen=True, kw_only=True):
    """One atom, and what `also` has its name in its place; with `source` also its text, while that is what was
    indexed."""

    atom: str
    source: bool = False
    secrets: bool = False  # whether the text is shown with its secrets

    def answer(self, view: View) -> ShowAnswer:
        meant = view.resolve_atom_or_module(self.atom)
        stored = meant.stored
        source: Source | UnsetType = UNSET
        if self.source:
            from omny.base.config import load_settings  # here, since most questions need neither settings nor hashes
            from omny.query.source import read_atom_source

            most = load_settings(view.root).max_file_bytes
            source = read_atom_source(view.repository, view.root, stored, most, secrets=self.secrets)
        notes = [NoteEntry.of(note) for note in view.repository.notes([stored.atom.id])]
        served: list[str] | UnsetType = UNSET
        if stored.atom.type == AtomType.ROUTE:
            from omny.query.routed import whole_paths  # here, as above

            served = whole_paths(view.repository, stored.atom.id) or UNSET
        results = [ShownAtom.of(stored, source=source, notes=notes or UNSET, served_at=served)]
        also = other_definitions(view.repository, stored)
        fresh = view.freshness([stored.atom.file_path])
        return ShowAnswer(results=results, freshness=fresh, also=also, **meant.document_fields)
