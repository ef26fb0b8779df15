"""The front door: the few tools that are listed. Each takes several atoms, and is answered in one reply under a budget.

A tool of the front door asks nothing itself: it is a list of calls of the other tools, which ask the questions, and
`brief.py` puts what these find into one text.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from omny.base.errors import UsageError
from omny.mcp.analyses import FindPath, Impact
from omny.mcp.asked import Asked
from omny.mcp.editing import EditAtom
from omny.mcp.found import Part
from omny.mcp.more import ExploreIndex, GrepTree, TestsOf
from omny.mcp.past import AtomHistory
from omny.mcp.toolbox import MAX_NAME, WAIT_SECONDS, Tool
from omny.mcp.tools import AtomTypes, Callees, Callers, EdgeTypes, FileOutline, GetAtom, References, SearchAtoms
from omny.query.documents import MIN_BUDGET as MIN_TEXT

MAX_ATOMS = 50  # in one call

BUDGET, MIN_BUDGET, MAX_BUDGET = 2_500, 200, 100_000  # tokens

BYTES_PER_TOKEN = 4

EXPLORE_SLACK = 60  # tokens of the marks and the last line

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]

Kind = Literal["callers", "callees", "impact", "tests", "references", "path", "history"]


class Door(Asked, frozen=True, kw_only=True):
    """A call of a tool of the front door."""

    budget: Annotated[int, msgspec.Meta(ge=MIN_BUDGET, le=MAX_BUDGET)] = BUDGET  # tokens of the reply
    cursor: Annotated[str, msgspec.Meta(max_length=100)] = ""
    project: Annotated[str, msgspec.Meta(max_length=MAX_NAME)] = ""  # folder of another one, or * for all
    wait_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = WAIT_SECONDS

    hidden: ClassVar[tuple[str, ...]] = ("wait_seconds",)
    last: ClassVar[tuple[str, ...]] = ("budget", "cursor", "project", "wait_seconds")

    def parts(self) -> list[Tool]:
        """The calls that answer it. Raises UsageError."""
        raise NotImplementedError

    @property
    def max_bytes(self) -> int:
        """The size of the reply."""
        return self.budget * BYTES_PER_TOKEN


class Explore(Door, frozen=True, kw_only=True):
    """Begin here: words, names, a stack trace or what has changed since a commit in; the atoms that matter out, with
    source, callers, callees and tests."""

    name: ClassVar[str] = "explore"
    title: ClassVar[str] = "Explore"

    ask: Annotated[str, msgspec.Meta(max_length=100_000, description="question, names, files")] = ""
    atoms: Annotated[list[_Name], msgspec.Meta(max_length=MAX_ATOMS)] = []  # noqa: RUF012
    files: Annotated[list[_Name], msgspec.Meta(max_length=MAX_ATOMS)] = []  # noqa: RUF012
    since: Annotated[str, msgspec.Meta(max_length=200, description="HEAD, main, A..B, 2h")] = ""
    project: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="folder, or * for all")] = ""
    budget: Annotated[int, msgspec.Meta(ge=MIN_TEXT + EXPLORE_SLACK, le=MAX_BUDGET)] = BUDGET

    hidden: ClassVar[tuple[str, ...]] = (*Door.hidden, "cursor")

    def parts(self) -> list[Tool]:
        text = self.budget - EXPLORE_SLACK
        return [ExploreIndex(ask=self.ask, atoms=self.atoms, files=self.files, since=self.since, budget=text)]


class Search(Door, frozen=True, kw_only=True):
    """Find code by words of names, signatures, docs or bodies, best first; or with regex any text line, each with the
    atom around it."""

    name: ClassVar[str] = "search"
    title: ClassVar[str] = "Search"

    text: Annotated[
        str, msgspec.Meta(min_length=1, max_length=1_000, description='words, "a phrase", path: type: lang: -word')
    ]
    regex: Annotated[bool, msgspec.Meta(description="RE2, in every text file")] = False
    path: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="how paths begin: src/")] = ""
    types: AtomTypes = []  # noqa: RUF012
    tests: Annotated[bool | msgspec.UnsetType, msgspec.Meta(description="only, or no tests")] = msgspec.UNSET
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 15

    hidden: ClassVar[tuple[str, ...]] = (*Door.hidden, "types")

    def parts(self) -> list[Tool]:
        if self.regex:
            return [GrepTree(pattern=self.text, path=self.path, limit=self.limit)]
        asked = SearchAtoms(text=self.text, types=self.types, path=self.path, tests=self.tests, limit=self.limit)
        return [asked]


class Get(Door, frozen=True, kw_only=True):
    """Read atoms, with source, signature, docs and calls; of a file, its outline."""

    name: ClassVar[str] = "get"
    title: ClassVar[str] = "Read"

    atoms: Annotated[
        list[_Name],
        msgspec.Meta(min_length=1, max_length=MAX_ATOMS, description="id, name, place (PATH:LINE) or file"),
    ]
    source: bool = True

    def parts(self) -> list[Tool]:
        return [GetAtom(atom=atom, source=self.source) for atom in self.atoms]


class Relations(Door, frozen=True, kw_only=True):
    """What atoms have to do with others, with lines. callers and callees: calls. impact: all that depends on them, and
    tests that reach them: ask before a change. references: imports, types, reads, too. path: from each atom to the
    next. history: changes."""

    name: ClassVar[str] = "relations"
    title: ClassVar[str] = "Relations"

    atoms: Annotated[list[_Name], msgspec.Meta(min_length=1, max_length=MAX_ATOMS, description="as of get")]
    kinds: Annotated[list[Kind], msgspec.Meta(max_length=7, description="callers, if empty")] = []  # noqa: RUF012
    depth: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    possible: Annotated[bool, msgspec.Meta(description="also what only the name tells")] = False
    types: EdgeTypes = []  # noqa: RUF012
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000, description="of each")] = 30

    hidden: ClassVar[tuple[str, ...]] = (*Door.hidden, "types")  # a note names it where it would find more

    def parts(self) -> list[Tool]:
        return [part for kind in dict.fromkeys(self.kinds or ("callers",)) for part in self._of(kind)]

    def _of(self, kind: Kind) -> list[Tool]:
        if kind == "path":
            if len(self.atoms) < 2:
                raise UsageError("", "a path has two ends: name two atoms")
            return [FindPath(source=one, target=other) for one, other in zip(self.atoms, self.atoms[1:], strict=False)]
        return [self._of_atom(kind, atom) for atom in self.atoms]

    def _of_atom(self, kind: Kind, atom: str) -> Tool:
        if kind in ("callers", "callees"):
            edges: type[Callers | Callees] = Callers if kind == "callers" else Callees
            return edges(atom=atom, depth=self.depth, possible=self.possible, types=self.types, limit=self.limit)
        if kind == "impact":
            return Impact(atom=atom, limit=self.limit)
        if kind == "tests":
            return TestsOf(atom=atom, limit=self.limit)
        if kind == "references":
            return References(atom=atom, possible=self.possible, limit=self.limit)
        return AtomHistory(atom=atom, limit=self.limit)


class Edit(EditAtom, frozen=True, kw_only=True):
    """Change an atom: files and index together, or nothing. It refuses what does not parse, or breaks callers.
    operation: replace (whole text), body, insert, delete, rename (with references), move (path to target), undo."""

    name: ClassVar[str] = "edit"
    title: ClassVar[str] = "Edit"

    hidden: ClassVar[tuple[str, ...]] = ("cursor", "wait_seconds", "max_bytes", "project")

    atom: Annotated[str, msgspec.Meta(max_length=MAX_NAME, description="id or name")] = ""
    inferred: Annotated[bool, msgspec.Meta(description="rename also what only types tell")] = False
    transaction: Annotated[str, msgspec.Meta(max_length=100, description="undo: by default the last")] = ""
    expect: Annotated[str, msgspec.Meta(max_length=200, description="version or hash that you read")] = ""
    dry_run: Annotated[bool, msgspec.Meta(description="only show it")] = False
    force: Annotated[bool, msgspec.Meta(description="even if callers break")] = False


DOOR: tuple[type[Door], ...] = (Explore, Search, Get, Relations)
"""The tools of the front door that read."""


def find_outline(part: Part) -> Tool | None:
    """The outline in place of an atom, where a file was named."""
    file = part.document.get("file") if isinstance(part.tool, GetAtom) else None
    return FileOutline(file=file, limit=1_000) if file else None
