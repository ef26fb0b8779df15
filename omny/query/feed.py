"""The feed of changes of an index since a token, as lines. No line is ever left out silently.

    {"kind": "event", ...}           a change of an atom: a row of `atom_events`
    {"kind": "generation", ...}      after the events of each commit
    {"kind": "fresh_instance", ...}  the feed cannot continue from the token: forget everything. Then follow
    {"kind": "atom", ...}            all atoms, and their generation

The `token` of a line is the place to continue after it. The token of an event is the state before its commit, so the
whole commit comes again: only its last line says that it is complete. Lines of a fresh instance have no token before
its generation.

`feed` gives the lines as a stream. `Events` is the question, which a daemon answers with one page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec

from omny.base.errors import BehindError, DaemonError
from omny.base.paths import MIB
from omny.history.states import parse_token, state_at
from omny.query.answer import Answer, AtomEntry
from omny.query.documents import Document
from omny.query.question import Limit, Question, View
from omny.storage.port.records import AtomEvent
from omny.storage.port.repository import AtomRepository

Line = dict[str, Any]

PAGE_EVENTS = 1_000
"""Events after which a page ends, at the end of their commit: some megabytes."""

MAX_PAGE_BYTES = 64 * MIB
"""A page is whole commits, or all atoms. The reader reads a longer one from the database itself, line by line, so that
neither side keeps it in memory."""

MAX_WAIT_SECONDS = 10.0

REPAIR = "repair"
"""The source of a generation that a repair made: it may undo printed events."""


class EventsAnswer(Answer, frozen=True, kw_only=True):
    """A page of the feed: its lines, as JSON."""

    results: list[msgspec.Raw]
    since: str  # the token that the page continues from
    token: str  # the token of the next page
    more: bool  # whether there is a next page now

    def document(self) -> Document:
        """The answer as a document, whose lines are encoded already."""
        found = msgspec.structs.asdict(self)
        return found | {"freshness": msgspec.to_builtins(found.pop("freshness"))}


class Events(Question, frozen=True, kw_only=True):
    """The changes of the index since a state, in whole commits. With `wait` a daemon waits so long for the next one."""

    since: str | None = None  # a token or another name of a state; None is the beginning of all
    limit: Limit = PAGE_EVENTS  # events after which the page ends
    wait: Annotated[float, msgspec.Meta(ge=0, le=MAX_WAIT_SECONDS)] = 0.0

    def answer(self, view: View) -> EventsAnswer:
        """The page. Raises UsageError if `since` names no state, BehindError if nothing has changed and the question
        waits, DaemonError for a page of more than `MAX_PAGE_BYTES`."""
        repository = view.repository
        since = token = starting_token(repository, self.since, view.clock.now())
        lines, size = [], 0
        for line in feed(repository, since, self.limit):
            encoded = msgspec.json.encode(line)
            size += len(encoded)
            if size > MAX_PAGE_BYTES:
                reason = f"the page has more than {MAX_PAGE_BYTES // MIB} MiB"
                raise DaemonError("read events", reason, hint="read them from the database")
            lines.append(msgspec.Raw(encoded))
            token = line["token"] if line["kind"] == "generation" else token
        if self.wait and not lines:
            error = BehindError("read events", "nothing has changed since")
            error.seconds = self.wait
            raise error
        fresh = view.freshness(())
        return EventsAnswer(results=lines, since=since, token=token, more=token != fresh.token, freshness=fresh)


def starting_token(repository: AtomRepository, since: str | None, now: datetime) -> str:
    """The token for `since`: a token itself, valid or not; for another WHEN the token of its state, as `state_at` says;
    None for the beginning of the feed."""
    if since is not None and parse_token(since):
        return since
    return f"{repository.meta().uuid}:{0 if since is None else state_at(repository, since, now).generation}"


def feed(repository: AtomRepository, token: str, most: int | None = None) -> Iterator[Line]:
    """The lines from a token on; with `most` up to the end of the commit that reaches `most` events.

    To be read inside of one `reading()` block.
    """
    meta = repository.meta()
    uuid, after = parse_token(token) or ("", 0)
    start, why = repository.history_start(), ""
    if uuid != meta.uuid:
        why = "the token belongs to another index"
    elif after > meta.generation:
        why = f"the index is at generation {meta.generation}"
    elif after < start:
        why = f"events up to generation {start} were pruned"
    elif any(row.source == REPAIR for row in repository.generations(after=after)):
        why = "the index was repaired"
    if why:
        yield {"kind": "fresh_instance", "fresh_instance": True, "reason": why, "generation": meta.generation}
        yield from ({"kind": "atom", **msgspec.to_builtins(AtomEntry.of(stored))} for stored in repository.atoms())
        after = meta.generation - 1
    events = iter(()) if why else repository.events(after=after)
    event, told = next(events, None), 0
    for row in repository.generations(after=after):
        while event is not None and event.transaction_id <= row.generation:
            yield _event_line(event, f"{meta.uuid}:{row.generation - 1}")
            event, told = next(events, None), told + 1
        yield {
            "kind": "generation",
            "token": f"{meta.uuid}:{row.generation}",
            "generation": row.generation,
            "committed_at": row.committed_at,
            "source": row.source,
            "indexed_head": row.indexed_head,
            "actor": row.actor,
            "reason": row.reason,
        }
        if most is not None and told >= most:
            return


def _event_line(event: AtomEvent, token: str) -> Line:
    return {
        "kind": "event",
        "token": token,
        "generation": event.transaction_id,
        "atom_id": event.atom_id,
        "operation": event.operation,
        "delta": msgspec.Raw(event.delta.encode()),
        "previous_version": event.previous_version,
        "new_version": event.new_version,
        "timestamp": event.timestamp,
        "source": event.source,
    }
