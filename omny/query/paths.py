"""How one atom leads to another: over calls, callbacks, decorators and bases, edge by edge.

The way to the far end is looked for from both ends at once, always from the one where less is to be looked at. So the
cost is that of two small neighbourhoods, as long as they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain, pairwise
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from omny.model.atom_data import read_detail
from omny.model.atoms import StoredAtom, is_class_like
from omny.model.edges import EdgeType
from omny.query.answer import BriefAtom, NamedAnswer, SiteEntry, brief
from omny.query.basis import surest
from omny.query.calls import constructors, edge_sites
from omny.query.dependents import members
from omny.query.digraph import reachable_nodes, shortest_path, simple_paths
from omny.query.documents import MAX_PATH_EDGES
from omny.query.index_snapshot import is_wanted
from omny.query.question import Limit, Narrowed, View
from omny.storage.port.repository import AtomRepository

MAX_EDGES = 200_000
"""Edges of one walk; a walk that meets more says that it is cut."""

MAX_STEPS = 200_000
"""Edges that the search for all simple paths follows, some tenths of a second: their number has no other bound."""

ALONG = tuple(EdgeType)


class PathEdge(msgspec.Struct, frozen=True):
    """An edge of a path, with its places."""

    source: str
    target: str
    types: list[str]
    how: str  # exact, inferred, held
    basis: str
    path: str  # of the source
    sites: list[SiteEntry]


class PathEntry(msgspec.Struct, frozen=True):
    """A path from one atom to another."""

    length: int
    atoms: list[BriefAtom]
    edges: list[PathEdge]


class PathAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The paths, shortest first."""

    results: list[PathEntry]
    source: str
    target: str
    max_depth: int
    complete: bool
    reverse: list[PathEntry] | UnsetType = UNSET  # where there is none: a path the other way
    unfiltered: list[PathEntry] | UnsetType = UNSET  # and one over atoms that the question leaves out


class Path(Narrowed, frozen=True, kw_only=True):
    """How one atom leads to another: the shortest path, or with `all` the simple ones, shortest first. Narrowed, over
    such atoms only; the two ends may be any."""

    source: str
    target: str
    all: bool = False
    max_depth: Annotated[int, msgspec.Meta(ge=1, le=MAX_PATH_EDGES)] = MAX_PATH_EDGES
    limit: Limit = 20

    def answer(self, view: View) -> PathAnswer:
        """The paths, each as its edges with their places. Without one, the answer says if there is a path in the other
        direction, or over atoms that the question leaves out."""
        repository = view.repository
        meant = view.resolve_called(self.source), view.resolve_called(self.target)
        source, target = (each.stored for each in meant)
        found, is_cut = (_all if self.all else _one)(repository, self, source, target)
        others: dict[str, list[list[str]]] = {}
        if not found:
            others["reverse"], reverse_is_cut = _one(repository, self, target, source)
            is_cut |= reverse_is_cut
            if self.is_narrowed:
                any_atom = msgspec.structs.replace(self, types=[], path="", tests=None)
                others["unfiltered"], unfiltered_is_cut = _one(repository, any_atom, source, target)
                is_cut |= unfiltered_is_cut
        shown = found[: self.limit]
        told = _Told(repository, [*shown, *chain(*others.values())])
        results = [told.path(path) for path in shown]
        paths = {step.partition("::")[0] for path in shown for step in path}
        return PathAnswer(
            results=results,
            freshness=view.freshness({source.atom.file_path, target.atom.file_path, *paths}),
            total=len(found) + (is_cut and bool(found)),
            source=source.atom.id,
            target=target.atom.id,
            max_depth=self.max_depth,
            complete=not is_cut,
            **{key: [told.path(path) for path in several] for key, several in others.items()},  # type: ignore[arg-type]
            **(meant[0].document_fields or meant[1].document_fields),
        )


def _make_filter(repository: AtomRepository, asked: Path, ends: Iterable[str]) -> Callable[[set[str]], set[str]]:
    """Returns a filter for the atoms on a path: its ends, and between them the atoms of the question."""
    known = dict.fromkeys(ends, True)

    def keep_wanted(ids: set[str]) -> set[str]:
        for id_, stored in repository.get_many(sorted(ids - known.keys())).items():
            known[id_] = is_wanted(asked, stored, read_detail(stored.atom.data))
        return {id_ for id_ in ids if known[id_]}

    return keep_wanted if asked.is_narrowed else set


def _begins(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """Where paths from an atom begin: what a class does is what its methods do."""
    return members(repository, stored) if is_class_like(stored.atom.type) else [stored.atom.id]


def _ends(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """Where paths to an atom end: to construct a class is to call its constructor."""
    return [stored.atom.id, *constructors(repository, stored)]


def _one(
    repository: AtomRepository, asked: Path, source: StoredAtom, target: StoredAtom
) -> tuple[list[list[str]], bool]:
    """A shortest path, or none; and whether the search was cut."""
    starts, ends = _begins(repository, source), _ends(repository, target)
    path, is_cut = shortest(
        repository, starts, ends, asked.max_depth, _make_filter(repository, asked, [*starts, *ends])
    )
    return [path] if path else [], is_cut


def shortest(
    repository: AtomRepository,
    starts: Iterable[str],
    ends: Iterable[str],
    most: int,
    passing: Callable[[set[str]], set[str]] = set,
) -> tuple[list[str], bool]:
    """A shortest path of limited length from any of `starts` to any of `ends`, the first in order, or []; and whether
    the search was cut. `passing` filters the atoms on a path."""
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
        new = passing({edge.target_id if forward else edge.source_id for edge in found})
        for edge in found:
            if (edge.target_id if forward else edge.source_id) in new:
                near.setdefault(edge.source_id, set()).add(edge.target_id)
        if forward:
            # An end that is a start, too, is reached by an edge only: it counts when it comes up.
            met = not new.isdisjoint(seen_behind)
            ahead = new - seen_ahead
            seen_ahead |= ahead
        else:
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
    repository: AtomRepository, asked: Path, source: StoredAtom, target: StoredAtom
) -> tuple[list[list[str]], bool]:
    """The simple paths, the shortest first, as many as may be shown; and whether there may be more."""
    starts, ends = _begins(repository, source), _ends(repository, target)
    edges = repository.callers(ends, types=ALONG, depth=asked.max_depth, limit=MAX_EDGES + 1)
    met = {end for edge in edges[:MAX_EDGES] for end in (edge.source_id, edge.target_id)}
    over = _make_filter(repository, asked, [*starts, *ends])(met)
    near: dict[str, set[str]] = {}
    for edge in edges[:MAX_EDGES]:
        if edge.source_id in over and edge.target_id in over:
            near.setdefault(edge.source_id, set()).add(edge.target_id)
    ordered = {id_: sorted(targets) for id_, targets in near.items()}
    distance = _distances(ordered, ends)
    found: list[list[str]] = []
    for path in simple_paths(ordered, starts, distance, longest=asked.max_depth, steps=MAX_STEPS):
        if path is None or len(found) == asked.limit:
            return found, True
        found.append(path)
    return found, len(edges) > MAX_EDGES


def _distances(near: dict[str, list[str]], ends: Iterable[str]) -> dict[str, int]:
    """How far each atom is from the nearest of `ends`, over these edges."""
    back: dict[str, list[str]] = {}
    for source, targets in near.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return reachable_nodes(back, ends)


class _Told:
    """Paths as documents; each atom is read and decoded once, however many paths it is on."""

    def __init__(self, repository: AtomRepository, paths: list[list[str]]) -> None:
        self._repository = repository
        self._atoms = repository.get_many({id_ for path in paths for id_ in path})
        self._edges = cache(self._edge)

    def path(self, path: list[str]) -> PathEntry:
        edges = [self._edges(source, target) for source, target in pairwise(path)]
        return PathEntry(len(edges), [brief(self._atoms[id_]) for id_ in path], edges)

    def _edge(self, source: str, target: str) -> PathEdge:
        stored = self._atoms[source]
        # Asked upwards, since downwards not every implementation is told.
        found = self._repository.callers([target], types=[EdgeType.DISPATCH], depth=1, limit=MAX_EDGES)
        via = next((edge.via for edge in found if edge.source_id == source), "")
        by_edge = edge_sites(stored, dispatched={target: via} if via else {})
        sites = {type_: places for (other, type_), places in by_edge.items() if other == target}
        places = [place for type_ in sorted(sites) for place in sites[type_]]
        how, basis = surest(places)
        return PathEdge(source, target, sorted(sites), how, basis, stored.atom.file_path, places)
