"""`AtomGraph`: who calls whom, in memory, at one generation. What a daemon answers and analyses from.

The database says what the graph is: `load` reads it whole, `follow` takes one commit. The graph writes nothing; it does
not know how things are stored, nor when there is something to follow.

    with graph.reading() as view:                            # any number of readers, all at one generation
        view.callers(ids, types=..., depth=..., limit=...)   # as AtomRepository.callers
        networkx.descendants(view.digraph, id)               # any analysis that only reads

A graph of 200,000 atoms lives as long as its daemon, so it is kept small: an id is one string wherever it stands, and
edges of the same types share one attribute dict.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from heapq import nsmallest
from itertools import combinations, groupby
from operator import attrgetter, itemgetter
from threading import Condition, get_ident
from typing import Any

import msgspec
import networkx as nx

from omny.base.errors import DamagedError, OmnyError
from omny.model.atom_data import EDGE_LISTS, read_data
from omny.model.delta import Delta
from omny.storage.port.records import EdgeRow, Neighbour
from omny.storage.port.repository import AtomRepository

BROKEN = -1
"""The generation of a graph in which a change was cut off: it shows no state that ever was, and cannot be read."""

_Types = tuple[str, ...]  # of one edge, sorted
_Held = tuple[tuple[str, int], ...]  # of one edge: which of its types are held, and from which generation; sorted
_Edge = tuple[str, str, str, int]  # source, target, type, generation that it is held from
_EdgesOf = Callable[..., Iterable[tuple[str, str, dict[str, Any]]]]  # out_edges or in_edges of networkx

_ATTRIBUTES: dict[_Types, dict[str, Any]] = {
    types: {"types": types}
    for count in range(1, len(EDGE_LISTS) + 1)
    for types in combinations(sorted(EDGE_LISTS.values()), count)
}
"""The one attribute dict of all edges that have those types, none of them held."""

_NOWHERE: dict[str, dict[str, Any]] = {}  # what an id that is no atom is near to


@lru_cache(maxsize=1024)
def _attributes(types: _Types, held: _Held) -> dict[str, Any]:
    """The attribute dict of all edges that have those types, some of them held from a generation."""
    return {"types": types, "held": dict(held)} if held else _ATTRIBUTES[types]


class GraphCounts(msgspec.Struct, frozen=True):
    """How much the graph holds."""

    atoms: int
    edges: dict[str, int]  # by type


class AtomGraph:
    """The atoms and edges of one generation of a repository; at first those of an empty one.

    Any number of threads may read it; one changes it, waits for the readers, and then has it alone.
    """

    def __init__(self) -> None:
        self._lock = _SharedLock()
        self._digraph = _ThinDiGraph()
        self._generation = 0

    @classmethod
    def load(cls, repository: AtomRepository) -> AtomGraph:
        """The graph of what the repository holds. Errors as `reload`."""
        graph = cls()
        graph.reload(repository)
        return graph

    @property
    def generation(self) -> int:
        """The generation of the repository that the graph shows, or BROKEN. A view has a generation of its own."""
        return self._generation

    def reload(self, repository: AtomRepository) -> None:
        """Loads the graph from the repository. Readers have the old graph until the new one is complete.

        Raises DamagedError if an end of an edge is no atom, and errors of the repository; nothing is changed then.
        """
        digraph = _ThinDiGraph()
        with repository.reading():
            generation = repository.meta().generation
            digraph.add_nodes_from(sys.intern(stored.atom.id) for stored in repository.atoms())
            for (source, target), rows in groupby(repository.edges(), key=attrgetter("source_id", "target_id")):
                edges = _encode_types((row.edge_type, row.held) for row in rows)
                try:
                    digraph.connect(sys.intern(source), sys.intern(target), *edges)
                except KeyError as error:
                    reason = (
                        f"the edge {source or '(no atom)'} -> {target} has an end that is no atom, or an unknown type"
                    )
                    raise DamagedError("load call graph", reason, hint="see 'omny verify'") from error
        with self._lock.alone():
            old, self._digraph, self._generation = self._digraph, digraph, generation
        old.clear()  # networkx makes it part of a cycle: its memory would stay until the collector finds that

    def follow(self, delta: Delta, generation: int) -> bool:
        """Follows the commit of the delta, which made that generation, and returns whether it could.

        Where it could not, nothing is changed and the graph has to be reloaded: the generation is not the next one, or
        the delta does not fit what the graph holds. An exception during the change leaves it BROKEN.
        """
        change = _Change(delta)  # most of the work, for which readers need not wait
        with self._lock.alone():
            if self._generation == BROKEN or generation != self._generation + 1 or not change.fits(self._digraph):
                return False
            self._generation = BROKEN
            change.make(self._digraph)
            self._generation = generation
        return True

    @contextmanager
    def reading(self) -> Iterator[GraphView]:
        """A block in which the graph does not change. Raises OmnyError where the graph is BROKEN.

        Blocks of one thread may be nested. A change inside one raises RuntimeError: it would wait for itself.
        """
        with self._lock.shared():
            if self._generation == BROKEN:
                raise OmnyError("read call graph", "a change of it was cut off", hint="load it again")
            yield GraphView(self._digraph, self._generation)


class GraphView:
    """The graph at one generation, inside the block of `AtomGraph.reading` and no longer."""

    __slots__ = ("_digraph", "generation")

    def __init__(self, digraph: _ThinDiGraph, generation: int) -> None:
        self._digraph = digraph
        self.generation = generation

    @property
    def digraph(self) -> Any:
        """The graph as a `networkx.DiGraph` that refuses changes, for analyses. It is no copy, and as quick as one.

        Nodes are ids of atoms. The attribute `types` of an edge is a sorted tuple; `held`, if present, says
        which of these are held, and from which generation. Attributes are shared: to set some, take a `copy()` first.
        """
        return self._digraph.to_directed(as_view=True)

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead to `ids`: what `AtomRepository.callers` answers, in the same order."""
        return _walk(self._digraph.in_edges, 0, ids, types, depth, limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        """The edges that lead away from `ids`: what `AtomRepository.callees` answers, in the same order."""
        return _walk(self._digraph.out_edges, 1, ids, types, depth, limit)

    def out_edges(self, id: str) -> list[EdgeRow]:  # noqa: A002
        """The edges whose source is the atom, by target and type; none for an unknown atom."""
        return sorted(EdgeRow(*edge) for edge in _by_type(self._digraph.out_edges, [id]))

    def edges(self) -> list[EdgeRow]:
        """All edges, by source, target and type: what `AtomRepository.edges` answers."""
        succ = self._digraph._succ
        return [
            EdgeRow(source, target, type_, succ[source][target].get("held", _NOWHERE).get(type_, 0))
            for source in sorted(succ)
            for target in sorted(succ[source])
            for type_ in succ[source][target]["types"]
        ]

    def sizes(self) -> tuple[int, int, int]:
        """How many atoms there are, pairs of caller and callee as callers hold them, and as callees do."""
        ends = [sum(map(len, near.values())) for near in (self._digraph._succ, self._digraph._pred)]
        return len(self._digraph), ends[0], ends[1]

    def otherwise(self, edges: Mapping[str, Iterable[EdgeRow]]) -> list[str]:
        """Those of the atoms that are not in the graph with just these edges going out from them, at both ends."""
        succ, pred = self._digraph._succ, self._digraph._pred  # without the views, which take half of the time
        found: list[str] = []
        for id_, rows in edges.items():
            types: dict[str, set[tuple[str, int]]] = {}
            for row in rows:
                types.setdefault(row.target_id, set()).add((row.edge_type, row.held))
            right = {target: _attributes(*_encode_types(each)) for target, each in types.items()}
            there = succ.get(id_)
            if there is None or there != right or any(pred[target].get(id_) != there[target] for target in right):
                found.append(id_)
        return found

    def ids(self) -> list[str]:
        """The ids of all atoms, in no order."""
        return list(self._digraph._succ)

    def checksum(self, ids: Collection[str]) -> int:
        """A number that these atoms with their edges at both ends give in any order, and others hardly. Of this process
        only. To be added up."""
        total = sum(map(hash, ids))
        for near in (self._digraph._succ, self._digraph._pred):
            for id_ in ids:
                for other, edge in near.get(id_, _NOWHERE).items():
                    total += hash((id_, other, edge["types"], tuple(edge.get("held", _NOWHERE).items())))
        return total

    def counts(self) -> GraphCounts:
        """How much there is. Goes over all edges."""
        edges = Counter(edge_type for _, _, edge_type, _ in _by_type(self._digraph.out_edges))
        return GraphCounts(len(self._digraph), dict(sorted(edges.items())))


class _ThinDiGraph(nx.DiGraph):  # type: ignore[misc]  # networkx has no types
    """networkx's directed graph, with one attribute dict for all nodes and one for all edges of the same types.

    As "Subclasses (Advanced)" of https://networkx.org/documentation/stable/reference/classes/digraph.html; the factory
    of edge attributes gets no types, so `connect` replaces `add_edge`.
    """

    _node_attributes: dict[str, Any] = {}  # noqa: RUF012  # shared, and stays empty

    def node_attr_dict_factory(self) -> dict[str, Any]:
        return self._node_attributes

    def connect(self, source: str, target: str, types: _Types, held: _Held = ()) -> None:
        """Gives the edge between two nodes these types and no others, some of them held from a generation. Raises
        KeyError where one of them is unknown."""
        self._succ[source][target] = self._pred[target][source] = _attributes(types, held)


class _Change:
    """A delta as a graph sees it."""

    def __init__(self, delta: Delta) -> None:
        created = [atom for file in delta.files for atom in file.created]
        # Code that was only moved has another line; its data is the same.
        edited = [atom for file in delta.files for before, atom in file.modified if before.atom.data != atom.data]
        self._deleted = {stored.atom.id for file in delta.files for stored in file.deleted}
        self._created = {sys.intern(atom.id) for atom in created}
        self._targets = {sys.intern(atom.id): _targets(atom.data) for atom in created + edited}

    def fits(self, digraph: _ThinDiGraph) -> bool:
        """Whether the graph holds what is changed, and each edge leads from an atom to an atom afterwards."""
        ends = self._targets.keys() | {target for targets in self._targets.values() for target in targets}
        callers = {source for source, _ in digraph.in_edges(self._deleted)}
        return (
            all(id_ in digraph for id_ in self._deleted)
            and not any(id_ in digraph for id_ in self._created)
            and all(id_ in digraph and id_ not in self._deleted for id_ in ends - self._created)
            and callers <= self._deleted | self._targets.keys()
        )

    def make(self, digraph: _ThinDiGraph) -> None:
        """Changes the graph. Edges that stay are neither removed nor made again."""
        digraph.remove_nodes_from(self._deleted)
        digraph.add_nodes_from(self._created)  # all of them, before any is the target of an edge
        for source, targets in self._targets.items():
            digraph.remove_edges_from([edge for edge in digraph.out_edges([source]) if edge[1] not in targets])
            for target, edges in targets.items():
                digraph.connect(source, target, *edges)


def _targets(data: str) -> dict[str, tuple[_Types, _Held]]:
    """The targets of the edges that an atom's `data` lists, each with the types of its edge, and which are held."""
    return {
        sys.intern(target): _encode_types((edge_type, held) for _, edge_type, held in edges)
        for target, edges in groupby(sorted(set(read_data(data).edges())), key=itemgetter(0))
    }


def _encode_types(edges: Iterable[tuple[str, int]]) -> tuple[_Types, _Held]:
    """The types of an edge, and which of them are held."""
    by_type = dict(sorted(edges))
    return tuple(by_type), tuple((type_, held) for type_, held in by_type.items() if held)


def _by_type(edges_of: _EdgesOf, *ids: Collection[str]) -> Iterator[_Edge]:
    """The edges of those atoms, or all, one for each type."""
    return (
        (source, target, type_, edge.get("held", _NOWHERE).get(type_, 0))
        for source, target, edge in edges_of(*ids, data=True)
        for type_ in edge["types"]
    )


def _walk(
    edges_of: _EdgesOf, far_end: int, ids: Collection[str], types: Collection[str], depth: int, limit: int
) -> list[Neighbour]:
    """Level by level, each atom once, as the repository does it. An id that is no atom has no edges."""
    found: list[Neighbour] = []
    wanted = frozenset(types)
    frontier = seen = frozenset(ids)
    for level in range(1, depth + 1):
        if not frontier or len(found) >= limit:
            break
        edges = (edge for edge in _by_type(edges_of, frontier) if edge[2] in wanted)
        nearest = nsmallest(limit - len(found), edges)
        found += [Neighbour(*edge[:3], level, edge[3]) for edge in nearest]
        frontier = frozenset(str(edge[far_end]) for edge in nearest) - seen
        seen |= frontier
    return found


class _SharedLock:
    """Shared by readers, or held alone. Who waits to have it alone goes before readers that come later, so that however
    many come, they cannot keep a change off."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._readers: Counter[int] = Counter()  # open blocks, by thread
        self._changes = 0  # that wait, or are being made

    @contextmanager
    def shared(self) -> Iterator[None]:
        """A block beside others of its kind."""
        thread = get_ident()
        with self._condition:
            # A thread that reads already must not wait for a change, which waits for that thread.
            self._condition.wait_for(lambda: thread in self._readers or not self._changes)
            self._readers[thread] += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers[thread] -= 1
                if not self._readers[thread]:
                    del self._readers[thread]
                self._condition.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A block beside no other. Raises RuntimeError inside a shared one."""
        with self._condition:
            if get_ident() in self._readers:
                raise RuntimeError("who reads the call graph cannot change it before that block ends")
            self._changes += 1
            try:
                self._condition.wait_for(lambda: not self._readers)
                yield  # still with the condition's own lock, which keeps readers out
            finally:
                self._changes -= 1
                self._condition.notify_all()
