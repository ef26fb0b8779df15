"""The command about events: the feed of changes, and its pruning."""

from __future__ import annotations

import os
import select
import sys
import time
from datetime import timedelta

import msgspec

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import UsageError
from omny.cli import wire
from omny.cli.text import count
from omny.history.states import ago, prune
from omny.service.changes import POLL_SECONDS, Feed
from omny.service.place import Place

WAIT_SECONDS = 1.0
"""How long a daemon waits for the next commit before it is seen whether anybody reads the output."""


def events(place: Place, *, since: str | None, follow: bool, limit: int | None) -> int:
    """Prints the feed from `since` on, `limit` changes at most. With `follow` prints new changes until the reader
    closes the output."""
    wire.utf8_output()
    left = limit
    reader = Feed(place, since, wait=WAIT_SECONDS if follow else 0.0)
    try:
        while True:
            for line in reader.look(left):
                is_change = line["kind"] in ("event", "atom")
                if left is not None and is_change and left == 0:
                    _tell_cut(reader.token)
                    break
                wire.print_line(msgspec.json.encode(line).decode())
                if left is not None and line["kind"] != "generation":
                    left -= is_change
            sys.stdout.flush()
            if not follow or (left is not None and left <= 0) or not _is_read_after(POLL_SECONDS):
                return 0
    except KeyboardInterrupt:
        if follow:  # which has no other end
            return 0
        raise


def _tell_cut(token: str | None) -> None:
    """Says that a commit is incomplete: a reader that continues from the last printed line would miss the rest."""
    said = f"--limit ends inside a commit; 'omny events --since {token}' with a greater limit prints all of it"
    print(f"omny: {said}", file=sys.stderr)


def prune_events(place: Place, keep: str) -> int:
    """Forgets events older than `keep`, and the states before."""
    duration = ago(keep)
    if duration is None:
        raise UsageError("prune events", f"{keep!r} is no duration", hint="name one like 90d, 12w or 48h")
    with place.reading():
        pass  # there is an index
    before = _size(place)
    with place.writing() as repository:
        try:
            pruned = prune(repository, SYSTEM_CLOCK.now() - duration)
        except OverflowError:  # older than the calendar
            pruned = 0
        row = next(repository.generations())
    print(f"pruned {count(pruned, 'event')}; history begins at generation {row.generation}, {row.committed_at}")
    if before is not None:
        print(f"the index had {before / 1e6:,.1f} MB on the disk, and has {(_size(place) or 0) / 1e6:,.1f} MB")
    return 0


def _size(place: Place) -> int | None:
    """Bytes of the file with its log; None where the store is no file."""
    file = place.store.file
    if file is None:
        return None
    return sum(os.path.getsize(file + suffix) for suffix in ("", "-wal") if os.path.exists(file + suffix))


def _is_read_after(seconds: float) -> bool:
    """Waits; whether standard output is then still open at its other end. A closed pipe would be noticed only at the
    next line, and that may never come."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
    except (AttributeError, OSError, ValueError):  # no such call here, or no descriptor behind the stream
        time.sleep(seconds)
        return True
    return not poll.poll(timedelta(seconds=seconds) / timedelta(milliseconds=1))
