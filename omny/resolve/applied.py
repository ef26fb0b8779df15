"""Calls of values that are no functions: `f(1)` can mean `f.apply(1)`. See `Semantics.applied`, here `applied`."""

from __future__ import annotations

from typing import Protocol

from omny.resolve.values import Defined, External, Instance, Module, Values


class ApplyingEvaluator(Protocol):
    """The questions that are asked here."""

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...

    def export(self, path: str, name: str) -> Values | None:
        """The values that a module shows as a name."""
        ...

    def choose_overloads(self, values: Values, words: list[str]) -> Values:
        """Of functions with one name those that a call with arguments of these types can mean."""
        ...

    def take_step(self, values: Values, segment: str) -> Values:
        """The values that a segment of a chain gives."""
        ...


def apply_values(evaluator: ApplyingEvaluator, applied: str, values: Values | None, name: str) -> Values:
    """What a call of values calls; `name` ends with the number of its arguments."""
    count = name.partition("/")[2]
    return evaluator.take_step(values, f"{applied}/{count}") if values and count[:1].isdigit() else {}


def apply_export(evaluator: ApplyingEvaluator, applied: str, unit: Module, name: str) -> Values:
    """What a call of a name of a package calls that is not found as it stands."""
    function, colon, words = name.partition(":")
    if colon:
        return evaluator.choose_overloads(evaluator.take_step({unit: False}, function), words.split(","))
    plain, _, count = name.partition("/")
    found = evaluator.export(unit.path, f"{plain}/+") if count[:1].isdigit() else None
    return found or apply_values(evaluator, applied, evaluator.export(unit.path, plain), name)


def apply_member(
    evaluator: ApplyingEvaluator, applied: str, owner: Defined | Instance, name: str
) -> tuple[Defined, Values] | None:
    """What a call of a member calls that is no function."""
    plain = name.partition("/")[0]
    found = evaluator.member(owner, plain) if plain != applied else None
    return None if found is None else (found[0], apply_values(evaluator, applied, found[1], name))


def apply_head(evaluator: ApplyingEvaluator, applied: str, path: str, head: str, found: Values) -> Values:
    """What a call of a name calls where `found` are the functions of that name, and names outside the tree."""
    before, colons, name = head.rpartition("::")
    name, _, count = name.partition("/")
    if not count[:1].isdigit() or not all(isinstance(value, External) for value in found):
        return found
    count, colon, words = count.partition(":")
    if colon:
        functions = evaluator.evaluate(path, f"{before}{colons}{name}/{count}")
        return evaluator.choose_overloads(functions, words.split(","))
    plain = f"{before}{colons}{name}"
    of_any_number = evaluator.evaluate(path, f"{plain}/+")
    if not all(isinstance(value, External) for value in of_any_number):
        return of_any_number
    values = evaluator.evaluate(path, plain)
    if all(isinstance(value, External) for value in values):
        return found
    return apply_values(evaluator, applied, values, f"/{count}")
