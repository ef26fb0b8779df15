"""Which of several functions of one name a call can mean, by the words of its arguments, in languages where a name ends
with the number of arguments.

A word is the last part of a type's name, with a `*` for each dimension of an array or each pointer. What an argument of
each kind converts to is a table (`Conversions`) of the language; what a type of the tree inherits is not asked here: it
may be any class that its word does not rule out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

ANY, NULL, FUNCTION, LIST, HOLDER = "?", "?null", "?function", "?list", "?items"
"""The words of an argument whose type is unknown, of a null value, of a function in the place, of `[a, b]`, and of
something that holds values."""

NEVER, MAYBE = -2, -1
"""What it costs to pass an argument that does not fit, and one that may."""

ARRAY, VARIABLE, OTHER = "[]", "<>", ""
"""Kinds of types: an array, one that can be any type, and any other one. They stand in a table for types that it does
not list."""

ARRAYS = re.compile(r".*\*$"), ARRAY

_BY_ITEMS = 2  # an array of other items comes before what is no array

Costs = Mapping[str, int]
"""What it costs to pass an argument, by the word of the parameter: 0 for the same type, more for a wider one."""


class Conversions(NamedTuple):
    """What the types of a language convert to."""

    rows: Mapping[str, Costs]  # by the word of the argument, or its kind
    kinds: tuple[tuple[re.Pattern[str], str], ...]  # by the words that are of them
    values: frozenset[str]  # types whose arrays convert to no other array
    skips_unknown: bool = False  # whether parameters that may or may not fit leave the choice to the others

    def choose(self, candidates: list[list[str]], words: list[str]) -> list[int]:
        """The indexes of the candidates that a call with these arguments can mean, by the words of their parameters;
        the last parameter ends with `+` where any number of arguments can follow. All of them if none fits."""
        rows: dict[int, list[tuple[int, str]]] = {}
        for index, parameters in enumerate(candidates):
            pairs = zip(spread(parameters, words), words, strict=False)
            costs = [(self.find_cost(parameter, word), parameter) for parameter, word in pairs]
            if all(cost != NEVER for cost, _ in costs):
                rows[index] = costs
        kept = [at for at, costs in rows.items() if not any(self._is_better(other, costs) for other in rows.values())]
        return kept or list(range(len(candidates)))

    def _is_better(self, one: list[tuple[int, str]], other: list[tuple[int, str]]) -> bool:
        """Whether a candidate is meant before another one."""
        is_strict = False
        for (a, parameter), (b, of) in zip(one, other, strict=False):
            if parameter != of and not (self.skips_unknown and MAYBE in (a, b)):
                if a != 0 and not 0 < a <= b:
                    return False
                is_strict = is_strict or a != b
        return is_strict

    def find_cost(self, parameter: str, word: str) -> int:
        """What it costs to pass an argument."""
        if ANY in (parameter, word):
            return MAYBE
        if parameter == word:
            return 0
        kind, own = self._find_kind(parameter), self._find_kind(word)
        row = self.rows.get(word) or self.rows.get(own) or self.rows[OTHER]
        known = row.get(parameter)
        if known is None and kind == own == ARRAY and word != f"{ANY}*":
            item, of = word[:-1], parameter[:-1]
            is_never = item in self.values or of in self.values
            return NEVER if is_never else min(self.find_cost(of, item), _BY_ITEMS)
        return row.get(kind, row[OTHER]) if known is None else known

    def _find_kind(self, word: str) -> str:
        return next((kind for pattern, kind in self.kinds if pattern.match(word)), OTHER)


def spread(parameters: list[str], words: list[str]) -> list[str]:
    """The parameters, one for each argument."""
    if not parameters or parameters[-1][-1:] != "+":
        return parameters
    item, first = parameters[-1][:-1], parameters[:-1]
    if len(words) == len(parameters) and (words[-1][-1] == "*" or words[-1] in (LIST, NULL)):
        return [*first, f"{item}*"]
    return first + [item] * max(0, len(words) - len(first))


def number(types: tuple[str, ...] | list[str], first: int = 1) -> dict[str, int]:
    """Types, the nearer first, with costs that begin at one."""
    return {name: first + at for at, name in enumerate(types)}
