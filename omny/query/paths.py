"""How one atom leads to another: over calls, callbacks, decorators and bases, edge by edge.

The way to the far end is looked for from both ends at once, always from the one where less is to be looked at. So the
cost is that of two small neighbourhoods, as long as they meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from omny.model import AtomType, EdgeType, StoredAtom
from omny.query.calls import constructors, sites_of
from omny.query.digraph import reached, shortest_path, simple_paths
from omny.query.documents import Document, answer_document
from omny.query.lookup import find_atom
from omny.query.question import View
from omny.query.reach import members
from omny.query.whole import brief
from omny.storage.port import AtomRepository

if TYPE_CHECKING:
    from omny.query.analyses import Path

MAX_EDGES = 200_000
"""Edges of one walk; a walk that meets more says that it is cut."""

MAX_STEPS = 200_000
"""Edges that the search for all simple paths follows, some tenths of a second: their number has no other bound."""

ALONG = tuple(EdgeType)


def answer(view: View, asked: Path) -> Document:
    """The paths, each as its edges with their places; where there is none, whether there is one the other way."""
    repository = view.repository
    source, target = find_atom(repository, asked.source), find_atom(repository, asked.target)
    starts, ends = _begins(repository, source), _ends(repository, target)
    if asked.all:
        found, is_cut = _all(repository, starts, ends, asked.max_depth, asked.limit)
    else:
        path, is_cut = shortest(repository, starts, ends, asked.max_depth)
        found = [path] if path else []
    more: Document = {}
    if not found:
        begins, far = _begins(repository, target), _ends(repository, source)
        back, back_is_cut = shortest(repository, begins, far, asked.max_depth)
        more = {"reverse": [_Told(repository, [back]).path(back)] if back else []}
        is_cut = is_cut or back_is_cut
    shown = found[: asked.limit]
    told = _Told(repository, shown)
    results = [told.path(path) for path in shown]
    paths = {step.partition("::")[0] for path in shown for step in path}
    return answer_document(
        results,
        view.freshness({source.atom.file_path, target.atom.file_path, *paths}),
        total=len(found) + (is_cut and bool(found)),
        source=source.atom.id,
        target=target.atom.id,
        max_depth=asked.max_depth,
        complete=not is_cut,
        **more,
    )


def _begins(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """Where paths from an atom begin: what a class does is what its methods do."""
    return members(repository, stored) if stored.atom.type == AtomType.CLASS else [stored.atom.id]


def _ends(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """Where paths to an atom end: to construct a class is to call its constructor."""
    return [stored.atom.id, *constructors(repository, stored)]


def shortest(
    repository: AtomRepository, starts: Iterable[str], ends: Iterable[str], most: int
) -> tuple[list[str], bool]:
    """A shortest path of at most so many edges from any of `starts` to any of `ends`, the first in order, or []; and
    whether the search was cut."""
    near: dict[str, set[str]] = {}
    ahead, behind = set(starts), set(ends)
    seen_ahead, seen_behind = set(ahead), set(behind)
    looked_at = 0
    met = False
    for _ in range(most):
        if not ahead or not behind:
            break
        forward = len(ahead) <= len(behind)
        walk = repository.callees if forward else repository.callers
        found = walk(sorted(ahead if forward else behind), types=ALONG, depth=1, limit=MAX_EDGES - looked_at + 1)
        looked_at += len(found)
        if looked_at > MAX_EDGES:
            return [], True
        for edge in found:
            near.setdefault(edge.source_id, set()).add(edge.target_id)
        if forward:
            # An end that is a start, too, is reached by an edge only: it counts when it comes up.
            new = {edge.target_id for edge in found}
            met = not new.isdisjoint(seen_behind)
            ahead = new - seen_ahead
            seen_ahead |= ahead
        else:
            new = {edge.source_id for edge in found}
            met = not new.isdisjoint(seen_ahead)
            behind = new - seen_behind
            seen_behind |= behind
        if met:
            break
    if not met:
        return [], False
    ordered = {id_: sorted(targets) for id_, targets in near.items()}
    return shortest_path(ordered, starts, _distances(ordered, ends)), False


def _all(
    repository: AtomRepository, starts: list[str], ends: list[str], most: int, limit: int
) -> tuple[list[list[str]], bool]:
    """The simple paths, the shortest first, as many as may be shown; and whether there may be more."""
    edges = repository.callers(ends, types=ALONG, depth=most, limit=MAX_EDGES + 1)
    near: dict[str, set[str]] = {}
    for edge in edges[:MAX_EDGES]:
        near.setdefault(edge.source_id, set()).add(edge.target_id)
    ordered = {id_: sorted(targets) for id_, targets in near.items()}
    distance = _distances(ordered, ends)
    found: list[list[str]] = []
    for path in simple_paths(ordered, starts, distance, longest=most, steps=MAX_STEPS):
        if path is None or len(found) == limit:
            return found, True
        found.append(path)
    return found, len(edges) > MAX_EDGES


def _distances(near: dict[str, list[str]], ends: Iterable[str]) -> dict[str, int]:
    """How far each atom is from the nearest of `ends`, over these edges."""
    back: dict[str, list[str]] = {}
    for source, targets in near.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return reached(back, ends)


class _Told:
    """Paths as documents; each atom is read and decoded once, however many paths it is on."""

    def __init__(self, repository: AtomRepository, paths: list[list[str]]) -> None:
        self._atoms = repository.get_many({id_ for path in paths for id_ in path})
        self._edges = cache(self._edge)

    def path(self, path: list[str]) -> Document:
        edges = [self._edges(source, target) for source, target in pairwise(path)]
        return {"length": len(edges), "atoms": [brief(self._atoms[id_]) for id_ in path], "edges": edges}

    def _edge(self, source: str, target: str) -> Document:
        stored = self._atoms[source]
        sites = {type_: places for (other, type_), places in sites_of(stored).items() if other == target}
        places = [place for type_ in sorted(sites) for place in sites[type_]]
        return {
            "source": source,
            "target": target,
            "types": sorted(sites),
            "how": min((place.how for place in places), default=""),
            "path": stored.atom.file_path,
            "sites": [msgspec.to_builtins(place) for place in places],
        }
