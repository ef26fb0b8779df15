"""Notes written and removed. The caller is the one writer of the index, and the index is of the files as they are."""

from __future__ import annotations

from typing import Annotated

import msgspec

from omny.base.clock import Clock, timestamp
from omny.base.errors import UsageError
from omny.base.plain import plain_lines
from omny.extract.redaction import without_secrets
from omny.model.atom_data import read_detail
from omny.model.authorship import Authorship
from omny.model.notes import Note
from omny.query.lookup import resolve_atom_or_module
from omny.query.notes import MAX_TEXT, NoteEntry, find_notes
from omny.storage.port.repository import AtomRepository


class NoteRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note to be written, or to be removed."""

    atom: str
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    remove: bool = False  # the notes of the atom, or the one with `number`
    number: int = 0
    actor: str = ""  # who asks for it


def keep_note(repository: AtomRepository, top: str, request: NoteRequest, clock: Clock) -> list[NoteEntry]:
    """Does a request; the notes of the atom after it. `top` is the path of the root. Secrets are taken out of the text.
    Raises UsageError."""
    if request.remove:
        return _remove(repository, top, request)
    text = without_secrets(plain_lines(request.text.strip()))
    if not text:
        raise UsageError("write note", "it has no text", hint="give one, or --remove")
    stored = resolve_atom_or_module(repository, request.atom, top).stored
    note = Note(
        number=0,
        atom_id=stored.atom.id,
        text=text,
        actor=Authorship.of(request.actor).actor,
        written_at=timestamp(clock.now()),
        written_for=stored.atom.id,
        body_hash=read_detail(stored.atom.data).body_hash,
    )
    repository.write_note(note)
    return [NoteEntry.of(each) for each in repository.notes([stored.atom.id])]


def _remove(repository: AtomRepository, top: str, request: NoteRequest) -> list[NoteEntry]:
    id_, notes = find_notes(repository, request.atom, top)
    numbers = [note.number for note in notes if request.number in (0, note.number)]
    if not numbers:
        which = f"note {request.number}" if request.number else "note"
        raise UsageError("remove note", f"{id_} has no {which}", hint="see 'omny notes'")
    repository.remove_notes(numbers)
    return [NoteEntry.of(note) for note in notes if note.number not in numbers]
