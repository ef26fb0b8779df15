"""Who knows a file: its owners by CODEOWNERS, and the authors of its newest commits."""

from __future__ import annotations

import os
from collections.abc import Collection

import msgspec

from omny.base.paths import os_path
from omny.query.answer import Answer
from omny.query.codeowners import NO_OWNERS, DeclaredOwners, read_codeowners
from omny.query.commits import Extent, Touch, day, is_person, read_recent_commits
from omny.query.question import Limit, Question, View
from omny.watch.git.files import find_git


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has changed the file, or files of the folder."""

    name: str
    commits: int
    share: float  # of all commits by people that are counted
    first: str  # day of the first one that is counted, in UTC
    last: str


class OwnersAnswer(Answer, frozen=True, kw_only=True):
    """The authors, who has made most commits first."""

    results: list[Author]
    path: str  # of the file or folder; "" for the whole tree
    declared: list[str]  # owners by CODEOWNERS
    rule: str  # place of the pattern that says so
    commits: int  # that changed it
    read: Extent


class Owners(Question, frozen=True, kw_only=True):
    """The owners of a file, of a folder, or of the file of an atom; without a name of the whole tree."""

    name: str = ""  # as it was typed
    path: str = ""  # the same from the root on, where it may have been typed in another folder
    limit: Limit = 10

    def answer(self, view: View) -> OwnersAnswer:
        """The answer. Raises UsageError for an unknown name, or without a repository."""
        recent = read_recent_commits(view, "list owners")
        path = _find_path(view, self.name, self.path, recent.by_path) if self.name else ""
        inside = f"{path}/" if path else ""
        touches = recent.by_path.get(path) or [
            touch for touch in recent.touches if any(each.startswith(inside) for each in touch.paths)
        ]
        authors = count_authors([touch for touch in touches if is_person(touch.author)])
        declared = find_declared(view, path) if path else NO_OWNERS
        return OwnersAnswer(
            results=authors[: self.limit],
            freshness=view.freshness([path] if path else []),
            total=len(authors),
            path=path,
            declared=list(declared.owners),
            rule=declared.rule,
            commits=len(touches),
            read=recent.extent,
        )


def find_declared(view: View, path: str) -> DeclaredOwners:
    """The owners of a path by CODEOWNERS."""
    places = find_git(view.root.path)
    rules = read_codeowners(places) if places is not None else None
    if places is None or rules is None:
        return NO_OWNERS
    return rules.find(os.path.relpath(view.root.path / os_path(path), places.top).replace(os.sep, "/"))


def _find_path(view: View, typed: str, here: str, touched: Collection[str]) -> str:
    """The path of the file or folder that a text names, indexed or not, or of the file of the atom."""
    for path in dict.fromkeys((here, typed.removeprefix("./"))):
        plain = path.removeprefix(f"{view.top}/").rstrip("/")
        if plain in (".", view.top):
            return ""
        is_there = plain and ".." not in plain.split("/") and os.path.lexists(view.root.path / os_path(plain))
        if is_there or plain in touched or any(other.startswith(f"{plain}/") for other in touched):
            return plain
    return view.file_at(typed, here) or view.resolve_atom(typed).stored.atom.file_path


def count_authors(touches: list[Touch]) -> list[Author]:
    """The authors of commits, who has made most of them first."""
    by_name: dict[str, list[Touch]] = {}
    for touch in touches:
        by_name.setdefault(touch.author, []).append(touch)
    authors = [
        Author(
            name=name,
            commits=len(theirs),
            share=round(len(theirs) / len(touches), 3),
            first=day(min(touch.time for touch in theirs)),
            last=day(max(touch.time for touch in theirs)),
        )
        for name, theirs in by_name.items()
    ]
    return sorted(authors, key=lambda author: (-author.commits, author.last, author.name))
