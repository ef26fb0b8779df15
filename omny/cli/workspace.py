"""The commands of the workspace, and what all of its projects answer, as tables for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from omny.base.paths import Root
from omny.base.plain import with_signature
from omny.cli import answers, wire
from omny.cli.rows import describe_shown, print_rows
from omny.cli.text import BOLD, CYAN, DIM, YELLOW, count, paint, plain, short_name
from omny.query.basis import describe_how
from omny.query.documents import Document
from omny.service import workspace
from omny.service.answers import WorkspaceAnswer, WorkspaceProject
from omny.service.everywhere import ask_everywhere


def add(directories: Sequence[str]) -> int:
    """Adds the roots; none of them where one is no directory."""
    for root in [Root.of(directory) for directory in directories]:
        done = "added" if workspace.add(root) else "already there"
        print(plain(f"{done}: {root.path}"))
    return 0


def remove(directories: Sequence[str]) -> int:
    """Takes the roots out; 1 if one of them was no member."""
    status = 0
    for directory in directories:
        path = Path(os.path.realpath(directory))
        if workspace.remove(path):
            print(plain(f"removed: {path}"))
        else:
            print(plain(f"omny: not in the workspace: {path}"), file=sys.stderr)
            status = 1
    return status


def show(*, as_json: bool) -> int:
    """Lists the roots."""
    results = [WorkspaceProject(each.root, bool(each.token), each.path.is_dir()) for each in workspace.list_members()]
    if as_json:
        wire.print_document(WorkspaceAnswer(results=results).document())
        return 0
    rows = [
        (each.root, "" if each.exists and each.reached else "not asked yet" if each.exists else "missing")
        for each in results
    ]
    print_rows(rows, ("", DIM))
    print(paint(count(len(results), "project"), DIM))
    return 0


def ask(question: str, arguments: dict[str, object], *, as_json: bool) -> int:
    """Prints what all projects answer; 1 where one of them did not."""
    found = ask_everywhere(question, arguments)
    document = found.document()
    if as_json:
        wire.print_document(document)
    else:
        noun, rows = _FORMS[question]
        print_rows([row for each in document["results"] for row in rows(each)], (BOLD, CYAN, DIM, ""))
        in_projects = f"{sum(bool(each.total) for each in found.projects):,} of {count(len(found.projects), 'project')}"
        print(paint(f"{describe_shown(document, noun)} in {in_projects}", DIM))
        for each in document["projects"]:
            _warn(each)
    return 0 if found.is_whole else 1


def explore(text: str, budget: int, *, as_json: bool) -> int:
    """Prints what the projects that a question is about answer; 1 where one of them did not."""
    from omny.service.explore_everywhere import explore_everywhere

    found = explore_everywhere(text, budget)
    document = found.document()
    if as_json:
        wire.print_document(document)
    else:
        print(found.text)
        for each in document["projects"]:
            _warn(each)
    return 0 if found.is_whole else 1


def _warn(project: Document) -> None:
    if project["problem"]:
        print(paint(plain(f"{project['project']}: {project['problem']}"), YELLOW), file=sys.stderr)
    elif project["freshness"] is not None:
        if project["unchecked"]:
            print(paint(plain(f"{project['project']}: {answers.describe_unchecked(project)}"), YELLOW), file=sys.stderr)
        for line in answers.warnings(project["freshness"] | {"root": ""}, stale=True):
            print(paint(plain(f"{project['project']}: {line}"), YELLOW), file=sys.stderr)


def _atom(atom: Document) -> list[tuple[str, ...]]:
    name = with_signature(short_name(atom["id"], atom["file_path"]), atom["signature"])
    return [(atom["project"], f"{atom['file_path']}:{atom['line']}", atom["type"], name)]


def _line(hit: Document) -> list[tuple[str, ...]]:
    return [(hit["project"], f"{hit['path']}:{hit['line']}", short_name(hit.get("atom", ""), hit["path"]), hit["text"])]


def _caller(atom: Document) -> list[tuple[str, ...]]:
    return [
        (
            atom["project"],
            f"{edge['path']}:{line}" if line else edge["path"],
            describe_how(edge["how"], edge.get("basis", "")),
            short_name(atom["id"], edge["path"]),
        )
        for edge in atom["edges"]
        for line in [site["line"] for site in edge["sites"]] or [atom.get("line", 0)]
    ]


_FORMS: dict[str, tuple[str, Callable[[Document], list[tuple[str, ...]]]]] = {
    "search": ("atom", _atom),
    "grep": ("line", _line),
    "callers": ("caller", _caller),
}
