"""The requests that a daemon does beside the questions of `omny/query/registry.py`: name, arguments, answer.

The daemon has a function for each (`omny/daemon/answering.py`). `omny/service/session.py` does a request without one.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec

from omny.base.errors import DaemonError, UsageError
from omny.edit.notes import NoteRequest
from omny.edit.request import EditResult
from omny.query.daemon import DaemonReport
from omny.query.documents import Document
from omny.query.notes import NotesAnswer
from omny.service.answers import IndexAnswer, SyncAnswer, VerifyAnswer

A = TypeVar("A")

WAIT_SECONDS = 60.0
"""How long a request waits where it does not say."""

Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]


class Request(msgspec.Struct, Generic[A], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request with its arguments."""

    method: ClassVar[str]
    answer: ClassVar[type[Any]]

    def read(self, document: Document) -> A:
        """The answer that a daemon sent. Raises DaemonError where it is none."""
        try:
            found: A = msgspec.convert(document, self.answer)
        except msgspec.ValidationError as error:
            raise DaemonError("ask daemon", f"its answer cannot be understood: {error}", hint="restart it") from None
        return found


class Sync(Request[SyncAnswer], frozen=True, kw_only=True):
    """Have all that was written until now indexed."""

    method: ClassVar[str] = "sync"
    answer: ClassVar[type[Any]] = SyncAnswer
    timeout: Seconds = WAIT_SECONDS


class Index(Request[IndexAnswer], frozen=True, kw_only=True):
    """Look at the whole tree."""

    method: ClassVar[str] = "index"
    answer: ClassVar[type[Any]] = IndexAnswer
    timeout: Seconds = WAIT_SECONDS


class Verify(Request[VerifyAnswer], frozen=True, kw_only=True):
    """Check the index, and repair it."""

    method: ClassVar[str] = "verify"
    answer: ClassVar[type[Any]] = VerifyAnswer
    deep: bool = False
    repair: bool = False
    timeout: Seconds = WAIT_SECONDS


class EditReply(msgspec.Struct, frozen=True):
    """The outcome of an edit, as a daemon sends it."""

    edit: EditResult


class Edit(Request[EditReply], frozen=True, kw_only=True):
    """Make an edit."""

    method: ClassVar[str] = "edit"
    answer: ClassVar[type[Any]] = EditReply
    request: dict[str, Any]  # see `omny/edit/request.py`
    timeout: Seconds = WAIT_SECONDS


class Note(Request[NotesAnswer], frozen=True, kw_only=True):
    """Write or remove a note."""

    method: ClassVar[str] = "note"
    answer: ClassVar[type[Any]] = NotesAnswer
    request: NoteRequest
    timeout: Seconds = WAIT_SECONDS


class Describe(Request[DaemonReport], frozen=True, kw_only=True):
    """Say how the daemon does."""

    method: ClassVar[str] = "daemon"
    answer: ClassVar[type[Any]] = DaemonReport


class Stay(Request[DaemonReport], frozen=True, kw_only=True):
    """Do not end for want of questions any more."""

    method: ClassVar[str] = "stay"
    answer: ClassVar[type[Any]] = DaemonReport


REQUESTS: dict[str, type[Request[Any]]] = {
    each.method: each for each in (Sync, Index, Verify, Edit, Note, Describe, Stay)
}
"""The requests by their names."""


def parse(method: str, arguments: dict[str, Any]) -> Request[Any]:
    """The request of that name. Raises UsageError for wrong arguments."""
    try:
        found: Request[Any] = msgspec.convert(arguments, REQUESTS[method])
    except msgspec.ValidationError as error:
        raise UsageError("answer", f"{method}: {error}") from None
    return found
