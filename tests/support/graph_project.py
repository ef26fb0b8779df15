"""Repositories whose atoms and edges a test names one by one, and questions put to them from both sides: the repository
itself, and as a daemon answers, with the graph in memory."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

from omny.base.paths import Root
from omny.derived.graph import AtomGraph
from omny.model.atom_data import EDGE_LISTS
from omny.model.atoms import Atom, AtomType
from omny.model.delta import Delta, FileDelta
from omny.model.edges import EdgeType
from omny.pipeline.transaction import TransactionManager
from omny.query.documents import Document
from omny.query.freshness import freshness
from omny.query.questions import View, answer
from omny.storage.port.records import EdgeRow, Neighbour
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, write_tree

_LIST_OF = {edge_type: name for name, edge_type in EDGE_LISTS.items()}


def atom(id_: str, edges: Mapping[str, Collection[str]] = {}, **data: Any) -> Atom:
    """A function of that id, with edges by type."""
    path, _, name = id_.partition("::")
    lists = {_LIST_OF[EdgeType(type_)]: sorted(targets) for type_, targets in edges.items()}
    said = {"qualified_name": name, "calls": [], **lists, **data}
    return Atom(id_, path, name, data.get("line", 1), 9, AtomType.FUNCTION, "()", json.dumps(said), "")


def hold(repository: AtomRepository, atoms: Collection[Atom]) -> None:
    """Puts the atoms into an empty repository."""
    by_path: dict[str, list[Atom]] = {}
    for each in atoms:
        by_path.setdefault(each.file_path, []).append(each)
    files = tuple(FileDelta(path, created=tuple(created)) for path, created in sorted(by_path.items()))
    TransactionManager(repository).commit(Delta(files), "reindex")


def hold_calls(repository: AtomRepository, size: int, arrows: Collection[tuple[int, int]]) -> None:
    """Puts numbered atoms into an empty repository, with these calls between them."""
    hold(
        repository,
        [atom(numbered(n), {"call": [numbered(b) for a, b in arrows if a == n]}) for n in range(size)],
    )


def numbered(number: int) -> str:
    """The id of a numbered atom."""
    return f"a.py::f{number:02}"


class FromGraph:
    """The repository as a daemon's reader is: edges come from the graph in memory."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._graph = AtomGraph.load(repository)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)

    def callers(self, *ids: Any, **how: Any) -> list[Neighbour]:
        with self._graph.reading() as view:
            return view.callers(*ids, **how)

    def callees(self, *ids: Any, **how: Any) -> list[Neighbour]:
        with self._graph.reading() as view:
            return view.callees(*ids, **how)

    def edges(self) -> Iterator[EdgeRow]:
        with self._graph.reading() as view:
            return iter(view.edges())


def ask(place: tuple[AtomRepository, Path], question: str, /, **arguments: Any) -> Document:
    """The answer about a repository and its root, which is the same from the graph in memory, byte by byte."""
    repository, root = place
    found = _answered(repository, root, question, arguments)
    from_graph: Any = FromGraph(repository)
    assert json.dumps(found) == json.dumps(_answered(from_graph, root, question, arguments))
    return found


def ids(document: Document) -> list[str]:
    """The ids of the atoms of an answer."""
    return [each["id"] for each in document["results"]]


@contextmanager
def project(root: Path, files: Mapping[str, str | bytes]) -> Iterator[AtomRepository]:
    """The index of a tree of those files."""
    write_tree(root, files)
    with memory_repository() as repository:
        index_tree(root, repository)
        yield repository


def _answered(repository: AtomRepository, root: Path, question: str, arguments: dict[str, Any]) -> Document:
    with repository.reading():
        view = View(repository, Root.of(root), "", lambda paths: freshness(repository, None, paths))
        return answer(view, question, arguments)


def judged(tree: Path, files: Mapping[str, str], **more: Any) -> dict[str, tuple[str, str]]:
    """Certainty and reason of all that is dead, by qualified name."""
    with project(tree, {path: dedent(text) for path, text in files.items()}) as repository:
        every = ask((repository, tree), "dead", certainty=["certain", "likely", "possible"], **more)
        return {each["id"].partition("::")[2]: (each["certainty"], each["reason"]) for each in every["results"]}
