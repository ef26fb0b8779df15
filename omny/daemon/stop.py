"""`Stop`: why a daemon stops, as a code, and what follows. The text is composed when it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Then(Enum):
    """What follows a stop."""

    END = auto()  # nothing: the process ends
    NEW_DATABASE = auto()  # a life with a new database, since this one is damaged
    NEW_DAEMON = auto()  # a daemon of the root, the lock and the database that are there now
    DOZING = auto()  # the dozing program


class StopReason(Enum):
    """Why a daemon stops. The value is the text for people, with a place for the detail."""

    REQUESTED = "a stop was requested"  # by a signal or a client
    UNUSED = "nobody has asked for {} minutes"  # the detail is the time
    STATE_REMOVED = "the state directory was removed"
    ROOT_REPLACED = "replaced: the root is not the directory that it was"  # another directory stands at the root's path
    # A package that adds a language was installed, updated or removed
    LANGUAGES_CHANGED = "the installed language packages changed; the next daemon loads them"
    # Another database or lock stands in the state directory
    FILES_REPLACED = "replaced: the database or the lock is not the file that it was"
    DAMAGED = "damaged: {}"  # the database; the detail is the damage
    DOZING = "it dozes: nobody has asked, and nothing has changed"


PHRASES = {reason: reason.value for reason in StopReason}
"""The texts for people. No code compares them."""

_THEN = {
    StopReason.ROOT_REPLACED: Then.NEW_DAEMON,
    StopReason.FILES_REPLACED: Then.NEW_DAEMON,
    StopReason.DAMAGED: Then.NEW_DATABASE,
    StopReason.DOZING: Then.DOZING,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop. As a text it is its reason, for people."""

    reason: StopReason
    detail: str = ""

    def __str__(self) -> str:
        return PHRASES[self.reason].format(self.detail)

    @property
    def next_action(self) -> Then:
        """What follows."""
        return _THEN.get(self.reason, Then.END)
