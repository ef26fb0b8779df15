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
    """Why a daemon stops."""

    REQUESTED = auto()  # by a signal or a client
    UNUSED = auto()  # nobody has asked; the detail is the time in minutes
    STATE_REMOVED = auto()  # the state directory is gone
    ROOT_REPLACED = auto()  # another directory stands at the root's path
    LANGUAGES_CHANGED = auto()  # a package that adds a language was installed, updated or removed
    FILES_REPLACED = auto()  # another database or lock stands in the state directory
    DAMAGED = auto()  # the database; the detail is the damage
    DOZING = auto()  # nothing is to be done


PHRASES = {
    StopReason.REQUESTED: "a stop was requested",
    StopReason.UNUSED: "nobody has asked for {} minutes",
    StopReason.STATE_REMOVED: "the state directory was removed",
    StopReason.ROOT_REPLACED: "replaced: the root is not the directory that it was",
    StopReason.LANGUAGES_CHANGED: "the installed language packages changed; the next daemon loads them",
    StopReason.FILES_REPLACED: "replaced: the database or the lock is not the file that it was",
    StopReason.DAMAGED: "damaged: {}",
    StopReason.DOZING: "it dozes: nobody has asked, and nothing has changed",
}
"""The texts for people, with a place for the detail. No code compares them."""

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
    def then(self) -> Then:
        """What follows."""
        return _THEN.get(self.reason, Then.END)
