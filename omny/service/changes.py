"""`Feed`: a reader of the feed of changes, and where it is. A daemon sends pages. Without one, the reader reads the
database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import BehindError
from omny.query.documents import MAX_RESULTS, Document
from omny.query.feed import PAGE_EVENTS, Line, feed, starting_token
from omny.service.document import Change
from omny.service.session import Session

if TYPE_CHECKING:
    from omny.service.place import Place

POLL_SECONDS = 0.2
"""How often a program that follows looks: nobody waits for longer, and a look takes a millisecond."""


class Feed:
    """The feed from a state on. For one thread at a time."""

    def __init__(self, place: Place, since: str | None, *, wait: float = 0.0) -> None:
        """`since` is a token or another name of a state; None is the start of history. `wait` is how many seconds a
        daemon waits for the next commit before there are no lines."""
        self._place = place
        self._session = Session(place)
        self._since = since
        self._wait = wait
        self.token: str | None = None  # of the last complete commit; None before the first look

    def look(self, limit: int | None = None) -> Iterator[Line]:
        """The lines of the next commits, if any, up to the one with the event number `limit`.

        Raises NoIndexError without an index, UsageError if `since` names no state.
        """
        left = limit
        while left is None or left > 0:
            page = self._ask(PAGE_EVENTS if left is None else min(left, MAX_RESULTS))
            if page is None:
                yield from self._read(left)
                return
            self.token = page["since"]
            for line in page["results"]:
                yield self._note(line)
                left = left if left is None else left - (line["kind"] == "event")
            if not page["more"]:
                return

    def _ask(self, limit: int) -> Document | None:
        """A page from the daemon, None where this process has to read."""
        since = self.token or self._since
        try:
            return self._session.events(since, limit=limit, wait=self._wait)
        except BehindError:
            if not self._wait:
                raise
            return {"since": since, "results": [], "more": False}

    def _read(self, limit: int | None) -> Iterator[Line]:
        with self._place.reading() as repository:
            self.token = self.token or starting_token(repository, self._since, SYSTEM_CLOCK.now())
            for line in feed(repository, self.token, limit):
                yield self._note(line)

    def _note(self, line: Line) -> Line:
        if line["kind"] == "generation":
            self.token = line["token"]
        return line


def read_changes(feed: Feed) -> list[Change]:
    """The lines of the next commits for a program. They are read before the first one is given, so that a slow program
    does not hold the database."""
    # Without a daemon an event has its delta as text: a program reads the same, decoded.
    encoded = [msgspec.json.encode(line) for line in feed.look(PAGE_EVENTS)]
    return [Change(msgspec.json.decode(line)) for line in encoded]
