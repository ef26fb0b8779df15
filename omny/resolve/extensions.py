"""Calls in languages where a type's name makes an object, and where functions outside of a type are called as members.

A file sees the extension functions of its package and those that it imports. Such a function is meant only where the
type of the object is known and fits: never by its name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from omny.model.chains import decode
from omny.resolve.definitions import CONSTRUCTOR, mark_inferred
from omny.resolve.generics import close
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Container, Defined, External, Instance, Module, Value, Values

EXTENSION = "+"
"""The first character of the names of extension functions."""

_INVOKE = "invoke"
_ANY = "*"


class CallEvaluator(NameEvaluator, Protocol):
    """The questions about calls."""

    path: str

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...

    def kind(self, defined: Defined) -> str:
        """The kind of a definition."""
        ...

    def is_property(self, defined: Defined) -> bool:
        """Whether a read of a member calls it."""
        ...

    def find_published(self, within: str, key: str, importer: str) -> Values | None:
        """The values of a name of the program."""
        ...

    def choose_overloads(self, values: Values, words: list[str]) -> Values:
        """Of functions with one name those that a call can mean."""
        ...


def is_known(values: Values | None) -> bool:
    """Whether anything in the tree is among the values."""
    return any(type(value) is not External for value in values or ())


def find_called(evaluator: CallEvaluator, path: str, head: str, found: Values) -> Values:
    """The values of a name with a number of arguments that no function has, or `found`: the constructors of the type
    of that name, what a call of the object of that name calls, or an extension of an object that the code stands in."""
    before, colons, name = head.rpartition("::")
    before += colons
    plain, colon, words = name.partition(":")
    if colon:
        values = evaluator.evaluate(path, before + plain)
        return evaluator.choose_overloads(values, words.split(",")) if is_known(values) else found
    type_name, slash, _ = plain.partition("/")
    if type_name[:1] == EXTENSION or not type_name:
        return found
    if plain.endswith(("/+", "/*")):
        return found
    if slash:  # else the slash stands in what is around the name
        if is_known(more := evaluator.evaluate(path, f"{before}{type_name}/+")):
            return more
        made = find_made(evaluator, evaluator.evaluate(path, before + type_name), name[len(type_name) :])
        if made or before[:1] == "^":
            return made or found
    for value in list_receivers(evaluator, path, before[1:-2]):
        extension = find_extension(evaluator, path, value, name)
        if extension:
            return extension
    return found


def find_made(evaluator: CallEvaluator, values: Values, count: str) -> Values:
    """What a call with that many arguments of types or objects calls: constructors, or `invoke`."""
    found: Values = {}
    for value in values:
        if type(value) is Defined and evaluator.kind(value) == "class":
            member = evaluator.member(value, CONSTRUCTOR[:-1] + count) or evaluator.member(value, _INVOKE + count)
            is_interface = evaluator.ask(value.path, value.qualname + "::") is not None
            found.update(member[1] if member is not None else {} if is_interface else {value: False})
        elif type(value) is Instance:
            member = evaluator.member(value, _INVOKE + count)
            found.update(mark_inferred(member[1]) if member is not None else {})
        elif type(value) is Container and value.mark == "(":
            found[value] = True
    return found


def find_read(
    evaluator: CallEvaluator,
    list_getters: Callable[[str], tuple[str, ...]] | None,
    path: str,
    value: Value,
    name: str,
) -> Values:
    """The functions that a read of an attribute calls: the code of a property, or a getter. For `*` the value itself,
    if it is no function."""
    if name == "*":
        is_called = type(value) is Instance or (type(value) is Defined and evaluator.kind(value) == "class")
        return {value: True} if is_called else {}
    if list_getters is None:
        member = evaluator.member(value, name) if type(value) is Instance else None
        found = [each for each in member[1] if type(each) is Defined] if member is not None else []
        return {each: True for each in found if evaluator.is_property(each)}
    if type(value) is Instance or type(value) is Defined:
        for each in (name, *(list_getters(name) if list_getters is not None else ())):
            member = evaluator.member(value, each)
            if member is not None:
                return {item: True for item in member[1] if type(item) is Defined}
    is_unknown = type(value) is External and not value.name.endswith("()")
    return {} if is_unknown or type(value) is Module else find_extension(evaluator, path, value, name)


def list_receivers(evaluator: CallEvaluator, path: str, inside: str) -> Iterator[Value]:
    """The objects whose members code sees by their bare names: see `.Qual::name` in `omny.model.chains`."""
    while inside[:1] == ">":
        receiver, _, inside = inside[1:].partition(">")
        yield from close(evaluator, evaluator.evaluate(path, decode(receiver)))
    types = inside.rpartition("/")[2]
    while types:
        if evaluator.ask(path, "@" + types) is not None:
            yield Instance(path, types)
        types = types.rpartition(".")[0]


def find_extension(evaluator: CallEvaluator, path: str, value: Value, name: str) -> Values:
    """The extension functions that a call of a member of an object means in a file: those of the nearest place."""
    plain, colon, words = name.partition(":")
    for key in (plain, f"{plain.partition('/')[0]}/+"):
        for candidates in _list_candidates(evaluator, path, key):
            fitting = [each for each in candidates if type(each) is Defined and _fits(evaluator, each, value)]
            found: Values = dict.fromkeys(fitting, True)
            if found:
                nearest = _keep_most_special(evaluator, found)
                if type(value) is Container and len(nearest) > 1 and _is_for_arrays(evaluator, nearest):
                    return {}
                return evaluator.choose_overloads(nearest, words.split(",")) if colon else nearest
        if "/" not in name:
            break
    return {}


def _list_candidates(evaluator: CallEvaluator, path: str, name: str) -> Iterator[Values]:
    """The extension functions with a name that a file sees, from each place where one can stand."""
    plain, slash, count = name.partition("/")
    key = EXTENSION + name
    if evaluator.ask(path, key):
        yield evaluator.evaluate(path, key)
    for entry in evaluator.ask(path, plain) or ():
        spec, colons, imported = entry.partition("::")
        if entry[0] == "^" and colons and " " not in entry:
            yield evaluator.evaluate(path, f"{spec}::{EXTENSION}{imported}{slash}{count}")
    package = evaluator.ask(path, "package")
    yield evaluator.find_published(path, f"::{package[0]}.{key}" if package else f"::{key}", path) or {}
    for spec in evaluator.ask(path, "*") or ():
        yield evaluator.evaluate(path, f"^{spec}::{key}")


def _fits(evaluator: CallEvaluator, extension: Defined, value: Value) -> bool:
    """Whether an extension function is one of the type of an object."""
    for chain in evaluator.ask(extension.path, extension.qualname + ">") or ():
        if chain == _ANY:
            return type(value) is not External or value.name.endswith("()")
        if chain[-1] == "?":
            if type(value) is Container and value.mark == chain[0]:
                return True
            continue
        for wanted in close(evaluator, evaluator.evaluate(extension.path, chain)):
            if _is_of_type(evaluator, value, wanted):
                return True
    return False


def _is_of_type(evaluator: CallEvaluator, value: Value, wanted: Value) -> bool:
    if type(value) is Container:
        if type(wanted) is not Container or wanted.mark != value.mark:
            return False
        own = close(evaluator, evaluator.evaluate(value.path, value.chain))
        items = close(evaluator, evaluator.evaluate(wanted.path, wanted.chain))
        return any(_is_of_type(evaluator, one, other) for other in items for one in own)
    if type(wanted) is Instance and (type(value) is Instance or type(value) is Defined):
        return Defined(wanted.path, wanted.qualname) in evaluator.order(Defined(value.path, value.qualname))
    if type(wanted) is not External:
        return False
    if type(value) is External:
        return _is_same_name(value.name, wanted.name)
    return type(value) is Instance and any(_is_same_name(name, wanted.name) for name in _list_outer(evaluator, value))


def _list_outer(evaluator: CallEvaluator, value: Instance) -> Iterator[str]:
    """The types outside the tree that an object has."""
    for place in evaluator.order(Defined(value.path, value.qualname)):
        for chain in (evaluator.ask(place.path, "@" + place.qualname) or [""])[1:]:
            for base in evaluator.evaluate(place.path, chain):
                if type(base) is External:
                    yield f"{base.name}()"


def _is_same_name(one: str, other: str) -> bool:
    """Whether two types outside the tree are one; a file that takes in a whole package does not say which it is of."""
    if one == other:
        return True
    first, second = one.rpartition("."), other.rpartition(".")
    return first[2] == second[2] and not (first[0] and second[0])


def _keep_most_special(evaluator: CallEvaluator, found: Values) -> Values:
    """Of extension functions those for a type that no other one is for a type below."""
    if len(found) < 2:
        return found
    wanted = {each: _list_wanted(evaluator, each) for each in found if type(each) is Defined}
    kept: Values = {}
    for extension, own in wanted.items():
        if not any(
            other != extension and types and all(any(_is_below(evaluator, one, two) for one in types) for two in own)
            for other, types in wanted.items()
        ):
            kept[extension] = True
    return kept or found


def _is_for_arrays(evaluator: CallEvaluator, found: Values) -> bool:
    """Whether some extension functions are for arrays, and others for collections."""
    keys = [evaluator.ask(each.path, f"{each.qualname}>*") for each in found if type(each) is Defined]
    return None in keys and len([key for key in keys if key is None]) < len(keys)


def _list_wanted(evaluator: CallEvaluator, extension: Defined) -> list[Value]:
    """The types that an extension function is for."""
    chains = evaluator.ask(extension.path, extension.qualname + ">") or ()
    named = [chain for chain in chains if chain != _ANY and chain[-1] != "?"]
    return [value for chain in named for value in close(evaluator, evaluator.evaluate(extension.path, chain))]


def _is_below(evaluator: CallEvaluator, one: Value, other: Value) -> bool:
    return one != other and _is_of_type(evaluator, one, other)
