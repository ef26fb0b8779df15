"""`explore` in all projects of the workspace, in one answer under one budget.

A search in each project decides which of them the question is about: those whose atoms have most of its words. These
are explored, at most three, and of the others the best atoms are named. Each project has its own freshness.
"""

from __future__ import annotations

from typing import Any

import msgspec

from omny.base.errors import OmnyError, UsageError
from omny.base.plain import plain
from omny.query.answer import Results
from omny.query.documents import MIN_BUDGET, Document
from omny.query.explore_source import stems
from omny.query.explore_text import TOKEN_BYTES, count_tokens, render
from omny.query.explore_words import content_words
from omny.query.explored import ExploreAnswer
from omny.query.pasted_diff import read_diff
from omny.query.stack_trace import read_trace
from omny.service.everywhere import Reached, ask_each, ask_member
from omny.service.workspace import Member

SEARCHED = 8
"""Atoms of each project that say how much the question is about it."""

MAX_EXPLORED = 3

SHARES = (0.5, 0.6, 1.0)
"""The part of what is left of the budget that the first project may take, the second and the third."""

ENOUGH = 0.5
"""The part of the first project's score that another one needs to be explored."""

NAMES_SHARE = 0.12
"""The part of the budget for the names of other projects."""

MAX_NAMED = 3
"""Atoms that are named of a project."""


class OtherProject(msgspec.Struct, frozen=True):
    """A project that is not explored."""

    project: str
    atoms: list[str]  # ids, the best ones


class ExploredEverywhere(Results, frozen=True, kw_only=True):
    """The answers of the projects that the question is about, and what the others have."""

    results: list[dict[str, Any]]  # the answers of `explore`, each with its `project`
    others: list[OtherProject]
    budget: int
    tokens: int  # of `text`
    text: str
    projects: list[Reached]
    freshness: None = None  # each of `projects` has its own

    @property
    def is_whole(self) -> bool:
        """Whether every root answered."""
        return not any(each.problem for each in self.projects)


def explore_everywhere(ask: str, budget: int) -> ExploredEverywhere:
    """The answer to words or names. Raises UsageError for anything else, and for an empty workspace."""
    if not ask.strip():
        raise UsageError("explore", "nothing is asked", hint="give words or names")
    if read_diff(ask) or read_trace(ask):
        reason = "a diff or a trace is one of a single project"
        raise UsageError("explore everywhere", reason, hint="leave --everywhere out")
    words = content_words(ask) or ask.split()
    reached, documents = ask_each("search", {"text": " ".join(words), "limit": SEARCHED})
    scores = {project: _score(document, words) for project, document in documents.items() if document["results"]}
    ranked = sorted(scores, key=lambda project: (-scores[project], project))
    chosen = [project for project in ranked[:MAX_EXPLORED] if scores[project] >= ENOUGH * scores[ranked[0]]]
    left = budget * TOKEN_BYTES
    kept = int(left * NAMES_SHARE) if len(ranked) > len(chosen) else 0
    results, texts = [], []
    by_project = {each.project: each for each in reached}
    for project, share in zip(chosen, SHARES, strict=False):
        head = f"=== {plain(project)}\n"
        room = int((left - kept) * (share if len(chosen) > 1 else 1.0)) - len(head.encode()) - 1
        if room // TOKEN_BYTES < MIN_BUDGET:
            continue
        try:
            asked = {"ask": ask, "budget": room // TOKEN_BYTES}
            document = ask_member(Member(by_project[project].root, "reached"), "explore", asked)
        except OmnyError as error:
            by_project[project] = msgspec.structs.replace(by_project[project], problem=str(error))
            continue
        text = head + render(msgspec.convert(document, ExploreAnswer)) + "\n"
        left -= len(text.encode())
        texts.append(text)
        results.append({"project": project, **document})
    explored = {each["project"] for each in results}
    others = [_name(project, documents[project]) for project in ranked if project not in explored]
    names = _list_others(others, left)
    text = "\n".join(texts + names)
    return ExploredEverywhere(
        results=results,
        total=len(results),
        others=others[: max(0, len(names) - 1)],
        budget=budget,
        tokens=count_tokens(text),
        text=text,
        projects=[by_project[each.project] for each in reached],
    )


def _score(document: Document, words: list[str]) -> float:
    """How much a question is about a project: the words that the best atoms have in their names and documentation. An
    atom counts less with its place, and a name that is a word counts twice."""
    beginnings = stems(words)
    whole = set(words)
    score = 0.0
    for place, atom in enumerate(document["results"], 1):
        text = f"{atom['id']} {atom.get('signature', '')} {atom['data'].get('doc', '')}".lower()
        share = sum(stem in text for stem in beginnings) / len(beginnings)
        score += (share + (atom["function_name"].lower() in whole)) * share / place
    return round(score, 6)


def _name(project: str, document: Document) -> OtherProject:
    return OtherProject(project, [each["id"] for each in document["results"][:MAX_NAMED]])


def _list_others(others: list[OtherProject], room: int) -> list[str]:
    """A line for each of as many projects as there is room for, below a heading."""
    lines = ["also in:"]
    room -= len(lines[0]) + 2
    for each in others:
        line = plain(f"  {each.project}: {', '.join(each.atoms)}")
        room -= len(line.encode()) + 1
        if room < 0:
            break
        lines.append(line)
    return lines if len(lines) > 1 else []
