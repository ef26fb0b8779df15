"""Hot spots: the files that change often and are complex, each with the files that change together with it.

A file's score is the number of its newest commits times the complexity of its functions. It orders files and measures
nothing: code that is both is where a change costs most (A. Tornhill, "Your Code as a Crime Scene", 2015).
"""

from __future__ import annotations

import msgspec

from omny.languages import find_testing
from omny.model.atom_data import read_detail
from omny.model.atoms import VALUE_TYPES, AtomType, is_class_like
from omny.query.answer import Answer
from omny.query.commits import Extent, RecentCommits, day, is_person, read_recent_commits
from omny.query.question import Limit, Question, View

_NO_FUNCTIONS = VALUE_TYPES | {AtomType.MODULE}

MAX_CANDIDATES = 500
"""The files with most commits, whose functions are looked at."""

MAX_TOGETHER = 5
"""Files that are named beside one."""

MIN_TOGETHER = 2
"""Commits that have changed both: one alone is chance."""


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """A file that changes together with another one."""

    path: str
    commits: int  # that have changed both
    share: float  # of the commits of the other one


class HotFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that changes."""

    path: str
    score: int
    commits: int
    authors: int
    complexity: int  # of all its functions and its module
    functions: int
    last: str  # day of the newest commit, in UTC
    together: list[Together]  # the most frequent ones


class HotAnswer(Answer, frozen=True, kw_only=True):
    """The files by their score."""

    results: list[HotFile]
    read: Extent


class Hot(Question, frozen=True, kw_only=True):
    """The indexed files that change often and are complex."""

    path: str = ""  # only files whose path begins so
    tests: bool | None = None  # only tests, or only what is none
    limit: Limit = 20

    def answer(self, view: View) -> HotAnswer:
        """The answer. Raises UsageError without a repository."""
        recent = read_recent_commits(view, "list hot spots")
        entries = {path for path, entry in view.repository.ledger().items() if entry.is_indexed}
        paths = [path for path in recent.by_path.keys() & entries if path.startswith(self.path) and self._wants(path)]
        paths.sort(key=lambda path: (-len(recent.by_path[path]), path))
        found = [measure_file(view, recent, path) for path in paths[:MAX_CANDIDATES]]
        found.sort(key=lambda file: (-file.score, -file.commits, file.path))
        results = [
            msgspec.structs.replace(file, together=find_together(recent, file, entries)) for file in found[: self.limit]
        ]
        return HotAnswer(
            results=results,
            freshness=view.freshness([file.path for file in results]),
            total=len(paths),
            read=recent.extent,
        )

    def _wants(self, path: str) -> bool:
        if self.tests is None:
            return True
        return find_testing(path).is_test(path) == self.tests


def measure_file(view: View, recent: RecentCommits, path: str) -> HotFile:
    """A file with its commits and complexity, and without those that change together with it."""
    touches = recent.by_path[path]
    complexity = functions = 0
    for stored in view.repository.in_file(path):
        if not is_class_like(stored.atom.type):
            complexity += read_detail(stored.atom.data).complexity
            functions += stored.atom.type not in _NO_FUNCTIONS
    return HotFile(
        path=path,
        score=len(touches) * complexity,
        commits=len(touches),
        authors=len({touch.author for touch in touches if is_person(touch.author)}),
        complexity=complexity,
        functions=functions,
        last=day(max(touch.time for touch in touches)),
        together=[],
    )


def find_together(recent: RecentCommits, file: HotFile, entries: set[str]) -> list[Together]:
    """The files that change together with one, the most frequent ones."""
    counts = [(count, path) for path, count in recent.together(file.path).items() if path in entries]
    counts = sorted((pair for pair in counts if pair[0] >= MIN_TOGETHER), key=lambda pair: (-pair[0], pair[1]))
    return [
        Together(path=path, commits=count, share=round(count / file.commits, 3))
        for count, path in counts[:MAX_TOGETHER]
    ]
