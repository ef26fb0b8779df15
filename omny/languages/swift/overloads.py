"""Which functions of one name a call can mean: by the labels of its arguments, then by their types.

A parameter is written `label:Type`, with `=` after it for one with a default and `+` for one that takes any number of
arguments. An argument is written `label`, with `=Type` after it where the file says its type. `{` ends the label of a
closure that follows the call. `_` is no label.

Sources: "Function Argument Labels and Parameter Names" and "Trailing Closures" of The Swift Programming Language;
SE-0286 (forward scan of trailing closures).
"""

from __future__ import annotations

from typing import NamedTuple

ANY, FUNCTION = "", "()"
"""The types of an argument or parameter that can be of any type, and of one that is a function."""

NO_LABEL = "_"
TRAILING = "{"
TEXT, WHOLE, REAL, TRUTH, NOTHING, LIST, TABLE = "'s", "'i", "'f", "'b", "'n", "'l", "'t"
"""The types of literals."""

_WHOLE = frozenset(("Int", "UInt", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"))
_REAL = frozenset(("Double", "Float", "CGFloat", "TimeInterval", "Float32", "Float64", "Decimal"))
_TEXT = frozenset(("String", "Substring", "Character", "StaticString"))
_PLAIN = _WHOLE | _REAL | _TEXT | {"Bool", "Array", "Dictionary", "Set", "Data", "URL", "Date", FUNCTION}
"""Types that no other type converts to."""

_OF_LITERALS = {
    TEXT: ("String", _TEXT),
    WHOLE: ("Int", _WHOLE | _REAL),
    REAL: ("Double", _REAL),
    TRUTH: ("Bool", frozenset(("Bool",))),
    LIST: ("Array", frozenset(("Array", "Set"))),
    TABLE: ("Dictionary", frozenset(("Dictionary",))),
}
_SAME, _NEAR, _FAR, _NEVER = 0, 1, 2, -1


class _Parameter(NamedTuple):
    label: str
    type: str
    is_optional: bool  # of an optional type
    has_default: bool
    is_variadic: bool

    @property
    def can_be_left_out(self) -> bool:
        return self.has_default or self.is_variadic

    @property
    def takes_closure(self) -> bool:
        return self.type not in _PLAIN or self.type == FUNCTION


def _read_parameter(text: str) -> _Parameter:
    label, _, rest = text.partition(":")
    is_variadic, has_default = rest[-1:] == "+", rest[-1:] == "="
    type_ = rest[:-1] if is_variadic or has_default else rest
    return _Parameter(label, type_.removesuffix("?"), type_[-1:] == "?", has_default, is_variadic)


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """The indexes of the functions that a call with these arguments can mean, by their parameters."""
    ranks: dict[int, tuple[int, int]] = {}
    for index, listed in enumerate(candidates):
        parameters = [_read_parameter(each) for each in listed]
        pairs = _match(parameters, words)
        if pairs is None:
            continue
        costs = [_find_cost(parameters[at], type_) for at, type_ in pairs]
        if _NEVER not in costs:
            left_out = len(parameters) - len({at for at, _ in pairs})
            ranks[index] = (sum(costs), left_out + sum(each.is_variadic for each in parameters))
    if not ranks:
        return []
    best = min(ranks.values())
    return [index for index, rank in ranks.items() if rank == best]


def _match(parameters: list[_Parameter], words: list[str]) -> list[tuple[int, str]] | None:
    """The parameter of each argument, and the type of that; None where the labels do not fit."""
    pairs: list[tuple[int, str]] = []
    at, repeated = 0, -1
    for place, word in enumerate(words):
        label, _, type_ = word.partition("=")
        if label == TRAILING:
            found = _find_closure(parameters, at, words[place + 1 :])
            type_ = FUNCTION
        elif label == NO_LABEL and repeated >= 0:
            pairs.append((repeated, type_))
            continue
        else:
            if label[-1] == TRAILING:
                label, type_ = label[:-1], FUNCTION
            found = at
            while found < len(parameters) and parameters[found].label != label:
                if not parameters[found].can_be_left_out:
                    return None
                found += 1
        if found < 0 or found >= len(parameters):
            return None
        pairs.append((found, type_))
        repeated = found if parameters[found].is_variadic else -1
        at = found + 1
    return pairs if all(each.can_be_left_out for each in parameters[at:]) else None


def _find_closure(parameters: list[_Parameter], at: int, following: list[str]) -> int:
    """The parameter that the first closure after a call is for; -1 for none."""
    labels = {word.removesuffix(TRAILING) for word in following}
    first = -1
    for index in range(at, len(parameters)):
        each = parameters[index]
        if each.label in labels and first >= 0:
            break
        if each.takes_closure:
            if not each.has_default:
                return index
            if first < 0:
                first = index
        elif not each.can_be_left_out:
            break
    return first


def _find_cost(parameter: _Parameter, type_: str) -> int:
    """What it costs to pass an argument."""
    wanted = parameter.type
    if type_ == ANY:
        return _SAME
    if type_ == NOTHING:
        return _SAME if parameter.is_optional else _NEVER if wanted in _PLAIN else _FAR
    if wanted == ANY:
        return _FAR
    if type_ in _OF_LITERALS:
        usual, others = _OF_LITERALS[type_]
        if wanted == usual:
            return _SAME
        return _NEAR if wanted in others else _NEVER if wanted in _PLAIN else _FAR
    if type_ == wanted:
        return _SAME
    if wanted in _PLAIN and type_ in _PLAIN:
        return _FAR if {wanted, type_} <= _REAL else _NEVER
    if FUNCTION in (wanted, type_):
        return _FAR
    return _FAR
