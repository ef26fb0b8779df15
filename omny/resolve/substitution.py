"""Type arguments in place of type parameters, and those that an object gives to the bases of its class.

See `omny.resolve.generics`, which says when.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from omny.model.chains import (
    MAX_ARGUMENT_CHARS,
    PARAMETER,
    VALUES,
    decode,
    encode,
    read_arguments,
    read_several,
    read_type,
    read_values,
    spell_arguments,
    spell_values,
    split_parts,
    write_several,
    write_type,
)
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Container, Defined, Instance, TypeParameter, Value, Values

Pair = tuple[str, str]
"""A chain after the path of the file that it is read in."""

Find = Callable[[str, str, int], Pair | None]
"""From a type parameter, by its file, its definition and its place, to a value of the type; None to keep it open."""

MAX_BASES = 20
"""Classes between a class and the base whose type parameters are asked for."""

UNKNOWN: Pair = ("", "?")

_CALL = "()"
_REMEMBERED = 4096  # chains of members and results, which many calls step through
_INNER = encode(PARAMETER)
"""In each segment with type parameters or type arguments inside."""


def read_parameter(path: str, head: str) -> TypeParameter:
    """The type parameter that a head of a chain names."""
    qualname, _, place = head[1:].rpartition(":")
    return TypeParameter(path, qualname, int(place))


def find_arguments(
    evaluator: NameEvaluator, defined: Defined, arguments: tuple[Pair, ...], owner: Defined
) -> tuple[Pair, ...] | None:
    """The type arguments that an object of a class gives to one of its bases; None if `owner` is no base."""
    for _ in range(MAX_BASES):
        if defined == owner:
            return arguments
        if owner not in evaluator.order(defined):
            return None
        step = _find_step(evaluator, defined, owner)
        if step is None:
            return ()
        base, chain = step
        arguments = _pass_on(defined, arguments, chain)
        defined = base
    return ()


def _find_step(evaluator: NameEvaluator, defined: Defined, owner: Defined) -> tuple[Defined, str] | None:
    """The next class on the way from a class to one of its bases, and the chain that names it."""
    for entry in (evaluator.ask(defined.path, "@" + defined.qualname) or ())[1:]:
        chain = entry.removeprefix("!")
        for base in evaluator.evaluate(defined.path, chain) if chain[0] != "?" else ():
            if type(base) is Defined and base != defined and (base == owner or owner in evaluator.order(base)):
                return base, chain
    return None


def _pass_on(defined: Defined, arguments: tuple[Pair, ...], chain: str) -> tuple[Pair, ...]:
    """The type arguments in the chain of a base, in which those of the class itself may occur."""
    segment = chain.rpartition(" ")[2]
    if segment[0] != PARAMETER or " " not in chain:
        return ()

    def find(path: str, qualname: str, place: int) -> Pair | None:
        if Defined(path, qualname) != defined:
            return None
        return arguments[place] if place < len(arguments) else UNKNOWN

    return tuple([_substitute_pair((defined.path, each), find) for each in read_arguments(segment)])


def substitute_value(evaluator: NameEvaluator, value: Value, find: Find) -> Values:
    """A value with type arguments in place of the type parameters in it."""
    if type(value) is TypeParameter:
        pair = find(value.path, value.qualname, value.place)
        if pair is None:
            return {value: True}
        found = evaluator.evaluate(*pair) if pair[1] != "?" else {}
        if value.is_object:
            return found
        return {Defined(each.path, each.qualname): True for each in found if type(each) is Instance}
    if type(value) is Instance:
        arguments = tuple([_substitute_pair(pair, find) for pair in value.arguments])
        return {Instance(value.path, value.qualname, value.behind, value.is_class, value.own, arguments): True}
    if type(value) is Container:
        whole = value.mark + value.chain
        text = _substitute(whole, value.path, find)
        if text == "?":  # too long: then without the arguments
            text = _substitute(whole, value.path, _find_nothing)
        return {Container(value.mark, value.path, text[1:]): True}
    return {value: True}


def _find_nothing(path: str, qualname: str, place: int) -> Pair:
    """No type argument."""
    return UNKNOWN


def _substitute_pair(pair: Pair, find: Find) -> Pair:
    path, chain = pair
    if chain[0] == PARAMETER and chain[1] != ">" and chain.count(" ") == 1 and chain.endswith(_CALL):
        parameter = read_parameter(path, chain.partition(" ")[0])
        return find(path, parameter.qualname, parameter.place) or pair
    return path, _substitute(chain, path, find)


def _substitute(chain: str, path: str, find: Find) -> str:
    """A chain of a file, with chains of other files in place of type parameters."""
    named = _list_parameters(chain, path) if PARAMETER in chain else ()
    pairs = tuple([find(each.path, each.qualname, each.place) for each in named])
    return chain if pairs.count(None) == len(pairs) else _substitute_known(chain, path, named, pairs)


@lru_cache(maxsize=_REMEMBERED)
def _list_parameters(chain: str, path: str) -> tuple[TypeParameter, ...]:
    """The type parameters in a chain of a file."""
    found: dict[TypeParameter, None] = {}

    def note(path: str, qualname: str, place: int) -> None:
        found[TypeParameter(path, qualname, place)] = None

    _put_in(chain, path, note)
    return tuple(found)


@lru_cache(maxsize=_REMEMBERED)
def _substitute_known(chain: str, path: str, named: tuple[TypeParameter, ...], pairs: tuple[Pair | None, ...]) -> str:
    """A chain of a file with type parameters, by the chains that are known for them."""
    known = dict(zip(named, pairs, strict=True))
    return _put_in(chain, path, lambda *parameter: known[TypeParameter(*parameter)])


def _put_in(chain: str, path: str, find: Find) -> str:
    """As `_substitute`, with the same questions as often as a type parameter stands in the chain."""
    if PARAMETER not in chain:
        return chain
    if chain[0] == "[":
        parts = [(f"<{key}>" if key else "", part) for key, part in split_parts(chain[1:])]
        return "[" + "|".join([key + _put_in(part, path, find) for key, part in parts])
    if chain[0] in "*%(":
        return chain[0] + _put_in(chain[1:], path, find)
    tokens = chain.split(" ")
    if chain[0] in "{!":
        members = [
            (name, [_put_in(each, path, find) if PARAMETER in each else each for each in chains])
            for name, chains in read_type(tokens[0])
        ]
        tokens[0] = chain[0] + write_type(members)[1:]
    elif chain[0] == "|":
        tokens[0] = write_several([_put_in(each, path, find) for each in read_several(tokens[0])])
    head = tokens[0]
    if head[:2] == ";>":
        place, _, inner = head[2:].partition(">")
        tokens[0] = _move(decode(place), _put_in(decode(inner), decode(place), find))
    elif head[0] == PARAMETER and tokens[1:2] == [_CALL]:
        parameter = read_parameter(path, head)
        pair = find(path, parameter.qualname, parameter.place)
        if pair is not None:
            tokens[:2] = [_move(*pair)]
    for at, token in enumerate(tokens):
        if not at or token[0] != PARAMETER or _INNER not in token:
            continue
        if token[:2] == VALUES:
            values = [(name, _put_in(each, path, find)) for name, each in read_values(token)]
            tokens[at] = spell_values([f"{name}={each}" if name else each for name, each in values])
        else:
            tokens[at] = spell_arguments([_put_in(each, path, find) for each in read_arguments(token)])
    text = " ".join([token for token in tokens if token])
    is_long = len(text) > MAX_ARGUMENT_CHARS and len(text) > len(chain)
    return "?" if is_long or tokens[0] == "?" else text


def _move(path: str, chain: str) -> str:
    """The head that names the value of a chain in another file."""
    return "?" if chain == "?" else f";>{encode(path).replace('>', '%3E')}>{encode(chain)}"
