"""Types in a language with labels: members added to types outside of the tree, and what arguments inherit from.

Of several functions with the same labels a call means those that its arguments fit. `choose_overloads` of the language
has looked at the names of the types alone before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Defined, External, Instance, Value, Values

_FITS, _UNKNOWN, _NEVER = 1, 0, -1

OuterTypes = Mapping[str, tuple[str, ...]]
"""See `Semantics.outer_types`."""

AreTwins = Callable[[list[list[str]]], bool]
"""See `Semantics.are_twins`."""

Pair = tuple[str, str]
"""The type of a parameter, and that of the argument for it."""


class TypeEvaluator(NameEvaluator, Protocol):
    """The questions about types."""

    path: str

    def kind(self, defined: Defined) -> str:
        """The kind of a definition."""
        ...

    def choose_labelled(self, values: Values, name: str) -> Values:
        """Of functions with one plain name those that a call can mean."""
        ...

    def drop_unlike(self, values: Values) -> Values:
        """The functions that fit a call equally, if they give the same."""
        ...

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...

    def find_extensions(self, within: str, place: Defined | External, key: str) -> list[Defined]:
        """The types, as files of the program name them, to which these files add what a key says."""
        ...


def find_outer_member(evaluator: TypeEvaluator, outer_types: OuterTypes, type_: str, name: str) -> Values:
    """The values of a member that files of the tree add to a type outside of it, or to what that inherits from."""
    plain = f"{name.partition('/')[0]}/*" if "/" in name else name
    for each in (type_, *outer_types.get(type_, ())):
        values: Values = {}
        key = f"::>{each.rpartition('.')[2]}.{plain}"
        for added in evaluator.find_extensions(evaluator.path, External(each), key):
            member = f"{added.qualname}.{plain}"
            for entry in evaluator.ask(added.path, member) or ():
                values.update(evaluator.evaluate(added.path, entry.removeprefix("~")))
        found = evaluator.choose_labelled(values, name) if values and plain != name else values
        if found:
            return evaluator.drop_unlike(found)
    for base in _find_outer_bases(evaluator, type_, outer_types):
        known = evaluator.member(base, name) if type(base) is Defined else None
        if known is not None:
            return known[1]
    return {}


def find_in_outer_bases(
    evaluator: TypeEvaluator, outer_types: OuterTypes, owner: Defined | Instance, name: str
) -> Values:
    """The values of a member that files of the tree add to a type outside of it which a type inherits from."""
    for place in evaluator.order(Defined(owner.path, owner.qualname)):
        shape = evaluator.ask(place.path, f"@{place.qualname}") or [""]
        for chain in shape[1:] if shape[0] == "class" else ():
            for base in evaluator.evaluate(place.path, chain) if chain[0] != "?" else ():
                found = find_outer_member(evaluator, outer_types, base.name, name) if type(base) is External else {}
                if found:
                    return found
    return {}


def drop_undecided(evaluator: TypeEvaluator, are_twins: AreTwins | None, values: Values) -> Values:
    """Without functions of one name that fit a call equally, unless they are one function in several builds."""
    groups: dict[str, list[Defined]] = {}
    for value in values if are_twins is not None else ():
        if type(value) is Defined and evaluator.kind(value) == "function":
            groups.setdefault(value.qualname.partition("~")[0], []).append(value)
    for group in groups.values():
        parameters = [evaluator.ask(value.path, f"{value.qualname}(") or [] for value in group]
        if len(group) > 1 and not (are_twins and are_twins(parameters)):
            values = {value: values[value] for value in values if value not in group}
    return values


def keep_fitting(
    evaluator: TypeEvaluator, outer_types: OuterTypes, functions: dict[Defined, list[Pair]]
) -> list[Defined]:
    """The functions whose parameters the arguments fit best; all if no one fits."""
    ranks: dict[Defined, int] = {}
    for function, pairs in functions.items():
        found = [_compare(evaluator, function.path, wanted, given, outer_types) for wanted, given in pairs]
        if _NEVER not in found:
            ranks[function] = sum(found)
    best = max(ranks.values(), default=0)
    kept = [function for function, rank in ranks.items() if rank == best]
    if len(kept) > 1:
        most_special = [
            each
            for each in kept
            if all(_is_special(evaluator, (each, functions[each]), (other, functions[other])) for other in kept)
        ]
        kept = most_special if len(most_special) == 1 else kept
    return kept or list(functions)


def _is_special(
    evaluator: TypeEvaluator, function: tuple[Defined, list[Pair]], other: tuple[Defined, list[Pair]]
) -> bool:
    """Whether the types that a function wants are those of another one, or below them."""
    for (wanted, _), (others, _) in zip(function[1], other[1], strict=False):
        if wanted != others:
            types = _find_types(evaluator, other[0].path, others) if wanted and others else []
            if not any(
                each in types or (type(each) is Defined and any(base in types for base in evaluator.order(each)))
                for each in _find_types(evaluator, function[0].path, wanted or "?")
            ):
                return False
    return True


def _compare(evaluator: TypeEvaluator, path: str, wanted: str, given: str, outer_types: OuterTypes) -> int:
    """Whether an object of the type `given` is one of `wanted`, which the file `path` names."""
    if wanted == given:
        return _FITS
    wanted_types = _find_types(evaluator, path, wanted)
    given_types = _find_types(evaluator, evaluator.path, given)
    if not wanted_types or not given_types:
        return _UNKNOWN
    if any(value in wanted_types for value in given_types):
        return _FITS
    found = [_inherits(evaluator, value, wanted_types, outer_types) for value in given_types]
    if _FITS in found:
        return _FITS
    is_known = all(type(value) is Defined for value in wanted_types)
    return _NEVER if is_known and all(each == _NEVER for each in found) else _UNKNOWN


def _find_types(evaluator: TypeEvaluator, path: str, name: str) -> list[Value]:
    values = evaluator.evaluate(path, name)
    return [v for v in values if type(v) is External or (type(v) is Defined and evaluator.kind(v) == "class")]


def _inherits(evaluator: TypeEvaluator, given: Value, wanted: list[Value], outer_types: OuterTypes) -> int:
    """Whether a type inherits from one of some others. A type of the tree inherits from one of it in the tree alone."""
    if type(given) is Defined:
        return _FITS if any(each in wanted for each in evaluator.order(given)) else _NEVER
    if type(given) is External:
        bases = _find_outer_bases(evaluator, given.name, outer_types)
        for base in bases:
            if base in wanted or (type(base) is Defined and any(each in wanted for each in evaluator.order(base))):
                return _FITS
        owners = [each for each in wanted if type(each) is Defined]
        are_interfaces = all(evaluator.ask(each.path, each.qualname + "::") is not None for each in owners)
        return _NEVER if len(owners) == len(wanted) and are_interfaces else _UNKNOWN
    return _UNKNOWN


def _find_outer_bases(evaluator: TypeEvaluator, type_: str, outer_types: OuterTypes) -> list[Value]:
    """The bases that files of the tree add to a type outside of it, and to what that inherits from."""
    found: list[Value] = []
    for each in (type_, *outer_types.get(type_, ())):
        for added in evaluator.find_extensions(evaluator.path, External(each), f"::>{each.rpartition('.')[2]}<"):
            for chain in evaluator.ask(added.path, added.qualname + "<") or ():
                found += evaluator.evaluate(added.path, chain)
    return found
