"""Ranges of commits, as git writes them: `A..B`, from A to B, and `A...B`, from where B left A to B. Git is never run.

Without B the range ends with the files as they are: the working tree.
"""

from __future__ import annotations

import re
from heapq import heappop, heappush
from pathlib import Path
from typing import NamedTuple

from omny.watch.git.files import find_git
from omny.watch.git.head import git_commit
from omny.watch.git.log import read_commit
from omny.watch.git.objects import GitObjects

MAX_COMMITS = 50_000
"""Commits that are read in search of a common ancestor."""

_RANGE = re.compile(r"(?P<before>.*?[^.])?(?P<dots>\.{2,3})(?P<after>[^./].*)?")

_OF_ONE, _OF_OTHER, _OF_BOTH = 1, 2, 3


class Range(NamedTuple):
    """A range of commits, by the names in its text; "" stands for HEAD at its beginning, and for the files at its
    end."""

    before: str
    after: str
    from_common: bool  # whether it begins with the common ancestor


def parse_range(text: str) -> Range | None:
    """The range that a text is; None for the name of a single state."""
    match = _RANGE.fullmatch(text.strip())
    return None if match is None else Range(match["before"] or "", match["after"] or "", match["dots"] == "...")


def find_ends(root: Path, range_: Range) -> tuple[str, str]:
    """The commits that a range begins and ends with, in hex. "" for one that is unknown, or where the range ends with
    the files."""
    before = git_commit(root, range_.before or "HEAD")
    after = git_commit(root, range_.after) if range_.after else ""
    if range_.from_common and before:
        other = after if range_.after else git_commit(root, "HEAD")
        before = merge_base(root, before, other) if other else ""
    return before, after


def merge_base(root: Path, one: str, other: str) -> str:
    """The newest common ancestor of two commits; "" without one, or where it cannot be found."""
    places = find_git(root)
    if places is None:
        return ""
    with GitObjects(places.common_dir) as objects:
        marks = {one: _OF_ONE}
        marks[other] = marks.get(other, 0) | _OF_OTHER
        heap: list[tuple[int, str, tuple[str, ...]]] = []
        for name in marks:
            commit = read_commit(objects, name)
            if commit is not None:
                heappush(heap, (-commit.time, name, commit.parents))
        passed: set[str] = set()
        while heap and len(marks) < MAX_COMMITS:
            _, name, parents = heappop(heap)
            passed.add(name)
            if marks[name] == _OF_BOTH:
                return name
            for parent in parents:
                is_new = parent not in marks
                marks[parent] = marks.get(parent, 0) | marks[name]
                if (
                    parent in passed and marks[parent] == _OF_BOTH
                ):  # a child with the time of its parent, or an earlier one
                    return parent
                if is_new and (commit := read_commit(objects, parent)) is not None:
                    heappush(heap, (-commit.time, parent, commit.parents))
    return ""
