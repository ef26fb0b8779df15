"""The events against the atoms: replaying them from the first must give what is there, and nothing else."""

from __future__ import annotations

from collections import defaultdict

from omny.integrity.finding import Finding
from omny.integrity.rows import Walk
from omny.model.cures import Cure
from omny.storage.port.records import AtomEvent
from omny.storage.port.replay import contradiction, replay
from omny.storage.port.repository import AtomRepository

PIECE_ROWS = 100


def history_walk(repository: AtomRepository) -> Walk:
    """Replays the events of all atoms, past ones included."""
    after: str | None = ""
    while after is not None:
        with repository.reading():
            newest = repository.meta().generation
            piece = repository.history_piece(after, PIECE_ROWS)
        after = piece.last
        events: defaultdict[str, list[AtomEvent]] = defaultdict(list)
        for event in piece.events:
            events[event.atom_id].append(event)
        snapshots = {snapshot.atom_id: snapshot for snapshot in piece.snapshots}
        atoms = {stored.atom.id: stored for stored in piece.atoms}
        found = []
        for id_ in sorted(events.keys() | snapshots.keys() | atoms.keys()):
            told = replay(snapshots.get(id_), events[id_], newest, atoms.get(id_))
            kind, what = contradiction(told, atoms.get(id_))
            if kind:
                found.append(Finding(kind, id_, what, Cure.FILE))
        yield found
