"""Methods that one call can reach: an override, what it overrides, what implements the member of an interface."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import cast

from omny.edit.plan import View, definition
from omny.edit.request import Left
from omny.languages.facets.arity import split_parameters
from omny.languages.facets.refactor import Families
from omny.model.atom_data import read_detail
from omny.model.atoms import Atom, AtomType, shorten_name
from omny.model.edges import EdgeType
from omny.model.places import WhyLeft, describe
from omny.model.surfaces import UNIT, Surface
from omny.query.calls import MAX_EDGES
from omny.references.facets import find_refactor
from omny.references.sites import find_call_sites
from omny.resolve.lookup import UnitRules
from omny.resolve.values import Defined, Instance, Value

MAX_DEPTH = 50  # classes above each other


class Family:
    """The methods with the name of an atom in bases, subclasses, and protocols that its class matches."""

    def __init__(self, view: View, atom: Atom) -> None:
        self._view = view
        self._atom = atom
        refactor = find_refactor(atom.file_path)
        self._rules = refactor.families if refactor is not None else Families()
        self._holders: dict[str, str] = {}
        self._holder = "" if atom.function_name in self._rules.constructors else self._find_holder(atom)
        self._others = {
            stored.atom.id: stored.atom
            for stored in (view.repository.by_name(atom.function_name) if self._holder else ())
            if stored.atom.id != atom.id and self._find_holder(stored.atom) not in ("", self._holder)
        }

    def _find_holder(self, atom: Atom) -> str:
        """The class of a method, or ""."""
        if atom.id not in self._holders:
            self._holders[atom.id] = find_holder(self._view, atom)
        return self._holders[atom.id]

    def overrides(self) -> list[Atom]:
        """The methods in bases and subclasses of its class, and in theirs."""
        others, found, holders = dict(self._others), list[Atom](), [self._holder]
        while holders:
            own = holders.pop()
            related = [id_ for id_, each in others.items() if self._may_be_reached(own, each)]
            for id_ in related:
                each = others.pop(id_)
                holder = self._find_holder(each)
                holders.append(holder)
                found += [each] if holder != self._holder else []
        return sorted(found, key=lambda each: each.id)

    def _may_be_reached(self, own: str, other: Atom) -> bool:
        """Whether a call of the method of a class can reach another method, or the other way round."""
        holder = self._find_holder(other)
        if holder == own or self._are_related(own, holder):
            return True
        is_same = self._rules.implicit and count_parameters(other.signature) == count_parameters(self._atom.signature)
        return is_same and (self._has_shape(holder, own) or self._has_shape(own, holder))

    def above(self) -> list[Atom]:
        """The methods whose calls can reach this one: of bases, of interfaces that its class or a subclass implements,
        and of protocols that its class matches."""
        return [each for _, each in sorted(self._others.items()) if self._is_above(self._find_holder(each))]

    def find_reaching_calls(self) -> list[Left]:
        """The calls that reach the method through a method above it, and the members that a class has to implement."""
        above = {each.id: each for each in self.above()}
        found = [
            Left(
                each.file_path,
                each.line,
                0,
                describe(WhyLeft.TO_IMPLEMENT, each.id),
                each.signature,
                WhyLeft.TO_IMPLEMENT,
            )
            for each in above.values()
            if read_detail(each.data).kind in self._rules.required and self._is_base(self._find_holder(each))
        ]
        if above:
            edges = self._view.repository.callers(sorted(above), types=[EdgeType.CALL], depth=1, limit=MAX_EDGES)
            sources = self._view.repository.get_many(sorted({edge.source_id for edge in edges} - {self._atom.id}))
            found += [left for _, stored in sorted(sources.items()) for left in self._sites(stored.atom, above)]
        return found

    def _sites(self, source: Atom, above: dict[str, Atom]) -> Iterator[Left]:
        file, upward = self._view.lines(source.file_path), self._rules.upward
        for site in find_call_sites(source):
            if site.target in above and site.type == EdgeType.CALL:
                text = file.line_text(site.line - 1).decode("utf-8", "replace").strip()
                if not upward or upward not in text:
                    why = WhyLeft.CALLED_THROUGH
                    yield Left(source.file_path, site.line, site.column, describe(why, site.target), text, why)

    # ── classes ──

    def _is_above(self, holder: str) -> bool:
        return self._is_base(holder) or self._has_shape(holder, self._holder)

    def _is_base(self, holder: str) -> bool:
        """Whether a class is a base of its own, or an interface that a class below its own implements."""
        if definition(holder) in self._order(self._holder):
            return True
        if definition(self._holder) in self._order(holder):
            return False
        return any(definition(holder) in self._order(each) for each in self._below)

    @cached_property
    def _below(self) -> list[str]:
        """The classes below its own."""
        edges = self._view.repository.callers(
            [self._holder], types=[EdgeType.INHERIT], depth=MAX_DEPTH, limit=MAX_EDGES
        )
        return sorted({edge.source_id for edge in edges})

    def _has_shape(self, holder: str, own_holder: str) -> bool:
        """Whether a class has all members of a protocol or interface. Such a class need not name it as a base."""
        stored = self._view.repository.get(holder)
        is_shape = self._rules.structural and stored is not None and stored.atom.type == AtomType.INTERFACE
        if not is_shape or self._language(holder) != self._language(own_holder):
            return False
        evaluator = self._view.evaluator(holder.partition("::")[0])
        defined = definition(own_holder)
        own = Instance(defined.path, defined.qualname)
        mark = f"{holder}."
        members = [
            each.atom.function_name
            for each in self._view.repository.file_atoms(holder.partition("::")[0])
            if each.atom.id.startswith(mark) and read_detail(each.atom.data).class_id == holder
        ]
        return bool(members) and all(evaluator.member(own, name) is not None for name in members)

    def _language(self, holder: str) -> str:
        return self._view.ledger[holder.partition("::")[0]].language

    def _are_related(self, one: str, other: str) -> bool:
        return are_related(self._view, one, other)

    def _order(self, holder: str) -> list[Defined]:
        return find_order(self._view, holder)


def are_related(view: View, one: str, other: str) -> bool:
    """Whether one of two classes is a base of the other."""
    return definition(other) in find_order(view, one) or definition(one) in find_order(view, other)


def find_order(view: View, holder: str) -> list[Defined]:
    """A class and its bases. Of a type outside of the tree only the bases count that a file gives to it."""
    path, _, qualname = holder.partition("::")
    evaluator, surface = view.evaluator(path), view.surface(path) or {}
    order = list(evaluator.order(definition(holder)))
    if f"@{qualname}" not in surface:
        for chain in surface.get(f"{qualname}<", ()):
            for base in evaluator.evaluate(path, chain):
                order += evaluator.order(base) if isinstance(base, Defined) else []
    return order


def find_holder(view: View, atom: Atom) -> str:
    """The id of the class of a method, which may stand in another file; for a type outside of the tree the id that it
    would have in the file; "" for what is no method."""
    known = read_detail(atom.data).class_id
    path, _, qualname = atom.id.partition("::")
    outer = qualname.rpartition(".")[0]
    if known or atom.type != AtomType.METHOD or not outer:
        return known
    chains = [*(view.surface(path) or {}).get(f"{outer}>", ()), outer.replace(".", " ")]
    for value in view.evaluate_chains(path, chains):
        if isinstance(value, Defined):
            return f"{value.path}::{value.qualname}"
    return f"{path}::{outer}"


def find_same(view: View, atom: Atom) -> set[Defined]:
    """What the name of an atom means where that is defined: the parts of one type in several files, and overloads."""
    own, holder, surface = definition(atom.id), find_holder(view, atom), view.surface(atom.file_path) or {}
    evaluator, plain = view.evaluator(own.path), own.qualname.partition("~")[0]
    found: dict[Value, bool] = {}
    if holder:
        place = definition(holder)
        for name in (atom.function_name, f"{atom.function_name}/*"):
            member = evaluator.member(Instance(place.path, place.qualname), name)
            found.update(member[1] if member is not None and member[0] == place else {})
    for key in _list_keys(surface, plain):
        found.update(evaluator.find_published(own.path, key, own.path) or {})
        found.update(_find_parts(view, own, key) if f"{plain}+" in surface else {})
    last = plain.rpartition(".")[2]
    same = {each for each in found if isinstance(each, Defined)}
    return {each for each in same if each.qualname.partition("~")[0].rpartition(".")[2] == last}


def asks_outside(view: View, holder: str, *, or_known: bool = False) -> bool:
    """Whether a class, or one above or below it, has a base that is not in the index; `or_known`: one whose methods are
    known as well."""
    if not holder:
        return False
    edges = view.repository.callers([holder], types=[EdgeType.INHERIT], depth=MAX_DEPTH, limit=MAX_EDGES)
    below = {definition(edge.source_id) for edge in edges}
    for each in {*find_order(view, holder), *below, definition(holder)}:
        evaluator, surface = view.evaluator(each.path), view.surface(each.path) or {}
        stated = [(each.path, chain) for chain in surface.get(f"@{each.qualname}", ())[1:]]
        for key in _list_keys(surface, each.qualname):
            for path in _list_publishers(view, each, key + "<"):
                stated += [(path, chain) for chain in evaluator.ask(path, key + "<") or ()]
        for path, chain in [(path, chain) for path, chain in stated if chain]:
            if not any(isinstance(value, Defined) for value in evaluator.evaluate(path, chain.removeprefix("!"))):
                if or_known:
                    return True
                name = chain.rpartition(":")[2].rpartition(" ")[2].partition("`")[0]
                if name not in view.source(each.path).refactor.families.roots:
                    return True
    return False


def find_published(view: View, own: Defined, name: str) -> list[Value]:
    """What other files have by another name where that of a definition is published."""
    evaluator, plain = view.evaluator(own.path), own.qualname.partition("~")[0]
    old = plain.rpartition(".")[2]
    found: dict[Value, bool] = {}
    for key in _list_keys(view.surface(own.path) or {}, plain):
        at = key.lower().rfind(old.lower())
        found.update(evaluator.find_published(own.path, key[:at] + name + key[at + len(old) :], own.path) or {})
    return list(found)


def _list_keys(surface: Surface, qualname: str) -> list[str]:
    """The keys by which a definition of a file is found from others."""
    found = [(key, names) for key, names in surface.items() if key[:2] == "::"]
    return [key for key, names in found if any(f"@{qualname}" in surface.get(name, (f"@{name}",)) for name in names)]


def _list_publishers(view: View, own: Defined, key: str) -> tuple[str, ...]:
    rules, mark = view.rules(own.path), (view.surface(own.path) or {}).get(UNIT, [""])[0]
    space = cast("UnitRules", rules).space(own.path, mark)
    return view.evaluator(own.path).publishers(shorten_name(space + key)) or ()


def _find_parts(view: View, own: Defined, key: str) -> dict[Value, bool]:
    """The parts of a type that several files have."""
    evaluator, found = view.evaluator(own.path), dict[Value, bool]()
    for path in _list_publishers(view, own, key):
        for name in evaluator.ask(path, key) or ():
            found.update(evaluator.evaluate(path, name))
    return found


def count_parameters(signature: str) -> int:
    """The parameters of a signature; 0 where it cannot be read."""
    return len(split_parameters(signature, has_type_arguments=True) or ())
