"""The functions of expressions: each finds atoms by the edges that lead to them or away from them.

A name that is given to one means every atom that it can mean: an id, a qualified name, or a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from omny.base.clock import Clock
from omny.base.errors import UsageError
from omny.base.globs import fixed_beginning, matches_path
from omny.history.states import difference, state_at
from omny.model.atom_data import read_detail
from omny.model.atoms import StoredAtom, is_class_like
from omny.model.edges import EdgeType
from omny.query.calls import constructors
from omny.query.dependents import is_named_test
from omny.query.digraph import reachable_nodes
from omny.query.dispatch import list_edges
from omny.query.documents import MAX_DEPTH
from omny.query.lookup import matching_atoms, unknown_name
from omny.storage.port.repository import AtomRepository

if TYPE_CHECKING:
    from omny.query.index_snapshot import IndexSnapshot

ALL_EDGES = 100_000_000
"""More than any index has: with an incomplete set, a true expression would be false."""

ANY = tuple(EdgeType)


class Index:
    """One state of a repository, for expressions. Results are kept for the next part of the expression."""

    def __init__(
        self, repository: AtomRepository, clock: Clock, find_snapshot: Callable[[], IndexSnapshot] | None = None
    ) -> None:
        """`find_snapshot` gives all atoms and edges of the state, where somebody keeps them."""
        self.repository = repository
        self._find_snapshot = find_snapshot
        self.clock = clock

    def language(self, path: str) -> str:
        """The language of a file. The past keeps no languages: there it is the ending of the name."""
        return self._languages.get(path) or path.rpartition(".")[2]

    @cached_property
    def _languages(self) -> dict[str, str]:
        return {path: entry.language for path, entry in self.repository.ledger().items()}

    @cached_property
    def degrees(self) -> tuple[Counter[str], Counter[str]]:
        """The numbers of callees and callers of each atom."""
        if self._find_snapshot is not None:
            whole = self._find_snapshot()
            return whole.work_out("degrees", whole.count_calls)
        called: Counter[str] = Counter()
        callers: Counter[str] = Counter()
        for edge in self.repository.edges():
            if edge.edge_type == EdgeType.CALL and edge.source_id != edge.target_id:
                called[edge.source_id] += 1
                callers[edge.target_id] += 1
        return called, callers

    def in_files(self, pattern: str) -> set[str] | None:
        """The atoms of matching files; None if there are too many files to look each up."""
        paths = self.repository.paths()
        beginning = fixed_beginning(pattern.removeprefix("./"))
        found = [path for path in paths if path.startswith(beginning) and matches_path(pattern, path)]
        if len(found) * 4 > len(paths):
            return None
        return {stored.atom.id for path in found for stored in self.repository.in_file(path)}


class Function(msgspec.Struct, frozen=True):
    """A function of the language."""

    arguments: int
    found: Callable[..., set[str]]  # the atoms that it is true of, from an Index and the arguments
    says: str


def _calls(index: Index, name: str) -> set[str]:
    atoms = matching_atoms(index.repository, name)
    if not atoms:
        return _external(index, name)
    return _sources(index, _with_constructors(index, atoms), [EdgeType.CALL])


def _find_called(index: Index, name: str) -> set[str]:
    ids = {stored.atom.id for stored in _resolve_atoms(index, name)}
    return _targets(index, ids, [EdgeType.CALL])


def _reaches(index: Index, name: str) -> set[str]:
    return _sources(index, _with_constructors(index, _resolve_atoms(index, name)), ANY, depth=MAX_DEPTH)


def _find_reached(index: Index, name: str) -> set[str]:
    return _targets(index, {stored.atom.id for stored in _resolve_atoms(index, name)}, ANY, depth=MAX_DEPTH)


def _find_decorated(index: Index, name: str) -> set[str]:
    repository = index.repository
    found = _sources(index, {stored.atom.id for stored in matching_atoms(repository, name)}, [EdgeType.DECORATOR])
    rows = repository.unresolved_callers(name.rpartition(".")[2])
    for id_, stored in repository.get_many({row.source_id for row in rows}).items():
        detail = read_detail(stored.atom.data)
        written = [text.partition("(")[0] for text in detail.decorators]
        if any(
            text == name or text.endswith(f".{name}") or (name.endswith(f".{text}") and name in detail.unresolved)
            for text in written
        ):
            found.add(id_)
    return found


def _inherits(index: Index, name: str) -> set[str]:
    """All subclasses. For a base that is not indexed: the classes that name the base, and their subclasses."""
    atoms = [stored for stored in matching_atoms(index.repository, name) if is_class_like(stored.atom.type)]
    if atoms:
        return _sources(index, {stored.atom.id for stored in atoms}, [EdgeType.INHERIT], depth=MAX_DEPTH)
    naming = {
        stored.atom.id
        for stored in index.repository.atoms()
        if is_class_like(stored.atom.type)
        and any(
            base == name or base.endswith(f".{name}")
            for base in (text.partition("[")[0] for text in read_detail(stored.atom.data).bases)
        )
    }
    if not naming:
        raise _unknown(index, name)
    return naming | _sources(index, naming, [EdgeType.INHERIT], depth=MAX_DEPTH)


def _external(index: Index, name: str) -> set[str]:
    """The names that match: all below `requests` for `requests.*`; else the name itself, or without a dot, names that
    end in it."""
    repository = index.repository
    if name.endswith(".*"):
        found = {row.source_id for row in repository.unresolved_calls() if row.name.startswith(name[:-1])}
    else:
        rows = repository.unresolved_callers(name.rpartition(".")[2], name if "." in name else None)
        found = {row.source_id for row in rows}
    if not found:
        raise _unknown(index, name)
    return found


def _find_changed(index: Index, when: str) -> set[str]:
    repository = index.repository
    row = state_at(repository, when, index.clock.now())
    return {change.id for change in difference(repository, row.generation, repository.meta().generation).atoms}


def _find_tested(index: Index) -> set[str]:
    """The ids of tests and of all atoms that tests reach."""
    near: dict[str, list[str]] = {}
    for edge in list_edges(index.repository):
        near.setdefault(edge.source_id, []).append(edge.target_id)
    called = {target for targets in near.values() for target in targets}
    tests = [
        stored.atom.id
        for stored in index.repository.atoms()
        if read_detail(stored.atom.data).is_test and (is_named_test(stored) or stored.atom.id not in called)
    ]
    return set(reachable_nodes(near, tests))


def _in_file(index: Index, pattern: str) -> set[str]:
    raise AssertionError("answered by the path of each atom")


FUNCTIONS: dict[str, Function] = {
    "calls": Function(1, _calls, "it calls that atom, or something outside of that name"),
    "called_by": Function(1, _find_called, "that atom calls it"),
    "reaches": Function(1, _reaches, "a path of edges leads from it to that atom"),
    "reached_by": Function(1, _find_reached, "a path of edges leads from that atom to it"),
    "decorated_by": Function(1, _find_decorated, "that decorates it"),
    "inherits": Function(1, _inherits, "it is a class below that class"),
    "external": Function(1, _external, "it calls something outside of that name"),
    "in_file": Function(1, _in_file, "its file matches that pattern"),
    "changed_since": Function(1, _find_changed, "it differs from its state at that time, or is new"),
    "tested": Function(0, _find_tested, "a test reaches it"),
}


def _resolve_atoms(index: Index, name: str) -> list[StoredAtom]:
    atoms = matching_atoms(index.repository, name)
    if not atoms:
        raise _unknown(index, name)
    return atoms


def _unknown(index: Index, name: str) -> UsageError:
    return unknown_name(index.repository, name, op="read query")


def _with_constructors(index: Index, atoms: list[StoredAtom]) -> set[str]:
    return {id_ for stored in atoms for id_ in (stored.atom.id, *constructors(index.repository, stored))}


def _sources(index: Index, ids: Collection[str], types: Collection[str], *, depth: int = 1) -> set[str]:
    found = index.repository.callers(ids, types=types, depth=depth, limit=ALL_EDGES)
    return {edge.source_id for edge in found}


def _targets(index: Index, ids: Collection[str], types: Collection[str], *, depth: int = 1) -> set[str]:
    found = index.repository.callees(ids, types=types, depth=depth, limit=ALL_EDGES)
    return {edge.target_id for edge in found}
