"""Type arguments: what a type parameter stands for in the type of a member, or in the result of a call.

A definition publishes its type parameters with their bounds (`Qual;`), and its members and results name them by their
place (`;Qual:0`). An answer keeps them open, so all files share it. The step of a chain that leaves the definition
closes them: by the type arguments of the receiver, which come along its bases (`class D extends B<Item>`), and by those
that a call states. A type parameter without an argument stands for its bound. Without a bound it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import unquote

from omny.model.chains import (
    MAX_ARGUMENT_CHARS,
    PARAMETER,
    encode,
    read_arguments,
    read_several,
    read_type,
    spell_arguments,
    split_parts,
    unquote_chain,
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

MAX_BOUNDS = 4
"""Type parameters that are bounds of type parameters."""

_UNKNOWN: Pair = ("", "?")
_CALL = "()"


class GenericEvaluator(NameEvaluator, Protocol):
    """The questions that are asked here."""

    def order(self, defined: Defined) -> list[Defined]:
        """A class and its bases."""
        ...

    def kind(self, defined: Defined) -> str:
        """The kind of a definition."""
        ...


def is_open(value: Value) -> bool:
    """Whether a value can depend on type parameters."""
    if type(value) is Instance:
        return any(PARAMETER in chain for _, chain in value.arguments)
    return type(value) is TypeParameter or (type(value) is Container and PARAMETER in value.chain)


def read_parameter(path: str, head: str) -> TypeParameter:
    """The type parameter that a head of a chain names."""
    qualname, _, place = head[1:].rpartition(":")
    return TypeParameter(path, qualname, int(place))


def evaluate_elsewhere(evaluator: NameEvaluator, head: str) -> Values:
    """The values of `;>path>chain`."""
    path, _, chain = head[2:].partition(">")
    return evaluator.evaluate(unquote(path), unquote(chain))


def _is_made(value: Instance, called: Values) -> bool:
    """Whether an object is what a call of its class, or of a constructor, makes: that says the arguments."""
    if any(chain != "?" for _, chain in value.arguments):
        return False
    if Defined(value.path, value.qualname) in called:
        return True
    makers = [each for each in called if type(each) is Defined and value.arguments]
    return any((each.path, each.qualname.rpartition(".")[0]) == (value.path, value.qualname) for each in makers)


def give_own(evaluator: NameEvaluator, called: Values, found: Values) -> Values:
    """The object of a class in the code of that, with the type parameters of the class as its type arguments."""
    given: Values = {}
    for value, inferred in found.items():
        if type(value) is Instance and Defined(value.path, value.qualname) in called:
            arguments = own_arguments(evaluator, value.path, value.qualname)
            value = Instance(value.path, value.qualname, value.behind, value.is_class, value.own, arguments)
        given[value] = inferred
    return given


def own_arguments(evaluator: NameEvaluator, path: str, qualname: str) -> tuple[Pair, ...]:
    """The type arguments of an object in the code of its own class: the type parameters of that."""
    bounds = evaluator.ask(path, qualname + PARAMETER) or ()
    return tuple([(path, f"{PARAMETER}{qualname}:{place} {_CALL}") for place in range(len(bounds))])


def find_bound(evaluator: NameEvaluator, value: TypeParameter) -> Values:
    """The bound of a type parameter, or an object of that."""
    found: Values = {}
    left: list[TypeParameter] = [value]
    for _ in range(MAX_BOUNDS):
        further: list[TypeParameter] = []
        for each in left:
            for chain in _list_bounds(evaluator, each.path, each.qualname, each.place):
                for item in evaluator.evaluate(each.path, _call(chain) if value.is_object else chain):
                    if type(item) is TypeParameter:
                        further.append(item)
                    else:
                        found[item] = True
        left = further
    return found


def _list_bounds(evaluator: NameEvaluator, path: str, qualname: str, place: int) -> list[str]:
    bounds = evaluator.ask(path, qualname + PARAMETER) or []
    texts = bounds[place].split("|") if place < len(bounds) else ()
    return [unquote_chain(text) for text in texts if text != "?"]


def _call(bound: str) -> str:
    """The chain of an object of a bound."""
    return bound[1:] if bound[0] == "(" else f"{bound} {_CALL}"


def close(evaluator: NameEvaluator, values: Values) -> Values:
    """The values, with the bound in place of each type parameter."""
    closed: Values = {}
    for value, inferred in values.items():
        if type(value) is TypeParameter:
            closed.update(find_bound(evaluator, value))
        else:
            closed[value] = inferred
    return closed


def give_arguments(evaluator: GenericEvaluator, path: str, segment: str, called: Values, found: Values) -> Values:
    """The objects of classes, or of types that are written out, that a call with type arguments makes."""
    pairs = tuple([(path, chain) for chain in read_arguments(segment)])
    given: Values = {}
    for value, inferred in found.items():
        if type(value) is Instance and _is_made(value, called):
            value = Instance(value.path, value.qualname, value.behind, value.is_class, value.own, pairs)
        elif type(value) is Defined and evaluator.ask(value.path, value.qualname + PARAMETER):
            kinds = [evaluator.kind(each) for each in called if type(each) is Defined and each.path == value.path]
            if evaluator.kind(value) == "object" and kinds and "function" not in kinds:
                value = Instance(value.path, value.qualname, arguments=pairs)
        given[value] = inferred
    return given


def bind_parameters(evaluator: GenericEvaluator, path: str, chain: str, called: Values, found: Values) -> Values:
    """`found`, which `chain` gives by a step from `called`, with what the step says of type parameters."""
    tokens = chain.split(" ")
    at, given = len(tokens) - 1, []
    if at > 0 and tokens[at][0] == "(":
        at -= 1
        if at > 0 and tokens[at][0] == PARAMETER:
            given = [(path, each) for each in read_arguments(tokens[at])]
            at -= 1
        while at > 0 and tokens[at][0] == "/":
            at -= 1
    holder = " ".join(tokens[:at])
    if holder:
        receivers = list(evaluator.evaluate(path, holder))
    else:
        receivers = list(_list_around(evaluator, path, tokens[0]))
    functions = [value for value in called if type(value) is Defined and evaluator.kind(value) != "class"]
    receivers += [value for value in called if type(value) is Instance and tokens[-1] == _CALL]
    owners: list[Instance | Defined | None] = [each for each in receivers if isinstance(each, Instance | Defined)]
    finds = [_make_find(evaluator, functions, given, owner) for owner in owners or [None]]
    bound: Values = {}
    for value, inferred in found.items():
        if not is_open(value):
            bound[value] = inferred
            continue
        answers = [_substitute_value(evaluator, value, find) for find in finds]
        for answer in [each for each in answers if value not in each] or answers:  # an unrelated receiver keeps it
            bound.update(dict.fromkeys(answer, True))
    return bound


def _list_around(evaluator: NameEvaluator, path: str, head: str) -> Iterator[Value]:
    """The objects of the types that code stands in, the inner first: see `.Qual::name` in `omny.model.chains`."""
    if head[0] != ".":
        return
    inside = head[1:].partition("::")[0]
    while inside[:1] == ">":
        receiver, _, inside = inside[1:].partition(">")
        yield from evaluator.evaluate(path, unquote(receiver))
    types = inside.rpartition("/")[2].partition("#")[0].replace(":", ".")
    while types:
        if evaluator.ask(path, "@" + types) is not None:
            yield Instance(path, types, arguments=own_arguments(evaluator, path, types))
        types = types.rpartition(".")[0]


def _make_find(
    evaluator: GenericEvaluator, functions: list[Defined], given: list[Pair], receiver: Instance | Defined | None
) -> Find:
    def find(path: str, qualname: str, place: int) -> Pair | None:
        owner = Defined(path, qualname)
        known: list[Pair] | tuple[Pair, ...] | None = given if owner in functions else None
        if known is None and receiver is not None:
            own = receiver.arguments if type(receiver) is Instance else ()
            known = _find_arguments(evaluator, Defined(receiver.path, receiver.qualname), own, owner)
        if known is None:
            return None
        if place < len(known) and known[place][1] != _UNKNOWN[1]:
            return known[place]
        bounds = _list_bounds(evaluator, path, qualname, place)
        return (path, _call(bounds[0])) if len(bounds) == 1 else _UNKNOWN

    return find


def _find_arguments(
    evaluator: GenericEvaluator, defined: Defined, arguments: tuple[Pair, ...], owner: Defined
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


def _find_step(evaluator: GenericEvaluator, defined: Defined, owner: Defined) -> tuple[Defined, str] | None:
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
        return arguments[place] if place < len(arguments) else _UNKNOWN

    return tuple([_substitute_pair((defined.path, each), find) for each in read_arguments(segment)])


def _substitute_value(evaluator: NameEvaluator, value: Value, find: Find) -> Values:
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
        return {Container(value.mark, value.path, _substitute(value.mark + value.chain, value.path, find)[1:]): True}
    return {value: True}


def _substitute_pair(pair: Pair, find: Find) -> Pair:
    path, chain = pair
    if chain[0] == PARAMETER and chain[1] != ">" and chain.count(" ") == 1 and chain.endswith(_CALL):
        parameter = read_parameter(path, chain.partition(" ")[0])
        return find(path, parameter.qualname, parameter.place) or pair
    return path, _substitute(chain, path, find)


def _substitute(chain: str, path: str, find: Find) -> str:
    """A chain of a file, with chains of other files in place of type parameters."""
    if PARAMETER not in chain:
        return chain
    if chain[0] == "[":
        parts = [(f"<{key}>" if key else "", part) for key, part in split_parts(chain[1:])]
        return "[" + "|".join([key + _substitute(part, path, find) for key, part in parts])
    if chain[0] in "*%(":
        return chain[0] + _substitute(chain[1:], path, find)
    tokens = chain.split(" ")
    if chain[0] in "{!":
        members = [(name, [_substitute(each, path, find) for each in chains]) for name, chains in read_type(tokens[0])]
        tokens[0] = chain[0] + write_type(members)[1:]
    elif chain[0] == "|":
        tokens[0] = write_several([_substitute(each, path, find) for each in read_several(tokens[0])])
    head = tokens[0]
    if head[:2] == ";>":
        place, _, inner = head[2:].partition(">")
        tokens[0] = _move(unquote(place), _substitute(unquote(inner), unquote(place), find))
    elif head[0] == PARAMETER and tokens[1:2] == [_CALL]:
        parameter = read_parameter(path, head)
        pair = find(path, parameter.qualname, parameter.place)
        if pair is not None:
            tokens[:2] = [_move(*pair)]
    for at, token in enumerate(tokens):
        if at and token[0] == PARAMETER:
            tokens[at] = spell_arguments([_substitute(each, path, find) for each in read_arguments(token)])
    text = " ".join([token for token in tokens if token])
    is_long = len(text) > MAX_ARGUMENT_CHARS and len(text) > len(chain)
    return "?" if is_long or tokens[0] == "?" else text


def _move(path: str, chain: str) -> str:
    """The head that names the value of a chain in another file."""
    return "?" if chain == "?" else f";>{encode(path).replace('>', '%3E')}>{encode(chain)}"
