"""The requests and results of edits. Shapes only.

Requests and results travel between processes as JSON (`msgspec.convert`, `msgspec.to_builtins`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

import msgspec

from omny.base.errors import UsageError
from omny.model.places import WhyLeft


class _Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="operation"):
    dry_run: bool = False  # nothing is written; the result is the plan
    force: bool = False  # also where callers would break
    source: Literal["atomic-edit", "mcp"] = "atomic-edit"  # the source in the events
    actor: str = ""  # who asks for it
    reason: str = ""  # why, in the words of who asks


class _OfAtom(_Request, frozen=True, kw_only=True):
    atom: str  # id, qualified name or name
    expect: str = ""  # version of the atom, or hash of its text or of its file: else the edit is refused


class Replace(_OfAtom, frozen=True, kw_only=True, tag="replace"):
    """The whole text of an atom, decorators included, becomes `text`."""

    text: str


class Body(_OfAtom, frozen=True, kw_only=True, tag="body"):
    """The body of an atom becomes `text`: the statements under a `def`, what stands between the braces."""

    text: str


class Insert(_OfAtom, frozen=True, kw_only=True, tag="insert"):
    """`text` comes before or after the atom, at its indentation."""

    text: str
    where: Literal["before", "after"] = "after"


class Delete(_OfAtom, frozen=True, kw_only=True, tag="delete"):
    """The atom is deleted."""


class Rename(_OfAtom, frozen=True, kw_only=True, tag="rename"):
    """The atom and its references get another name; with `inferred` also references known through types."""

    name: str
    inferred: bool = False


class Move(_Request, frozen=True, kw_only=True, tag="move"):
    """A file gets another path, and its imports other specifiers."""

    path: str
    target: str
    expect: str = ""  # hash of the file


class Undo(_Request, frozen=True, kw_only=True, tag="undo"):
    """The files of an edit become what they were before it: of the last one, or of that transaction."""

    transaction: str = ""


EditRequest = Replace | Body | Insert | Delete | Rename | Move | Undo


def parse_request(arguments: dict[str, Any]) -> EditRequest:
    """The request that a document describes: `{"operation": "delete", "atom": ...}`. Raises UsageError."""
    try:
        request: EditRequest = msgspec.convert(arguments, EditRequest)
    except msgspec.ValidationError as error:
        raise UsageError("read edit", str(error)) from None
    return request


class Broken(msgspec.Struct, frozen=True):
    """An edge of code outside of the edit that the edit removes."""

    source: str  # id of the caller
    target: str  # id of the atom that it no longer reaches
    type: str  # of the edge
    path: str  # of the caller
    line: int  # 1-based, as the file was before the edit


class Mismatch(msgspec.Struct, frozen=True):
    """A call that the edit makes unfit for the parameters."""

    source: str
    target: str
    path: str
    line: int  # 1-based, as the file is after the edit
    given: int  # arguments
    takes: str  # "1 to 3", "at least 2", "no argument 'x'"


class Impact(msgspec.Struct, frozen=True):
    """The effects of an edit, by an analysis of the tree with the new text before anything is written."""

    created: list[str] = []  # ids of atoms
    modified: list[str] = []  # ids of atoms whose text or edges differ
    deleted: list[str] = []
    moved: dict[str, str] = {}  # old id to new one
    broken: list[Broken] = []
    mismatches: list[Mismatch] = []
    conflicts: list[str] = []  # names that collide, or are no longer exported; each one line


class Left(msgspec.Struct, frozen=True):
    """A place with the old name that an edit leaves."""

    path: str
    line: int
    column: int  # 0-based, in bytes
    why: str  # for people
    text: str  # the line
    code: WhyLeft  # for programs


class FileChange(msgspec.Struct, frozen=True):
    """A file of an edit. Hashes are of its content, "" without a file."""

    path: str
    before: str
    after: str


class Current(msgspec.Struct, frozen=True):
    """An atom with its present text: an edit of an older view is refused with it, and the next edit can expect it."""

    id: str
    version: int
    line: int
    hash: str  # of the text
    text: str


class Refusal(StrEnum):
    """Why an edit was refused. The value is the word for programs; `EditResult.reason` is the sentence for people."""

    STALE = "stale"  # the view that it was made on is an old one; `current` is the atom of now
    RESTLESS = "restless"  # a file keeps changing
    OVERTAKEN = "overtaken"  # another program was faster, or the file cannot be written
    CHANGED_SINCE = "changed-since"  # an undo of files that are no longer as the edit left them
    SYNTAX = "syntax"  # it would not parse
    NOT_TEXT = "not-text"  # the text to be edited is of no known encoding
    REACHES_OUT = "reaches-out"  # the text changes definitions that are not its own
    CALLERS = "callers"  # code would break that calls or names what goes
    INFERRED = "inferred"  # references that are known through types only would keep the old name
    NAMED = "named"  # a string names it
    FAMILY = "family"  # methods that the same calls reach would keep the name
    OUTSIDE = "outside"  # something else than code of the tree knows it by its name
    UNSURE = "unsure"  # places that may mean it would keep the old name
    IMPORTS = "imports"  # an import would no longer find the module
    INDEX = "index"  # the index would not be the same


class EditResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a request. `applied` and `planned` (a dry run) are successes, `unchanged` means that the text was
    there already, `refused` has a `refusal` and a `reason` and changed nothing."""

    operation: str
    status: Literal["applied", "planned", "unchanged", "refused"]
    reason: str = ""
    refusal: Refusal | None = None
    hint: str = ""
    transaction: int | None = None  # the generation that it made
    files: list[FileChange] = []
    diff: str = ""  # unified
    impact: Impact = Impact()
    warnings: list[str] = []  # each one line
    left: list[Left] = []
    current: Current | None = None  # the atom after the edit; where it was refused, as it is


def is_good(result: EditResult) -> bool:
    """Whether the edit was done, planned or unnecessary."""
    return result.status != "refused"
