"""`Rescan`: a request to look at the whole tree, with its reason as a code. The text is composed when it is shown."""

from __future__ import annotations

from enum import Enum, auto

import msgspec


class RescanReason(Enum):
    """Why the whole tree is looked at."""

    ROUTINE = auto()  # the interval has passed, and nothing speaks for a change
    STARTED = auto()  # the daemon has just begun to watch
    WOKEN = auto()  # the daemon has dozed
    REQUESTED = auto()  # somebody runs `omny index`
    UNORDERED_EVENTS = auto()  # no cookie can prove that all events have come
    COOKIE_LOST = auto()  # a cookie did not come back
    COOKIE_UNWRITTEN = auto()  # a cookie could not be written; the detail is the error
    QUEUE_OVERFLOW = auto()  # the operating system dropped events
    EVENT_FAILED = auto()  # an event raised an exception
    READER_DIED = auto()  # the thread that reads events has died
    READER_REPLACED = auto()  # another thread reads events now
    TOO_MANY_HINTS = auto()  # the detail is the limit
    ROOT_GONE = auto()  # the root was moved or deleted
    ROOT_MOUNTED = auto()  # a file system was mounted at the root, or unmounted
    PLACE_GONE = auto()  # a directory outside of the tree was moved or deleted
    RULE_CHANGED = auto()  # a file or folder that decides what is indexed; the detail is its path
    OUTSIDE_RULES_CHANGED = auto()  # ignore rules outside of the tree, or the list of tracked files
    HEAD_MOVED = auto()  # git's HEAD
    SETTINGS_RELOADED = auto()  # on a signal
    CHECK_FAILED = auto()  # a liveness check could not be made
    DATABASE_READ_BACK = auto()  # after a commit whose outcome was not known


PHRASES = {
    RescanReason.ROUTINE: "a full scan was due",
    RescanReason.STARTED: "the daemon has started",
    RescanReason.WOKEN: "the daemon has dozed",
    RescanReason.REQUESTED: "somebody asked for it",
    RescanReason.UNORDERED_EVENTS: "events of the file system come in no order",
    RescanReason.COOKIE_LOST: "a sync cookie did not come back",
    RescanReason.COOKIE_UNWRITTEN: "a sync cookie could not be written: {}",
    RescanReason.QUEUE_OVERFLOW: "the queue of inotify overflowed",
    RescanReason.EVENT_FAILED: "an event could not be handled",
    RescanReason.READER_DIED: "the thread that reads events has died",
    RescanReason.READER_REPLACED: "the thread that reads events had died",
    RescanReason.TOO_MANY_HINTS: "more than {} paths changed at once",
    RescanReason.ROOT_GONE: "the root was moved or deleted",
    RescanReason.ROOT_MOUNTED: "a mount at or above the root has come or gone",
    RescanReason.PLACE_GONE: "a directory that is watched apart from the tree was moved or deleted",
    RescanReason.RULE_CHANGED: "{} has changed",
    RescanReason.OUTSIDE_RULES_CHANGED: "ignore rules outside of the tree, or the files that git tracks, have changed",
    RescanReason.HEAD_MOVED: "git's HEAD has moved",
    RescanReason.SETTINGS_RELOADED: "the configuration was read again",
    RescanReason.CHECK_FAILED: "something could not be looked at",
    RescanReason.DATABASE_READ_BACK: "the state of the database was read back",
}
"""The texts for people, with a place for the detail. No code compares them."""


class Rescan(msgspec.Struct, frozen=True):
    """A look at the whole tree that is due. As a text it is its reason, for people."""

    reason: RescanReason
    detail: str = ""

    def __str__(self) -> str:
        return PHRASES[self.reason].format(self.detail)

    @property
    def is_routine(self) -> bool:
        """Whether the time is the only reason: no answer is in doubt."""
        return self.reason is RescanReason.ROUTINE
