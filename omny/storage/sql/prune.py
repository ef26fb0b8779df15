"""Old events folded into snapshots, over the shared statements."""

from __future__ import annotations

from itertools import islice

from msgspec.structs import astuple

from omny.storage.port.horizon import HASHED
from omny.storage.port.pruning import FOLDED_ATOMS, fold_events
from omny.storage.sql.piece_rows import history_piece
from omny.storage.sql.rows import SNAPSHOT_COLUMNS
from omny.storage.sql.session import Session


def prune(session: Session, generation: int) -> int:
    """Folds all events up to that generation into snapshots; how many events that were."""
    sql = session.sql
    generation = min(generation, session.lock().generation)
    if generation <= session.value(sql.history_start):
        return 0
    _fold(session, generation)
    pruned = session.run(sql.delete_events, generation=generation)
    session.run(sql.delete_generations, generation=generation)
    session.run(sql.set_history_start, generation=generation)
    return pruned


def _fold(session: Session, generation: int) -> None:
    """Brings the snapshots from the start of history to that generation; whole copies become hashes where they can."""
    sql = session.sql
    ids = iter([id_ for (id_,) in session.rows(sql.ids_to_fold, generation=generation, hashed=HASHED)])
    while some := list(islice(ids, FOLDED_ATOMS)):
        listed = session.as_list(some)
        piece = history_piece(
            session.rows(sql.events_of, ids=listed),
            session.rows(sql.snapshots_of, ids=listed),
            session.rows(sql.by_ids, ids=listed),
            None,
        )
        snapshots = [astuple(snapshot) for _, snapshot in fold_events(piece, generation) if snapshot]
        session.run(sql.delete_snapshots, ids=listed)
        session.insert("atom_snapshots", SNAPSHOT_COLUMNS, snapshots)
