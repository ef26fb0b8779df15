"""The question about what people and agents have written about atoms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import UnknownNameError
from omny.query.answer import Answer
from omny.query.question import Limit, Question, View

if TYPE_CHECKING:
    from omny.model.notes import Note
    from omny.storage.port.repository import AtomRepository

MAX_TEXT = 10_000
"""Characters of a note."""

MAX_BRIEF = 300
"""Characters of one among other things."""


class NoteEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A note, and what has become of its atom since it was written."""

    number: int
    atom: str  # id of its atom now, or when it was there last
    text: str
    actor: str  # who wrote it
    written_at: str
    written_for: str = ""  # the id of its atom then, where that was another
    changed_at: str = ""  # since when its atom is another than then
    gone_at: str = ""  # since when there is no such atom

    @classmethod
    def of(cls, note: Note) -> NoteEntry:
        """The entry of a note."""
        return cls(
            number=note.number,
            atom=note.atom_id,
            text=note.text,
            actor=note.actor,
            written_at=note.written_at,
            written_for="" if note.written_for == note.atom_id else note.written_for,
            changed_at=note.changed_at,
            gone_at=note.gone_at,
        )


class NotesAnswer(Answer, frozen=True, kw_only=True):
    """The notes, oldest first."""

    results: list[NoteEntry]


class Notes(Question, frozen=True, kw_only=True):
    """The notes of one atom, or of all atoms; those of atoms that are gone are among them."""

    atom: str = ""
    path: str = ""  # only atoms in files whose path begins so
    limit: Limit = 100

    def answer(self, view: View) -> NotesAnswer:
        repository = view.repository
        if self.atom:
            _, notes = find_notes(repository, self.atom, view.top)
        else:
            notes = repository.notes()
        notes = [note for note in notes if note.atom_id.startswith(self.path)]
        shown = [NoteEntry.of(note) for note in notes[: self.limit]]
        paths = sorted({entry.atom.partition("::")[0] for entry in shown if not entry.gone_at})
        return NotesAnswer(results=shown, total=len(notes), freshness=view.freshness(paths))


def find_notes(repository: AtomRepository, typed: str, top: str) -> tuple[str, list[Note]]:
    """The id of the atom that a text names, and its notes. An atom that is gone has its id, its qualified name or its
    name still, while it has notes. Raises as `resolve_atom_or_module`."""
    from omny.query.lookup import resolve_atom_or_module  # here, since a list of all notes resolves no name
    from omny.storage.port.search_text import matching_ids

    try:
        id_ = resolve_atom_or_module(repository, typed, top).stored.atom.id
    except UnknownNameError:
        gone = {note.atom_id for note in repository.notes() if note.gone_at}
        found = [typed] if typed in gone else matching_ids(sorted(gone), typed)
        if len(found) != 1:
            raise
        id_ = found[0]
    return id_, repository.notes([id_])


def describe(entry: NoteEntry) -> str:
    """What is to be known of a note besides its text, for people: who, when, and what has become of its atom."""
    told = [f"{entry.actor or 'somebody'}, {entry.written_at[:10]}"]
    if entry.written_for:
        told.append(f"written for {entry.written_for}")
    if entry.gone_at:
        told.append(f"its atom is gone since {entry.gone_at[:19]}Z")
    elif entry.changed_at:
        told.append(f"its atom has changed since, at {entry.changed_at[:19]}Z")
    return "; ".join(told)


def brief(entry: NoteEntry) -> str:
    """A note in one line, shortened."""
    text = " ".join(entry.text.split())
    return f"note: {text if len(text) <= MAX_BRIEF else f'{text[:MAX_BRIEF]}…'} ({describe(entry)})"


def find_entries(repository: AtomRepository, ids: list[str]) -> dict[str, list[NoteEntry]]:
    """The notes of atoms, by their ids."""
    found: dict[str, list[NoteEntry]] = {}
    for note in repository.notes(ids):
        found.setdefault(note.atom_id, []).append(NoteEntry.of(note))
    return found
