"""The question of a picture: its atoms or files, and the edges among them.

The answer has the content of a picture, without positions: nodes, nearest first, each with its group (file or folder),
and every edge between two of them. Light to import, as all questions are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Annotated

import msgspec

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.model.atom_data import AtomData, read_data
from omny.model.atoms import StoredAtom, is_class_like
from omny.model.edges import EdgeType
from omny.query.answer import Answer
from omny.query.calls import MAX_EDGES, edge_sites
from omny.query.documents import MAX_DEPTH
from omny.query.question import Question, View
from omny.storage.port.repository import AtomRepository

MAX_NODES = 200
"""Boxes of one picture: beyond that nobody follows a line, and a layout takes seconds."""

DEPTH_OF_ONE, DEPTH_OF_MANY = 2, 1
"""Default distance in edges between the requested atom and the shown atoms: about a screen for a function, and for a
file or a class."""

_EVERY_TYPE = tuple(EdgeType)


class Node(msgspec.Struct, frozen=True):
    """A box of a picture: an atom, a file or a folder."""

    id: str
    name: str
    group: str  # the file of an atom, the folder of a file
    line: int  # 0 where it is no atom
    type: str  # of the atom, else "file" or "folder"
    kind: str
    is_exported: bool
    is_test: bool
    depth: int  # 0 what was asked for; below that callers, above it callees; all 0 in a picture of modules
    held: int = 0  # the generation that the atom is held from, where it is in no source on disk


class Line(msgspec.Struct, frozen=True):
    """An edge of a picture."""

    source: str
    target: str
    type: str
    how: str  # exact, else held, or inferred where all of its sites are
    sites: int


class GraphAnswer(Answer, frozen=True, kw_only=True):
    """The boxes, nearest first."""

    results: list[Node]
    title: str
    of: str  # atoms, files or folders
    alone: int  # files or folders without an edge to another, which are not shown
    edges: list[Line]


class Graph(Question, frozen=True, kw_only=True):
    """What is around an atom or a file, or how files hang together."""

    target: str = ""  # ATOM or FILE; with `modules` a folder, or all
    path: str = ""  # FILE from the root on, where it was named from elsewhere
    modules: bool = False
    depth: Annotated[int, msgspec.Meta(ge=1, le=MAX_DEPTH)] | None = None
    most: Annotated[int, msgspec.Meta(ge=1)] | None = None  # boxes, where MAX_NODES have too many edges for a layout

    def answer(self, view: View) -> GraphAnswer:
        if self.modules:
            return _modules(view, dict.fromkeys((self.path.strip("/"), self.target.strip("/"))), self._most)
        if not self.target:
            raise UsageError("draw", "nothing was named", hint="name an atom or a file, or ask for --modules")
        return self._around(view)

    @property
    def _most(self) -> int:
        return min(self.most or MAX_NODES, MAX_NODES)

    def _around(self, view: View) -> GraphAnswer:
        repository = view.repository
        title, asked, depth = self._resolve_target(view)
        near, complete = _walk(repository, asked, self.depth or depth)
        kept = sorted(near, key=lambda id_: (abs(near[id_]), near[id_], id_))[: self._most]
        atoms = repository.get_many(kept)
        shown = {id_: read_data(atoms[id_].atom.data) for id_ in kept if id_ in atoms}
        nodes = [_node(atoms[id_], data, near[id_]) for id_, data in shown.items()]
        sites = Counter(
            (id_, site.target, site.type, site.how) for id_, data in shown.items() for site in data.all_sites
        )
        for edge in repository.callees(list(shown), types=[EdgeType.DISPATCH], depth=1, limit=MAX_EDGES):
            found = edge_sites(atoms[edge.source_id], [edge.target_id], {edge.target_id: edge.via})
            for site in found[edge.target_id, edge.edge_type]:
                sites[edge.source_id, edge.target_id, edge.edge_type, site.how] += 1
        lines = _lines((edge, count) for edge, count in sites.items() if edge[1] in shown)
        total = max(len(near), len(nodes) + (not complete))
        paths = {node.group for node in nodes}
        return _graph_answer(view, nodes, lines, title=title, of="atoms", total=total, left_out=0, paths=paths)

    def _resolve_target(self, view: View) -> tuple[str, list[str], int]:
        """What it is about: title, atoms, and how far around them one looks."""
        path = view.file_at(self.target, self.path)
        if path:
            return path, [stored.atom.id for stored in view.repository.in_file(path)], DEPTH_OF_MANY
        repository, stored = view.repository, view.resolve_called(self.target).stored
        id_ = stored.atom.id
        if not is_class_like(stored.atom.type):
            return id_, [id_], DEPTH_OF_ONE
        inside = [other.atom.id for other in repository.in_file(stored.atom.file_path)]
        return id_, [id_, *(other for other in inside if other.startswith(f"{id_}."))], DEPTH_OF_MANY


def _walk(repository: AtomRepository, asked: Collection[str], depth: int) -> tuple[dict[str, int], bool]:
    """How far each atom around is, callers below zero; and whether that is all."""
    near = dict.fromkeys(asked, 0)
    complete = True
    for ask, sign, end in ((repository.callers, -1, "source_id"), (repository.callees, 1, "target_id")):
        found = ask(list(asked), types=_EVERY_TYPE, depth=depth, limit=MAX_EDGES)
        complete &= len(found) < MAX_EDGES
        for edge in found:
            id_ = getattr(edge, end)
            if edge.depth < abs(near.get(id_, depth + 1)):
                near[id_] = sign * edge.depth
    return near, complete


def _modules(view: View, folders: Iterable[str], most: int) -> GraphAnswer:
    """Files below a folder (the first of them that has any) and how they use each other, or folders where those are too
    many."""
    sites: Counter[tuple[str, str, str, str]] = Counter()
    tests: dict[str, bool] = {}
    for stored in view.repository.atoms():
        data = read_data(stored.atom.data)
        path = stored.atom.file_path
        tests[path] = data.is_test
        for site in data.all_sites:
            sites[path, _path(site.target), site.type, site.how] += 1
    folder, within = next(
        ((folder, found) for folder in folders if (found := {path for path in tests if _is_below(path, folder)})),
        ("", set[str]()),
    )
    if not within:
        raise UsageError(
            "draw",
            "no indexed file is below it",
            path=next(iter(folders), ""),
            hint=Hint.of("see {}", Command("status")),
        )
    place = _places(within, most)
    lines = _lines(
        ((place[source], place[target], kind, how), count)
        for (source, target, kind, how), count in sites.items()
        if source in within and target in within and place[source] != place[target]
    )
    joined = {end for line in lines for end in (line.source, line.target)}
    everything = set(place.values())
    of = "files" if everything <= within else "folders"
    nodes = [
        Node(
            id=each,
            name=each.rpartition("/")[2],
            group=each.rpartition("/")[0],
            line=0,
            type=of.removesuffix("s"),
            kind="",
            is_exported=False,
            is_test=all(tests[path] for path in within if place[path] == each),
            depth=0,
        )
        for each in sorted(joined)
    ]
    return _graph_answer(
        view,
        nodes[:most],
        lines,
        title=folder or "all files",
        of=of,
        total=len(nodes),
        left_out=len(everything - joined),
        paths=(),
    )


def _places(paths: set[str], most: int) -> dict[str, str]:
    """The box of each file: its own, or that of a folder, as deep as the maximum number of boxes allows."""
    place = {path: path for path in paths}
    depth = max(path.count("/") for path in paths)
    while len(set(place.values())) > most and depth > 0:
        place = {path: "/".join(path.rpartition("/")[0].split("/")[:depth]) or "." for path in paths}
        depth -= 1
    return place


def _is_below(path: str, folder: str) -> bool:
    return folder in ("", ".", path) or path.startswith(f"{folder}/")


def _path(id_: str) -> str:
    return id_.partition("::")[0]


def _node(stored: StoredAtom, data: AtomData, depth: int) -> Node:
    atom = stored.atom
    return Node(
        id=atom.id,
        name=(data.qualified_name or atom.function_name) + (" (held)" if data.held else ""),
        group=atom.file_path,
        line=atom.line,
        type=str(atom.type),
        kind=data.kind,
        is_exported=data.is_exported,
        is_test=data.is_test,
        depth=depth,
        held=data.held,
    )


def _lines(sites: Iterable[tuple[tuple[str, str, str, str], int]]) -> list[Line]:
    """One line for each source, target and type, in that order: as certain as the most certain of its sites."""
    counts: Counter[tuple[str, str, str]] = Counter()
    ways: dict[tuple[str, str, str], set[str]] = {}
    for (source, target, kind, how), count in sites:
        counts[source, target, kind] += count
        ways.setdefault((source, target, kind), set()).add(how)
    return [Line(*edge, min(ways[edge]), counts[edge]) for edge in sorted(counts)]  # exact, held, inferred


def _graph_answer(
    view: View,
    nodes: list[Node],
    lines: list[Line],
    *,
    title: str,
    of: str,
    total: int,
    left_out: int,
    paths: Collection[str],
) -> GraphAnswer:
    here = {node.id for node in nodes}
    edges = [line for line in lines if line.source in here and line.target in here]
    fresh = view.freshness(paths)
    return GraphAnswer(results=nodes, freshness=fresh, total=total, title=title, of=of, alone=left_out, edges=edges)
