"""Who made a commit of the index, and why: one line each, bounded, without control characters. Pure."""

from __future__ import annotations

import msgspec

from omny.base.plain import ELLIPSIS, plain

MAX_CHARACTERS = 200
"""Of the actor and of the reason: as many as git's log is shown with."""


class Authorship(msgspec.Struct, frozen=True):
    """Who changed the sources of a commit, and why; "" if unknown."""

    actor: str = ""  # an agent's name and version, a user, or the author of a git commit
    reason: str = ""  # what the caller of an edit says, or the subject of a git commit

    @classmethod
    def of(cls, actor: str, reason: str = "") -> Authorship:
        """From texts of anybody, which become one line each."""
        return cls(_shorten(actor), _shorten(reason))

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.actor, self.reason)))


NOBODY = Authorship()


def _shorten(text: str) -> str:
    line = plain(" ".join(text[: MAX_CHARACTERS * 8].split()))
    return line if len(line) <= MAX_CHARACTERS else line[: MAX_CHARACTERS - 1] + ELLIPSIS
