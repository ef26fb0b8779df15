"""The events of some atoms folded into their snapshots at a new start of history: the same for every backend. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from omny.base.errors import DamagedError
from omny.storage.port.horizon import kept_state
from omny.storage.port.pieces import HistoryPiece
from omny.storage.port.records import Snapshot
from omny.storage.port.replay import follow, start_replay
from omny.storage.port.restored import restore

FOLDED_ATOMS = 500
"""Atoms whose events are read and folded at once: a few megabytes."""


def fold_events(piece: HistoryPiece, generation: int) -> Iterator[tuple[str, Snapshot | None]]:
    """The snapshot of each atom of the piece at that generation, None where it was not there. Raises DamagedError where
    the events up to then do not fit together."""
    snapshots = {snapshot.atom_id: snapshot for snapshot in piece.snapshots}
    atoms = {stored.atom.id: stored for stored in piece.atoms}
    logged = {id_: list(events) for id_, events in groupby(piece.events, attrgetter("atom_id"))}
    for id_ in sorted(snapshots.keys() | logged.keys()):
        stored = atoms.get(id_)
        events = restore(logged.get(id_, []), stored)
        old = [event for event in events if event.transaction_id <= generation]
        later = [event for event in events if event.transaction_id > generation]
        replayed = follow(start_replay(snapshots.get(id_), events, stored), old, generation)
        if replayed.misfit:
            raise DamagedError("prune events", f"{id_}: {replayed.misfit}", hint="see 'omny verify'")
        if replayed.state is None:
            yield id_, None
        else:
            assert replayed.version is not None
            state = kept_state(replayed.state, later, stored)
            yield id_, Snapshot(id_, state, replayed.version, replayed.created_at, replayed.updated_at)
