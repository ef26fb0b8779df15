"""The callers and callees of an atom, with the places of the calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from omny.model.atom_data import CONSTRUCTOR, read_data, read_detail
from omny.model.atoms import AtomType, StoredAtom, is_class_like
from omny.model.edges import EdgeType, How
from omny.model.standing import find_standing
from omny.query.answer import SiteEntry
from omny.query.basis import TYPE, site_basis, surest
from omny.query.spelling import is_constructor
from omny.storage.port.records import Neighbour, UnresolvedRow

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_EDGES = 10_000
"""Edges of one answer. More cannot be read, and an answer says when it was cut."""

CALLING = (EdgeType.CALL,)
"""The edges of callers and callees by default: passing by name or inheriting is no call."""

_ASKING = (EdgeType.CALL, EdgeType.ROUTE)


class CallSiteEntry(SiteEntry, frozen=True):
    """A place of a call, with its file."""

    path: str


class CallEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """An edge, with its places."""

    source: str
    target: str
    type: str  # call, callback, decorator, inherit, implicit, dispatch, route
    depth: int  # 1 for an edge of the atom asked for
    how: str  # exact, inferred, held; possible where only the name matches
    path: str  # of the file of the sites
    sites: list[CallSiteEntry]
    held: int = 0  # the generation whose sources made it, where those on disk do not
    basis: str = ""  # of the surest of its sites; see omny/query/basis.py


class Calls(msgspec.Struct, frozen=True):
    """An answer: edges, and the atoms at their far end by id."""

    calls: list[CallEntry]
    atoms: dict[str, StoredAtom]
    truncated: bool
    hidden: int = 0  # atoms at the far end that are left out with their edges: more than were asked for
    ids: tuple[str, ...] = ()  # that the edges lead to: the atom, and the constructors of a class


def choose_types(types: Collection[str], *, is_route: bool) -> Collection[str]:
    """The types of edges that a question means: those that it names, each for "all", and the calls if it names none. A
    route is called by its clients, and calls what handles it."""
    if "all" in types:
        return list(EdgeType)
    return types or (_ASKING if is_route else CALLING)


def callers(
    repository: AtomRepository,
    stored: StoredAtom,
    *,
    depth: int = 1,
    types: Collection[str] = CALLING,
    possible: bool = False,
    most: int = MAX_EDGES,
) -> Calls:
    """The edges that lead to the atom, from the `most` nearest atoms; to a class also those to its own constructor.

    With `possible` also calls of something of that name that leads out of what the index knows, and none left out.
    """
    ids = [stored.atom.id, *constructors(repository, stored)]
    found = repository.callers(ids, types=types, depth=depth, limit=MAX_EDGES + 1)
    answer = _answer(repository, found, "source_id", MAX_EDGES if possible else most)
    if possible:
        answer = _join_calls(answer, _without_held(possible_callers(repository, stored), answer.calls))
    return msgspec.structs.replace(answer, ids=tuple(ids))


def callees(
    repository: AtomRepository,
    stored: StoredAtom,
    *,
    depth: int = 1,
    types: Collection[str] = CALLING,
    possible: bool = False,
    most: int = MAX_EDGES,
) -> Calls:
    """The edges that lead away from the atom, to the `most` nearest atoms.

    With `possible` also atoms that are called as something which it calls and the index does not know, and none left
    out.
    """
    found = repository.callees([stored.atom.id], types=types, depth=depth, limit=MAX_EDGES + 1)
    if possible:
        return _join_calls(_answer(repository, found, "target_id", MAX_EDGES), _possible_callees(repository, stored))
    return _answer(repository, found, "target_id", most)


def external_callers(repository: AtomRepository, name: str) -> Calls:
    """The callers of a name that is no atom: `requests.get`, or only `get`."""
    last = name.rpartition(".")[2]
    return _callers_by_name(repository, repository.unresolved_callers(last, name if "." in name else None), How.EXACT)


def possible_callers(repository: AtomRepository, stored: StoredAtom) -> Calls:
    """The callers of an unknown object that has the atom's name."""
    found = _callers_by_name(repository, repository.unresolved_callers(stored.atom.function_name), How.POSSIBLE)
    calls = [msgspec.structs.replace(call, target=stored.atom.id) for call in found.calls]
    return msgspec.structs.replace(found, calls=calls)


def constructors(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """The ids of a class's own constructors; none for another atom."""
    if not is_class_like(stored.atom.type):
        return []
    return [
        other.atom.id
        for other in repository.in_file(stored.atom.file_path)
        if other.atom.type == AtomType.METHOD and _is_constructor(other, stored.atom.id)
    ]


def edge_sites(
    stored: StoredAtom, targets: Collection[str] = (), dispatched: Mapping[str, str] = MappingProxyType({})
) -> dict[tuple[str, str], list[SiteEntry]]:
    """The places where an atom makes its edges to these targets (none means all), by target and type. `dispatched` has
    targets of dispatch, each with the method that is called."""
    by_edge: dict[tuple[str, str], list[SiteEntry]] = {}
    said = read_data(stored.atom.data)
    for target, via in dispatched.items():
        by_edge[target, EdgeType.DISPATCH] = [
            SiteEntry(stored.atom.line + site.offset, site.column, *_of_dispatch(site.how))
            for site in said.all_sites
            if site.target == via and site.type in (EdgeType.CALL, EdgeType.IMPLICIT) and site.on
        ]
    for sites in (said.call_sites, said.held_edges.call_sites if said.held_edges else ()):
        together: dict[tuple[int, int, str], list[str]] = {}  # place and type -> targets
        for site in sites:
            together.setdefault((site.offset, site.column, site.type), []).append(site.target)
        for site in sites:
            if targets and site.target not in targets:
                continue
            basis = site_basis(site.how, together[site.offset, site.column, site.type])
            place = SiteEntry(stored.atom.line + site.offset, site.column, site.how, basis)
            by_edge.setdefault((site.target, site.type), []).append(place)
    return by_edge


def _of_dispatch(how: str) -> tuple[str, str]:
    """How a dispatch of a call is known, with its basis: by the type of the receiver."""
    return (How.HELD, "") if how == How.HELD else (How.INFERRED, TYPE)


def _is_constructor(stored: StoredAtom, class_id: str) -> bool:
    detail = read_detail(stored.atom.data)
    return detail.class_id == class_id and (detail.kind == CONSTRUCTOR or is_constructor(stored.atom.id))


def _possible_callees(repository: AtomRepository, stored: StoredAtom) -> Calls:
    calls: list[CallEntry] = []
    atoms: dict[str, StoredAtom] = {}
    for name in read_detail(stored.atom.data).unresolved:
        for other in repository.by_name(name.rpartition(".")[2]):
            atoms[other.atom.id] = other
            call = _by_name(stored, name, How.POSSIBLE)
            calls.append(msgspec.structs.replace(call, target=other.atom.id))
            if len(calls) > MAX_EDGES:
                return Calls(calls[:MAX_EDGES], atoms, True)
    return Calls(calls, atoms, False)


def _without_held(possible: Calls, calls: list[CallEntry]) -> Calls:
    """The possible calls without those whose source has a held edge."""
    told = {call.source for call in calls if call.held and call.depth == 1}
    kept: list[CallEntry] = []
    for call in possible.calls:
        if call.source in told:
            told.remove(call.source)
        else:
            kept.append(call)
    return msgspec.structs.replace(possible, calls=kept)


def _answer(repository: AtomRepository, edges: list[Neighbour], far: str, most: int) -> Calls:
    """Of the edges to the `most` first far ends ("source_id" or "target_id"), the nearest and code before tests and
    examples: to find the places of an edge, the whole atom has to be read that makes it."""
    far_end = attrgetter(far)
    known = sorted(edges[:MAX_EDGES], key=lambda edge: (edge.depth, find_standing(_path(far_end(edge)), False)))
    every = dict.fromkeys(map(far_end, known))
    shown = set(islice(every, most))
    kept = [edge for edge in known if far_end(edge) in shown]
    atoms = repository.get_many(sorted({end for edge in kept for end in (edge.source_id, edge.target_id)}))
    targets: dict[str, set[str]] = {}
    dispatched: dict[str, dict[str, str]] = {}
    for edge in kept:
        targets.setdefault(edge.source_id, set()).add(edge.target_id)
        if edge.via:
            dispatched.setdefault(edge.source_id, {})[edge.target_id] = edge.via
    sites = {
        source: edge_sites(atoms[source], its, dispatched.get(source, {}))
        for source, its in targets.items()
        if source in atoms
    }
    calls = []
    for edge in kept:
        found = sites.get(edge.source_id, {}).get((edge.target_id, edge.edge_type), [])
        # The source can make the edge in several places: it is as certain as the most certain of them.
        how, basis = surest(found)
        how = How.HELD if edge.held else how
        path = atoms[edge.source_id].atom.file_path if edge.source_id in atoms else ""
        places = [CallSiteEntry(site.line, site.column, site.how, site.basis, path) for site in found]
        calls.append(
            CallEntry(edge.source_id, edge.target_id, edge.edge_type, edge.depth, how, path, places, edge.held, basis)
        )
    ends = {id_: stored for id_, stored in atoms.items() if id_ in shown}
    return Calls(calls, ends, len(edges) > MAX_EDGES, len(every) - len(shown))


def _path(id_: str) -> str:
    return id_.partition("::")[0]


def _callers_by_name(repository: AtomRepository, rows: list[UnresolvedRow], how: How) -> Calls:
    known = rows[:MAX_EDGES]
    atoms = repository.get_many(sorted({row.source_id for row in known}))
    return Calls([_by_name(atoms[row.source_id], row.name, how) for row in known], atoms, len(rows) > MAX_EDGES)


def _by_name(stored: StoredAtom, name: str, how: How) -> CallEntry:
    return CallEntry(stored.atom.id, name, EdgeType.CALL, 1, how, stored.atom.file_path, [])


def _join_calls(answer: Calls, more: Calls) -> Calls:
    return Calls(answer.calls + more.calls, answer.atoms | more.atoms, answer.truncated or more.truncated)
