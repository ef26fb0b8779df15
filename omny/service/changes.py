"""The feed of changes for a program. Each look at the index returns the lines since the look before.

A look reads whole commits and then closes the index, so that a slow reader does not hold the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from omny.base.clock import SYSTEM_CLOCK
from omny.query.feed import feed, starting_token
from omny.service.document import Change

if TYPE_CHECKING:
    from omny.service.place import Place

POLL_SECONDS = 0.2
"""How often a program that follows looks: nobody waits for longer, and a look takes a millisecond."""

LOOK_EVENTS = 1_000
"""Events after which a look ends, at the end of their commit: some megabytes."""


class Looks:
    """Where a reader of the feed is. For one thread at a time."""

    def __init__(self, place: Place, since: str | None) -> None:
        """`since` is a token or another name of a state; None is the start of history."""
        self._place = place
        self._since = since
        self._token: str | None = None

    def look(self) -> list[Change]:
        """The lines of the next commits, if any. Raises NoIndexError without an index, UsageError if `since` names no
        state."""
        with self._place.reading() as repository:
            token = self._token or starting_token(repository, self._since, SYSTEM_CLOCK.now())
            # An event has its delta as text: what a program reads is the same, decoded.
            encoded = [msgspec.json.encode(line) for line in feed(repository, token, LOOK_EVENTS)]
        lines = [Change(msgspec.json.decode(line)) for line in encoded]
        self._token = next((line.token for line in reversed(lines) if line.kind == "generation"), token)
        return lines
