"""`Stop`: why a daemon stops, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Then(Enum):
    """What follows a stop."""

    END = auto()  # nothing: the process ends
    NEW_DATABASE = auto()  # a life with a database that is built anew, since this one is damaged
    NEW_DAEMON = auto()  # a daemon of the root, the lock and the database that are there now
    DOZING = auto()  # the dozing program


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop, with its reason for people."""

    reason: str
    then: Then = Then.END

    def __str__(self) -> str:
        return self.reason
