"""`Rescan`: a request to look at the whole tree, with its reason as a code. The text is composed when it is shown."""

from __future__ import annotations

from enum import Enum

import msgspec


class RescanReason(Enum):
    """Why the whole tree is looked at. The value is the text for people, with a place for the detail."""

    ROUTINE = "a full scan was due"  # the interval has passed, and nothing speaks for a change
    STARTED = "the daemon has started"
    WOKEN = "the daemon has dozed"
    REQUESTED = "somebody asked for it"  # somebody runs `omny index`
    UNORDERED_EVENTS = "events of the file system come in no order"  # no cookie can prove that all events have come
    COOKIE_LOST = "a sync cookie did not come back"
    # A cookie could not be written; the detail is the error
    COOKIE_UNWRITTEN = "a sync cookie could not be written: {}"
    QUEUE_OVERFLOW = "the queue of inotify overflowed"  # the operating system dropped events
    EVENT_FAILED = "an event could not be handled"
    READER_DIED = "the thread that reads events has died"
    READER_REPLACED = "the thread that reads events had died"  # another thread reads events now
    TOO_MANY_HINTS = "more than {} paths changed at once"  # the detail is the limit
    ROOT_GONE = "the root was moved or deleted"
    # A file system was mounted at the root, or unmounted
    ROOT_MOUNTED = "a mount at or above the root has come or gone"
    # A directory outside of the tree was moved or deleted
    PLACE_GONE = "a directory that is watched apart from the tree was moved or deleted"
    RULE_CHANGED = "{} has changed"  # a file or folder that decides what is indexed; the detail is its path
    # Ignore rules outside of the tree, or the list of tracked files
    OUTSIDE_RULES_CHANGED = "ignore rules outside of the tree, or the files that git tracks, have changed"
    HEAD_MOVED = "git's HEAD has moved"
    SETTINGS_RELOADED = "the configuration was read again"  # on a signal
    CHECK_FAILED = "something could not be looked at"  # a liveness check could not be made
    DATABASE_READ_BACK = "the state of the database was read back"  # after a commit whose outcome was not known


PHRASES = {reason: reason.value for reason in RescanReason}
"""The texts for people. No code compares them."""


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
