"""Edges of type `dispatch`: from a call to the methods that override or implement the called one.

They are not stored. The call, the bases of classes and the members of these are in the index, and the edges follow from
them: so a new subclass changes no row of any caller. See `docs/decisions/112-dispatch-is-derived.md`.

A call is followed down from the class of its receiver (`CallSite.on`); a call on `super()`, or of a function that no
object has, is not followed. Where the code around a call makes an object of just that class (the caller, its class, the
body of its module), the call means that object.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from omny.model.atom_data import CONSTRUCTOR, OF_SELF, OF_TARGET, AtomData, held_generation, read_data, read_detail
from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.edges import EdgeType
from omny.query.calls import constructors
from omny.query.hierarchy import EVERY_EDGE, Held, Hierarchy
from omny.query.method_sets import MethodSets, has_method_sets
from omny.query.spelling import is_constructor
from omny.storage.port.records import EdgeRow, Neighbour

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_IMPLEMENTATIONS = 32
"""Edges from one caller through one called method. Of more the first are edges, and an answer says how many are not."""

_CALLING = (EdgeType.CALL, EdgeType.IMPLICIT)  # what is dispatched

_PIECE = 5_000  # callers whose data is read at once


class KnownAtoms(msgspec.Struct, frozen=True):
    """What somebody who has read all atoms knows of them: it spares a look for each method that a class may have."""

    ids: Container[str]
    elsewhere: Mapping[tuple[str, str], Sequence[str]]  # by class and name the methods that do not stand in the class


class Dispatch:
    """The edges of one generation."""

    def __init__(self, repository: AtomRepository, known: KnownAtoms | None = None) -> None:
        self._repository = repository
        self._known = known
        self._above = Hierarchy(repository.callees, 1)
        self._below = Hierarchy(repository.callers, 0)
        self._sets = MethodSets(repository, self._above, self._below, self._find_class)
        self._found: dict[tuple[str, str], Held] = {}  # by class and called method
        self._classes: dict[str, str] = {}  # by method
        self._makers: dict[str, set[str]] = {}
        self.left_out: dict[str, int] = {}  # by called method: implementations that no edge leads to

    def callers(self, ids: Collection[str]) -> list[EdgeRow]:
        """The edges that lead to these atoms, all of them."""
        methods = {id_: stored for id_, stored in self._read(ids).items() if self._find_class(stored)}
        self._above.load(self._find_class(stored) for stored in methods.values())
        above: dict[str, Held] = {}
        names: dict[tuple[str, str], list[str]] = {}  # of what a method may override
        for id_, stored in methods.items():
            class_id, name = self._find_class(stored), stored.atom.function_name
            interfaces = dict.fromkeys(self._sets.find_interfaces(class_id, name), 0)
            above[id_] = interfaces | self._above.closure(class_id)
            for base in above[id_]:
                names.setdefault((base, name), []).append(id_)
        overridden: dict[str, list[str]] = {}
        called: dict[str, StoredAtom] = {}
        for key, overloads in self._find_overloads(names).items():
            for id_ in names[key]:
                for each in _choose(methods[id_], overloads):
                    called[each.atom.id] = each
                    overridden.setdefault(each.atom.id, []).append(id_)
        rows = self._find_calls(called) if called else []
        sources = {id_: read_data(each.atom.data) for id_, each in self._read({r.source_id for r in rows}).items()}
        found: list[EdgeRow] = []
        for row in rows:
            via = row.target_id
            data = sources[row.source_id]
            for class_id in self._receivers(data, called[via]):
                for id_ in overridden[via]:
                    if class_id in above[id_] and not self._is_made(row.source_id, data, class_id):
                        held = max(row.held, above[id_][class_id], held_generation(methods[id_].atom.data))
                        found.append(EdgeRow(row.source_id, id_, EdgeType.DISPATCH, held, via))
        return _unite(found)

    def callees(self, ids: Collection[str]) -> list[EdgeRow]:
        """The edges that lead away from these atoms, `MAX_IMPLEMENTATIONS` for each called method."""
        sources = {id_: read_data(stored.atom.data) for id_, stored in self._read(ids).items()}
        targets = {site.target for data in sources.values() for site in data.all_sites if site.on}
        called = self._read(targets)
        asked: list[tuple[str, str, list[str]]] = []
        for source, data in sources.items():
            for via in sorted({site.target for site in data.all_sites if site.on and site.target in called}):
                if self._find_class(called[via]):
                    asked.append((source, via, self._receivers(data, called[via])))
        self._find_implementations((class_id, called[via]) for _, via, classes in asked for class_id in classes)
        found: list[EdgeRow] = []
        for source, via, classes in asked:
            data, implementations = sources[source], dict[str, int]()
            for class_id in classes:
                below = self._found[class_id, via]
                if below and not self._is_made(source, data, class_id):
                    implementations.update(below)
            if not implementations:
                continue
            held = max(h for target, type_, h in data.edges() if target == via and type_ in _CALLING)
            ordered = sorted(implementations, key=lambda id_: (implementations[id_], id_))
            if len(ordered) > MAX_IMPLEMENTATIONS:
                self.left_out[via] = max(self.left_out.get(via, 0), len(ordered) - MAX_IMPLEMENTATIONS)
            for id_ in ordered[:MAX_IMPLEMENTATIONS]:
                found.append(EdgeRow(source, id_, EdgeType.DISPATCH, max(held, implementations[id_]), via))
        return _unite(found)

    def all(self, stored: Collection[EdgeRow]) -> list[EdgeRow]:
        """All edges, where `stored` are all of the store."""
        from omny.base.wanted import check_wanted  # here, since most questions derive a few edges

        bases = [edge for edge in stored if edge.edge_type == EdgeType.INHERIT]
        self._above.fill((edge.source_id, edge.target_id, edge.held) for edge in bases)
        self._below.fill((edge.target_id, edge.source_id, edge.held) for edge in bases)
        above = {edge.target_id for edge in bases}
        sources = sorted(
            {
                edge.source_id
                for edge in stored
                if edge.edge_type in _CALLING
                and (edge.target_id.rpartition(".")[0] in above or has_method_sets(edge.target_id))
            }
        )
        found: list[EdgeRow] = []
        for start in range(0, len(sources), _PIECE):
            check_wanted()
            found += self.callees(sources[start : start + _PIECE])
        return found

    def _read(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        return self._repository.get_many(sorted(ids)) if ids else {}

    def _find_calls(self, ids: Iterable[str]) -> list[Neighbour]:
        return self._repository.callers(sorted(ids), types=_CALLING, depth=1, limit=EVERY_EDGE)

    def _find_class(self, stored: StoredAtom) -> str:
        """The class of a method that can be overridden, or ""."""
        id_ = stored.atom.id
        found = self._classes.get(id_)
        if found is None:
            detail = read_detail(stored.atom.data)
            found = "" if detail.kind == CONSTRUCTOR or is_constructor(id_) else detail.class_id or detail.of
            self._classes[id_] = found
        return found

    def _receivers(self, data: AtomData, called: StoredAtom) -> list[str]:
        """The classes of the objects on which an atom calls a method, where an object may be of a class below."""
        owner, found = self._find_class(called), dict[str, None]()
        for site in data.all_sites:
            if site.target == called.atom.id and site.type in _CALLING and site.on:
                class_id = owner if site.on in (OF_TARGET, OF_SELF) else site.on
                if site.on == OF_SELF and data.class_id:
                    self._above.load([data.class_id])
                    if owner in self._above.closure(data.class_id):
                        class_id = data.class_id
                found[class_id] = None
        return list(found)

    def _is_made(self, source: str, data: AtomData, class_id: str) -> bool:
        """Whether the code around a call makes an object of just the class of its receiver. The receiver of a method
        itself was made elsewhere."""
        return class_id != data.class_id and not self._find_makers(class_id).isdisjoint(_list_around(source))

    def _find_makers(self, class_id: str) -> set[str]:
        """The atoms that make an object of just that class, and their classes."""
        makers = self._makers.get(class_id)
        if makers is None:
            stored = self._repository.get(class_id)
            ids = [class_id, *(constructors(self._repository, stored) if stored is not None else ())]
            ids = [row.source_id for row in self._find_calls(ids)]
            makers = self._makers[class_id] = {
                *ids,
                *(read_detail(each.atom.data).class_id for each in self._read(ids).values()),
            }
        return makers

    def _find_implementations(self, asked: Iterable[tuple[str, StoredAtom]]) -> None:
        """Finds the methods of classes below a class that override a method which that class has."""
        new = {
            (class_id, each.atom.id): each for class_id, each in asked if (class_id, each.atom.id) not in self._found
        }
        self._below.load(class_id for class_id, _ in new)
        below: dict[tuple[str, str], Held] = {}
        for (class_id, via), called in new.items():
            types = dict.fromkeys(self._sets.find_types(class_id, called.atom.function_name), 0)
            below[class_id, via] = types | self._below.closure(class_id)
        found = self._find_overloads({(each, new[key].atom.function_name) for key in new for each in below[key]})
        for (class_id, via), called in new.items():
            implementations: Held = {}
            for below_id, held in below[class_id, via].items():
                for each in _choose(called, found.get((below_id, called.atom.function_name), [])):
                    if each.atom.id != via:
                        implementations[each.atom.id] = max(held, held_generation(each.atom.data))
            self._found[class_id, via] = implementations

    def _find_overloads(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[StoredAtom]]:
        """The methods of each of these classes and names, which several can share."""
        found: dict[tuple[str, str], list[StoredAtom]] = {}
        place, ids = 1, {f"{class_id}.{name}": (class_id, name) for class_id, name in wanted}
        elsewhere = self._find_elsewhere(ids)
        while ids:
            there = self._read(ids if self._known is None else [id_ for id_ in ids if id_ in self._known.ids])
            place += 1
            for id_, stored in there.items():
                if self._find_class(stored):
                    found.setdefault(ids[id_], []).append(stored)
            ids = {f"{'.'.join(ids[id_])}~{place}": ids[id_] for id_ in there}
        for key, stored in elsewhere:
            found.setdefault(key, []).append(stored)
        return found

    def _find_elsewhere(self, ids: dict[str, tuple[str, str]]) -> list[tuple[tuple[str, str], StoredAtom]]:
        """The methods that stand in other files than their classes."""
        if self._known is not None:
            keys = {id_: key for key in ids.values() for id_ in self._known.elsewhere.get(key, ()) if id_ not in ids}
            return [(keys[id_], stored) for id_, stored in self._read(keys).items()]
        by_name: dict[str, set[str]] = {}
        for id_, (_, name) in ids.items():
            by_name.setdefault(name, set()).add(id_.partition("::")[2])
        others = [
            row.id
            for name, qualnames in by_name.items()
            for row in self._repository.namesakes(name)
            if row.id not in ids and row.id.partition("::")[2].partition("~")[0] in qualnames
        ]
        wanted = set(ids.values())
        there = self._read(others).values()
        found = [((read_detail(each.atom.data).of, each.atom.function_name), each) for each in there]
        return [(key, each) for key, each in found if key in wanted]


def list_edges(repository: AtomRepository) -> list[EdgeRow]:
    """All edges of a repository, stored and of dispatch, by source, target and type."""
    stored = list(repository.edges())
    return sorted([*stored, *Dispatch(repository).all(stored)])


def _list_around(id_: str) -> set[str]:
    """An atom and all that it stands in."""
    path, _, qualname = id_.partition("::")
    parts = qualname.split(".")
    return {f"{path}::{MODULE_NAME}", *(f"{path}::{'.'.join(parts[:end])}" for end in range(1, len(parts) + 1))}


def _choose(method: StoredAtom, overloads: list[StoredAtom]) -> list[StoredAtom]:
    """Of the overloads in one class those that stand for a method of another class: the one, or those whose parameters
    have the same types, else those with as many."""
    if len(overloads) < 2:
        return overloads
    own = _list_types(method)
    same = [each for each in overloads if _list_types(each) == own]
    return same or [each for each in overloads if len(_list_types(each)) == len(own)]


def _list_types(stored: StoredAtom) -> list[object]:
    return [each.get("type", "") for each in read_detail(stored.atom.data).parameters]


def _unite(rows: list[EdgeRow]) -> list[EdgeRow]:
    """One edge for each pair, the surest: one that is not held, then the first way."""
    found: dict[tuple[str, str], EdgeRow] = {}
    for row in sorted(rows, reverse=True):
        found[row.source_id, row.target_id] = row
    return sorted(found.values())
