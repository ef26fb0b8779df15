"""Types that are written out where they are used, and what functions take: `(c: Ctx) => void`, `{ run: Runner }`."""

from __future__ import annotations

from typing import Protocol

from omny.model.chains import read_several, read_type
from omny.resolve.semantics import Semantics
from omny.resolve.values import Container, Defined, Instance, Value, Values


class WrittenEvaluator(Protocol):
    """The questions that are asked here."""

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of a surface."""
        ...

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...

    def kind(self, defined: Defined) -> str:
        """The kind of a definition."""
        ...

    def member(self, owner: Defined | Instance, name: str) -> tuple[Defined, Values] | None:
        """The class that has a member, and the values of that."""
        ...


def find_written(evaluator: WrittenEvaluator, value: Container, segment: str) -> Values:
    """The values that a segment gives of something whose type is written out."""
    found: Values = {}
    for name, chains in read_type(value.chain) if value.mark == "{" else ():
        if name == segment:
            for chain in chains:
                found.update(dict.fromkeys(evaluator.evaluate(value.path, chain), True))
    return found


def find_listed(evaluator: WrittenEvaluator, path: str, head: str) -> Values:
    """The values of several chains, or of the first of them that has any."""
    if head[0] == "|":
        return {value: True for chain in read_several(head) for value in evaluator.evaluate(path, chain)}
    for _, chains in read_type(head):
        found = {value: True for chain in chains for value in evaluator.evaluate(path, chain)}
        if found:
            return found
    return {}


def take_function_step(evaluator: WrittenEvaluator, semantics: Semantics, value: Value, segment: str) -> Values:
    """The values of `=>` and of a parameter. See `omny.model.chains`."""
    if segment != "=>":
        return _find_parameter(evaluator, semantics, value, segment)
    if type(value) is Container:
        return {value: True} if value.mark in "({" else {}
    return {value: True} if type(value) is Defined and evaluator.kind(value) in ("function", "class") else {}


def _find_parameter(evaluator: WrittenEvaluator, semantics: Semantics, value: Value, segment: str) -> Values:
    """The values that a function takes at a place: a class takes what its constructor does."""
    if type(value) is Container:
        return find_written(evaluator, value, segment)
    if type(value) is Defined:
        if evaluator.kind(value) != "class":
            entries = evaluator.ask(value.path, value.qualname + segment) or ()
            return {item: True for chain in entries for item in evaluator.evaluate(value.path, chain)}
        value = Instance(value.path, value.qualname)
        name = semantics.constructor
    else:
        name = semantics.call
    found: Values = {}
    member = evaluator.member(value, name) if name and type(value) is Instance else None
    for each in member[1] if member is not None else ():
        if type(each) is Container or (type(each) is Defined and evaluator.kind(each) != "class"):
            found.update(_find_parameter(evaluator, semantics, each, segment))
    return found
