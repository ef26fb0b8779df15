"""The state of an atom at the start of history, after its events were pruned. Pure.

The state of an atom at the start of history follows from what is stored anyway: from the atom as it is now, or from the
event that deleted it, by undoing the events since then. So a snapshot holds no copy of the state but its hash:

    {"hash": "16 hex digits"}     of the state as JSON, keys in order

The hash shows whether the atom and its events still lead back to that state. A copy, `{field: value}`, is kept in its
place where taking the events back gives another state, which is damage, and where an earlier version has written one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import StoredAtom
from omny.model.events import State, atom_state, hash_state, step_back
from omny.storage.port.records import AtomEvent, Snapshot

HASHED = '{"hash":'
"""How the state of a snapshot begins that is no copy."""

_HASH = "hash"  # no field of an atom


def state_at_start(snapshot: Snapshot, events: Sequence[AtomEvent], stored: StoredAtom | None) -> State:
    """The state of an atom at the start of history, by its snapshot, by all of its events, oldest first, and by the
    atom as it is now. Raises DamagedError."""
    try:
        kept = msgspec.json.decode(snapshot.state, type=State)
    except msgspec.DecodeError:
        raise DamagedError("replay events", "its snapshot is malformed") from None
    if _HASH not in kept:
        return kept
    state = _take_back(events, stored)
    if state is None or format_hash(state) != snapshot.state:
        raise DamagedError("replay events", "it does not lead back to what it was when its events were pruned")
    return state


def kept_state(state: State, later: Sequence[AtomEvent], stored: StoredAtom | None) -> str:
    """What a snapshot holds of that state, where `later` are all events since then."""
    found = _take_back(later, stored)
    text = format_hash(state)
    return text if found is not None and format_hash(found) == text else msgspec.json.encode(state).decode()


def format_hash(state: State) -> str:
    """A state as a snapshot holds it."""
    return f'{HASHED}"{hash_state(state)}"}}'


def _take_back(events: Sequence[AtomEvent], stored: StoredAtom | None) -> State | None:
    """The state before the events; None where they do not lead to one."""
    end = next((number for number, event in enumerate(events, 1) if event.operation == "delete"), None)
    try:
        state = atom_state(stored.atom) if end is None and stored is not None else None
        for event in reversed(events[:end]):
            state = step_back(state, event.operation, event.delta)
    except (DamagedError, LookupError, TypeError, ValueError, msgspec.MsgspecError):
        return None
    return state
