"""What stands above what: which edges go down, which boxes share a frame, and where a row is too wide and broken.

A frame is a file with its atoms. Drawn whole, two files that call each other could not stand one above the other, so a
file is cut into frames: as few as there can be while the frames themselves have no cycle. All of this is decided by the
graph and the order of its nodes, so that the same index gives the same picture. Pure; where things go exactly is for
`layout.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import networkx as nx

from omny.query.digraph import components

_ASPECT = 1.7
"""How much wider than high a picture should be: a screen."""

_Node = Any  # networkx is not typed: an id, or the number of a frame
Pair = tuple[str, str]
Size = tuple[float, float]  # width, height


class Frame(NamedTuple):
    """Boxes of one group that are drawn together."""

    group: str
    ids: tuple[str, ...]


class Rows(NamedTuple):
    """The order in which things are drawn."""

    frames: list[Frame]
    upward: set[Pair]  # edges that close a cycle: they alone lead up
    boxes_below: list[Pair]  # of two boxes in a frame, only to break its row
    frames_below: list[tuple[int, int]]  # of two frames, likewise


def rows(groups: Mapping[str, str], edges: Iterable[Pair], sizes: Mapping[str, Size]) -> Rows:
    """The order of boxes (id to group) of these sizes, the gaps around them included."""
    pairs = sorted({pair for pair in edges if pair[0] != pair[1]})
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(groups)
    graph.add_edges_from(pairs)
    upward = _upward(graph, {id_: at for at, id_ in enumerate(groups)})
    graph.remove_edges_from(upward)
    frames, between = _frames(graph, groups)
    boxes_below = [pair for frame in frames for pair in _broken_rows(graph.subgraph(frame.ids), sizes)]
    extents = {at: _extent(graph.subgraph(frame.ids), sizes) for at, frame in enumerate(frames)}
    return Rows(frames, upward, boxes_below, _broken_rows(between, extents))


def _upward(graph: nx.DiGraph, order: Mapping[str, int]) -> set[Pair]:
    """Few edges without which there is no cycle: of each knot those that go back in an order that puts what calls more
    than it is called first (Eades, Lin and Smyth 1993)."""
    found = set()
    for knot in components({id_: list(graph.successors(id_)) for id_ in graph}):
        inside = graph.subgraph(knot)
        place = {id_: at for at, id_ in enumerate(_sources_first(inside, order))}
        found |= {(source, target) for source, target in inside.edges if place[source] > place[target]}
    return found


def _sources_first(graph: nx.DiGraph, order: Mapping[str, int]) -> list[str]:
    left = nx.DiGraph(graph)
    first: list[str] = []
    last: list[str] = []
    while left:
        sinks = sorted((id_ for id_, degree in left.out_degree if degree == 0), key=order.__getitem__)
        sources = sorted(
            (id_ for id_, degree in left.in_degree if degree == 0 and id_ not in sinks), key=order.__getitem__
        )
        if not sinks and not sources:
            sources = [max(left, key=lambda id_: (left.out_degree(id_) - left.in_degree(id_), -order[id_]))]
        first += sources
        last += sinks
        left.remove_nodes_from([*sinks, *sources])
    return first + last[::-1]


def _frames(graph: nx.DiGraph, groups: Mapping[str, str]) -> tuple[list[Frame], nx.DiGraph]:
    """The frames of an acyclic graph, and which stands above which: an acyclic graph of their numbers.

    A box's phase is how often a way to it enters another group. Boxes of one group and phase make a frame: an edge
    within a group keeps the phase or raises it, any other raises it. Frames of a group are then joined where that
    closes no cycle.
    """
    phase: dict[str, int] = {}
    for id_ in nx.lexicographical_topological_sort(graph):
        phase[id_] = max(
            (phase[other] + (groups[other] != groups[id_]) for other in graph.predecessors(id_)), default=0
        )
    key = {id_: (groups[id_], phase[id_]) for id_ in graph}
    between: nx.DiGraph = nx.DiGraph()
    between.add_nodes_from(sorted(set(key.values())))
    between.add_edges_from((key[a], key[b]) for a, b in graph.edges if key[a] != key[b])
    home = {each: each for each in between}
    for each in sorted(between):
        for earlier in sorted(node for node in between if node[0] == each[0] and node[1] < each[1]):
            if _can_join(between, earlier, each):
                _join(between, earlier, each)
                home[each] = earlier
                break
    members: dict[tuple[str, int], list[str]] = defaultdict(list)
    for id_ in groups:
        at = key[id_]
        while home[at] != at:
            at = home[at]
        members[at].append(id_)
    number = {each: at for at, each in enumerate(sorted(members))}
    return [Frame(each[0], tuple(members[each])) for each in sorted(members)], nx.relabel_nodes(between, number)


def _can_join(graph: nx.DiGraph, upper: _Node, lower: _Node) -> bool:
    """Whether every way from one to the other, in either direction, is one edge."""
    return not any(
        nx.has_path(graph, middle, end)
        for start, end in ((upper, lower), (lower, upper))
        for middle in graph.successors(start)
        if middle != end
    )


def _join(graph: nx.DiGraph, kept: _Node, other: _Node) -> None:
    graph.add_edges_from((kept, each) for each in list(graph.successors(other)) if each != kept)
    graph.add_edges_from((each, kept) for each in list(graph.predecessors(other)) if each != kept)
    graph.remove_node(other)


def _levels(graph: nx.DiGraph) -> list[list[_Node]]:
    """The nodes by how far down they have to stand."""
    level: dict[_Node, int] = {}
    for each in nx.lexicographical_topological_sort(graph):
        level[each] = max((level[other] + 1 for other in graph.predecessors(each)), default=0)
    levels: list[list[_Node]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for each, at in level.items():
        levels[at].append(each)
    return levels


def _most(sizes: Sequence[Size]) -> float:
    """How wide rows may be for all of these to stand as a screen does."""
    return max([math.sqrt(_ASPECT * sum(width * height for width, height in sizes)), *(width for width, _ in sizes)])


def _broken_rows(graph: nx.DiGraph, sizes: Mapping[_Node, Size]) -> list[tuple[_Node, _Node]]:
    """What has to stand below what, beyond the edges, for no row to be too wide."""
    most = _most([sizes[each] for each in graph]) if graph else 0
    below = []
    for level in _levels(graph):
        lines: list[list[_Node]] = [[]]
        # Who has nothing below goes first: an edge to the next row then has least to pass.
        for each in sorted(level, key=lambda each: (graph.out_degree(each) > 0, each)):
            if lines[-1] and sum(sizes[other][0] for other in lines[-1]) + sizes[each][0] > most:
                lines.append([])
            lines[-1].append(each)
        for upper, lower in pairwise(lines):
            below += [(upper[at % len(upper)], each) for at, each in enumerate(lower)]
    return below


def _extent(graph: nx.DiGraph, sizes: Mapping[str, Size]) -> Size:
    """About how large a frame will be."""
    found = [sizes[id_] for id_ in graph]
    width = min(_most(found), max(sum(sizes[id_][0] for id_ in level) for level in _levels(graph)))
    return width, sum(width * height for width, height in found) / width
