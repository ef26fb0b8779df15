"""What the types of C# convert to, by which a call means one of several functions of a name (see `arguments`).

Source: "Overload resolution" and "Type inference" of the C# language specification.
"""

from __future__ import annotations

import re

from omny.languages.overloads import (
    ANY,
    ARRAY,
    ARRAYS,
    FUNCTION,
    HOLDER,
    LIST,
    MAYBE,
    NEVER,
    NULL,
    OTHER,
    VARIABLE,
    Conversions,
    number,
    spread,
)

MARK = "~"
"""The first character of the word of a type parameter."""

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
_OUTER = {
    "Stream": "MemoryStream FileStream GZipStream DeflateStream BufferedStream NetworkStream CryptoStream",
    "TextReader": "StringReader StreamReader",
    "TextWriter": "StringWriter StreamWriter",
}
_VALUES = ("DateTime", "DateTimeOffset", "TimeSpan", "Guid", "BigInteger", "CancellationToken", "Uri", "Type")
_CLOSED = (*_WIDER, *_VALUES, "string", "Exception")  # what neither a lambda nor a list becomes
_MAX_COUNT = 9  # of the parameters of a function that is an argument
_KNOWN = {
    "string": _OF_TEXTS,
    "List": _LISTS,
    "HashSet": ("ISet", "IReadOnlySet", *_LISTS),
    **{name: _LISTS[at + 1 :] for at, name in enumerate(_LISTS)},
    **{name: (base, "IDisposable", "IAsyncDisposable") for base, names in _OUTER.items() for name in names.split()},
    **dict.fromkeys((*_OUTER, "BinaryReader", "BinaryWriter"), ("IDisposable", "IAsyncDisposable")),
    **dict.fromkeys(("Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"), ("ReadOnlySpan", "ReadOnlyMemory")),
}
"""The types that objects of a type can be passed as, where the language itself names all its bases."""

_INTERFACE, _ERROR, _FUNCTION, _OF_TREE = "I", "Exception", "()", "!"
_GENERIC, _CONVERTED, _OBJECT, _BY_OPERATOR = 1, 2, 50, 90

_OPEN = {
    **dict.fromkeys((*_CLOSED, *[f"{each}?" for each in _CLOSED]), NEVER),
    ARRAY: NEVER,
    _FUNCTION: NEVER,
    "object": _OBJECT,
    OTHER: MAYBE,
}
_LISTED = {**_OPEN, _INTERFACE: NEVER, VARIABLE: _GENERIC, OTHER: _BY_OPERATOR}
_OF_ARRAY = {**_LISTED, **number(_OF_ARRAYS, _CONVERTED)}
_OF_FUNCTION = {**_OPEN, VARIABLE: NEVER, _INTERFACE: NEVER}
_ROWS = {
    NULL: {**dict.fromkeys(_WIDER, NEVER), VARIABLE: NEVER, "object": _OBJECT, OTHER: _GENERIC},
    LIST: {**_OPEN, VARIABLE: NEVER, "object": NEVER, ARRAY: 0, **dict.fromkeys(_LISTS, _CONVERTED)},
    HOLDER: {**_OPEN, VARIABLE: _GENERIC, ARRAY: MAYBE},
    FUNCTION: {**_OF_FUNCTION, _FUNCTION: 0},
    VARIABLE: {**_OPEN, VARIABLE: 0},
    ARRAY: _OF_ARRAY,
    f"{ANY}*": {**_OF_ARRAY, ARRAY: 0},
    **{word: {**_LISTED, **number(wider, _CONVERTED)} for word, wider in _KNOWN.items()},
    # Of an object of another type only a base may be known: one that can be any type is as near.
    OTHER: {**_OPEN, VARIABLE: 0},
    _ERROR: {**_OPEN, VARIABLE: 0, _ERROR: _CONVERTED},
    _OF_TREE: {**_OPEN, VARIABLE: 0, OTHER: _BY_OPERATOR, _INTERFACE: MAYBE},
}
for _word, _wider in {**_WIDER, **dict.fromkeys(_VALUES, ""), "DateTime": "DateTimeOffset"}.items():
    _types = number([_word, *_wider.split()], _CONVERTED)
    _nullable = {f"{each}?": cost for each, cost in _types.items()}
    _ROWS[_word] = {**_LISTED, **number(_OF_NUMBERS, _CONVERTED), **_types, **_nullable}
    _ROWS[f"{_word}?"] = {**_LISTED, **_nullable}
for _count in range(_MAX_COUNT):
    _results = {f"{name}{_count}": 0 for name in ("Func", "Predicate", "Comparison", "Converter", "Expression")}
    _others = {f"{name}{_count}": 0 for name in ("Action", "EventHandler")}
    _ROWS[f"{FUNCTION}{_count}r"] = {**_OF_FUNCTION, **_results}
    _ROWS[f"{FUNCTION}{_count}v"] = {**_OF_FUNCTION, **_others}
    _ROWS[f"{FUNCTION}{_count}"] = {**_OF_FUNCTION, **_results, **_others}

_CONVERSIONS = Conversions(
    _ROWS,
    (
        ARRAYS,
        (re.compile(MARK), VARIABLE),
        (re.compile(r"(?:Func|Action|Predicate|Comparison|Converter|EventHandler|Expression)\d*$"), _FUNCTION),
        (re.compile(r"\w+!(?:I[A-Z]\w* ?)*$"), _OF_TREE),
        (re.compile(r"I[A-Z]"), _INTERFACE),
        (re.compile(r"\w*Exception(?:!.*)?$"), _ERROR),
    ),
    frozenset((*_WIDER, "string")),
)


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """See `Conversions.choose`. A function without type parameters comes before one that has the same parameters once
    its type arguments are known."""
    inferred = [_infer(parameters, words) for parameters in candidates]
    kept = _CONVERSIONS.choose(inferred, words)
    plain = [at for at in kept if MARK not in "".join(candidates[at])]
    is_same = plain and all(spread(inferred[at], words) == spread(inferred[plain[0]], words) for at in kept)
    return plain if is_same else kept


def _infer(parameters: list[str], words: list[str]) -> list[str]:
    """The parameters of a function with the types that its arguments give to its type parameters."""
    given: dict[str, set[str]] = {}
    for parameter, word in zip(parameters, words, strict=False):
        is_array = parameter[-1] == "*"
        if parameter[0] == MARK and word != NULL and (word[-1] == "*" or not is_array):
            given.setdefault(parameter.rstrip("*+"), set()).add(word[:-1] if is_array else word)
    known = {}
    for variable, types in given.items():
        if len(types) == 1 and (word := min(types))[0] != ANY:
            known[variable] = word
        elif "object" in types:
            known[variable] = "object"
    return [known.get(name := each.rstrip("*+"), name) + each[len(name) :] for each in parameters]
