"""Nodes with arrows between them, and algorithms on their shape.

This module knows nothing of atoms. Nodes are numbers, or other ordered values; that order decides between equals, so
the same arrows always give the same answer. Time is proportional to nodes and arrows, except in `simple_paths`, whose
work is bounded.

networkx keeps the call graph of a daemon, and has such algorithms too. A command does without networkx: the import
takes a tenth of a second, `pagerank` there needs SciPy, and `all_simple_paths` has no bound. No algorithm stands at
both places: pictures take their groups from `components`, and only Louvain's method comes from networkx.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from omny.base.wanted import check_wanted

Node = TypeVar("Node", bound=Any)

Near = Mapping[Node, Sequence[Node]]
"""The targets of a node's arrows; a node without arrows may be absent."""

DAMPING = 0.85  # the share of rank that goes along arrows; of Brin and Page, "Anatomy of a search engine" (1998)

MAX_ROUNDS = 60  # of PageRank: 0.85 ** 60 is 6e-5 of the whole

SETTLED = 1e-4  # a round that moves less of the whole than this is the last one


class Digraph:
    """Arrows between the nodes 0 to `size - 1`, both ways; several between the same two count as one."""

    __slots__ = ("predecessors", "successors")

    def __init__(self, size: int, arrows: Iterable[tuple[int, int]]) -> None:
        self.successors: dict[int, list[int]] = {node: [] for node in range(size)}
        self.predecessors: dict[int, list[int]] = {node: [] for node in range(size)}
        for source, target in sorted(set(arrows)):
            self.successors[source].append(target)
            self.predecessors[target].append(source)


def reachable_nodes(near: Near[Node], starts: Iterable[Node]) -> dict[Node, int]:
    """The nodes that `starts` reach, each with its least distance: nearest first, then in order; `starts` are at 0."""
    frontier = sorted(set(starts))
    distance = dict.fromkeys(frontier, 0)
    depth = 0
    while frontier:
        depth += 1
        frontier = sorted({other for node in frontier for other in near.get(node, ()) if other not in distance})
        distance.update(dict.fromkeys(frontier, depth))
    return distance


def components(near: Near[Node]) -> list[list[Node]]:
    """The strongly connected groups of at least two nodes, each in order; the largest first, then in order.

    Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972), with a stack of its own: code calls
    deeper than Python does.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    pending: list[Node] = []  # met, and of no group yet
    is_pending: set[Node] = set()
    groups: list[list[Node]] = []
    walk: list[tuple[Node, Iterator[Node]]] = []

    def enter(node: Node) -> None:
        index[node] = low[node] = len(index)
        pending.append(node)
        is_pending.add(node)
        walk.append((node, iter(near.get(node, ()))))

    for root in near:
        if root not in index:
            enter(root)
        while walk:
            node, rest = walk[-1]
            for other in rest:
                if other not in index:
                    enter(other)
                    break
                if other in is_pending:
                    low[node] = min(low[node], index[other])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    group = [pending.pop()]
                    while group[-1] != node:
                        group.append(pending.pop())
                    is_pending.difference_update(group)
                    if len(group) > 1:
                        groups.append(sorted(group))
    return sorted(groups, key=lambda group: (-len(group), group))


def shortest_cycle(near: Near[Node], start: Node, within: Collection[Node]) -> list[Node]:
    """A shortest cycle from `start` over other nodes `within`: its nodes, `start` first and not again at the end. Empty
    if there is none."""
    before: dict[Node, Node] = {}
    frontier = [start]
    while frontier:
        found: list[Node] = []
        for node in frontier:
            for other in near.get(node, ()):
                if other == start and node != start:
                    way = [node]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[::-1]
                if other in within and other != start and other not in before:
                    before[other] = node
                    found.append(other)
        frontier = found
    return []


def shortest_path(near: Near[Node], starts: Iterable[Node], distance: Mapping[Node, int]) -> list[Node]:
    """A shortest path of at least one arrow from any of `starts` to a node at distance 0; `distance` has the distance
    of each node; of several paths the first in order. Empty if there is none."""
    begin = min(
        ((distance[other], start) for start in starts for other in near.get(start, ()) if other in distance),
        default=None,
    )
    if begin is None:
        return []
    way = [begin[1]]
    for left in range(begin[0], -1, -1):
        way.append(min(other for other in near[way[-1]] if distance.get(other) == left))
    return way


def simple_paths(
    near: Near[Node], starts: Iterable[Node], distance: Mapping[Node, int], *, longest: int, steps: int
) -> Iterator[list[Node] | None]:
    """The simple paths from any of `starts` to a node at distance 0, the shortest first, then in order, of at most
    `longest` arrows. None comes last, instead of more paths, after the maximum number of steps.

    A node of either end never appears between the ends. `distance` as in `shortest_path`: it prunes branches that
    cannot reach an end.
    """
    begins = sorted(set(starts))
    shortest = len(shortest_path(near, begins, distance)) - 1
    if shortest < 0:
        return
    for length in range(shortest, longest + 1):
        for begin in begins:
            way = [begin]
            closed = set(begins)
            rest = [iter(near.get(begin, ()))]
            while rest:
                left = length - len(way)  # arrows behind the next one
                for other in rest[-1]:
                    steps -= 1
                    if steps < 0:
                        yield None
                        return
                    far = distance.get(other)
                    if far is None or far > left or other in closed or (far == 0) != (left == 0):
                        continue
                    if left == 0:
                        yield [*way, other]
                        continue
                    way.append(other)
                    closed.add(other)
                    rest.append(iter(near.get(other, ())))
                    break
                else:
                    rest.pop()
                    closed.discard(way.pop())


def ranks(graph: Digraph) -> list[float]:
    """The PageRank of each node, by number; together they are 1.

    Most code is called by nobody, and all such nodes have one rank: only the others are gone through.
    """
    size = len(graph.successors)
    if not size:
        return []
    share = [DAMPING / (len(targets) or 1) for targets in graph.successors.values()]
    inner = [node for node, sources in graph.predecessors.items() if sources]
    is_inner = frozenset(inner)
    from_outer = [sum(share[node] for node in graph.predecessors[each] if node not in is_inner) for each in inner]
    from_inner = [[node for node in graph.predecessors[each] if node in is_inner] for each in inner]
    dangling = [node for node in inner if not graph.successors[node]]
    outer_dangling = sum(not graph.successors[node] for node in graph.successors if node not in is_inner)
    base = 1 / size
    rank = dict.fromkeys(inner, base)
    for _ in range(MAX_ROUNDS):
        check_wanted()
        new_base = (1 - DAMPING + DAMPING * (sum(rank[node] for node in dangling) + outer_dangling * base)) / size
        given = {node: rank[node] * share[node] for node in inner}
        new = {
            each: new_base + outer * base + sum([given[node] for node in sources])
            for each, outer, sources in zip(inner, from_outer, from_inner, strict=True)
        }
        moved = sum(abs(new[node] - rank[node]) for node in inner) + abs(new_base - base) * (size - len(inner))
        rank, base = new, new_base
        if moved < SETTLED:
            break
    return [rank.get(node, base) for node in range(size)]
