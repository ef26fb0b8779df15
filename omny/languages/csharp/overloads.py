"""Which of several functions of one name a call can mean, by the words of its arguments (see `arguments`).

Source: "Overload resolution" of the C# language specification. What a type of the tree inherits is not asked here: a
word rules out what no type of that kind converts to.
"""

from __future__ import annotations

import re

ANY, NULL, FUNCTION, LIST = "?", "?null", "?function", "?list"
"""The words of an argument whose type is unknown, of `null`, of a lambda expression, and of `[a, b]`."""

VARIABLE = "~"
"""The word of a type parameter."""

_WIDER = {
    "sbyte": "short int long float double decimal",
    "byte": "short ushort int uint long ulong float double decimal",
    "short": "int long float double decimal",
    "ushort": "int uint long ulong float double decimal",
    "int": "long float double decimal",
    "uint": "long ulong float double decimal",
    "long": "float double decimal",
    "ulong": "float double decimal",
    "char": "ushort int uint long ulong float double decimal",
    "float": "double",
    "double": "",
    "decimal": "",
    "bool": "",
}
_LISTS = ("IReadOnlyList", "IList", "IReadOnlyCollection", "ICollection", "IEnumerable")
_OF_ARRAYS = ("Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory", *_LISTS, "Array")
_OF_TEXTS = ("ReadOnlySpan", "IEnumerable", "IComparable", "IConvertible", "ICloneable", "IEquatable", "ReadOnlyMemory")
_FUNCTIONS = frozenset(("Func", "Action", "Predicate", "Comparison", "Expression", "Converter", "EventHandler"))
_CLOSED = frozenset((*_WIDER, "string", "Type", "Exception"))  # what neither a lambda nor a list becomes
_NO_LISTS = frozenset((*_CLOSED, *_FUNCTIONS, VARIABLE, "object"))
_KNOWN = {
    "string": _OF_TEXTS,
    "List": _LISTS,
    "HashSet": ("ISet", "IReadOnlySet", *_LISTS),
    **{name: _LISTS[at + 1 :] for at, name in enumerate(_LISTS)},
    **dict.fromkeys(("Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"), ("ReadOnlySpan", "ReadOnlyMemory")),
    **dict.fromkeys(_WIDER, ("IComparable", "IConvertible", "IEquatable", "IFormattable", "ISpanFormattable")),
}
"""The types that objects of a type can be passed as, where the language itself names all its bases."""

_INTERFACE = re.compile(r"I[A-Z]")
_ERROR = "Exception"
_NEVER, _MAYBE, _GENERIC, _CONVERTED, _OBJECT = -2, -1, 1, 2, 50

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
    if len(words) == len(parameters) and (words[-1][-1] == "*" or words[-1] in (LIST, NULL)):
        return [*first, f"{item}*"]
    return first + [item] * max(0, len(words) - len(first))


def _is_better(one: list[_Cost], other: list[_Cost]) -> bool:
    """Whether a candidate is meant before another one."""
    is_strict = False
    for (a, parameter), (b, of) in zip(one, other, strict=False):
        if parameter != of:
            if a != 0 and not 0 < a <= b:
                return False
            is_strict = is_strict or a != b
    return is_strict


def _find_cost(parameter: str, word: str) -> int:
    """What it costs to pass an argument: 0 for the same type, more for a wider one."""
    if ANY in (parameter, word):
        return _MAYBE
    if word == f"{ANY}*":
        return 0 if parameter[-1] == "*" else _cost_of_array(parameter, word)
    if word[0] == ANY:
        return _cost_of_untyped(parameter, word)
    if parameter == word:
        return 0
    if parameter == "object":
        return _OBJECT
    if word == VARIABLE:
        return _NEVER if parameter in _CLOSED or parameter in _FUNCTIONS or parameter[-1] == "*" else _MAYBE
    if word in _WIDER:
        return _cost_of_number(parameter, word)
    if word in _KNOWN:
        return _GENERIC if parameter == VARIABLE else _cost_of_class(parameter, _KNOWN[word])
    if word[-1] == "*":
        return _cost_of_array(parameter, word)
    if parameter == VARIABLE:
        return 0  # as near as the type that the argument has, of which only a base may be known
    if parameter == _ERROR:
        return _CONVERTED if word.endswith(_ERROR) else _NEVER
    return _cost_of_class(parameter, ())


def _cost_of_untyped(parameter: str, word: str) -> int:
    if word == NULL:
        return _NEVER if parameter in _WIDER or parameter == VARIABLE else _MAYBE
    if word == LIST:
        if parameter[-1] == "*":
            return 0
        if parameter in _LISTS:
            return _CONVERTED
        return _NEVER if parameter in _NO_LISTS else _MAYBE
    if parameter in _FUNCTIONS:
        return 0
    if parameter == "object":
        return _OBJECT
    is_never = parameter in _CLOSED or parameter == VARIABLE or parameter[-1] == "*" or _INTERFACE.match(parameter)
    return _NEVER if is_never else _MAYBE


def _cost_of_number(parameter: str, word: str) -> int:
    if parameter == VARIABLE:
        return _GENERIC
    if parameter.rstrip("?") == word:
        return _CONVERTED
    wider = _WIDER[word].split()
    if parameter.rstrip("?") in wider:
        return _CONVERTED + 1 + wider.index(parameter.rstrip("?"))
    return _cost_of_class(parameter, _KNOWN[word])


def _cost_of_class(parameter: str, wider: tuple[str, ...]) -> int:
    """What it costs to pass an object to a parameter of a type other than its own."""
    if parameter in wider:
        return _CONVERTED + wider.index(parameter)
    is_never = parameter.rstrip("?") in _CLOSED or parameter in _FUNCTIONS or parameter[-1] == "*"
    is_never = is_never or (wider != () and _INTERFACE.match(parameter) is not None)
    return _NEVER if is_never else _MAYBE


def _cost_of_array(parameter: str, word: str) -> int:
    if parameter in (VARIABLE, f"{VARIABLE}*"):
        return _GENERIC
    if parameter[-1] != "*":
        return _cost_of_class(parameter, _OF_ARRAYS)
    item, of = word[:-1], parameter[:-1]
    if item in _WIDER or of in _WIDER or "string" in (item, of):
        return _CONVERTED if of == "object" and item == "string" else _NEVER
    return _CONVERTED if of == "object" else _MAYBE
