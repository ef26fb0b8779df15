"""The type arguments of a call that states none: what the values say that it passes.

`first(users)` gives a `User` where `first` takes a list of `T` and gives a `T`. What each parameter of a function takes
stands in a surface (`Qual.name(0)`); where that has a type parameter in it, the argument at that place says it. A call
of a class is one of its constructor. Types are not solved for: the first argument that tells something is believed.
"""

from __future__ import annotations

from omny.model.chains import ARGUMENTS, PARAMETER, read_arguments, read_type, read_values
from omny.model.surfaces import FunctionFlag
from omny.resolve.lookup import NameEvaluator
from omny.resolve.substitution import UNKNOWN, Pair, find_arguments
from omny.resolve.values import Defined, Instance

_OVERLOADED = FunctionFlag.OVERLOADED.value
_HOLDING, _MEMBER = "*%([", " : "  # see `omny.model.chains`
_LEVELS = 5  # of a type in which a type parameter is looked for


def list_signatures(evaluator: NameEvaluator, function: Defined) -> list[Defined]:
    """A function, and its signatures if it has several."""
    shape = evaluator.ask(function.path, "@" + function.qualname) or [""]
    has_several = shape[0] == "function" and _OVERLOADED in shape[1]
    names = evaluator.ask(function.path, f"{function.qualname}|") if has_several else ()
    return [function, *[Defined(function.path, name) for name in names or ()]]


def infer_argument(
    evaluator: NameEvaluator, path: str, segment: str, function: Defined, owner: Defined, place: int
) -> Pair | None:
    """What the arguments of a call of a function, in a segment of a chain of a file, say of a type parameter."""
    if function.path != owner.path:
        return None
    head = f"{PARAMETER}{owner.qualname}:{place}"
    for at, (name, chain) in enumerate(read_values(segment)):
        if chain == "*":
            return None
        if chain == "?":
            continue
        names = (evaluator.ask(function.path, f"{function.qualname}((") or []) if name else []
        if name and name not in names:
            continue
        taken = evaluator.ask(function.path, f"{function.qualname}({names.index(name) if name else at})")
        for parameter in taken or ():
            found = _match(evaluator, function.path, parameter, head, (path, chain), _LEVELS)
            if found is not None:
                return found
    return None


def infer_own(evaluator: NameEvaluator, path: str, segment: str, made: Instance, constructor: str) -> tuple[Pair, ...]:
    """The type arguments of an object that a call of its class makes."""
    bounds = evaluator.ask(made.path, made.qualname + PARAMETER)
    if not bounds:
        return ()
    owner = Defined(made.path, made.qualname)
    maker = Defined(made.path, f"{made.qualname}.{constructor}")
    found = [infer_argument(evaluator, path, segment, maker, owner, place) for place in range(len(bounds))]
    return tuple([each or UNKNOWN for each in found]) if any(found) else ()


def _match(evaluator: NameEvaluator, path: str, parameter: str, head: str, given: Pair, levels: int) -> Pair | None:
    """What a value says of a type parameter that occurs in the type of a parameter of a function in the file `path`."""
    if not levels or PARAMETER not in parameter:
        return None
    if parameter == f"{head} ()":
        return given
    if parameter == head:
        return _step(given, "()")
    mark, inner = parameter[0], parameter[1:]
    if mark in "*%(":
        step = "[*]" if mark == "*" else "[]" if mark == "%" else "()"
        return _match(evaluator, path, inner, head, _step(given, step), levels - 1)
    if mark == "[" and inner[:1] != "<":
        for at, part in enumerate(inner.split("|")):
            if (found := _match(evaluator, path, part, head, _step(given, f"[*{at}]"), levels - 1)) is not None:
                return found
    if mark == "{":
        for segment, chains in read_type(parameter):
            for chain in chains if segment[0] != "(" or segment == "()" else ():
                found = _match(evaluator, path, chain, head, _step(given, segment), levels - 1)
                if found is not None:
                    return found
    name, _, segment = parameter.removesuffix(" ()").partition(ARGUMENTS)
    if not segment or " " in segment:
        return None
    for owner in evaluator.evaluate(path, name):
        for value in evaluator.evaluate(*given):
            if not (type(owner) is Defined and type(value) is Instance):
                continue
            known = find_arguments(evaluator, Defined(value.path, value.qualname), value.arguments, owner) or ()
            for pair, stated in zip(known, read_arguments(PARAMETER + segment), strict=False):
                if pair != UNKNOWN and (found := _match(evaluator, path, stated, head, pair, levels - 1)) is not None:
                    return found
    return None


def _step(given: Pair, segment: str) -> Pair:
    """A step from a value."""
    path, chain = given
    return path, f"{chain}{_MEMBER if chain[0] in _HOLDING and _MEMBER not in chain else ' '}{segment}"
