"""The neighbours of an atom in an answer of `explore`: callers, callees and tests, the telling ones first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from omny.languages import find_testing
from omny.model.atom_data import read_data
from omny.model.atoms import StoredAtom
from omny.model.edges import EdgeType, How
from omny.model.standing import find_standing
from omny.query.basis import site_basis, surest
from omny.query.calls import constructors, edge_sites
from omny.query.dependents import Dependents, members
from omny.query.explored import Link, Unknown
from omny.query.spelling import is_constructor

if TYPE_CHECKING:
    from omny.query.answer import SiteEntry
    from omny.query.explore_files import Files
    from omny.storage.port.records import Neighbour
    from omny.storage.port.repository import AtomRepository

MAX_EDGES = 2_000
"""Edges to one atom that are looked at."""

MAX_CALLERS = 12
"""Callers of an atom that are shown, and callees."""

MAX_CALLEES = 24

MAX_TESTS = 3

MAX_TEST_EDGES = 4_000
"""Edges of the walk to the tests of an atom: some 20 ms."""

MAX_IMPLEMENTATIONS = 3

MIN_TELLING = 8
"""Letters of a name that is hardly one of the standard library."""

MAX_CANDIDATES = 4
"""Atoms of one name. More of them are no help."""

MAX_UNKNOWN = 3

_TYPES = tuple(EdgeType)


class Links(NamedTuple):
    """Some of the edges of an atom, and how many atoms there are at the far ends."""

    shown: list[Link]
    total: int


def find_callers(repository: AtomRepository, files: Files, stored: StoredAtom, chosen: Collection[str]) -> Links:
    """The callers of an atom, and of the constructor of a class: `chosen` ones first, then code before tests."""
    ids = [stored.atom.id, *constructors(repository, stored)]
    edges = repository.callers(ids, types=_TYPES, depth=1, limit=MAX_EDGES)
    by_source: dict[str, list[Neighbour]] = {}
    for edge in edges:
        if edge.source_id not in ids:
            by_source.setdefault(edge.source_id, []).append(edge)
    order = sorted(by_source, key=lambda id_: (id_ not in chosen, _find_standing(id_), _is_far(id_, stored), id_))
    atoms = repository.get_many(order[:MAX_CALLERS])
    shown = []
    for id_ in order[:MAX_CALLERS]:
        edges_of = by_source[id_]
        targets = {edge.target_id for edge in edges_of}
        dispatched = {edge.target_id: edge.via for edge in edges_of if edge.via}
        sites = edge_sites(atoms[id_], targets, dispatched) if id_ in atoms else {}
        link, at = _join_sites(id_, edges_of, sites)
        if at is not None and id_ in atoms:
            caller = atoms[id_].atom
            guard = files.find_guard(caller.file_path, at.line, at.column, caller.line)
            link = msgspec.structs.replace(link, guard=guard)
        shown.append(link)
    return Links(shown, len(by_source))


def find_callees(repository: AtomRepository, files: Files, stored: StoredAtom, chosen: Collection[str]) -> Links:
    """The atoms that one calls, in the order of its source; if there are too many, `chosen` ones and the project's own
    code are kept."""
    places: dict[tuple[int, int, str], list[str]] = {}
    said = read_data(stored.atom.data)
    for site in said.call_sites:
        places.setdefault((site.offset, site.column, site.type), []).append(site.target)
    found: dict[str, list[tuple[int, int, str, str, str]]] = {}  # by target: line, column, type, how, basis
    for site in said.call_sites:
        together = places[site.offset, site.column, site.type]
        if is_constructor(site.target) and any(not is_constructor(other) for other in together):
            continue  # the class stands there, too
        basis = site_basis(site.how, together)
        found.setdefault(site.target, []).append(
            (stored.atom.line + site.offset, site.column, site.type, site.how, basis)
        )
    found.pop(stored.atom.id, None)
    implementations = _find_implementations(repository, stored)
    order = sorted(found, key=lambda id_: (id_ not in chosen, _find_standing(id_), min(found[id_])))[:MAX_CALLEES]
    shown = []
    for id_ in sorted(order, key=lambda id_: (min(found[id_]), id_)):
        line, column, type_, how, basis = min(found[id_])
        below = sorted(implementations.get(id_, ()), key=lambda each: (each not in chosen, _find_standing(each), each))
        shown.append(
            Link(
                atom=id_,
                line=line,
                type=type_,
                how=how,
                basis=basis,
                places=len(found[id_]),
                guard=files.find_guard(stored.atom.file_path, line, column, stored.atom.line),
                implementations=below[:MAX_IMPLEMENTATIONS],
                implementations_total=len(below),
            )
        )
    return Links(shown, len(found))


def find_unknown(repository: AtomRepository, stored: StoredAtom) -> list[Unknown]:
    """The calls of an atom on receivers that nobody knows, whose name few atoms of the project's own code have. A short
    name is that of many things outside of the tree, and is left out."""
    found = []
    for name in read_data(stored.atom.data).unresolved:
        last = name.rpartition(".")[2]
        if "." not in name or len(last) < MIN_TELLING:
            continue
        candidates = [
            each.id for each in repository.namesakes(last) if not _find_standing(each.id) and not each.is_test
        ]
        if 0 < len(candidates) <= MAX_CANDIDATES:
            found.append(Unknown(name, candidates))
    return sorted(found, key=lambda each: (len(each.candidates), each.name))[:MAX_UNKNOWN]


class Tests(NamedTuple):
    """The tests that reach an atom, the nearest ones."""

    ids: list[str]
    total: int
    is_complete: bool


def find_tests(repository: AtomRepository, stored: StoredAtom) -> Tests:
    """The tests that reach an atom, or a member of a class."""
    reach = Dependents(repository, members(repository, stored), MAX_TEST_EDGES)
    return Tests(reach.tests[:MAX_TESTS], len(reach.tests), not reach.truncated)


def _join_sites(
    id_: str, edges: list[Neighbour], sites: dict[tuple[str, str], list[SiteEntry]]
) -> tuple[Link, SiteEntry | None]:
    """The edges of one caller as a link: its first place, and how the surest is known."""
    places = [(site, edge) for edge in edges for site in sites.get((edge.target_id, edge.edge_type), [])]
    types = sorted({edge.edge_type for edge in edges}, key=_TYPES.index)
    if not places:
        held = any(edge.held for edge in edges)
        return Link(atom=id_, line=0, type=types[0], how=How.HELD if held else How.EXACT), None
    how, basis = surest(site for site, _ in places)
    first = min((site for site, _ in places), key=lambda site: (site.line, site.column))
    number = len({(site.line, site.column) for site, _ in places})
    return Link(atom=id_, line=first.line, type=types[0], how=how, basis=basis, places=number), first


def _find_implementations(repository: AtomRepository, stored: StoredAtom) -> dict[str, set[str]]:
    """By called method those that a call of the atom may reach instead."""
    edges = repository.callees([stored.atom.id], types=[EdgeType.DISPATCH], depth=1, limit=MAX_EDGES)
    found: dict[str, set[str]] = {}
    for edge in edges:
        found.setdefault(edge.via, set()).add(edge.target_id)
    return found


def _find_standing(id_: str) -> int:
    path = id_.partition("::")[0]
    return find_standing(path, find_testing(path).is_test(path))


def _is_far(id_: str, stored: StoredAtom) -> bool:
    return not id_.startswith(f"{stored.atom.file_path}::")
