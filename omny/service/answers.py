"""The answers of requests that are no questions: what `--json` prints, and what a daemon sends. Shapes, made from the
records of a pass and a check.

Each is a struct, like the answers of the questions (`omny/query/answer.py`), and its JSON Schema is derived from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.skip_reason import SkipReason
from omny.edit.request import EditResult
from omny.model.cures import CURES, Cure
from omny.model.files import FileStatus, LedgerEntry
from omny.query.answer import Answer, Results
from omny.query.copies import find_copies
from omny.query.freshness import Freshness
from omny.query.notes import NotesAnswer
from omny.service.everywhere import EverywhereAnswer
from omny.service.explore_everywhere import ExploredEverywhere
from omny.watch.census import Census

if TYPE_CHECKING:
    from omny.integrity import Finding


class SyncAnswer(Answer, frozen=True, kw_only=True):
    """The state that holds all that was written before the request. There are no results."""

    results: list[Any]


# ── a pass ──


class LeftOutFile(msgspec.Struct, frozen=True):
    """A path that is not indexed."""

    path: str
    reason: str  # for people
    code: SkipReason
    problem: bool  # whether it should be


class DegradedFile(msgspec.Struct, frozen=True):
    """A file that parses in part only."""

    path: str
    reason: str  # for people
    code: SkipReason


class IndexAnswer(Answer, frozen=True, kw_only=True):
    """What a pass over the whole tree did. The results are the paths that are not indexed."""

    results: list[LeftOutFile]
    files: int  # indexed
    parsed: int
    seeded: int  # files whose facts were taken from the index of another checkout
    atoms: int
    edges: int
    skipped: int  # paths that are not indexed
    degraded: list[DegradedFile]
    created: int  # atoms
    modified: int
    deleted: int
    changed: bool
    seconds: float
    cpu_seconds: float
    census: Census  # files on disk that no language reads
    advice: str  # what may be left out; "" for none
    embedded: int | UnsetType = UNSET  # texts that vectors were made of, where this process made them
    base: str | UnsetType = UNSET  # that a new index began from

    @classmethod
    def of(cls, rows: Iterable[LedgerEntry], **figures: Any) -> IndexAnswer:
        """From the rows of the ledger, with the other fields."""
        rows = list(rows)
        left_out = [
            LeftOutFile(row.path, row.explanation, row.reason.code, row.status == FileStatus.SKIPPED)
            for row in rows
            if not row.is_indexed
        ]
        kept = [row for row in rows if row.is_indexed]
        return cls(
            results=left_out,
            files=len(kept),
            skipped=len(left_out),
            degraded=[DegradedFile(row.path, row.explanation, row.reason.code) for row in kept if row.reason],
            advice=str(find_copies(rows) or ""),
            **figures,
        )

    @property
    def problems(self) -> list[LeftOutFile]:
        """The paths that should be indexed and are not."""
        return [each for each in self.results if each.problem]


# ── a check ──


class FoundFault(msgspec.Struct, frozen=True):
    """A finding of a check."""

    kind: str
    where: str  # id of an atom, path of a file, "source -> target" of an edge; "" for the database
    what: str
    since: str  # ISO 8601, UTC: until when it was right; "" if unknown
    repair: str  # for people
    cure: Cure  # the same as a code
    repaired: bool

    @property
    def key(self) -> tuple[str, str]:
        """The identity of the finding across checks."""
        return self.kind, self.where


class VerifyAnswer(Answer, frozen=True, kw_only=True):
    """The findings of a check, those that were repaired last."""

    results: list[FoundFault]

    @classmethod
    def of(cls, found: Iterable[Finding], repaired: Iterable[Finding], freshness: Freshness) -> VerifyAnswer:
        """From the findings that are left, and those that are not."""
        results = [
            FoundFault(each.kind, each.where, each.what, each.since, CURES[each.cure], each.cure, done)
            for findings, done in ((found, False), (repaired, True))
            for each in findings
        ]
        return cls(results=results, freshness=freshness)

    @property
    def left(self) -> list[FoundFault]:
        """The findings that are not repaired."""
        return [each for each in self.results if not each.repaired]

    @property
    def needs_new_database(self) -> bool:
        """Whether a finding is cured by a new database only."""
        return any(each.cure is Cure.DATABASE for each in self.results)

    def after(self, before: VerifyAnswer) -> VerifyAnswer:
        """This check after a repair, with the findings from before that are gone, as repaired."""
        keys = {each.key for each in self.results}
        gone = [msgspec.structs.replace(each, repaired=True) for each in before.results if each.key not in keys]
        return VerifyAnswer(results=self.results + gone, freshness=self.freshness)


# ── an edit ──


class EditAnswer(Answer, frozen=True, kw_only=True):
    """The outcome of an edit, as the one result."""

    results: list[EditResult]


# ── daemons, and what surrounds them ──


class StartState(StrEnum):
    """What a start has come to."""

    WATCHING = "watching"
    ALREADY_WATCHING = "already watching"
    STARTING = "starting"  # it does not say yet that it watches


class StartedDaemon(msgspec.Struct, frozen=True):
    """The daemon that runs after a start."""

    root: str
    pid: int
    state: StartState
    process: str  # the process for people
    note: str = ""  # for people


class StartAnswer(Results, frozen=True, kw_only=True):
    """The daemon that runs, as the one result."""

    results: list[StartedDaemon]
    freshness: None = None


class StoppedDaemon(msgspec.Struct, frozen=True):
    """A daemon that had to end."""

    root: str
    pid: int
    problem: str = ""  # why it still runs, for people; "" where it has ended


class StopAnswer(Results, frozen=True, kw_only=True):
    """The daemons that ran."""

    results: list[StoppedDaemon]
    freshness: None = None

    @property
    def is_done(self) -> bool:
        """Whether all have ended."""
        return not any(each.problem for each in self.results)


class RunningDaemon(msgspec.Struct, frozen=True):
    """A daemon that runs."""

    pid: int
    root: str
    started: str
    version: str
    on_demand: bool  # whether it ends by itself
    ends_in_seconds: float | None  # where it does, and says when
    memory_bytes: int | None  # its own and its workers' share; where the system tells
    pending: int | None  # files that wait to be indexed
    dozes: bool = False  # whether it has given back its memory until somebody asks or something changes
    problem: str = ""  # why it could not be asked


class PsAnswer(Results, frozen=True, kw_only=True):
    """The daemons of this user."""

    results: list[RunningDaemon]
    freshness: None = None


class UsageEntry(msgspec.Struct, frozen=True):
    """What an agent was served by a tool."""

    agent: str  # its name and version, as it says itself
    tool: str
    replies: int = 0
    tokens: int = 0  # of the replies: bytes of UTF-8 / 4
    file_tokens: int = 0  # of the files that the replies name: what reading these would have cost
    since: str = ""  # ISO 8601, UTC
    last: str = ""


class UsageAnswer(Results, frozen=True, kw_only=True):
    """What agents were served, by agent and tool."""

    results: list[UsageEntry]
    replies: int
    tokens: int
    file_tokens: int
    freshness: None = None


class WorkspaceProject(msgspec.Struct, frozen=True):
    """A project of the workspace."""

    root: str
    reached: bool  # whether it was asked from there before, and indexed for that
    exists: bool  # whether its directory is there


class WorkspaceAnswer(Results, frozen=True, kw_only=True):
    """The projects of this user's workspace."""

    results: list[WorkspaceProject]
    freshness: None = None


class Check(msgspec.Struct, frozen=True):
    """A look at one thing that Omny needs."""

    check: str
    found: str
    problem: str = ""  # what is wrong with it; "" where nothing is
    cure: str = ""


class DoctorAnswer(Results, frozen=True, kw_only=True):
    """What a doctor has looked at."""

    results: list[Check]
    problems: int  # how many checks have one
    freshness: Freshness | None  # None without an index


ANSWERS: dict[str, type[Results]] = {
    "sync": SyncAnswer,
    "index": IndexAnswer,
    "verify": VerifyAnswer,
    "edit": EditAnswer,
    "note": NotesAnswer,
    "start": StartAnswer,
    "stop": StopAnswer,
    "ps": PsAnswer,
    "usage": UsageAnswer,
    "doctor": DoctorAnswer,
    "workspace list": WorkspaceAnswer,
    "search --everywhere": EverywhereAnswer,
    "explore --everywhere": ExploredEverywhere,
}
"""The answers of commands that ask no question."""
