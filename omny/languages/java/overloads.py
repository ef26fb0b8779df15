"""Which of several functions of one name a call can mean, by the words of its arguments (see `arguments`).

Source: 15.12.2 of the Java Language Specification. What a type of the tree inherits is not asked here: it may be any
class that its word does not rule out.
"""

from __future__ import annotations

import re

ANY, NULL, FUNCTION = "?", "?null", "?function"
"""The words of an argument whose type is unknown, of `null`, and of a lambda expression."""

_WIDER = {
    "byte": ("byte", "short", "int", "long", "float", "double"),
    "short": ("short", "int", "long", "float", "double"),
    "char": ("char", "int", "long", "float", "double"),
    "int": ("int", "long", "float", "double"),
    "long": ("long", "float", "double"),
    "float": ("float", "double"),
    "double": ("double",),
    "boolean": ("boolean",),
}
_BOXES = {
    "byte": "Byte",
    "short": "Short",
    "char": "Character",
    "int": "Integer",
    "long": "Long",
    "float": "Float",
    "double": "Double",
    "boolean": "Boolean",
}
_PLAIN = {box: word for word, box in _BOXES.items()}
_OF_ALL = ("Comparable", "Serializable", "Constable", "Object")
_BASES = {
    "String": ("CharSequence", *_OF_ALL),
    "Character": _OF_ALL,
    "Boolean": _OF_ALL,
    "Class": ("Type", "GenericDeclaration", "AnnotatedElement", "Serializable", "Object"),
    "Object": (),
    "Number": ("Serializable", "Object"),
    "CharSequence": ("Object",),
    **{_BOXES[word]: ("Number", *_OF_ALL) for word in ("byte", "short", "int", "long", "float", "double")},
}
_NO_FUNCTION_TYPES = frozenset(("CharSequence", "Serializable", *_WIDER, *_BASES))
_OF_ARRAYS = ("Cloneable", "Serializable", "Object")
_VARIABLE = re.compile(r"[A-Z][0-9A-Z]?$")
_BOXED, _LAST = 10, 50  # costs that come after others
_NEVER, _MAYBE = -2, -1

_Cost = tuple[int, str]
"""What it costs to pass an argument to a parameter, and the word of that."""


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """The indexes of the candidates that a call with these arguments can mean, by the words of their parameters; the
    last parameter ends with `+` where any number of arguments can follow. All of them if none fits."""
    rows: dict[int, list[_Cost]] = {}
    for index, parameters in enumerate(candidates):
        pairs = zip(_spread(parameters, words), words, strict=False)
        costs = [(_find_cost(parameter, word), parameter) for parameter, word in pairs]
        if all(cost != _NEVER for cost, _ in costs):
            rows[index] = costs
    kept = [index for index, costs in rows.items() if not any(_is_better(other, costs) for other in rows.values())]
    return kept or list(range(len(candidates)))


def _spread(parameters: list[str], words: list[str]) -> list[str]:
    """The parameters, one for each argument."""
    if not parameters or parameters[-1][-1:] != "+":
        return parameters
    item, first = parameters[-1][:-1], parameters[:-1]
    if len(words) == len(parameters) and words[-1][-1:] == "*":
        return [*first, f"{item}*"]
    return first + [item] * max(0, len(words) - len(first))


def _is_better(one: list[_Cost], other: list[_Cost]) -> bool:
    """Whether a candidate is meant before another one."""
    return one != other and all(
        a == 0 or parameter == of or (a > 0 and b > 0 and a <= b)
        for (a, parameter), (b, of) in zip(one, other, strict=False)
    )


def _find_cost(parameter: str, word: str) -> int:
    """What it costs to pass an argument: 0 for the same type, more for a wider one."""
    if parameter == word:
        return 0
    if word[0] == ANY:
        is_never = (word == NULL and parameter in _WIDER) or (
            word == FUNCTION and (parameter in _NO_FUNCTION_TYPES or parameter[-1] == "*")
        )
        return _NEVER if is_never else _MAYBE
    if parameter == ANY:
        return _MAYBE
    if word in _WIDER:
        return _cost_of_number(parameter, word)
    if word in _PLAIN and parameter in _WIDER:
        cost = _cost_of_number(parameter, _PLAIN[word])
        return cost if cost < 0 else cost + _BOXED
    if word[-1] == "*":
        return _cost_of_array(parameter, word)
    if _VARIABLE.match(parameter):
        return _MAYBE
    if word in _BASES:
        return _BASES[word].index(parameter) + 1 if parameter in _BASES[word] else _NEVER
    if parameter in _WIDER or parameter in _PLAIN or parameter == "String" or parameter[-1] == "*":
        return _NEVER
    return _LAST if parameter == "Object" else _MAYBE


def _cost_of_number(parameter: str, word: str) -> int:
    if parameter in _WIDER:
        return _WIDER[word].index(parameter) if parameter in _WIDER[word] else _NEVER
    box = _BOXES[word]
    if parameter == box:
        return _BOXED
    if _VARIABLE.match(parameter):
        return _LAST
    return _BOXED + 1 + _BASES[box].index(parameter) if parameter in _BASES[box] else _NEVER


def _cost_of_array(parameter: str, word: str) -> int:
    if parameter in _OF_ARRAYS:
        return _LAST + _OF_ARRAYS.index(parameter)
    if _VARIABLE.match(parameter):
        return _MAYBE
    if parameter[-1] != "*":
        return _NEVER
    item, of = word[:-1], parameter[:-1]
    if item in _WIDER or of in _WIDER:
        return _NEVER
    return _find_cost(of, item) if item not in _PLAIN else _MAYBE
