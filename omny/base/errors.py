"""The one error tree. Every error a user can meet is one of these, printed as one line.

    OmnyError                    what could not be done, to which path, and what to do about it
    ├── UsageError               the call itself is off: an option, a root that is refused, an unknown atom
    │   ├── AlreadyRunningError  a daemon runs for this root already
    │   ├── AmbiguousError       a name means several atoms (exit status 3)
    │   ├── UnknownNameError     a name means no atom or file
    │   ├── NeverIndexedError    a git commit that the index has no state of
    │   └── UnsupportedError     this system cannot do what was asked for
    ├── LanguageError            an installed package that adds a language is gone or cannot be used
    ├── HeldBackError            a change takes so much away that it has to be seen twice
    ├── SourceError              a file of the indexed tree cannot be read or analysed
    ├── StorageError             the database cannot be opened, read or written
    │   ├── BehindError          the index is not yet at the state that was asked for
    │   ├── BusyError            another process holds the write lock; trying again can help
    │   ├── DamagedError         the database file is not what Omny wrote
    │   ├── NoIndexError         nothing was indexed yet where it was to be read
    │   ├── SchemaError          the database was written by another version of Omny
    │   │   └── OldSchemaError   by an older one: it can be brought up to date
    │   ├── UnreachableError     the server that holds the database cannot be reached
    │   └── VectorsAwayError     vectors cannot be searched now: their store, or the model that made them, is away
    │       └── VectorsMissingError  a package or a part of a server that they need is not installed
    ├── DaemonError              the daemon does not answer, or not in a way that can be understood
    │   ├── DaemonGoneError      it has ended, or is about to
    │   ├── LateError            it has not finished within the time of the request
    │   └── UnresponsiveError    it runs, and does not answer in time: it is suspended, or too busy
    ├── InternalError            an exception that nobody expected: a bug in Omny, whose traceback was logged
    └── InterruptedRun           the user stopped the run; the index is what it was before

Nothing outside this module defines an exception class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from omny.base.hints import Hint
from omny.base.skip_reason import NO_REASON, Reason, SkipReason

_MAX_SAID = 200
"""Characters of the text of an exception of others that a line for people repeats."""


class OmnyError(Exception):
    """What could not be done (`op`), to which `path`, why (`reason`), and what to do (`hint`). An `op` of "" is one
    that the reason tells.

    `recoverable` says whether the same call can succeed later without the user changing anything.
    `exit_status` is what a command ends with.
    """

    recoverable = False
    exit_status = 2
    advice: Hint | None = None
    """The hint as data, where it names a command or an option that not every face has."""

    def __init__(self, op: str, reason: str, *, path: str = "", hint: str | Hint = "") -> None:
        self.op = op
        self.reason = reason
        self.path = path
        self.hint = str(hint)
        if isinstance(hint, Hint):
            self.advice = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        return self.describe(self.hint)

    def describe(self, hint: str) -> str:
        """The error as a line, with that hint in place of its own."""
        where = f" {self.path}" if self.path else ""
        cure = f"; {hint}" if hint else ""
        about = f"{self.op}{where}".strip()
        return f"{about}: {self.reason}{cure}" if about else f"{self.reason}{cure}"


class UsageError(OmnyError):
    """The call is off: what was asked for cannot be meant, or is refused."""


class AlreadyRunningError(UsageError):
    """A daemon runs for this root already."""


class AmbiguousError(UsageError):
    """A name that means several atoms, or several of another `noun`; `ids` are all of them."""

    exit_status = 3

    def __init__(self, op: str, name: str, ids: Sequence[str], *, noun: str = "atoms") -> None:
        self.ids = tuple(ids)
        super().__init__(op, f"{name!r} means {len(self.ids)} {noun}", hint="name one by its id")


class UnknownNameError(UsageError):
    """A `name` that no atom or file has; `ids` are what may have been meant, the likest first."""

    def __init__(
        self, op: str, reason: str, *, path: str = "", hint: str | Hint = "", name: str = "", ids: Sequence[str] = ()
    ) -> None:
        self.name = name
        self.ids = tuple(ids)
        super().__init__(op, reason, path=path, hint=hint)


class NeverIndexedError(UsageError):
    """A git `commit` is named that the index has no state of."""

    commit = ""


class UnsupportedError(UsageError):
    """This system cannot do what was asked for."""


class SourceError(OmnyError):
    """A file of the indexed tree could not be read or analysed; `cause` is the reason as a code."""

    cause = NO_REASON

    def __init__(self, op: str, reason: str | Reason, *, path: str = "", hint: str | Hint = "") -> None:
        self.cause = reason if isinstance(reason, Reason) else Reason(SkipReason.READ_FAILED, text=reason)
        super().__init__(op, str(reason), path=path, hint=hint)


class LanguageError(OmnyError):
    """An installed package that adds a language is gone, or cannot be used."""


class HeldBackError(OmnyError):
    """A change would delete so much that it needs a second scan with the same result."""

    recoverable = True


class StorageError(OmnyError):
    """The database could not be opened, read or written."""


class BehindError(StorageError):
    """The index is not yet at the state that was asked for. A daemon waits for a commit, for `seconds` at most, and
    answers again."""

    recoverable = True
    seconds = math.inf


class BusyError(StorageError):
    """Another process held the write lock for longer than the busy timeout."""

    recoverable = True


class DamagedError(StorageError):
    """The database file is damaged or is no Omny database."""


class NoIndexError(StorageError):
    """There is nothing to read: nothing was indexed yet, or not for who asks."""


class SchemaError(StorageError):
    """The database was written by a version of Omny with another schema."""


class UnreachableError(StorageError):
    """The server that holds the database cannot be reached, or has ended the connection."""

    recoverable = True


class VectorsAwayError(StorageError):
    """Vectors cannot be searched or followed now. A search goes by its words alone, and says so by the `word`."""

    word = "away"
    recoverable = True


class VectorsMissingError(VectorsAwayError):
    """A package or a part of a server that vectors need is not installed."""

    word = "missing"
    recoverable = False


class OldSchemaError(SchemaError):
    """The database was written by an older version of Omny. Opening it for writing brings it up to date."""


class DaemonError(OmnyError):
    """The daemon does not answer, or not in a way that can be understood. The database has all that it could say."""

    recoverable = True


class DaemonGoneError(DaemonError):
    """The daemon has ended during a question, or is about to end. Another one may replace it."""


class UnresponsiveError(DaemonError):
    """The daemon runs, and does not answer in time: it is suspended, or too busy."""


class LateError(DaemonError):
    """The daemon has not finished the request within its time. The work continues."""


class InternalError(OmnyError):
    """An exception that nobody expected. That is a bug in Omny, and no fault of the user, the index or the disk."""

    @classmethod
    def of(cls, error: BaseException, *, log: str) -> InternalError:
        """The error that says so of an exception whose traceback is in `log`: "above", "in the daemon's log"."""
        said = " ".join(str(error).split())[:_MAX_SAID]
        reason = f"this is a bug in Omny: {type(error).__name__}{f': {said}' if said else ''}"
        return cls("", reason, hint=f"please report it with the traceback {log}")


class InterruptedRun(OmnyError):
    """The user interrupted the run. Nothing of it was committed."""

    recoverable = True
    exit_status = 130
