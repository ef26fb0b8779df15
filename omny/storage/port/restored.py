"""Events of one atom made whole: creations that refer to their row, and edits of lists. Pure.

Stored events are small. The creation of an atom refers to its row, and an update of a long list holds the edits of it.
What they leave out follows from the present row, or from the event that deleted it, by the events in between,
undone one by one. Nothing else in Omny meets such an event: readers, validator and pruning get it whole.

An event is left as it is if nothing leads back to it: its row is damaged or missing, a later event is. It then fits no
state (`omny/model/events.py`), and so the validator reports it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import Atom, StoredAtom
from omny.model.events import (
    State,
    atom_state,
    check_deleted,
    check_row,
    find_source,
    has_former,
    is_packed,
    reference_delta,
    referred_row,
    step_back,
    whole_creation,
    whole_update,
    without_hash,
)
from omny.storage.port.records import AtomEvent


def restore(events: Sequence[AtomEvent], stored: StoredAtom | None) -> list[AtomEvent]:
    """The events made whole. They are all events of an atom since the start of history, oldest first; `stored` is the
    atom as it is now."""
    found = list(events)
    packed = [place for place, event in enumerate(events) if is_packed(event.delta)]
    if not packed:
        return found
    state = _present_state(stored)
    is_known = state is not None or stored is None
    for place in range(len(events) - 1, packed[0] - 1, -1):
        event = events[place]
        if event.operation == "delete":
            state, is_known = None, True
        if not is_known:
            continue
        try:
            before = step_back(state, event.operation, event.delta)
            if is_packed(event.delta):
                whole = _make_whole(events, place, before, state, stored)
                found[place] = msgspec.structs.replace(event, delta=whole)
            state = before
        except (DamagedError, LookupError, TypeError, ValueError):
            is_known = False
    return found


def plain(event: AtomEvent) -> AtomEvent:
    """An event without the hash that only the validator reads."""
    return msgspec.structs.replace(event, delta=without_hash(event.delta)) if has_former(event.delta) else event


def refer_to(event: AtomEvent, atom: Atom) -> AtomEvent | None:
    """A creation with a reference to the row of an atom; None for any other event."""
    if event.operation != "create" or referred_row(event.delta) is None:
        return None
    return msgspec.structs.replace(event, delta=reference_delta(atom, find_source(event.delta)))


def _present_state(stored: StoredAtom | None) -> State | None:
    try:
        return None if stored is None else atom_state(stored.atom)
    except msgspec.DecodeError:
        return None


def _make_whole(
    events: Sequence[AtomEvent], place: int, before: State | None, after: State | None, stored: StoredAtom | None
) -> str:
    """The whole delta of an event. Raises DamagedError where the state is not the one that it was."""
    event = events[place]
    assert after is not None
    if event.operation != "create":
        assert before is not None
        return whole_update(event.delta, before, after)
    if not _is_created_state(events, place, stored):
        raise DamagedError("replay events", "nothing leads back to what was created")
    return whole_creation(event.delta, after)


def _is_created_state(events: Sequence[AtomEvent], place: int, stored: StoredAtom | None) -> bool:
    """Whether the state to which the events lead back is the one that was created. Where an update follows, its hash of
    the state before was compared when it was undone."""
    row = referred_row(events[place].delta)
    if place + 1 == len(events):
        return stored is not None and check_row(stored.atom) == row
    following = events[place + 1]
    if following.operation == "delete":
        return check_deleted(following.delta) == row
    return has_former(following.delta)
