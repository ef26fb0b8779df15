"""What the types of C# convert to, by which a call means one of several functions of a name (see `arguments`).

Source: "Overload resolution" of the C# language specification.
"""

from __future__ import annotations

import re

from omny.languages.overloads import ANY, ARRAY, ARRAYS, FUNCTION, LIST, MAYBE, NEVER, NULL, OTHER, Conversions, number

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
_OF_NUMBERS = ("IComparable", "IConvertible", "IEquatable", "IFormattable", "ISpanFormattable")
_FUNCTIONS = ("Func", "Action", "Predicate", "Comparison", "Expression", "Converter", "EventHandler")
_CLOSED = (*_WIDER, "string", "Type", "Exception")  # what neither a lambda nor a list becomes
_KNOWN = {
    "string": _OF_TEXTS,
    "List": _LISTS,
    "HashSet": ("ISet", "IReadOnlySet", *_LISTS),
    **{name: _LISTS[at + 1 :] for at, name in enumerate(_LISTS)},
    **dict.fromkeys(("Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"), ("ReadOnlySpan", "ReadOnlyMemory")),
}
"""The types that objects of a type can be passed as, where the language itself names all its bases."""

_INTERFACE, _ERROR = "I", "Exception"
_GENERIC, _CONVERTED, _OBJECT = 1, 2, 50

_OPEN = {
    **dict.fromkeys((*_CLOSED, *_FUNCTIONS, *[f"{each}?" for each in _CLOSED]), NEVER),
    ARRAY: NEVER,
    "object": _OBJECT,
    OTHER: MAYBE,
}
_LISTED = {**_OPEN, _INTERFACE: NEVER, VARIABLE: _GENERIC}
_OF_ARRAY = {**_LISTED, f"{VARIABLE}*": _GENERIC, **number(_OF_ARRAYS, _CONVERTED)}
_ROWS = {
    NULL: {**dict.fromkeys((*_WIDER, VARIABLE), NEVER), OTHER: MAYBE},
    LIST: {**_OPEN, VARIABLE: NEVER, "object": NEVER, ARRAY: 0, **dict.fromkeys(_LISTS, _CONVERTED)},
    FUNCTION: {**_OPEN, VARIABLE: NEVER, _INTERFACE: NEVER, **dict.fromkeys(_FUNCTIONS, 0)},
    VARIABLE: _OPEN,
    ARRAY: _OF_ARRAY,
    f"{ANY}*": {**_OF_ARRAY, ARRAY: 0},
    **{word: {**_LISTED, **number(wider, _CONVERTED)} for word, wider in _KNOWN.items()},
    # Of an object of another type only a base may be known: one that can be any type is as near.
    OTHER: {**_OPEN, VARIABLE: 0},
    _ERROR: {**_OPEN, VARIABLE: 0, _ERROR: _CONVERTED},
}
for _word, _wider in _WIDER.items():
    _types = number([_word, *_wider.split()], _CONVERTED)
    _nullable = {f"{each}?": cost for each, cost in _types.items()}
    _ROWS[_word] = {**_LISTED, **number(_OF_NUMBERS, _CONVERTED), **_types, **_nullable}

CONVERSIONS = Conversions(
    _ROWS,
    (ARRAYS, (re.compile(r"I[A-Z]"), _INTERFACE), (re.compile(r".*Exception$"), _ERROR)),
    frozenset((*_WIDER, "string")),
)
