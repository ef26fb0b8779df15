"""Notes compared with their atoms: whether each says rightly that its atom is changed, or gone."""

from __future__ import annotations

from omny.integrity.finding import Finding
from omny.model.cures import Cure
from omny.storage.port.repository import AtomRepository


def check_notes(repository: AtomRepository) -> list[Finding]:
    """A finding for each note that says something else than its atom, read in one generation."""
    found: list[Finding] = []
    with repository.reading():
        notes = repository.notes()
        atoms = repository.get_many({note.atom_id for note in notes})
    for note in notes:
        stored = atoms.get(note.atom_id)
        if (stored is None) != bool(note.gone_at):
            what = "its atom is there" if stored is not None else "its atom is gone"
            found.append(
                Finding("note", note.atom_id, f"note {note.number}: {what}, and it says otherwise", Cure.DERIVE)
            )
        elif stored is not None and note.differs(stored.atom) != bool(note.changed_at):
            what = f"note {note.number}: it is wrong about whether its atom has changed"
            found.append(Finding("note", note.atom_id, what, Cure.DERIVE))
    return found
