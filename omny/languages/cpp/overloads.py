"""Which of several functions of one name a call can mean, by the words of its arguments (see `arguments`).

Source: 12.2 (overload resolution) of ISO/IEC 14882. A type of the tree may convert to any other one: only what the
language itself forbids rules a function out.
"""

from __future__ import annotations

ANY = "?"
NULL, FUNCTION, LIST = "?null", "?function", "?list"
NEVER, MAYBE = -2, -1

_INTEGERS = frozenset(
    """
    int long short char unsigned signed size_t ssize_t ptrdiff_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t
    int32_t int64_t uintptr_t intptr_t wchar_t char8_t char16_t char32_t uint off_t bool
    """.split()  # noqa: SIM905
)
_NUMBERS = _INTEGERS | {"double", "float"}
_TEXTS = frozenset(("string", "string_view", "Slice", "StringPiece", "StringRef", "QString", "path", "Twine"))
_OTHER_NUMBER, _OTHER_KIND, _TO_BOOL, _TO_BASE, _CONVERTED, _GENERIC = 1, 2, 5, 4, 20, 30


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """The indexes of the candidates that a call with these arguments can mean. `=` at the end of a parameter says that
    it has a default, and `...` that any number can follow. A definition can lack the defaults of its declaration."""
    fitting = [index for index, each in enumerate(candidates) if _fits(each, len(words))]
    if not fitting:
        return [index for index, each in enumerate(candidates) if len(words) < len(each)]
    rows: dict[int, list[int]] = {}
    for index in fitting:
        costs = [find_cost(parameter, word) for parameter, word in zip(candidates[index], words, strict=False)]
        if NEVER not in costs:
            rows[index] = costs
    kept = [index for index, costs in rows.items() if not any(_is_better(other, costs) for other in rows.values())]
    return kept or fitting


def _fits(parameters: list[str], count: int) -> bool:
    if parameters and parameters[-1].endswith("..."):
        return count >= len([each for each in parameters[:-1] if each[-1] != "="])
    return len([each for each in parameters if each[-1] != "="]) <= count <= len(parameters)


def _is_better(one: list[int], other: list[int]) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != MAYBE and b != MAYBE]
    return any(a < b for a, b in pairs) and all(a <= b for a, b in pairs)


def find_cost(parameter: str, word: str) -> int:
    """What it costs to pass an argument: 0 for the same type, more for a conversion."""
    plain = parameter.rstrip("=").rstrip("&")
    if plain.endswith("...") or word == ANY:
        return MAYBE
    if word[0] == ANY:
        return _cost_of_untyped(plain, word)
    if plain == word:
        return 0
    if len(plain) == 1 or plain.rstrip("*") in ("T", "auto"):
        return _GENERIC
    if word in _NUMBERS:
        return _cost_of_number(plain, word)
    if word == "char*":
        if plain in _TEXTS:
            return _CONVERTED
        return _TO_BOOL + _CONVERTED if plain == "bool" else NEVER if plain in _NUMBERS else MAYBE
    if word[-1] == "*":
        if plain == "void*":
            return _TO_BASE + 1
        return _CONVERTED + _TO_BOOL if plain == "bool" else NEVER if plain in _NUMBERS else MAYBE
    return _CONVERTED


def _cost_of_untyped(plain: str, word: str) -> int:
    if word == NULL:
        return NEVER if plain in _NUMBERS and plain != "bool" else 0 if plain[-1] == "*" else MAYBE
    return NEVER if plain in _NUMBERS else MAYBE


def _cost_of_number(plain: str, word: str) -> int:
    if plain in _NUMBERS:
        is_kind = (plain in _INTEGERS) == (word in _INTEGERS) and "bool" not in (plain, word)
        return _OTHER_NUMBER if is_kind else _OTHER_KIND
    return NEVER if plain[-1] == "*" or plain in _TEXTS else _CONVERTED
