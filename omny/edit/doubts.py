"""The reasons against a rename that no edge shows: a name that is taken, places that may mean the atom, and
what knows it by name outside of the tree."""

from __future__ import annotations

from collections.abc import Iterator

from omny.edit.family import Family, are_related, asks_outside, count_parameters, find_holder, find_published
from omny.edit.plan import View, definition, name_some
from omny.edit.request import Left, Refusal
from omny.languages.units import UnitImports
from omny.model.atom_data import CONSTRUCTOR, read_data, read_detail
from omny.model.atoms import Atom, AtomType, is_class_like
from omny.model.places import WhyLeft
from omny.references.facets import find_refactor, find_references
from omny.resolve.values import Defined, Instance, Module

Objection = tuple[Refusal, str, str]
"""A reason, with its sentence and its hint."""


def find_taken(view: View, name: str, atom: Atom, renamed: set[Defined]) -> str:
    """What has the new name already where a definition has the old one, in a sentence; "" if nothing has. The proof
    shows it only where somebody calls it."""
    references = find_references(atom.file_path)
    if references is None or not references.is_strict:
        return ""
    related = _find_related(view, name, renamed) if references.is_cautious else ""
    if related:
        return f"{related} has {name} already"
    for each in _in_order(renamed):
        source = view.source(each.path)
        draft = source.drafts[each.qualname]
        arity = f"/{count_parameters(draft.signature)}" if source.language.semantics.has_arity else ""
        keys = [name if is_class_like(draft.type) else f"{name}{arity}"]
        if references.is_cautious:
            keys += [name, f"{name}/*"]
        stored = view.repository.get(f"{each.path}::{each.qualname}")
        holder = find_holder(view, stored.atom) if stored is not None else ""
        if holder:
            place = definition(holder)
            for key in keys:
                member = view.evaluator(each.path).member(Instance(place.path, place.qualname), key)
                if member is not None and member[1]:
                    return f"{member[0].path}::{member[0].qualname} has {name} already"
            continue
        values = [value for key in keys for value in view.values(source, draft.scope, key)[0]]
        values += find_published(view, each, name) if references.is_cautious else ()
        for value in values:
            if isinstance(value, Defined | Module):
                taken = value.path if isinstance(value, Module) else f"{value.path}::{value.qualname}"
                return f"{taken} is there already"
    return ""


def _find_related(view: View, name: str, renamed: set[Defined]) -> str:
    """A method with that name in a class that is related to one of a definition with the old name."""
    for stored in view.repository.by_name(name):
        other = find_holder(view, stored.atom)
        for each in _in_order(renamed) if other else ():
            own = view.repository.get(f"{each.path}::{each.qualname}")
            holder = find_holder(view, own.atom) if own is not None else ""
            if holder and are_related(view, holder, other):
                return other
    return ""


def find_objections(view: View, name: str, atom: Atom, renamed: set[Defined], left: list[Left]) -> Iterator[Objection]:
    """The reasons not to rename unless forced, the gravest first."""
    refactor = view.source(atom.file_path).refactor
    references, old = refactor.references, atom.function_name
    if references is None:
        return
    if reason := references.objection(old, name):
        yield Refusal.OUTSIDE, reason, "choose another name, or use --force"
    is_method = atom.type == AtomType.METHOD
    families = refactor.families
    may_be_asked = is_method and old in families.outside
    if may_be_asked and families.unsaid:
        may_be_asked = asks_outside(view, find_holder(view, atom), or_known=True)
    if may_be_asked:
        yield Refusal.OUTSIDE, f"an interface outside of the index may ask for {old}", "use --force if none does"
    for each in _in_order(renamed):
        source = view.source(each.path)
        stored = view.repository.get(f"{each.path}::{each.qualname}")
        if stored is not None and refactor.families.implicit and _is_open(view, stored.atom):
            reason = f"a type outside of the index may have {stored.atom.id} without naming the interface"
            yield Refusal.OUTSIDE, reason, "use --force if none has"
        if stored is None or Family(view, stored.atom).above():
            continue
        draft, its = source.drafts[each.qualname], source.refactor
        says = its.references or references
        is_asked = stored.atom.type == AtomType.METHOD and read_detail(stored.atom.data).kind != CONSTRUCTOR
        holder = find_holder(view, stored.atom) if is_asked and not says.is_private(source, draft) else ""
        if holder and its.families.unsaid and asks_outside(view, holder):
            reason = f"{holder} has a base outside of the index, which may ask for {old}"
            yield Refusal.OUTSIDE, reason, "use --force if it does not"
        if says.claims_base(source, draft):
            reason = f"{stored.atom.id} belongs to a base or an interface that would keep the name"
            yield Refusal.OUTSIDE, reason, "use --force if that is not so"
    if references.is_strict:
        own = [each for each in left if _is_same_program(view, atom.file_path, each.path)]
        yield from _find_unsure(own, is_method=is_method)


def _is_open(view: View, method: Atom) -> bool:
    """Whether an atom is a method of an interface that code of other packages sees."""
    holder = view.repository.get(method.id.rpartition(".")[0])
    is_of_interface = holder is not None and holder.atom.type == AtomType.INTERFACE
    return is_of_interface and read_detail(method.data).is_exported


def _is_same_program(view: View, one: str, other: str) -> bool:
    """Whether the languages of two files name each other's definitions."""
    rules, others = view.rules(one), view.rules(other)
    if isinstance(rules, UnitImports) and isinstance(others, UnitImports):
        return rules is others or rules.space(one, "") == others.space(other, "")
    return rules is others


def has_bases_outside(view: View, id_: str) -> bool:
    """Whether a class, or one that it inherits from, has bases that the index does not know."""
    order = view.evaluator(id_.partition("::")[0]).order(definition(id_))
    ids = [f"{each.path}::{each.qualname}" for each in order]
    for stored in view.repository.get_many(ids).values():
        data, refactor = read_data(stored.atom.data), find_refactor(stored.atom.file_path)
        roots = refactor.families.roots if refactor is not None else frozenset()
        if len(set(data.bases) - roots) > len(data.inherits):
            return True
    return False


def _find_unsure(left: list[Left], *, is_method: bool) -> Iterator[Objection]:
    typed = [f"{each.path}:{each.line}" for each in left if each.code == WhyLeft.INFERRED]
    if typed:
        reason = f"{name_some(typed)} would keep the old name: what they name is known through types only"
        yield Refusal.INFERRED, reason, "--inferred renames them, too; --force leaves them as they are"
    doubtful = {WhyLeft.NOT_FOUND, WhyLeft.UNKNOWN_OWNER} if is_method else {WhyLeft.NOT_FOUND}
    unsure = [f"{each.path}:{each.line}" for each in left if each.code in doubtful or _is_doubted(each)]
    if unsure:
        verb = "names" if len(unsure) == 1 else "name"
        reason = f"{name_some(unsure)} {verb} something that may mean the same, and would keep the old name"
        yield Refusal.UNSURE, reason, "adapt them by hand first, or use --force"


def _is_doubted(left: Left) -> bool:
    """Whether the language of a place takes all that it does not know for a possible reference."""
    references = find_references(left.path)
    is_cautious = references is not None and references.is_cautious
    return is_cautious and left.code in (WhyLeft.UNKNOWN, WhyLeft.UNKNOWN_OWNER)


def _in_order(renamed: set[Defined]) -> list[Defined]:
    return sorted(renamed, key=lambda each: (each.path, each.qualname))
