"""The records of an answer of `explore`: atoms with their source, their neighbours and their tests."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from omny.query.answer import Answer
from omny.query.hot import Together
from omny.query.notes import NoteEntry
from omny.query.owners import Author


class Excerpt(msgspec.Struct, frozen=True):
    """Lines of an atom that follow each other, without secrets."""

    line: int  # 1-based, of the first one
    text: str


class InnerCall(msgspec.Struct, frozen=True):
    """A call below a callee: what that calls, and so on."""

    atom: str
    line: int  # of the first place, in the file of the caller
    depth: int  # 1 for what the callee calls itself


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An edge of an atom: from a caller, or to a callee."""

    atom: str  # id of the far end
    line: int  # of the first place, in the file of the caller; 0 where the data has none
    type: str = "call"  # of the edge
    how: str = "exact"  # exact, inferred, held
    basis: str = ""  # see omny/query/basis.py
    places: int = 1
    guard: str = ""  # what the first place stands in: a condition, a loop, a handler, an arm
    then: list[InnerCall] = []  # of a callee: its own calls in source order, each followed by those below it
    implementations: list[str] = []  # of a callee: methods that the call may reach by dispatch, the first of them
    implementations_total: int = 0


class Unknown(msgspec.Struct, frozen=True):
    """A call on an unknown receiver, with the atoms that have its name."""

    name: str  # as it is called
    candidates: list[str]


class ExploredAtom(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An atom that matters to the question."""

    id: str
    type: str
    file_path: str
    line: int
    end_line: int
    signature: str
    doc: str = ""  # its first line
    held: int = 0
    found_by: list[str] = []  # name, file, words, member, mention, frame, diff, change, graph
    role: str = ""  # in a trace or in changes, for people
    actor: str = ""  # who made its last change in the index, where that is known
    reason: str = ""  # why, where somebody said so
    notes: list[NoteEntry] = []  # what was written about it
    marked: list[int] = []  # its lines that the trace or the diff names
    source: list[Excerpt] = []
    whole: bool = False  # whether `source` is all of its text
    unread: str = ""  # why its source cannot be shown
    callers: list[Link] = []
    callers_total: int = 0
    callees: list[Link] = []  # in the order of the source
    callees_total: int = 0
    tests: list[str] = []  # ids of the nearest tests that reach it
    tests_total: int = 0
    unknown: list[Unknown] = []  # calls that nothing resolves and that may lead into the tree
    tests_complete: bool = True  # false where the walk ended at its limit: there may be more


class KnownFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the best atoms, with those who know it and what changes with it."""

    path: str
    owners: list[str]  # by CODEOWNERS
    authors: list[Author]  # of its newest commits, those with most of them
    commits: int
    complexity: int  # of all its functions; times commits it is the file's score in `hot`
    together: list[Together]  # files that change in the same commits


class Next(msgspec.Struct, frozen=True):
    """A question that leads further."""

    question: str  # a question of the index
    about: str  # an atom, or a state


class ExploreAnswer(Answer, frozen=True, kw_only=True):
    """The atoms that matter, best first, as much of each as the budget allows."""

    tail: ClassVar[tuple[str, ...]] = ("files", "notes", "near", "next", "cut", "budget", "tokens", "freshness")

    results: list[ExploredAtom]
    asked: list[str]  # how the question was read: names, files, words, trace, diff, changes
    files: list[KnownFile]  # for a question about people or changes
    notes: list[str]  # names that no atom has, and names that several have
    near: list[str]  # similar names, where nothing is found
    next: list[Next]
    cut: list[str]  # sections that are shorter than they could be, or absent
    budget: int
    tokens: int  # of the text, see omny/query/explore_text.py
