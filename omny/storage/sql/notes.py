"""Notes follow their atoms: the same for every backend that speaks SQL.

A note says what its atom is called, and since when the atom is changed or gone. The commit that moves, changes or
deletes the atom has the note follow, in its transaction.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import astuple, replace

from omny.model.delta import Delta
from omny.model.notes import Note
from omny.storage.sql.rows import NOTE_COLUMNS, stored_atom
from omny.storage.sql.session import Session


def write(session: Session, note: Note) -> Note:
    """Keeps a note under a new number."""
    session.lock()
    kept = replace(note, number=session.value(session.sql.last_note) + 1)
    session.insert("notes", NOTE_COLUMNS, [astuple(kept)])
    return kept


def remove(session: Session, numbers: Collection[int]) -> int:
    """Removes notes; how many there were."""
    return session.run(session.sql.delete_notes, numbers=session.as_list(numbers))


def follow(session: Session, delta: Delta, timestamp: str) -> None:
    """Has the notes follow a delta whose atoms are written."""
    sql = session.sql
    if not session.value(sql.has_notes):
        return
    moved = {move.source: move.target for move in delta.moves}
    for row in session.rows(sql.notes_of, ids=session.as_list(moved)) if moved else ():
        note = Note(*row)
        session.run(sql.move_note, number=note.number, id=moved[note.atom_id])
    touched = {atom.id for file in delta.files for atom in file.created}
    touched.update(stored.atom.id for file in delta.files for stored in file.deleted)
    touched.update(after.id for file in delta.files for _, after in file.modified)
    if touched:
        settle(session, timestamp, touched)


def settle(session: Session, timestamp: str, ids: Collection[str] | None = None) -> None:
    """Has the notes of these atoms, or all notes, say whether their atom is changed or gone. What a note says already
    keeps its time."""
    sql = session.sql
    rows = session.rows(sql.all["notes"]) if ids is None else session.rows(sql.notes_of, ids=session.as_list(ids))
    notes = [Note(*row) for row in rows]
    if not notes:
        return
    found = session.rows(sql.by_ids, ids=session.as_list({note.atom_id for note in notes}))
    stored = {row[0]: stored_atom(row) for row in found}
    for note in notes:
        each = stored.get(note.atom_id)
        gone = "" if each is not None else note.gone_at or timestamp
        changed = note.changed_at
        if each is not None:
            changed = (note.changed_at or timestamp) if note.differs(each.atom) else ""
        if (changed, gone) != (note.changed_at, note.gone_at):
            session.run(sql.settle_note, number=note.number, changed=changed, gone=gone)
