"""The types of arguments that a call spells as chains, as words (see `Semantics.choose_overloads`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from omny.model.chains import decode
from omny.resolve.generics import close
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Container, Defined, External, Instance, Value

UNKNOWN = "?"
GIVEN_TYPES = "!"
"""The name of the last argument of a call that gives its function types: one with type parameters alone can take it."""

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
    values = close(evaluator, evaluator.evaluate(path, decode(chain)))
    words = {_find_value_word(evaluator, value, wanted, type_words) for value in values}
    found = words.pop() if len(words) == 1 else ""
    return (otherwise or found if found == HOLDER else found or otherwise) or UNKNOWN


def _find_value_word(evaluator: OrderEvaluator, value: Value, wanted: list[str], type_words: Mapping[str, str]) -> str:
    """The type of a value; "" where it tells none."""
    if type(value) is Instance:
        order = evaluator.order(Defined(value.path, value.qualname))
        names = [each.qualname.rpartition(".")[2].partition("~")[0] for each in order]
        return next((name for name in names if name in wanted), f"{names[0]}!{_join_outer(evaluator, order)}")
    if type(value) is Container and value.mark in "*%":
        return HOLDER
    if type(value) is External and value.name.endswith("()"):
        name = value.name[:-2].rpartition(".")[2].partition("`")[0]
        return (type_words.get(name, name) or UNKNOWN) if name.rstrip("?").isidentifier() else ""
    return ""


def keep_fullest(parameters: list[list[str]], kept: list[int], given: int, unnamed: int) -> list[int]:
    """Of some functions, by their parameters, those that leave none of these out and take a known number; else those
    that leave out no more than another one with the same first parameters. `given` is the number of arguments, of
    which the first have no names."""
    full = [at for at in kept if len(parameters[at]) == given and not "".join(parameters[at]).endswith("+")]
    return full or [
        at
        for at in kept
        if not any(
            parameters[of][:unnamed] == parameters[at][:unnamed] and len(parameters[of]) < len(parameters[at])
            for of in kept
        )
    ]


def read_labelled(evaluator: NameEvaluator, path: str, word: str, container_types: Mapping[str, str] | None) -> str:
    """An argument with a label, and with the name of the type that its chain tells; without one where no types of
    containers are given."""
    label, _, chain = word.partition("==<")
    type_ = _find_type_name(evaluator, path, chain, container_types) if container_types is not None else ""
    return f"{label}={type_}" if type_ else label


def _find_type_name(evaluator: NameEvaluator, path: str, quoted: str, container_types: Mapping[str, str]) -> str:
    """The name of the type of an argument that a call spells as a chain; "" where the chain does not tell one."""
    names = set()
    for value in evaluator.evaluate(path, decode(quoted)):
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
