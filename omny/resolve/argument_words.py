"""The types of arguments that a call spells as chains, as words (see `Semantics.choose_overloads`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import unquote

from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Container, Defined, External, Instance

UNKNOWN = "?"
HOLDER = "?items"
"""The word of something that holds values."""


class OrderEvaluator(NameEvaluator, Protocol):
    """The questions about the bases of types."""

    def order(self, defined: Defined) -> list[Defined]:
        """A type and its bases, the nearer first."""
        ...


def find_word(evaluator: OrderEvaluator, path: str, word: str, wanted: list[str], type_words: Mapping[str, str]) -> str:
    """The type of an argument: the first one, of a class and its bases, that a parameter has; of a class without any of
    these `NAME!BASES`, with its bases outside of the tree. What follows the chain after `>` is the type where the chain
    tells none."""
    chain, _, otherwise = word[1:].partition(">")
    values = evaluator.evaluate(path, unquote(chain))
    for value in values if len(values) == 1 else ():
        if type(value) is Instance:
            order = evaluator.order(Defined(value.path, value.qualname))
            names = [each.qualname.rpartition(".")[2].partition("~")[0] for each in order]
            return next((name for name in names if name in wanted), f"{names[0]}!{_join_outer(evaluator, order)}")
        if type(value) is Container and value.mark in "*%":
            return otherwise or HOLDER
        if type(value) is External and value.name.endswith("()"):
            name = value.name[:-2].rpartition(".")[2].partition("`")[0]
            return (type_words.get(name, name) or UNKNOWN) if name.rstrip("?").isidentifier() else otherwise or UNKNOWN
    return otherwise or UNKNOWN


def find_type_name(evaluator: NameEvaluator, path: str, quoted: str, container_types: Mapping[str, str]) -> str:
    """The name of the type of an argument that a call spells as a chain; "" where the chain does not tell one."""
    names = set()
    for value in evaluator.evaluate(path, unquote(quoted)):
        if type(value) is Instance:
            names.add(value.qualname.rpartition(".")[2].partition("~")[0])
        elif type(value) is Container:
            names.add(container_types.get(value.mark, ""))
        elif type(value) is External and value.name.endswith("()"):
            names.add(value.name[:-2].rpartition(".")[2])
        else:
            names.add("")
    name = names.pop() if len(names) == 1 else ""
    return name if name.isidentifier() else ""


def _join_outer(evaluator: OrderEvaluator, order: list[Defined]) -> str:
    """The names of the bases outside of the tree that a class and its bases have."""
    found = []
    for place in order:
        for chain in (evaluator.ask(place.path, "@" + place.qualname) or [""])[1:]:
            for base in evaluator.evaluate(place.path, chain.removeprefix("!")) if chain[0] != "?" else ():
                if type(base) is not Defined:
                    found.append(base.name.rpartition(".")[2] if type(base) is External else UNKNOWN)
    return " ".join(found)
