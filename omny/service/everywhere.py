"""A question that is put to every root of the workspace, and the answers as one.

Each index answers for itself and says its own freshness: no edge leads from one root to another. What is wrong with one
root stands in its line of the answer, and keeps no other root from answering.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.errors import NoIndexError, OmnyError, UnknownNameError, UsageError
from omny.base.paths import Root
from omny.query.answer import Results
from omny.query.freshness import Freshness
from omny.service import workspace
from omny.service.choice import choose
from omny.service.place import Place
from omny.service.session import Session
from omny.service.workspace import Member

if TYPE_CHECKING:
    from omny.query.documents import Document

QUESTIONS = ("search", "grep", "callers")
"""The questions that can be put to all roots."""

SYNC_SECONDS = 60.0
"""How long a root that is asked for the first time may take to be brought up to date, where a daemon does it."""


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """What one root had to say."""

    root: str  # absolute path
    project: str  # its name in the results
    total: int = 0  # results, shown or not
    unchecked: int = 0  # as in the answer of a search
    problem: str = ""  # why it did not answer
    freshness: Freshness | None = None  # None where it did not answer


class EverywhereAnswer(Results, frozen=True, kw_only=True):
    """The results of all roots: those of the question itself, each with its `project`."""

    results: list[dict[str, Any]]
    projects: list[Reached]
    freshness: None = None  # each of `projects` has its own

    @property
    def is_whole(self) -> bool:
        """Whether every root answered."""
        return not any(each.problem for each in self.projects)


def ask_everywhere(question: str, arguments: dict[str, Any]) -> EverywhereAnswer:
    """The answers of all members to one of `QUESTIONS`, at most `arguments["limit"]` results.

    A member that is asked for the first time is brought up to date before it answers. Of equal rank the results of
    the first root come first; atoms whose name is a word of the search come before all others. Raises UsageError
    for an empty workspace.
    """
    reached, documents = ask_each(question, arguments)
    names = [each.project for each in reached]
    found = [[{"project": project, **each} for each in document["results"]] for project, document in documents.items()]
    results = list(_merge(found))
    if question == "search":
        results.sort(key=lambda atom: not has_name(atom, str(arguments["text"])))
    results = results[: arguments["limit"]]
    if question != "search":  # what stands together in a tree is read together
        order = {project: at for at, project in enumerate(names)}
        results.sort(key=lambda each: order[each["project"]])
    return EverywhereAnswer(results=results, total=sum(each.total for each in reached), projects=reached)


def ask_each(question: str, arguments: dict[str, Any]) -> tuple[list[Reached], dict[str, Document]]:
    """What each member had to say, and by project the documents of those that answered. Raises UsageError for an empty
    workspace."""
    members = workspace.list_members()
    if not members:
        raise UsageError("ask everywhere", "the workspace is empty", hint="run 'omny workspace add DIR...'")
    names = _names([member.path for member in members])
    reached: list[Reached] = []
    documents: dict[str, Document] = {}
    for member, project in zip(members, names, strict=True):
        try:
            document = ask_member(member, question, arguments)
        except UnknownNameError:
            reached.append(Reached(root=member.root, project=project))
        except OmnyError as error:
            reached.append(Reached(root=member.root, project=project, problem=str(error)))
        else:
            fresh = msgspec.convert(document["freshness"], Freshness)
            reached.append(
                Reached(
                    root=member.root,
                    project=project,
                    total=document["total"],
                    freshness=fresh,
                    unchecked=document.get("unchecked", 0),
                )
            )
            documents[project] = document
    return reached, documents


def ask_member(member: Member, question: str, arguments: dict[str, Any]) -> Document:
    """The answer of one root. Raises OmnyError."""
    session = Session(_place(Root.of(member.path)))
    if not member.token:
        fresh = session.sync(SYNC_SECONDS).freshness
        workspace.reach(member, fresh.token)
    try:
        return session.ask(question, arguments)
    except NoIndexError:  # it was removed since
        session.sync(SYNC_SECONDS)
        return session.ask(question, arguments)


def has_name(atom: dict[str, Any], text: str) -> bool:
    """Whether the name of an atom is a word of a search."""
    return _plain(atom["function_name"]) in {_plain(word) for word in text.split()}


def _place(root: Root) -> Place:
    """The root with its own store. A file that the environment names is one for all, and so none of a single root."""
    choice = choose(root, None, os.environ)
    return Place(root, choice if choice.store.kind == "postgres" else choose(root, None, {}))


def _merge(found: Iterable[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """The first of each root, then the second of each, and so on: ranks of different indexes have no common measure."""
    return (each for each in chain.from_iterable(zip_longest(*found)) if each is not None)


def _names(roots: list[Path]) -> list[str]:
    """The name of each root: its folder, with as many folders above it as it takes to differ from the others."""
    names, depth = [root.name for root in roots], 1
    while depth < max(len(root.parts) for root in roots):
        counts = Counter(names)
        if len(counts) == len(names):
            break
        depth += 1
        names = [
            name if counts[name] == 1 else os.path.join(*root.parts[-depth:])
            for name, root in zip(names, roots, strict=True)
        ]
    return names


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()
