"""What was: the history of an atom, the difference between two states, a feed of changes, and what "when" means.

Everything comes from the events, which replayed give the states; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from omny.clock import timestamp
from omny.errors import AmbiguousError, UsageError
from omny.storage.events import MOVED_FROM, MOVED_TO, State, backward, edges_of, state_of
from omny.storage.port import AtomRepository
from omny.storage.records import AtomEvent, EdgeRow, GenerationRow

_GENERATION = re.compile(r"\d{1,12}")
_TOKEN = re.compile(r"([0-9a-f-]{36}):(\d{1,18})")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_AGO = re.compile(r"(\d{1,6})\s*([smhdw])(?:\s*ago)?")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

WHEN = "a generation, a token, a time (2026-01-31, 2026-01-31T10:00, 2h, 3d) or a git commit that was indexed"

MOST_MOVES = 1_000
"""Names that one atom can have had. A history longer than that is cut; a cycle of events cannot be endless."""


class Change(msgspec.Struct, frozen=True):
    """An atom that is otherwise in one of two states."""

    id: str
    kind: str  # added, removed, changed
    fields: list[str] = []  # of a changed one


class Difference(msgspec.Struct, frozen=True):
    """What is otherwise in `after` than in `before`; all lists sorted."""

    before: int  # generations
    after: int
    atoms: list[Change]
    edges_added: list[EdgeRow]
    edges_removed: list[EdgeRow]


def generation_of(repository: AtomRepository, when: str, now: datetime) -> int:
    """The generation that `when` means; see WHEN. Raises UsageError where it means none that there was."""
    text = when.strip()
    if _GENERATION.fullmatch(text) and (row := repository.generation(int(text))) is not None:
        return row.generation
    if token := _TOKEN.fullmatch(text):
        if token[1] != repository.meta().uuid:
            raise UsageError("look back", "the token is of another index", hint="'omny status' prints the one of now")
        return _there(repository.generation(int(token[2])), when)
    if _COMMIT.fullmatch(text) and (found := repository.generations_of_head(text)):
        if len({row.indexed_head for row in found}) > 1:
            raise AmbiguousError("look back", when, [row.indexed_head for row in found])
        return found[-1].generation
    moment = _moment(text, now)
    return _there(None if moment is None else repository.generation_at(timestamp(moment)), when)


def _there(row: GenerationRow | None, when: str) -> int:
    if row is None:
        raise UsageError("look back", f"there was no index at {when!r}", hint=f"name {WHEN}")
    return row.generation


def _moment(text: str, now: datetime) -> datetime | None:
    """A point in time: ISO 8601, in local time where it names no zone, or so long ago."""
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    if text == "now":
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-01-31"):
        moment += timedelta(days=1, microseconds=-1)  # a day is meant to its end
    return (moment if moment.tzinfo else moment.astimezone()).astimezone(UTC)


def history_of(repository: AtomRepository, named: str) -> list[AtomEvent]:
    """All events of an atom, deleted ones too, oldest first, under all the ids that it had.

    Raises UsageError where nothing was ever called so, AmbiguousError where several atoms were.
    """
    ids = repository.ids_in_history(named)
    if len(ids) > 1:
        roots = {_last_id(repository, id_) for id_ in ids}
        if len(roots) > 1:
            raise AmbiguousError("history", named, sorted(roots))
        ids = sorted(roots)
    if not ids:
        raise UsageError("history", f"nothing was ever called {named!r}", hint="try 'omny search'")
    found: list[AtomEvent] = []
    before: int | None = None  # events of an earlier id count up to the move
    id_: str | None = ids[0]
    for _ in range(MOST_MOVES):
        if id_ is None:
            break
        events = list(repository.events(id_, until=before))
        start = max((at for at, event in enumerate(events) if moved(event, MOVED_FROM)), default=0)
        found = events[start:] + found
        id_, before = (moved(events[start], MOVED_FROM), events[start].transaction_id) if events else (None, None)
    return found


def _last_id(repository: AtomRepository, id_: str) -> str:
    """The id under which an atom lived on to the end."""
    for _ in range(MOST_MOVES):
        events = list(repository.events(id_))
        target = moved(events[-1], MOVED_TO) if events else None
        if target is None:
            break
        id_ = target
    return id_


def moved(event: AtomEvent, end: str) -> str | None:
    """The other id of a move, where the event is one (`end`: MOVED_FROM or MOVED_TO)."""
    if end not in event.delta:  # most are none, and not worth decoding
        return None
    value = msgspec.json.decode(event.delta, type=dict[str, Any]).get(end)
    return value if isinstance(value, str) else None


def difference(repository: AtomRepository, one: int, other: int) -> Difference:
    """What is otherwise at generation `other` than at `one`, whichever is the later."""
    early, late = sorted((one, other))
    befores: dict[str, State | None] = {}
    afters: dict[str, State | None] = {}
    for id_, events in _by_atom(repository.events(after=early)).items():
        state: State | None = None
        stored = repository.get(id_)
        if stored is not None:
            state = state_of(stored.atom)
        for event in reversed(events):
            if event.transaction_id <= late and id_ not in afters:
                afters[id_] = state
            state = backward(state, event.operation, event.delta)
        if id_ in afters:
            befores[id_] = state
    if one > other:
        befores, afters = afters, befores
    atoms = [change for id_ in sorted(befores) if (change := _change(id_, befores[id_], afters[id_])) is not None]
    edges_before = {edge for id_, state in befores.items() if state for edge in edges_of(id_, state)}
    edges_after = {edge for id_, state in afters.items() if state for edge in edges_of(id_, state)}
    return Difference(one, other, atoms, sorted(edges_after - edges_before), sorted(edges_before - edges_after))


def _by_atom(events: Iterator[AtomEvent]) -> dict[str, list[AtomEvent]]:
    found: dict[str, list[AtomEvent]] = {}
    for event in events:
        found.setdefault(event.atom_id, []).append(event)
    return found


def _change(id_: str, before: State | None, after: State | None) -> Change | None:
    if before is None or after is None:
        return None if before is after else Change(id_, "removed" if after is None else "added")
    fields = [field for field in before if before[field] != after[field]]
    return Change(id_, "changed", fields) if fields else None
