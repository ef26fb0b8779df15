"""Why an answer is empty: the facts about an unknown name, an atom without callers, a file outside of the index. In
sentences, for readers who would trust an empty answer.
"""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any

import msgspec

from omny.base.paths import os_path
from omny.model.atoms import AtomType, StoredAtom
from omny.model.edges import EdgeType
from omny.model.files import FileStatus
from omny.query.answer import Answer
from omny.query.external import outside_names
from omny.query.lookup import other_definitions
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import Narrowed, Question, View
from omny.query.search_language import parse_search
from omny.storage.port.records import EVERYTHING
from omny.storage.port.repository import AtomRepository

MAX_NAMED = 5
"""Names, ids or paths in one sentence: as many as one reads at a glance."""

_MAX_COUNTED = 1_000  # edges of other types: to say that there are some, no more have to be found


class ExplainAnswer(Answer, frozen=True, kw_only=True):
    """Facts, a sentence each."""

    results: list[str]


class ExplainSearch(Narrowed, frozen=True, kw_only=True):
    """Why a search finds nothing."""

    text: str

    def answer(self, view: View) -> ExplainAnswer:
        repository = view.repository
        asked = parse_search(self.text)
        said = []
        if asked.words and asked.scope(self.scope) != EVERYTHING:
            found = repository.search(asked.words, limit=1).total
            if found and asked.scope(EVERYTHING) == EVERYTHING:
                said.append(f"{found:,} are found without the filters types, path and tests")
            elif found:
                said.append(f"{found:,} have these words, without filters, phrases and what is left out")
        if not said:
            if len(asked.words.split()) > 1:
                said.append("no atom has any of these words in its name, signature, documentation, body or path")
            near = nearest_names(repository, parse_name(asked.named)) if asked.words else []
            said.append(f"similar names: {', '.join(near)}" if near else "no name is similar")
        return ExplainAnswer(results=[*said, *_describe_skipped(repository)], freshness=view.freshness(()))


class ExplainEdges(Question, frozen=True, kw_only=True):
    """Why an atom has no callers (`up`), or calls nothing."""

    atom: str
    up: bool = True

    def answer(self, view: View) -> ExplainAnswer:
        stored = view.resolve_atom(self.atom).stored
        said = _no_callers(stored) if self.up else _no_callees(stored)
        said += _of_other_definitions(view.repository, stored, self.up)
        return ExplainAnswer(
            results=[*said, *_describe_skipped(view.repository)], freshness=view.freshness([stored.atom.file_path])
        )


class ExplainFile(Question, frozen=True, kw_only=True):
    """Why a file has no atoms."""

    file: str

    def answer(self, view: View) -> ExplainAnswer:
        path = self.file.removeprefix("./").rstrip("/")
        entry = view.repository.ledger_entry(path)
        if entry is None:
            said = [_explain_unknown(view, path), *_near_paths(view.repository, path)]
        elif entry.status in (FileStatus.SKIPPED, FileStatus.EXCLUDED):
            said = [f"{path} was left out ({entry.status}): {entry.explanation}"]
        else:
            said = [f"{path} is indexed as {entry.language} and defines nothing"]
        return ExplainAnswer(results=said, freshness=view.freshness([path]))


def _of_other_definitions(repository: AtomRepository, stored: StoredAtom, up: bool) -> list[str]:
    """What is known of the other atoms of that name in that place: of overloads, calls reach the one with the code."""
    ask = repository.callers if up else repository.callees
    said = []
    for id_ in other_definitions(repository, stored):
        found = len(ask([id_], types=[EdgeType.CALL], depth=1, limit=_MAX_COUNTED))
        if found:
            said.append(f"{id_} is defined there, too, and has {found:,} {'callers' if up else 'callees'}")
    return said


def _no_callers(stored: StoredAtom) -> list[str]:
    atom, data = stored.atom, _data(stored)
    said = [f"no call known by scopes, imports or types leads to {atom.id}"]
    if data.get("decorators"):
        named = ", ".join(data["decorators"][:MAX_NAMED])
        said.append(f"it is decorated ({named}): what decorates it may call it")
    if atom.type == AtomType.METHOD:
        said.append("it is a method: a call on a receiver whose type the source does not tell counts for no method")
    return said


def _no_callees(stored: StoredAtom) -> list[str]:
    outside = _data(stored).get("unresolved", [])
    if not outside:
        return [f"{stored.atom.id} calls nothing"]
    imported = outside_names(outside)  # a name of a library tells something, one of a built-in does not
    more = f" and {len(imported) - MAX_NAMED:,} more" if len(imported) > MAX_NAMED else ""
    named = f": {', '.join(imported[:MAX_NAMED])}{more}" if imported else ""
    return [f"{stored.atom.id} calls only what is outside of the index, or not known{named}"]


def _describe_skipped(repository: AtomRepository) -> list[str]:
    skipped = len(repository.skipped_files())
    if not skipped:
        return []
    return [f"{skipped:,} files could not be indexed and may hold it: omny status --skipped lists them"]


def _explain_unknown(view: View, path: str) -> str:
    """What the disk says of a path that the index does not know. Says nothing of what is outside of the root."""
    if os.path.isabs(path) or ".." in path.split("/"):
        return f"{path} is outside the project: name a file from its root on"
    try:
        there = view.root.path / os_path(path)
        is_directory, is_there = os.path.isdir(there), os.path.lexists(there)
    except ValueError:  # a NUL in it
        is_directory, is_there = False, False
    if is_directory:
        return f"{path} is a directory: name a file of it, or search with it as a path"
    if not is_there:
        return f"there is no file {path}"
    from omny.languages import accepts

    if not accepts(path):
        return f"{path} is there, in no language that is indexed"
    return f"{path} is there and not indexed: it is ignored (.gitignore, .omny.toml, a global pattern), or waits"


def _near_paths(repository: AtomRepository, path: str) -> list[str]:
    """The paths of the index that may have been meant: of the same name, else of one that is like it."""
    import difflib  # here, since other questions ask for nothing that is like a name

    name = PurePosixPath(path).name
    by_name: dict[str, list[str]] = {}
    for other in repository.paths():
        by_name.setdefault(other.rpartition("/")[2], []).append(other)
    names = [name] if name in by_name else difflib.get_close_matches(name, _alike(name, by_name), MAX_NAMED)
    near = [other for found in names for other in by_name[found]][:MAX_NAMED]
    return [f"similar paths: {', '.join(near)}"] if near else []


def _alike(name: str, names: dict[str, Any]) -> list[str]:
    """Those that are worth a comparison, which is slow: of about the same length, with the same first letter."""
    first = name[:1].lower()
    return [other for other in names if other[:1].lower() == first and abs(len(other) - len(name)) <= MAX_NAMED]


def _data(stored: StoredAtom) -> dict[str, Any]:
    return msgspec.json.decode(stored.atom.data, type=dict[str, Any])
