"""Calls of values that are no functions: `f(1)` can mean `f.apply(1)`. See `Semantics.applied`, here `applied`."""

from __future__ import annotations

from typing import Protocol

from omny.resolve.values import Defined, External, Instance, Values


class ApplyingEvaluator(Protocol):
    """The questions that are asked here."""

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...

    def take_step(self, values: Values, segment: str) -> Values:
        """The values that a segment of a chain gives."""
        ...


def apply_values(evaluator: ApplyingEvaluator, applied: str, values: Values | None, name: str) -> Values:
    """What a call of values calls; `name` ends with the number of its arguments."""
    count = name.rpartition("/")[2]
    return evaluator.take_step(values, f"{applied}/{count}") if values and count.isdigit() else {}


def apply_member(
    evaluator: ApplyingEvaluator, applied: str, owner: Defined | Instance, name: str
) -> tuple[Defined, Values] | None:
    """What a call of a member calls that is no function."""
    plain = name.partition("/")[0]
    found = evaluator.member(owner, plain) if plain != applied else None
    return None if found is None else (found[0], apply_values(evaluator, applied, found[1], name))


def apply_head(evaluator: ApplyingEvaluator, applied: str, path: str, head: str, found: Values) -> Values:
    """What a call of a name calls where `found` are the functions of that name, and names outside the tree."""
    plain, _, count = head.rpartition("/")
    if not count.isdigit() or not all(isinstance(value, External) for value in found):
        return found
    values = evaluator.evaluate(path, plain)
    if all(isinstance(value, External) for value in values):
        return found
    return apply_values(evaluator, applied, values, head)
