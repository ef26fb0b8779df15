"""The references of an atom: each place with its name is evaluated as resolution evaluates it. So a place is a
reference if and only if the index would say so.

The language of a file says what a place is by its syntax. The evaluator says what that means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property

from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.refactor import ChainOf, ItemOf, MemberOf, NameIn, Reference, Unrelated
from omny.languages.facets.source import SourceText
from omny.languages.facets.uses import Use
from omny.model.places import Place, WhyLeft
from omny.model.surfaces import FunctionFlag
from omny.references.facets import find_naming, find_references
from omny.references.sites import Site, find_call_sites
from omny.references.tree import Now, TreeView
from omny.resolve.values import Defined, External, Instance, Module, Values, module_name

EXACT, INFERRED = "exact", "inferred"


class Meanings:
    """The meanings of one name at all its places. `targets` are the definitions whose references are wanted."""

    def __init__(self, view: TreeView, name: str, targets: Collection[Defined], new: str = "") -> None:
        """`new` is the name that they are to get."""
        self.hidden: list[Place] = []  # places where that would mean something of the code around
        self._new = new
        self._view = view
        self._name = name
        self._targets = frozenset(targets)
        self._holders = {Defined(it.path, it.qualname.rpartition(".")[0]) for it in targets}
        self._now = Now(view)
        view.show_values(targets)

    def files(self) -> list[str]:
        """The indexed files that have the name, those of the definitions first."""
        own = sorted({target.path for target in self._targets})
        others = [path for path in self._view.sources() if path not in own]
        return [*own, *(path for path in others if self._starts(path, self._view.read(path), only_first=True))]

    def places(self, path: str) -> Iterator[Place]:
        """All places of a file with the name, in order."""
        references = find_references(path)
        if references is None:
            yield from (Place(path, at, "", WhyLeft.UNSUPPORTED) for at in self._starts(path, self._view.text(path)))
            return
        source = self._view.source(path)
        rules, vantage = self._view.rules(path), self._view.rules(path).vantage(path)
        starts = self._starts(path, source.content)
        scopes = dict(source.walk.scopes_at(starts))
        edges = self._edges(source) if references.follows_edges else {}
        own = {source.name_start(source.drafts[each.qualname]) for each in self._targets if each.path == path}

        def locate(spec: str) -> str | None:
            return rules.locate(spec, vantage, self._now)

        for start in starts:
            if start in own:
                yield Place(path, start, EXACT)
                continue
            place = self._follow(path, start, edges[start]) if start in edges else None
            if place is None:
                reference = references.reference(source, start, self._name, scopes[start], locate)
                place = self._place(source, start, reference)
            if place.how and references.is_strict and self._is_hidden(source, start, scopes[start]):
                self.hidden.append(place)
            yield place

    def is_definition(self, place: Place) -> bool:
        """Whether something is defined at a place that means the atom."""
        return find_references(place.path) is not None and place.start in self._view.source(place.path).defined

    def use(self, place: Place) -> Use:
        """What the name is there for, by its syntax."""
        references = find_references(place.path)
        if references is None:
            return Use.READ
        span = (place.start, place.start + len(self._name.encode()))
        return references.use(self._view.source(place.path), span)

    def _starts(self, path: str, content: bytes, *, only_first: bool = False) -> list[int]:
        """The offsets of the name in a content."""
        pattern = find_naming(path).occurrences(self._name)
        if only_first:
            return [match.start()] if (match := pattern.search(content)) else []
        return [match.start() for match in pattern.finditer(content)]

    # ── what is written there ──

    def _place(self, source: SourceText, start: int, reference: Reference) -> Place:
        path, prefix = source.path, ""
        if isinstance(reference, Unrelated):
            return Place(path, start, "", reference.why)
        if isinstance(reference, NameIn):
            values, inferred = self._view.values(source, reference.scope, reference.name)
            how, why = self._judge(values, inferred)
            if why is WhyLeft.UNKNOWN and _is_parameter(source, reference):
                why = WhyLeft.OTHER
            why, prefix = None if how else reference.otherwise or why, reference.prefix
        elif isinstance(reference, MemberOf):
            how, why = self._member(source, reference)
        elif isinstance(reference, ChainOf):
            how, why = self._chain(source, reference)
            why = None if how else reference.otherwise or why
            prefix = reference.prefix
        else:
            how, why = self._item(path, reference)
        return Place(path, start, how, why, prefix)

    def _item(self, path: str, reference: ItemOf) -> tuple[str, WhyLeft | None]:
        how, why = self._judge(self._view.evaluate_chains(path, [reference.chain]), False)
        if how and reference.unsure:
            return "", reference.unsure
        return how, None if how else reference.otherwise or why

    def _chain(self, source: SourceText, reference: ChainOf) -> tuple[str, WhyLeft | None]:
        found: Values = {}
        inferred = False
        for chain in reference.chain.split("|"):
            values, also = self._view.values(source, reference.scope, chain)
            found.update(values)
            inferred = inferred or also
            if reference.is_one and any(isinstance(each, Defined) for each in values):
                break
        evaluator = self._view.evaluator(source.path)
        for value in [each for each in found if isinstance(each, Defined)]:  # a declaration stands for what it declares
            found.update(evaluator.find_definition(value.path, value.qualname))
        how, why = self._judge(found, inferred)
        if not how and any(isinstance(each, External) and self._is_of_tree(each) for each in found):
            return "", WhyLeft.NOT_FOUND
        if why is WhyLeft.UNKNOWN and not reference.is_member and self._is_local(source, reference):
            return "", WhyLeft.OTHER
        if not how and self._is_elsewhere and not any(isinstance(each, Defined) for each in found):
            return "", WhyLeft.OTHER if self._is_local(source, reference) else WhyLeft.UNKNOWN_OWNER
        if how or not reference.is_member:
            return how, why
        owners: Values = {}
        for chain in reference.chain.split("|"):
            if " " in chain:
                owners.update(self._view.values(source, reference.scope, chain.rpartition(" ")[0])[0])
        known = [each for each in owners if isinstance(each, Defined | Instance)]
        if reference.is_embedded and self._is_embedded(source, known, found):
            return INFERRED, None
        if why is WhyLeft.UNKNOWN:
            why = WhyLeft.OTHER_MEMBER if known and len(known) == len(owners) else WhyLeft.UNKNOWN_OWNER
        return "", why

    def _is_local(self, source: SourceText, reference: ChainOf) -> bool:
        """Whether the name is one of a block around that says no more."""
        walk, found = source.walk, reference.scope.find(self._name)
        is_free = found is None or found is walk.tree.module
        return not is_free and not (isinstance(walk, ScopedWalk) and found is not None and walk.type_around(found))

    @cached_property
    def _is_elsewhere(self) -> bool:
        """Whether a target can be a member of what says nothing of it, or a property, whose reads are its value."""
        for each in self._targets:
            source, references = self._view.source(each.path), find_references(each.path)
            surface = self._view.surface(each.path) or {}
            flags = surface.get(f"@{each.qualname}", ["", ""])[1:2]
            if f"{each.qualname}>" in surface or FunctionFlag.PROPERTY.value in "".join(flags):
                return True
            if references is not None and references.is_extension(source, source.drafts[each.qualname]):
                return True
        return False

    def _is_of_tree(self, value: External) -> bool:
        """Whether a name outside of the tree comes from a module in it: that has the name in a way nobody knows."""
        return value.name.partition(".")[0] in self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(module_name(path) for path in self._view.sources() if "/" in path)

    def _is_embedded(self, source: SourceText, owners: list[Defined | Instance], found: Values) -> bool:
        """Whether a member is a base of its owner, and has the name of that base."""
        held = {(each.path, each.qualname) for each in found if type(each) is Instance}
        bases = {each for each in self._targets if (each.path, each.qualname) in held}
        evaluator = self._view.evaluator(source.path)
        return any(not bases.isdisjoint(evaluator.order(Defined(owner.path, owner.qualname))[1:]) for owner in owners)

    def _edges(self, source: SourceText) -> dict[int, list[Site]]:
        """The edges of a file, by the places where they are made."""
        found: dict[int, list[Site]] = {}
        for stored in self._view.repository.file_atoms(source.path):
            for site in find_call_sites(stored.atom):
                found.setdefault(source.line_start(site.line - 1) + site.column, []).append(site)
        return found

    def _is_hidden(self, source: SourceText, start: int, scope: Scope) -> bool:
        """Whether the new name means something of a block around, where the old one stands without an owner."""
        before = source.content[:start].rstrip()[-1:]
        found = scope.find(self._new) if self._new and before not in (b".", b":") else None
        return found is not None and found is not source.walk.tree.module

    def _follow(self, path: str, start: int, sites: list[Site]) -> Place | None:
        """What a place is by the edges there; None where these lead to something of another name."""
        wanted = {f"{each.path}::{each.qualname}" for each in self._targets}
        meant = {site.target for site in sites}
        if wanted.isdisjoint(meant):
            name = self._name.lower()
            is_named = any(name == re.split(r"[.:]", id_.partition("~")[0])[-1].lower() for id_ in meant)
            return Place(path, start, "", WhyLeft.OTHER) if is_named else None
        is_sure = meant <= wanted and all(site.how == EXACT for site in sites)
        return Place(path, start, EXACT if is_sure else INFERRED)

    def _member(self, source: SourceText, reference: MemberOf) -> tuple[str, WhyLeft | None]:
        """`owner.name`."""
        chain = source.walk.chain(reference.owner)
        if chain[0] == "?":
            return "", WhyLeft.UNKNOWN_OWNER
        owners, inferred = self._view.values(source, reference.scope, chain)
        evaluator = self._view.evaluator(source.path)
        found: Values = {}
        for value, also in owners.items():
            if isinstance(value, Module):
                for item, third in (evaluator.export(value.path, self._name) or {}).items():
                    found[item] = inferred or also or third
            elif isinstance(value, Defined | Instance):
                member = evaluator.member(value, self._name)
                if member is not None:
                    for item, third in member[1].items():
                        unsure = inferred or also or third or isinstance(value, Instance)
                        found[item] = unsure or member[0] not in self._holders
            elif isinstance(value, External):
                found[value] = False
        return self._judge(found, False)

    # ── what that means ──

    def _judge(self, values: Values, inferred: bool) -> tuple[str, WhyLeft | None]:
        if not self._targets.isdisjoint(values):
            only = values.keys() <= self._targets
            sure = only and (len(values) > 1 or not (inferred or any(values.values())))
            return (EXACT if sure else INFERRED), None
        return "", WhyLeft.OTHER if values else WhyLeft.UNKNOWN


def _is_parameter(source: SourceText, reference: NameIn) -> bool:
    """Whether a name is bound within a function to what nobody knows, as parameters are."""
    scope = reference.scope.find(reference.name)
    return scope is not None and scope is not source.walk.tree.module and set(scope.names[reference.name]) <= {"?"}
