"""What the events of one atom tell of it, followed as far as they fit together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from omny.errors import DamagedError
from omny.model import StoredAtom
from omny.storage.events import State, forward, state_of
from omny.storage.records import AtomEvent, Snapshot


class Told(msgspec.Struct):
    """An atom by its events. `misfit` says why the events from number `fitting` on do not follow."""

    state: State | None = None  # None: there is no such atom
    version: int | None = None
    created_at: str = ""
    updated_at: str = ""
    fitting: int = 0
    misfit: str = ""


def replay(snapshot: Snapshot | None, events: Iterable[AtomEvent], newest: int) -> Told:
    """What the events of an atom, oldest first, make of its snapshot. `newest` is the last generation that can be."""
    told = Told()
    if snapshot is not None:
        try:
            told.state = msgspec.json.decode(snapshot.state, type=State)
        except msgspec.DecodeError:
            told.misfit = "its snapshot is malformed"
            return told
        told.version = snapshot.version
        told.created_at, told.updated_at = snapshot.created_at, snapshot.updated_at
    generation = 0
    for event in events:
        try:
            if not generation <= event.transaction_id <= newest:
                raise _misfit(f"is of generation {event.transaction_id}, out of order")
            if event.previous_version != told.version:
                raise _misfit(f"follows version {event.previous_version}, not {told.version}")
            after = forward(told.state, event.operation, event.delta)
            if (after is None) != (event.new_version is None):
                raise _misfit("has a version that its operation does not give")
        except (DamagedError, LookupError, TypeError, ValueError) as error:
            reason = error.reason if isinstance(error, DamagedError) else "its delta is malformed"
            told.misfit = f"event {event.id}: {reason}"
            return told
        generation = event.transaction_id
        told.state, told.version = after, event.new_version
        told.created_at = event.timestamp if event.operation == "create" else told.created_at
        told.updated_at = event.timestamp
        told.fitting += 1
    return told


def contradiction(told: Told, stored: StoredAtom | None) -> tuple[str, str]:
    """(kind, what) is wrong with an atom, or with its events; ("", "") where they agree."""
    if told.misfit:
        return "events", told.misfit
    if stored is None:
        return ("", "") if told.state is None else ("events", "the events leave an atom that is not there")
    if told.state is None:
        return "events", "no event created it"
    if told.version != stored.version:
        return "version", f"has version {stored.version}, by its events {told.version}"
    if (told.created_at, told.updated_at) != (stored.created_at, stored.updated_at):
        return "events", "its times are not those of its events"
    if fields := _differing(told.state, stored):
        return "events", f"replaying the events gives other values of {', '.join(fields)}"
    return "", ""


def _differing(state: State, stored: StoredAtom) -> list[str]:
    try:
        actual = state_of(stored.atom)
    except msgspec.DecodeError:
        return ["data"]
    return [field for field, value in actual.items() if state.get(field) != value]


def _misfit(what: str) -> DamagedError:
    return DamagedError("replay events", what)
