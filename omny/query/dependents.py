"""`Dependents`: all that depends on some atoms, directly or not, and which of it are tests.

What depends on an atom: who calls it, passes it by name, is decorated with it or inherits from it; and the tests that
get it as a fixture (`omny/query/fixtures.py`). It is a walk backwards along these, through the repository, so that its
cost depends on what is found and not on the size of the index.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from omny.languages import find_testing
from omny.model.atom_data import AtomDetail, read_detail
from omny.model.atoms import AtomType, StoredAtom, is_class_like
from omny.model.edges import EdgeType
from omny.query.digraph import reachable_nodes
from omny.query.documents import MAX_DEPTH
from omny.query.fixtures import Fixtures, fixture_name
from omny.storage.port.repository import AtomRepository

MAX_EDGES = 200_000
"""Edges that a walk looks at: a second's work. Only the largest projects have more."""

DEPENDING = tuple(EdgeType)

FIXTURE = "fixture"
"""The type of an edge from a test to the fixture that it asks for by the name of a parameter. Such edges are worked out
when they are needed and are not stored."""


class Dependence(msgspec.Struct, frozen=True, order=True):
    """One atom depends on another."""

    source: str
    target: str
    type: str  # of an edge, or FIXTURE
    how: str = ""  # known only of fixtures; the places of an edge tell the rest
    via: str = ""  # of a dispatch: the method that is called


class Dependents:
    """The atoms that depend on `starts`, and how."""

    def __init__(self, repository: AtomRepository, starts: Collection[str], most: int = MAX_EDGES) -> None:
        """`most` edges are looked at, the nearest ones."""
        self.starts = sorted(starts)
        self._most = most
        self.truncated = False
        self.dependences: list[Dependence] = []
        self.atoms: dict[str, StoredAtom] = {}
        self.details: dict[str, AtomDetail] = {}
        self._walk(repository)
        self.up: dict[str, list[str]] = {}  # by atom what depends on it
        self.down: dict[str, list[str]] = {}  # by atom what it depends on, among what was met
        self._by_source: dict[str, list[Dependence]] = {}
        for each in self.dependences:
            self.up.setdefault(each.target, []).append(each.source)
            self.down.setdefault(each.source, []).append(each.target)
            self._by_source.setdefault(each.source, []).append(each)
        self.depth = reachable_nodes(self.up, self.starts)

    def find_dependences(self, id_: str) -> list[Dependence]:
        """The dependences of an atom among the atoms of the walk, by target and type."""
        return self._by_source.get(id_, [])

    @property
    def dependants(self) -> list[str]:
        """The atoms that depend on the starts and are none of them, nearest first, then by id."""
        return [id_ for id_, depth in self.depth.items() if depth]

    @property
    def tests(self) -> list[str]:
        """The dependants that are tests, in the same order."""
        return [id_ for id_ in self.dependants if self.is_test(id_)]

    def is_test(self, id_: str) -> bool:
        """Whether a test runner runs the atom: it is in a test file, and is named like a test or has no callers
        (set-up, fixtures, statements of the module)."""
        detail = self.details[id_]
        return detail.is_test and (is_named_test(self.atoms[id_]) or not self.up.get(id_))

    def way(self, id_: str) -> list[str]:
        """The first of the shortest paths from an atom to a start."""
        way = [id_]
        while depth := self.depth[way[-1]]:
            way.append(min(other for other in self.down[way[-1]] if self.depth[other] == depth - 1))
        return way

    def tested_dependants(self) -> set[str]:
        """The dependants that a test reaches, tests included."""
        inside = {source: [t for t in targets if self.depth[t]] for source, targets in self.down.items()}
        return set(reachable_nodes(inside, self.tests))

    def _walk(self, repository: AtomRepository) -> None:
        fixtures = Fixtures(repository)
        frontier, seen = self.starts, set(self.starts)
        self._meet(repository, frontier)
        while frontier and not self.truncated:
            left = self._most - len(self.dependences)
            found = repository.callers(frontier, types=DEPENDING, depth=MAX_DEPTH, limit=left + 1)
            self.truncated = len(found) > left
            self.dependences += [Dependence(n.source_id, n.target_id, n.edge_type, via=n.via) for n in found[:left]]
            met = {neighbour.source_id for neighbour in found[:left]} - seen
            self._meet(repository, met)
            seen |= met
            asked = [
                Dependence(user, id_, FIXTURE, how)
                for id_ in sorted({*frontier, *met})
                if fixture_name(self.atoms[id_], self.details[id_])
                for user, how in fixtures.users(self.atoms[id_], self.details[id_])
            ]
            self.dependences += asked
            frontier = sorted({each.source for each in asked} - seen)
            seen.update(frontier)
            self._meet(repository, frontier)
        self.dependences = sorted(set(self.dependences))

    def _meet(self, repository: AtomRepository, ids: Collection[str]) -> None:
        for id_, stored in repository.get_many(sorted(ids)).items():
            self.atoms[id_] = stored
            self.details[id_] = read_detail(stored.atom.data)


def is_named_test(stored: StoredAtom) -> bool:
    """Whether an atom in a test file is named like a test."""
    atom = stored.atom
    return not is_class_like(atom.type) and find_testing(atom.file_path).is_test_name(atom.function_name)


def members(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """The ids that a change of the atom changes: of a class its members too, of a module all atoms of its file, of
    another atom its own."""
    atom = stored.atom
    if atom.type == AtomType.MODULE:
        return [other.atom.id for other in repository.in_file(atom.file_path)]
    if is_class_like(atom.type):
        inside = [other.atom.id for other in repository.in_file(atom.file_path)]
        return [atom.id, *(id_ for id_ in inside if id_.startswith(f"{atom.id}."))]
    return [atom.id]
