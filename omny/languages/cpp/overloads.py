"""What the types of C++ convert to, by which a call means one of several functions of a name (see `arguments`).

Source: 12.2 (overload resolution) of ISO/IEC 14882. A type of the tree may convert to any other one: only what the
language itself forbids rules a function out.
"""

from __future__ import annotations

import re

from omny.languages.overloads import ANY, FUNCTION, LIST, MAYBE, NEVER, NULL, OTHER, VARIABLE, Conversions

_INTEGERS = frozenset(
    """
    int long short char unsigned signed size_t ssize_t ptrdiff_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t
    int32_t int64_t uintptr_t intptr_t wchar_t char8_t char16_t char32_t uint off_t bool
    """.split()  # noqa: SIM905
)
_NUMBERS = _INTEGERS | {"double", "float"}
_TEXTS = ("string", "string_view", "Slice", "StringPiece", "StringRef", "QString", "path", "Twine")
_POINTER = "*"
_OTHER_NUMBER, _OTHER_KIND, _TO_BASE, _CONVERTED, _TO_BOOL, _GENERIC = 1, 2, 5, 20, 25, 30

_NO_NUMBERS = dict.fromkeys(_NUMBERS, NEVER)
_OF_POINTERS = {**_NO_NUMBERS, "bool": _TO_BOOL, VARIABLE: _GENERIC, OTHER: MAYBE}
_ROWS = {
    NULL: {**_NO_NUMBERS, "bool": MAYBE, _POINTER: 0, OTHER: MAYBE},
    FUNCTION: {**_NO_NUMBERS, OTHER: MAYBE},
    LIST: {**_NO_NUMBERS, OTHER: MAYBE},
    "char*": {**_OF_POINTERS, **dict.fromkeys(_TEXTS, _CONVERTED)},
    _POINTER: {**_OF_POINTERS, "void*": _TO_BASE},
    OTHER: {VARIABLE: _GENERIC, OTHER: _CONVERTED},
}
for _word in _NUMBERS:
    _same = {each for each in _NUMBERS if (each in _INTEGERS) == (_word in _INTEGERS) and "bool" not in (each, _word)}
    _costs = {each: _OTHER_NUMBER if each in _same else _OTHER_KIND for each in _NUMBERS}
    _rest = {**dict.fromkeys(_TEXTS, NEVER), _POINTER: NEVER, VARIABLE: _GENERIC, OTHER: _CONVERTED}
    _ROWS[_word] = {**_costs, **_rest}

_CONVERSIONS = Conversions(
    _ROWS,
    ((re.compile(r".$|(?:T|auto)\**$"), VARIABLE), (re.compile(r".*\*$"), _POINTER)),
    frozenset(),
    skips_unknown=True,
)


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """The indexes of the candidates that a call with these arguments can mean. `=` at the end of a parameter says that
    it has a default, and `...` that any number can follow. A definition can lack the defaults of its declaration."""
    fitting = [index for index, each in enumerate(candidates) if _fits(each, len(words))]
    if not fitting:
        return [index for index, each in enumerate(candidates) if len(words) < len(each)]
    plain = [[_strip(parameter) for parameter in candidates[index]] for index in fitting]
    return [fitting[at] for at in _CONVERSIONS.choose(plain, words)]


def _strip(parameter: str) -> str:
    """The type of a parameter by itself."""
    plain = parameter.rstrip("=").rstrip("&")
    return ANY if plain.endswith("...") else plain


def _fits(parameters: list[str], count: int) -> bool:
    if parameters and parameters[-1].endswith("..."):
        return count >= len([each for each in parameters[:-1] if each[-1] != "="])
    return len([each for each in parameters if each[-1] != "="]) <= count <= len(parameters)
