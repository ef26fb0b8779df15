"""The feed of changes of an index since a token, as lines. No line is ever left out silently.

    {"kind": "event", ...}           a change of an atom: a row of `atom_events`
    {"kind": "generation", ...}      after the events of each commit
    {"kind": "fresh_instance", ...}  the feed cannot continue from the token: forget everything. Then follow
    {"kind": "atom", ...}            all atoms, and their generation

The `token` of a line is the place to continue after it. The token of an event is the state before its commit, so the
whole commit comes again: only its last line says that it is complete. Lines of a fresh instance have no token before
its generation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from omny.history.states import parsed_token, state_at
from omny.query.answer import AtomEntry
from omny.storage.port.records import AtomEvent
from omny.storage.port.repository import AtomRepository

Line = dict[str, Any]

REPAIR = "repair"
"""The source of a generation that a repair made: it may undo printed events."""


def starting_token(repository: AtomRepository, since: str | None, now: datetime) -> str:
    """The token for `since`: a token itself, valid or not; for another WHEN the token of its state, as `state_at` says;
    None for the beginning of the feed."""
    if since is not None and parsed_token(since):
        return since
    return f"{repository.meta().uuid}:{0 if since is None else state_at(repository, since, now).generation}"


def feed(repository: AtomRepository, token: str, most: int | None = None) -> Iterator[Line]:
    """The lines from a token on; with `most` up to the end of the commit that reaches `most` events.

    To be read inside of one `reading()` block.
    """
    meta = repository.meta()
    uuid, after = parsed_token(token) or ("", 0)
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
