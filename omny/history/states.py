"""What was: the history of an atom, the difference between two states, and what "when" means.

Everything comes from the events. Nothing is written here but the end of what is too old.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from omny.base.clock import timestamp
from omny.base.errors import AmbiguousError, NeverIndexedError, UnknownNameError, UsageError
from omny.base.hints import Command, Hint
from omny.model.atom_data import EDGE_LISTS
from omny.model.events import MOVED_FROM, MOVED_TO, Changes, merge_changes, read_changes
from omny.storage.port.records import AtomEvent, EdgeRow, GenerationRow
from omny.storage.port.repository import AtomRepository

WHEN = (
    "a time (2026-01-31, 2026-01-31T10:00, 2h, 3d, now), a generation, a token, "
    "or a git commit, branch or tag that was indexed"
)

_GENERATION = re.compile(r"\d{1,12}", re.ASCII)
_TOKEN = re.compile(r"([0-9a-f-]{36}):(\d{1,18})", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{4,64}")
_AGO = re.compile(r"(\d{1,6})([smhdw])(?: ago)?", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Step(msgspec.Struct, frozen=True):
    """What happened to an atom in one commit."""

    generation: int
    timestamp: str
    source: str
    operation: str  # create, update, delete; move: from another id to this one
    atom_id: str
    version: int | None  # None once it is deleted
    changes: Changes
    moved_from: str | None = None


class Change(msgspec.Struct, frozen=True):
    """An atom that differs between two states."""

    id: str
    kind: str  # added, removed, changed
    fields: list[str] = []  # of a changed one, as in `Changes`
    moved_from: str | None = None  # of an added one: the removed one that it was


class Difference(msgspec.Struct, frozen=True):
    """What differs between two states: atoms by id, edges by source and type."""

    atoms: list[Change]
    edges_added: list[EdgeRow]
    edges_removed: list[EdgeRow]


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def state_at(
    repository: AtomRepository, when: str, now: datetime, commit_of: Callable[[str], str] = lambda _: ""
) -> GenerationRow:
    """The commit that made the state named by `when`; see WHEN. `commit_of` gives the git commit of a branch or a tag.
    Raises UsageError if no such state is kept, NeverIndexedError if `when` is a git commit that was not indexed,
    AmbiguousError if it is a prefix of several git commits."""
    text, row = when.strip(), None
    if text == "now":
        row = repository.generation(repository.meta().generation)
    elif _GENERATION.fullmatch(text) and (row := repository.generation(int(text))) is not None:
        pass
    elif token := parse_token(text):
        if token[0] != repository.meta().uuid:
            raise UsageError(
                "", "the token belongs to another index", hint=Hint.of("{} prints the current token", Command("status"))
            )
        row = repository.generation(token[1])
    elif _COMMIT.fullmatch(text) and (found := repository.generations_of_head(text)):
        if len(found) > 1:
            raise AmbiguousError("", when, [row.indexed_head for row in found], noun="commits")
        row = found[0]
    elif moment := _moment(text, now):
        row = repository.generation_at(timestamp(moment))
    elif commit := commit_of(text):
        row = next(iter(repository.generations_of_head(commit)), None)
        if row is None:
            raise never_indexed(text, commit)
    if row is None:
        start = next(repository.generations(), None)
        kept = f"history begins at {start.committed_at}, generation {start.generation}; " if start else ""
        raise UsageError("", f"no state is kept of {when[:80]!r}", hint=f"{kept}name {WHEN}")
    return row


def never_indexed(text: str, commit: str) -> NeverIndexedError:
    """The error for a text that names a git commit without a state in the index."""
    hint = "'omny affected --since' and 'omny diff' compare with it; else name a time or a generation of the index"
    error = NeverIndexedError("", f"{text[:80]!r} is the commit {commit[:12]}, which was never indexed", hint=hint)
    error.commit = commit
    return error


def parse_token(text: str) -> tuple[str, int] | None:
    """The uuid and the generation of a freshness token; None where the text is none."""
    found = _TOKEN.fullmatch(text)
    return (found[1], int(found[2])) if found else None


def ago(text: str) -> timedelta | None:
    """The duration that a text like "2h" or "3d ago" stands for."""
    found = _AGO.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _moment(text: str, now: datetime) -> datetime | None:
    """A point in time: so long ago, or ISO 8601, in local time where it names no zone; a day means its end."""
    try:
        if (duration := ago(text)) is not None:
            return now - duration
        try:
            moment = datetime.combine(date.fromisoformat(text), time.max)
        except ValueError:
            moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):  # no time, or none that a calendar holds
        return None
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):  # so near to an end of the calendar that a zone does not matter
        return moment.replace(tzinfo=UTC)


# ── one atom ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def atom_history(repository: AtomRepository, named: str) -> tuple[str, list[Step]]:
    """The id for the name `named`, and all events of that atom, oldest first, under all its ids.

    A deleted atom answers only if no existing atom has the name. The history of a moved atom continues under its new
    id. Raises UnknownNameError if no atom ever had the name, AmbiguousError if several had it.
    """
    ids = repository.ids_in_history(named)
    ids = sorted(repository.get_many(ids)) or sorted({last_id(repository, id_) for id_ in ids})
    if not ids:
        raise UnknownNameError("", f"no atom was ever named {named!r}", hint=Hint.of("try {}", Command("search")))
    if len(ids) > 1:
        raise AmbiguousError("", named, ids)
    return ids[0], _steps(_list_events(repository, ids[0]))


def last_id(repository: AtomRepository, id_: str) -> str:
    """The id under which an atom lived on to the end."""
    seen: set[str] = set()
    while id_ not in seen:
        seen.add(id_)
        events = list(repository.events(id_))
        id_ = (_move_end(events[-1], MOVED_TO) if events else None) or id_
    return id_


def _list_events(repository: AtomRepository, id_: str) -> list[AtomEvent]:
    """The events of an atom, back through its moves. Another atom that had an id before it is not among them: one that
    moved away, or was deleted before this one arrived."""
    found: dict[int, AtomEvent] = {}
    ends: list[tuple[str, int | None]] = [(id_, None)]
    while ends:
        id_, until = ends.pop()
        for back, event in enumerate(reversed(list(repository.events(id_, until=until)))):
            if event.id in found or (back and _move_end(event, MOVED_TO)):
                break
            found[event.id] = event
            if source := _move_end(event, MOVED_FROM):
                ends.append((source, event.transaction_id))
                break
    return [event for _, event in sorted(found.items())]


def _steps(events: list[AtomEvent]) -> list[Step]:
    """The events as steps; the two events of a move are one."""
    sources = {(_move_end(event, MOVED_FROM), event.transaction_id) for event in events}
    left: dict[tuple[str | None, int], AtomEvent] = {}
    steps = []
    for event in events:  # the departure comes before the arrival
        if (event.atom_id, event.transaction_id) in sources:
            left[event.atom_id, event.transaction_id] = event
            continue
        source = _move_end(event, MOVED_FROM)
        operation, changes = event.operation, [read_changes(event.delta)]
        if departure := left.get((source, event.transaction_id)):
            operation, changes = "move", [read_changes(departure.delta), *changes]
        steps.append(
            Step(
                event.transaction_id,
                event.timestamp,
                event.source,
                operation,
                event.atom_id,
                event.new_version,
                merge_changes(changes),
                source,
            )
        )
    return steps


def _move_end(event: AtomEvent, end: str) -> str | None:
    """The other id of a move, where the event is one (`end`: MOVED_FROM or MOVED_TO)."""
    if end not in event.delta:  # most are none, and not worth decoding
        return None
    value = msgspec.json.decode(event.delta, type=dict[str, Any]).get(end)
    return value if isinstance(value, str) else None


# ── two states ───────────────────────────────────────────────────────────────────────────────────────────────────────


def difference(repository: AtomRepository, one: int, other: int) -> Difference:
    """The difference between generation `one` and generation `other`; either may be the later one."""
    early, late = sorted((one, other))
    lives: dict[str, list[AtomEvent]] = {}
    for event in repository.events(after=early, until=late):
        lives.setdefault(event.atom_id, []).append(event)
    moved = {id_: root for id_ in lives if (root := _root(lives, id_)) is not None}
    if one > other:
        moved = {root: id_ for id_, root in moved.items()}
    found = Difference([], [], [])
    for id_, events in sorted(lives.items()):
        changes = merge_changes(read_changes(event.delta) for event in events)
        was, is_ = events[0].operation != "create", events[-1].operation != "delete"  # there
        if one > other:
            was, is_, changes = is_, was, {key: (after, before) for key, (before, after) in changes.items()}
        if was != is_:
            found.atoms.append(Change(id_, "added", moved_from=moved.get(id_)) if is_ else Change(id_, "removed"))
        elif was and changes:
            found.atoms.append(Change(id_, "changed", sorted(changes)))
        for key, edge_type in EDGE_LISTS.items():
            before, after = (set(targets or ()) for targets in changes.get(f"data.{key}", ((), ())))
            found.edges_added.extend(EdgeRow(id_, target, edge_type) for target in sorted(after - before))
            found.edges_removed.extend(EdgeRow(id_, target, edge_type) for target in sorted(before - after))
    return found


def _root(lives: dict[str, list[AtomEvent]], id_: str) -> str | None:
    """The removed atom that an added one was; None where the atom was not added, or was none."""
    if lives[id_][-1].operation == "delete":
        return None
    root: str | None = id_
    for _ in lives:  # a name at a time; more there are not
        if root not in lives or lives[root][0].operation != "create":
            break
        root = _move_end([event for event in lives[root] if event.operation == "create"][-1], MOVED_FROM)
    return root if root in lives and root != id_ and lives[root][-1].operation == "delete" else None


# ── the end of history ───────────────────────────────────────────────────────────────────────────────────────────────


def prune(repository: AtomRepository, before: datetime) -> int:
    """Forgets how the state at that time came to be, and keeps the state; how many events that were."""
    row = repository.generation_at(timestamp(before))
    return 0 if row is None else repository.prune(row.generation)
