"""The events of one atom, replayed up to the first that does not fit. Pure.

A replay begins with the atom at the start of history. `omny/storage/port/horizon.py` says what is kept of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import Atom, StoredAtom
from omny.model.events import State, atom_state, step_forward
from omny.storage.port.horizon import state_at_start
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, Snapshot
from omny.storage.port.restored import refer_to, restore


class Replayed(msgspec.Struct):
    """An atom, as its events give it. `misfit` says why the events from number `fitting` on do not follow."""

    state: State | None = None  # None: there is no such atom
    version: int | None = None
    created_at: str = ""
    updated_at: str = ""
    fitting: int = 0
    misfit: str = ""


def replay(snapshot: Snapshot | None, events: Sequence[AtomEvent], newest: int, stored: StoredAtom | None) -> Replayed:
    """What all events of an atom, oldest first, make of its snapshot. `newest` is the last generation that can be;
    `stored` is the atom as it is now."""
    return follow(start_replay(snapshot, events, stored), restore(events, stored), newest)


def start_replay(snapshot: Snapshot | None, events: Sequence[AtomEvent], stored: StoredAtom | None) -> Replayed:
    """The atom at the start of history, by all of its events since then."""
    replayed = Replayed()
    if snapshot is not None:
        try:
            replayed.state = state_at_start(snapshot, events, stored)
        except DamagedError as error:
            replayed.misfit = error.reason
            return replayed
        replayed.version = snapshot.version
        replayed.created_at, replayed.updated_at = snapshot.created_at, snapshot.updated_at
    return replayed


def follow(replayed: Replayed, events: Iterable[AtomEvent], newest: int) -> Replayed:
    """Replays the events, up to the first that does not fit."""
    if replayed.misfit:
        return replayed
    generation = 0
    for event in events:
        try:
            if not generation <= event.transaction_id <= newest:
                raise _misfit(f"is of generation {event.transaction_id}, out of order")
            if event.previous_version != replayed.version:
                raise _misfit(f"follows version {event.previous_version}, not {replayed.version}")
            after = step_forward(replayed.state, event.operation, event.delta)
            if (after is None) != (event.new_version is None):
                raise _misfit("has a version that its operation does not give")
        except (DamagedError, LookupError, TypeError, ValueError) as error:
            reason = error.reason if isinstance(error, DamagedError) else "its delta is malformed"
            replayed.misfit = f"event {event.id}: {reason}"
            return replayed
        generation = event.transaction_id
        replayed.state, replayed.version = after, event.new_version
        replayed.created_at = event.timestamp if event.operation == "create" else replayed.created_at
        replayed.updated_at = event.timestamp
        replayed.fitting += 1
    return replayed


class History(msgspec.Struct):
    """An atom by its events, and what is beside them."""

    replayed: Replayed
    events: list[AtomEvent]  # as they are stored
    cut: list[AtomEvent]  # that do not follow
    has_snapshot: bool
    is_right: bool  # whether the stored atom is what its events give

    @classmethod
    def of(cls, snapshot: Snapshot | None, events: list[AtomEvent], stored: StoredAtom | None, newest: int) -> History:
        """What all that is stored of one atom comes to."""
        replayed = replay(snapshot, events, newest, stored)
        is_right = contradiction(replayed, stored) == ("", "")
        return cls(replayed, events, events[replayed.fitting :], snapshot is not None, is_right)

    @property
    def has_malformed_snapshot(self) -> bool:
        """Whether not even its snapshot can be read."""
        return self.has_snapshot and self.replayed.version is None and not self.replayed.fitting

    def cut_record(self, id_: str, generation: int, timestamp: str) -> RepairRow:
        """The record of the events that do not follow."""
        what, lost = f"{len(self.cut)} events did not follow", msgspec.json.encode(self.cut).decode()
        return RepairRow(generation, timestamp, "cut", id_, what, "", "", lost)


def replayed_atom(id_: str, replayed: Replayed, events: Sequence[AtomEvent]) -> tuple[StoredAtom, AtomEvent | None]:
    """The atom that the events describe; they must not have deleted it. And its creation, if that is the last event and
    refers to the row: it has to refer to the one that is made now."""
    assert replayed.state is not None
    assert replayed.version is not None
    state = {**replayed.state, "data": msgspec.json.encode(replayed.state["data"]).decode()}
    atom = Atom(id=id_, **state)
    stored = StoredAtom(atom, replayed.version, replayed.created_at, replayed.updated_at)
    return stored, refer_to(events[replayed.fitting - 1], atom) if replayed.fitting else None


def contradiction(replayed: Replayed, stored: StoredAtom | None) -> tuple[str, str]:
    """(kind, what) is wrong with an atom, or with its events; ("", "") where they agree."""
    if replayed.misfit:
        return "events", replayed.misfit
    if stored is None:
        return ("", "") if replayed.state is None else ("events", "the events leave an atom that is not there")
    if replayed.state is None:
        return "events", "no event created it"
    if replayed.version != stored.version:
        return "version", f"has version {stored.version}, by its events {replayed.version}"
    if (replayed.created_at, replayed.updated_at) != (stored.created_at, stored.updated_at):
        return "events", "its times are not those of its events"
    if fields := _differing_fields(replayed.state, stored):
        return "events", f"replaying the events gives other values of {', '.join(fields)}"
    return "", ""


def _differing_fields(state: State, stored: StoredAtom) -> list[str]:
    try:
        actual = atom_state(stored.atom)
    except msgspec.DecodeError:
        return ["data"]
    return [field for field, value in actual.items() if state.get(field) != value]


def _misfit(what: str) -> DamagedError:
    return DamagedError("replay events", what)
