"""Repairs inside a store, over the shared statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec.structs import astuple, replace

from omny.model.meta import Meta
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, Snapshot
from omny.storage.port.replay import History, replayed_atom
from omny.storage.sql.notes import settle
from omny.storage.sql.rows import REPAIR_COLUMNS, atom_row, stored_atom
from omny.storage.sql.session import Session, commit_generation
from omny.storage.sql.texts import derive_texts


def repair(
    session: Session, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str
) -> Meta:
    """Repairs, as `AtomRepository.repair` says; the state after it."""
    before = session.lock()
    after = replace(before, generation=before.generation + 1, indexed_at=timestamp)
    ids = {id_ for path in paths for (id_,) in session.rows(session.sql.ids_of_file, path=path)}
    ids.update(session.underivable() if derive else [])
    histories = _histories(session, sorted(ids), before.generation)
    wrong = {id_: history for id_, history in histories.items() if not history.is_right}
    if derive or wrong:
        session.trust_index()
        _restore(session, wrong)
        _derive(session, timestamp)
    rows = [replace(row, generation=after.generation, repaired_at=timestamp) for row in repairs]
    rows += [history.cut_record(id_, after.generation, timestamp) for id_, history in wrong.items() if history.cut]
    session.insert("repairs", REPAIR_COLUMNS, map(astuple, rows))
    commit_generation(session, after, "repair")
    return after


def _histories(session: Session, ids: list[str], newest: int) -> dict[str, History]:
    """The history of each of the ids, from the log and the atoms."""
    sql, listed = session.sql, session.as_list(ids)
    snapshots = {row[0]: Snapshot(*row) for row in session.rows(sql.snapshots_of, ids=listed)}
    stored = {row[0]: stored_atom(row) for row in session.rows(sql.by_ids, ids=listed)}
    events = (AtomEvent(*row) for row in session.rows(sql.events_of, ids=listed))
    logged = {id_: list(its_events) for id_, its_events in groupby(events, attrgetter("atom_id"))}
    return {id_: History.of(snapshots.get(id_), logged.get(id_, []), stored.get(id_), newest) for id_ in ids}


def _restore(session: Session, wrong: dict[str, History]) -> None:
    """Gives the atoms the state that follows from their events."""
    sql = session.sql
    cut = [event.id for history in wrong.values() for event in history.cut]
    malformed = [id_ for id_, history in wrong.items() if history.has_malformed_snapshot]
    session.run(sql.cut_events, ids=session.as_list(cut))
    session.run(sql.delete_snapshots, ids=session.as_list(malformed))
    session.run(sql.delete_atoms, ids=session.as_list(wrong))
    first = session.value(sql.last_number) + 1
    replayed = [
        replayed_atom(id_, history.replayed, history.events)
        for id_, history in wrong.items()
        if history.replayed.state is not None
    ]
    session.insert_atoms([(number, *atom_row(stored)) for number, (stored, _) in enumerate(replayed, first)])
    for _, creation in replayed:
        if creation is not None:
            session.run(sql.set_delta, id=creation.id, delta=creation.delta)


def _derive(session: Session, timestamp: str) -> None:
    """Derives all rows again that follow from the atoms. The triggers follow a change of `data`, and a space at its end
    changes nothing else."""
    for statement in session.sql.derive_again:
        session.run(statement)
    session.derive_terms()
    derive_texts(session)
    settle(session, timestamp)
