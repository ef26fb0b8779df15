"""Type arguments: what a type parameter stands for in the type of a member, or in the result of a call.

A definition publishes its type parameters with their bounds (`Qual;`), and its members and results name them by their
place (`;Qual:0`). An answer keeps them open, so all files share it. The step of a chain that leaves the definition
closes them: by the type arguments of the receiver, which come along its bases (`class D extends B<Item>`), and by those
that a call states. A type parameter without an argument stands for its bound. Without a bound it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from omny.model.chains import PARAMETER, VALUES, decode, has_parameters, read_arguments, unquote_chain
from omny.resolve.inference import infer_argument, infer_own, list_signatures
from omny.resolve.lookup import NameEvaluator
from omny.resolve.substitution import UNKNOWN, Find, Pair, find_arguments, substitute_value
from omny.resolve.values import Container, Defined, Instance, TypeParameter, Value, Values

MAX_BOUNDS = 4
"""Type parameters that are bounds of type parameters."""

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
        return has_parameters(" ".join([chain for _, chain in value.arguments]))
    return type(value) is TypeParameter or (type(value) is Container and has_parameters(value.chain))


def evaluate_elsewhere(evaluator: NameEvaluator, head: str) -> Values:
    """The values of `;>path>chain`."""
    path, _, chain = head[2:].partition(">")
    return evaluator.evaluate(decode(path), decode(chain))


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


def give_arguments(
    evaluator: GenericEvaluator, path: str, segment: str, called: Values, found: Values, constructor: str
) -> Values:
    """The objects of classes, or of types that are written out, that a call with type arguments makes, or one that is
    given values by which `constructor` tells them."""
    is_inferred = segment.startswith(VALUES)
    pairs = () if is_inferred else tuple([(path, chain) for chain in read_arguments(segment)])
    given: Values = {}
    for value, inferred in found.items():
        if type(value) is Instance and _is_made(value, called):
            if is_inferred:
                pairs = infer_own(evaluator, path, segment, value, constructor)
            value = Instance(value.path, value.qualname, value.behind, value.is_class, value.own, pairs)
        elif not is_inferred and type(value) is Defined and evaluator.ask(value.path, value.qualname + PARAMETER):
            kinds = [evaluator.kind(each) for each in called if type(each) is Defined and each.path == value.path]
            if evaluator.kind(value) == "object" and kinds and "function" not in kinds:
                value = Instance(value.path, value.qualname, arguments=pairs)
        given[value] = inferred
    return given


def bind_parameters(evaluator: GenericEvaluator, path: str, chain: str, called: Values, found: Values) -> Values:
    """`found`, which `chain` gives by a step from `called`, with what the step says of type parameters."""
    tokens = chain.split(" ")
    at, given = len(tokens) - 1, []
    segment = ""
    if at > 0 and tokens[at][0] == "(":
        at -= 1
        if at > 0 and tokens[at][0] == PARAMETER:
            if tokens[at].startswith(VALUES):
                segment = tokens[at]
            else:
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
    infer = partial(infer_argument, evaluator, path, segment) if segment else None
    finds = [_make_find(evaluator, functions, given, owner, infer) for owner in owners or [None]]
    bound: Values = {}
    for value, inferred in found.items():
        if not is_open(value):
            bound[value] = inferred
            continue
        answers = [substitute_value(evaluator, value, find) for find in finds]
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
        yield from evaluator.evaluate(path, decode(receiver))
    types = inside.rpartition("/")[2].partition("#")[0].replace(":", ".")
    while types:
        if evaluator.ask(path, "@" + types) is not None:
            yield Instance(path, types, arguments=own_arguments(evaluator, path, types))
        types = types.rpartition(".")[0]


def _make_find(
    evaluator: GenericEvaluator,
    functions: list[Defined],
    given: list[Pair],
    receiver: Instance | Defined | None,
    infer: Callable[[Defined, Defined, int], Pair | None] | None,
) -> Find:
    found: dict[Defined, tuple[Sequence[Pair] | None, list[Defined]]] = {}  # most types name several of its parameters

    def find_given(owner: Defined) -> tuple[Sequence[Pair] | None, list[Defined]]:
        """What is said of the parameters of a definition, and the functions whose arguments may say more."""
        if [each for each in functions if owner in list_signatures(evaluator, each)]:
            return given, [owner]
        if receiver is None:
            return None, []
        own = receiver.arguments if type(receiver) is Instance else ()
        known = find_arguments(evaluator, Defined(receiver.path, receiver.qualname), own, owner)
        if known == () and type(receiver) is Defined and infer is not None:
            return known, [each for function in functions for each in list_signatures(evaluator, function)]
        return known, []

    def find(path: str, qualname: str, place: int) -> Pair | None:
        owner = Defined(path, qualname)
        if owner not in found:
            found[owner] = find_given(owner)
        known, makers = found[owner]
        if known is None:
            return None
        if place < len(known) and known[place][1] != UNKNOWN[1]:
            return known[place]
        for maker in makers:
            inferred = infer(maker, owner, place) if infer is not None else None
            if inferred is not None:
                return inferred
        bounds = _list_bounds(evaluator, path, qualname, place)
        return (path, _call(bounds[0])) if len(bounds) == 1 else UNKNOWN

    return find
