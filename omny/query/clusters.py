"""Groups of files that have more to do with each other than with the rest: communities of the call graph.

Louvain's method (Blondel and others, "Fast unfolding of communities in large networks", 2008), as networkx has it, over
files. Between two files there weigh as many edges as lead from one's atoms to the other's, divided by how many files
use the more used one: what everybody uses binds nobody together. Files and not atoms, since a file is what somebody can
move. The seed is fixed, and files come in order, so the same index always gives the same groups.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from omny.base.wanted import check_wanted
from omny.model.edges import EdgeType
from omny.model.standing import Standing, find_standing
from omny.query.answer import Answer
from omny.query.question import Limit, Narrowed, View

if TYPE_CHECKING:
    from networkx import Graph

    from omny.query.index_snapshot import IndexSnapshot

SEED = 0

MAX_FILES = 50
"""Files of a group that an answer names."""

MAX_HUBS = 3

MAX_NEXT = 5  # groups that an answer names beside one


class NextCluster(msgspec.Struct, frozen=True):
    """A group beside another."""

    name: str
    edges: int  # between the two


class Cluster(msgspec.Struct, frozen=True):
    """A group of files."""

    name: str  # its most central file
    files: list[str]
    files_total: int
    atoms: int
    edges_inside: int
    edges_outside: int
    hubs: list[str]  # ids of the atoms that are called most from other files
    next_to: list[NextCluster]


class ClustersAnswer(Answer, frozen=True, kw_only=True):
    """The groups of at least two files, the largest first."""

    results: list[Cluster]
    alone: int  # files in no group


class Clusters(Narrowed, frozen=True, kw_only=True):
    """Groups of files that have more to do with each other than with the rest."""

    limit: Limit = 50

    def answer(self, view: View) -> ClustersAnswer:
        """The groups of at least two files, by the number of their atoms, and how they are connected."""
        whole = view.snapshot()
        asked = ("clusters", tuple(self.types), self.path, self.tests)
        clusters, alone = whole.work_out(asked, lambda: _find_clusters(whole, self))
        fresh = view.freshness(())
        return ClustersAnswer(results=clusters[: self.limit], freshness=fresh, total=len(clusters), alone=alone)


def _find_clusters(whole: IndexSnapshot, asked: Narrowed) -> tuple[list[Cluster], int]:
    """All groups of at least two files, and the number of the other files."""
    import networkx as nx  # here: other analyses do without, and it takes a tenth of a second

    wanted = whole.select(asked)
    path_of = {number: whole.atoms[number].file_path for number in sorted(wanted)}
    atoms = Counter(path_of.values())
    tests = {path_of[number] for number in wanted if whole.details[number].is_test}
    weights: Counter[tuple[str, str]] = Counter()
    users: dict[str, set[str]] = {}
    called: Counter[int] = Counter()
    for from_atom, to_atom, type_ in whole.arrows():
        source, target = path_of.get(from_atom), path_of.get(to_atom)
        if source is not None and target is not None and source != target:
            weights[(source, target) if source < target else (target, source)] += 1
            users.setdefault(source, set())
            users.setdefault(target, set()).add(source)
            if type_ == EdgeType.CALL:
                called[to_atom] += 1
    graph = nx.Graph()
    graph.add_nodes_from(sorted(atoms))
    for ends, weight in sorted(weights.items()):
        graph.add_edge(*ends, weight=weight / max(len(users[end]) for end in ends))
    best: list[set[str]] = []
    for partition in nx.community.louvain_partitions(graph, seed=SEED):  # each better than the one before
        check_wanted()
        best = partition
    groups = [sorted(group) for group in best]
    several = sorted(
        (group for group in groups if len(group) > 1),
        key=lambda group: (-sum(atoms[path] for path in group), group),
    )
    place = {path: at for at, group in enumerate(several) for path in group}
    hubs: list[list[str]] = [[] for _ in several]  # of each group the most called atoms first
    for number in sorted(called, key=lambda number: (-called[number], number)):
        at = place.get(path_of[number])
        if at is not None and len(hubs[at]) < MAX_HUBS:
            hubs[at].append(whole.atoms[number].id)
    beside = {path for path in atoms if find_standing(path, path in tests) != Standing.CODE}
    names = [_central(group, graph, beside) for group in several]
    between = _count_edges(weights, place)
    clusters = [
        Cluster(
            name=names[at],
            files=group[:MAX_FILES],
            files_total=len(group),
            atoms=sum(atoms[path] for path in group),
            edges_inside=between[at][at],
            edges_outside=sum(weight for other, weight in between[at].items() if other != at),
            hubs=hubs[at],
            next_to=[
                NextCluster(names[other], weight)
                for other, weight in sorted(between[at].items(), key=lambda item: (-item[1], item[0]))
                if other != at
            ][:MAX_NEXT],
        )
        for at, group in enumerate(several)
    ]
    return clusters, len(groups) - len(several)


def _count_edges(weights: Counter[tuple[str, str]], place: dict[str, int]) -> dict[int, Counter[int]]:
    """How many edges lead from a group to another, or to itself."""
    found: dict[int, Counter[int]] = {at: Counter() for at in place.values()}
    for (one, other), weight in weights.items():
        if one in place and other in place:
            found[place[one]][place[other]] += weight
            if place[one] != place[other]:
                found[place[other]][place[one]] += weight
    return found


def _central(group: list[str], graph: Graph, beside: set[str]) -> str:
    """The file with the most edges to the others of its group: the name of the group. A test, an example or a benchmark
    is chosen only from a group without other files."""
    inside = graph.subgraph(group)
    return min(group, key=lambda path: (path in beside, -inside.degree(path, weight="weight"), path))
