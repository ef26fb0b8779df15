"""Which functions of one name a call can mean: by the labels of its arguments, then by their types.

A parameter is written `label:Type`, with `=` after it for one with a default and `+` for one that takes any number of
arguments. An argument is written `label`, with `=Type` after it where the file says its type. `{` ends the label of a
closure that follows the call. `_` is no label. A type is its last name, with `?` after an optional one and before it
`~` for any type that conforms to a protocol, `&` for what a function changes. A function is `<2>r`: its number of
parameters, and `v` instead where it returns nothing; `a` after it where it is asynchronous.

The last word of a function is `>a:Type` with its result, and that of a call with the wanted one. `a` says that a
function is asynchronous or that the call is awaited, `t` that a function throws or that the call is tried; `-` before
these that any other function comes first (`@_disfavoredOverload`). After the result of a function `|` begins what words
do not say of it, and `#` the branch of `#if` that it is in.

Sources: "Function Argument Labels and Parameter Names" and "Trailing Closures" of The Swift Programming Language;
SE-0286 (forward scan of trailing closures).
"""

from __future__ import annotations

from typing import NamedTuple

ANY = ""
"""The type of an argument or parameter that can be of any type."""

NO_LABEL = "_"
TRAILING = "{"
TEXT, WHOLE, REAL, TRUTH, NOTHING, LIST, TABLE, MEMBER = "'s", "'i", "'f", "'b", "'n", "'l", "'t", "'m"
"""The types of literals, and of a member of a type that is not named: `.shared`."""

TUPLE = "(;)"
"""The type of a tuple. No word has a comma: a call has its words in one text."""

ANY_LIST = "Array!"
"""The type of a parameter that takes an array of anything, of a function that modules outside of the tree can overload:
an argument of an unknown type may be for another overload."""

CONFORMING, CHANGED, UNKNOWN_COUNT, RESULT, LEAST = "~", "&", "*", ">", "-"
MORE, BRANCH = "|", "#"

OWN = "Self"
"""The result of a function that gives an object of the type that it is called on."""

_WHOLE = frozenset(("Int", "UInt", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"))
REALS = frozenset(("Double", "Float", "CGFloat", "TimeInterval", "Float32", "Float64", "Decimal"))
_TEXT = frozenset(("String", "Substring", "Character", "StaticString"))
_PLAIN = _WHOLE | REALS | _TEXT | {"Bool", "Array", "Dictionary", "Set", "Data", "URL", "Date"}
"""Types that no other type converts to."""

_OF_LITERALS = {
    TEXT: ("String", _TEXT),
    WHOLE: ("Int", _WHOLE | REALS),
    REAL: ("Double", REALS),
    TRUTH: ("Bool", frozenset(("Bool",))),
    LIST: ("Array", frozenset(("Array", "Set"))),
    TABLE: ("Dictionary", frozenset(("Dictionary",))),
}
_SAME, _NEAR, _FAR, _FARTHER, _NEVER = 0, 1, 2, 3, -1


class _Parameter(NamedTuple):
    label: str
    type: str
    is_optional: bool  # of an optional type
    is_changed: bool
    has_default: bool
    is_variadic: bool

    @property
    def can_be_left_out(self) -> bool:
        return self.has_default or self.is_variadic

    @property
    def takes_closure(self) -> bool:
        return self.type not in _PLAIN


def _read_parameter(text: str) -> _Parameter:
    label, _, rest = text.partition(":")
    is_variadic, has_default = rest[-1:] == "+", rest[-1:] == "="
    type_ = rest[:-1] if is_variadic or has_default else rest
    is_changed = type_[:1] == CHANGED
    type_ = type_[1:] if is_changed else type_
    return _Parameter(label, type_.removesuffix("?"), type_[-1:] == "?", is_changed, has_default, is_variadic)


def choose_overloads(candidates: list[list[str]], words: list[str]) -> list[int]:
    """The indexes of the functions that a call with these arguments can mean, by their parameters."""
    ranks: dict[int, tuple[bool, int, int, int]] = {}
    unsure: dict[int, list[str]] = {}  # the types of the parameters that get arguments of unknown types
    is_known = bool(words) and words[-1][:1] == RESULT
    words, effects, wanted = _split_result(words)
    for index, listed in enumerate(candidates):
        listed, has_effects, result = _split_result(listed)
        is_least, has_effects = has_effects[:1] == LEAST, has_effects.removeprefix(LEAST)
        parameters = [_read_parameter(each) for each in listed]
        pairs = _match(parameters, words)
        if pairs is None or (is_known and not set(has_effects) <= set(effects)):
            continue
        costs = [_find_cost(parameters[at], type_) for at, type_ in pairs]
        if _NEVER not in costs:
            left_out = len(parameters) - len({at for at, _ in pairs})
            is_other = _find_cost(_read_parameter(f"_:{result}"), wanted) if wanted and result and result != OWN else 0
            repeated = sum(each.is_variadic for each in parameters)
            more = len(set(effects) - set(has_effects))
            ranks[index] = (is_least, sum(costs) + abs(is_other), more, left_out + repeated)
            unsure[index] = [parameters[at].type for at, type_ in pairs if type_ in (ANY, MEMBER)]
    if not ranks:
        return []
    best = min(ranks.values())
    found = [index for index, rank in ranks.items() if rank == best]
    return [
        index
        for index, rank in ranks.items()
        if rank == best or (rank[:2] == best[:2] and all(unsure[index] != unsure[each] for each in found))
    ]


def are_twins(candidates: list[list[str]]) -> bool:
    """Whether functions with these parameters are one function in several builds: they differ in nothing, or each is in
    a branch of `#if` of its own, and at most their results differ."""
    plain = [[word.partition(BRANCH)[0] for word in each] for each in candidates]
    branches = {each[-1].partition(BRANCH)[2] if each else "" for each in candidates}
    is_branched = "" not in branches and len(branches) == len(candidates)
    return all(each == plain[0] or (is_branched and each[:-1] == plain[0][:-1]) for each in plain)


def give_same(candidates: list[list[str]]) -> bool:
    """Whether functions with these parameters have one result."""
    return are_twins(candidates) or len({_split_result(each)[2] for each in candidates}) == 1


def _split_result(words: list[str]) -> tuple[list[str], str, str]:
    """The arguments or parameters, the effects and the result."""
    if not words or words[-1][:1] != RESULT:
        return words, "", ANY
    effects, _, result = words[-1][1:].partition(":")
    return words[:-1], effects, result.partition(MORE)[0]


def find_parameter(listed: list[str], words: list[str], place: int) -> int:
    """The index of the parameter of a function that the argument at a place is for; -1 where the call does not fit."""
    pairs = _match([_read_parameter(each) for each in _split_result(listed)[0]], _split_result(words)[0])
    return pairs[place][0] if pairs is not None and place < len(pairs) else -1


def pair_types(listed: list[str], words: list[str]) -> list[tuple[str, str]]:
    """The types of the parameters of a function, each with that of its argument; both "" where one of them is
    unknown, or no name."""
    parameters = [_read_parameter(each) for each in _split_result(listed)[0]]
    found = []
    for at, type_ in _match(parameters, _split_result(words)[0]) or ():
        wanted, given = (each.removeprefix(CONFORMING).removesuffix("?") for each in (parameters[at].type, type_))
        given = _OF_LITERALS[given][0] if given in _OF_LITERALS else given
        found.append((wanted, given) if wanted.isidentifier() and given.isidentifier() else ("", ""))
    return found


def _match(parameters: list[_Parameter], words: list[str]) -> list[tuple[int, str]] | None:
    """The parameter of each argument, and the type of that; None where the labels do not fit."""
    pairs: list[tuple[int, str]] = []
    at, repeated = 0, -1
    for place, word in enumerate(words):
        label, _, type_ = word.partition("=")
        if label == TRAILING:
            found = _find_closure(parameters, at, words[place + 1 :])
        elif label == NO_LABEL and repeated >= 0:
            pairs.append((repeated, type_))
            continue
        else:
            label = label.removesuffix(TRAILING)
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
    labels = {word.partition("=")[0].removesuffix(TRAILING) for word in following}
    for is_function in (True, False):
        first = -1
        for index in range(at, len(parameters)):
            each = parameters[index]
            if each.label in labels and first >= 0:
                break
            if (each.type[:1] == "<") if is_function else each.takes_closure:
                if not each.has_default:
                    return index
                if first < 0:
                    first = index
            elif not each.can_be_left_out:
                break
        if first >= 0:
            return first
    return -1


def _find_cost(parameter: _Parameter, type_: str) -> int:
    """What it costs to pass an argument."""
    if parameter.is_changed != (type_[:1] == CHANGED):
        return _FARTHER if parameter.type.startswith("Unsafe") else _NEVER
    type_ = type_.removeprefix(CHANGED).removesuffix("?")
    wanted = parameter.type
    if wanted == ANY_LIST:
        return _SAME if type_ in (LIST, "Array", NOTHING) else _NEVER
    if type_ == ANY:
        return _SAME
    is_plain = wanted in _PLAIN
    if type_ == NOTHING:
        return _SAME if parameter.is_optional else _NEVER if is_plain or wanted[:1] == "<" else _FAR
    if type_[0] == "<":
        return _cost_of_function(wanted, type_)
    if wanted == ANY:
        return _FARTHER if type_ == MEMBER else _FAR
    if wanted[0] == "<":
        return _NEVER if type_ in _PLAIN or type_ in _OF_LITERALS else _FAR
    if type_ == MEMBER:
        return _FAR if wanted[0] == CONFORMING else _NEAR if is_plain else _SAME
    if type_ in _OF_LITERALS:
        usual, others = _OF_LITERALS[type_]
        if wanted == usual:
            return _SAME
        if is_plain:
            return _NEAR if wanted in others else _NEVER
        return _FAR if wanted[0] == CONFORMING else _FARTHER
    if type_ == wanted:
        return _SAME
    if type_ in _PLAIN:
        if is_plain:
            return _FAR if {wanted, type_} <= REALS else _NEVER
        return _FAR if wanted[0] == CONFORMING else _FARTHER
    return _FARTHER if is_plain else _FAR


def _cost_of_function(wanted: str, type_: str) -> int:
    if wanted == ANY:
        return _FAR
    if wanted[0] != "<":
        return _NEVER if wanted in _PLAIN else _FAR
    count, _, how = type_[1:].partition(">")
    of, _, wanted_how = wanted[1:].partition(">")
    if count != of or how[1:] > wanted_how[1:]:
        return _NEVER if of == "0" or count != "0" or how[1:] else _FARTHER
    return (_SAME if how[0] in (wanted_how[0], UNKNOWN_COUNT) else _NEAR) + (how[1:] != wanted_how[1:])
