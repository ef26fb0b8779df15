"""Which signature of an overloaded function a call means, by its arguments, where signatures return different types.

A function with overloads lists its signatures (`Qual|`). Each of them lists its parameters under `Qual(`, as
`KIND NAME`, and the types that the parameter takes after it, quoted, all with `|` between them. KIND is "" for one that
a call has to give by its place or name, `?` for one that it can leave out, `*` for any number, `=` and `-` for the same
as "" and `?` by name alone, and `%` for any number by name. The first signature that fits is meant. Where it is unknown
whether one fits, the call gives what all those give that may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Protocol

from omny.model.chains import VALUES, read_values, unquote_chain
from omny.resolve.generics import find_bound
from omny.resolve.lookup import NameEvaluator
from omny.resolve.semantics import Semantics
from omny.resolve.values import Container, Defined, External, Instance, TypeParameter, Value, Values

NEVER, MAYBE, ALWAYS = range(3)

_MAX_COMBINED = 8
"""Combinations of the values of arguments that are looked at; a call with more of them gives nothing that is known."""

_MAX_SIGNATURES = 20
_MANY = ("*", "%")
_HELD = 3  # levels of what holds values
_CALLED = "()"

Argument = tuple[str, Value | None]
"""The name of an argument, or "", and its value if that is known."""


class SigningEvaluator(NameEvaluator, Protocol):
    """The questions that are asked here."""

    def order(self, defined: Defined) -> list[Defined]:
        """A class and its bases."""
        ...

    def kind(self, defined: Defined) -> str:
        """The kind of a definition."""
        ...

    def call(self, value: Value) -> Values:
        """The values that a call of a value returns."""
        ...


def call_overloaded(
    evaluator: SigningEvaluator, semantics: Semantics, function: Defined, path: str, segment: str
) -> Values | None:
    """What a call of an overloaded function gives, with the arguments in a segment of a chain of the file `path`. None
    where no signature fits: then the chain does not tell the arguments."""
    names = (evaluator.ask(function.path, f"{function.qualname}|") or [])[:_MAX_SIGNATURES]
    signatures = [Defined(function.path, name) for name in names]
    parameters = [evaluator.ask(each.path, f"{each.qualname}(") or [] for each in signatures]
    is_stated = segment[:2] != VALUES and segment != ""
    given = (("*", "*"),) if is_stated else read_values(segment) if segment else ()
    found: Values = {}
    for arguments in _list_combinations(evaluator, path, given):
        fitting: list[Defined] = []
        for signature, listed in zip(signatures, parameters, strict=True):
            fit = _fit_all(evaluator, semantics, function.path, listed, arguments)
            if fit != NEVER:
                fitting.append(signature)
            if fit == ALWAYS:
                break
        if fitting:
            found.update(_find_common(evaluator, fitting))
        elif not given:
            return None
    return found


def _find_common(evaluator: SigningEvaluator, signatures: list[Defined]) -> Values:
    """What calls of all signatures give."""
    several = [evaluator.call(each) for each in signatures]
    if len(several) == 1:
        return several[0]
    found: Values = {value: True for value in several[0] if all(value in each for each in several[1:])}
    for value in several[0]:
        if type(value) is Instance and value not in found:  # objects of one class may differ in their type arguments
            plain = Instance(value.path, value.qualname)
            if all(plain in map(_drop_arguments, each) for each in several[1:]):
                found[plain] = True
    return found


def _drop_arguments(value: Value) -> Value:
    return Instance(value.path, value.qualname) if type(value) is Instance else value


def _list_combinations(
    evaluator: SigningEvaluator, path: str, given: Sequence[tuple[str, str]]
) -> Iterator[tuple[Argument, ...]]:
    """The arguments, for each value that they can have."""
    listed: list[list[Argument]] = []
    count = 1
    for name, chain in given:
        if chain == "*":
            listed.append([("*", None)])
            continue
        values = evaluator.evaluate(path, chain) if chain != "?" else {}
        count *= max(1, len(values))
        listed.append([(name, value) for value in values] if values and count <= _MAX_COMBINED else [(name, None)])
    yield from product(*listed)


def _fit_all(
    evaluator: SigningEvaluator, semantics: Semantics, path: str, listed: list[str], arguments: tuple[Argument, ...]
) -> int:
    """Whether a signature with these parameters can take the arguments."""
    parameters = [_read_parameter(each) for each in listed]
    by_place = [each for each in parameters if each[0] in ("", "?", "*")]
    taken: set[str] = set()
    fit = ALWAYS
    place = 0
    is_open = False
    for name, value in arguments:
        if name == "*":
            is_open = True
            continue
        if name:
            known = [each for each in parameters if each[1] == name and each[0] not in _MANY]
            known = known or [each for each in parameters if each[0] == "%"]
            found = known[0] if known else None
        elif place < len(by_place):
            found = by_place[place]
            place += found[0] != "*"
        else:
            found = None
        if found is None:
            return MAYBE if is_open else NEVER
        taken.add(found[1])
        fit = min(fit, _fit_any(evaluator, semantics, path, found[2], value))
        if fit == NEVER:
            return NEVER
    missing = [each for each in parameters if each[0] in ("", "=") and each[1] not in taken]
    return (MAYBE if is_open else NEVER) if missing else min(fit, MAYBE) if is_open else fit


@lru_cache(maxsize=4096)
def _read_parameter(entry: str) -> tuple[str, str, list[str]]:
    """The kind, the name and the chains of the types of a parameter."""
    head, *types = entry.split("|")
    kind, _, name = head.partition(" ")
    return kind, name, [unquote_chain(each) for each in types]


def _fit_any(
    evaluator: SigningEvaluator, semantics: Semantics, path: str, chains: list[str], value: Value | None
) -> int:
    """Whether a parameter of one of these types can take a value."""
    if value is None:
        return MAYBE
    fit = NEVER if chains else MAYBE
    for chain in chains:
        types = evaluator.evaluate(path, chain) if chain != "?" else {}
        if not types:
            fit = max(fit, MAYBE)
        for type_ in types:
            fit = max(fit, _fit_one(evaluator, semantics, type_, value, _HELD))
    return fit


def _fit_one(evaluator: SigningEvaluator, semantics: Semantics, type_: Value, value: Value, levels: int) -> int:
    """Whether a value is of a type, by an object of that."""
    if type(type_) is TypeParameter:
        bounds = find_bound(evaluator, type_)
        fits = [_fit_one(evaluator, semantics, bound, value, levels) for bound in bounds]
        is_of_class = evaluator.kind(Defined(type_.path, type_.qualname)) == "class"  # what it stands for is not asked
        return min(max(fits) if fits else ALWAYS, MAYBE if is_of_class else ALWAYS)
    if type(type_) is External:
        return _fit_outside(evaluator, semantics, _name(type_), value)
    if type(type_) is Instance and type(value) is not TypeParameter:
        outer = _list_outer(evaluator, Defined(type_.path, type_.qualname))
        is_structural = _is_interface(evaluator, type_) or semantics.structural_base in outer
        fit = MAYBE if is_structural else NEVER
        if type(value) is Instance:
            defined = Defined(value.path, value.qualname)
            if Defined(type_.path, type_.qualname) in evaluator.order(defined):
                return ALWAYS
            return MAYBE if _list_outer(evaluator, defined) - semantics.plain_bases else fit
        return (
            MAYBE if type(value) is External and _name(value).partition(":")[0] not in semantics.closed_types else fit
        )
    if type(type_) is Defined and type(value) is Defined:
        return ALWAYS if type_ in evaluator.order(value) else MAYBE
    return _fit_held(evaluator, semantics, type_, value, levels) if type(type_) is Container else MAYBE


def _fit_outside(evaluator: SigningEvaluator, semantics: Semantics, wanted: str, value: Value) -> int:
    """Whether a value is of a type outside the tree, which can be a single text, `str:text`."""
    plain, colon, text = wanted.partition(":")
    if plain in semantics.open_types:
        return ALWAYS
    if type(value) is External:
        name, _, has = _name(value).partition(":")
        if name == plain:
            return ALWAYS if not colon or (text and text == has) else NEVER if text and has != "?" else MAYBE
        bases = semantics.closed_types.get(name)
        if bases is None or plain not in semantics.closed_types:
            return ALWAYS if bases is not None and plain in bases else MAYBE
        return ALWAYS if plain in bases and not colon else NEVER
    if type(value) is Instance:
        outer = _list_outer(evaluator, Defined(value.path, value.qualname)) - semantics.plain_bases
        return ALWAYS if plain in outer else MAYBE if outer or plain not in semantics.scalar_types else NEVER
    return NEVER if plain in semantics.scalar_types and type(value) is not TypeParameter else MAYBE


def _fit_held(evaluator: SigningEvaluator, semantics: Semantics, type_: Container, value: Value, levels: int) -> int:
    """Whether a value is of a type that holds some, or of that of a function by what that gives."""
    if not levels or type(value) is TypeParameter:
        return MAYBE
    if type(value) is External:
        name = _name(value).partition(":")[0]
        return NEVER if name in semantics.scalar_types and type_.mark in "%([" else MAYBE
    if type(value) is Defined or (type(value) is Container and value.mark == "("):
        if type_.mark != "(":
            return NEVER if type_.mark in "*%[" else MAYBE
        items, wanted = evaluator.call(value), evaluator.call(type_)
    elif type(value) is not Container or type_.mark != value.mark or type_.mark not in "*%":
        return MAYBE
    else:
        items, wanted = evaluator.evaluate(value.path, value.chain), evaluator.evaluate(type_.path, type_.chain)
    fits = [_fit_one(evaluator, semantics, each, item, levels - 1) for each in wanted for item in items]
    return max(fits) if fits else MAYBE


def _list_outer(evaluator: SigningEvaluator, defined: Defined) -> set[str]:
    """The names of the bases outside the tree that a class and its bases have."""
    found: set[str] = set()
    for place in evaluator.order(defined):
        for chain in (evaluator.ask(place.path, "@" + place.qualname) or [""])[1:]:
            values = evaluator.evaluate(place.path, chain.removeprefix("!")) if chain[0] != "?" else {}
            found.update(
                [
                    _name(each) if type(each) is External else "?"
                    for each in values or {External("?"): True}
                    if type(each) is not Defined
                ]
            )
    return found


def _is_interface(evaluator: SigningEvaluator, type_: Instance) -> bool:
    """Whether objects are of a type by their members alone."""
    return evaluator.ask(type_.path, f"{type_.qualname}::") is not None


def _name(value: External) -> str:
    """The last name of a type outside the tree."""
    return value.name.removesuffix(_CALLED).rpartition(".")[2]
