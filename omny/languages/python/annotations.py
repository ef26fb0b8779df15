"""What an annotation says of a value, as chains (see `omny.model`)."""

from __future__ import annotations

import re
from functools import lru_cache

from omny.extract.segments import spell_arguments
from omny.extract.tables import read_shapes
from omny.extract.text import split_outside

TABLES = read_shapes(__package__)

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SUBSCRIPTED = re.compile(r"(?:\w+\.)*(\w+)\s*\[")
_CLASS = re.compile(r"(?:\w+\.)*[A-Z]\w*(?:\[.*\])?|None|str|int|float|bytes|bool", re.DOTALL)
_SENDING = re.compile(r"""["']?(?:\w+\.)*(?:Async)?Generator\[(.*)\]["']?""", re.DOTALL)

ALIASING = frozenset(("subscript", "binary_operator"))
"""Kinds of expressions that can be a type which gets a name: `Items = list[Item]`, `Pet = Cat | Dog`."""

_BRACKETS = ("[(", "])")
_DEEPEST = 6  # levels of brackets; deeper annotations say nothing that a call needs


@lru_cache(maxsize=4096)
def read_annotation(annotation: str, depth: int = _DEEPEST) -> tuple[str, ...]:
    """The chains of the values that something so annotated can be: "Foo | None" gives `Foo ()`.

    A container of Foo gives `*Foo ()`, a mapping to Foo `%Foo ()`, the class Foo itself (`type[Foo]`) `Foo`.
    Nothing is given for what tells nothing: `Any`, type variables look like classes and are left to look-up.
    """
    text = annotation.strip()
    if not depth or not text:
        return ()
    if text[0] in "\"'" and text[-1] == text[0] and len(text) > 1:
        return read_annotation(text.strip("\"'"), depth - 1)
    alternatives = split_outside(text, "|", _BRACKETS)
    if len(alternatives) > 1:
        return _read_all(alternatives, depth - 1)
    match = _DOTTED.match(text)
    if match is None:
        return ()
    name, rest = match[0], text[match.end() :].strip()
    last = name.rpartition(".")[2]
    if not rest:
        if last in TABLES.plain_types or last in TABLES.transparent_types:
            return ()
        return ("self() self()",) if last == "Self" else (name.replace(".", " ") + " ()",)
    if not (rest.startswith("[") and rest.endswith("]")):
        return ()
    arguments = split_outside(rest[1:-1], ",", _BRACKETS)
    if not arguments:
        return ()
    if last in TABLES.transparent_types:
        return read_annotation(arguments[0], depth - 1)
    if last == "Union":
        return _read_all(arguments, depth - 1)
    if last in ("type", "Type"):
        return tuple(
            [value.removesuffix(" ()") for value in read_annotation(arguments[0], depth - 1) if value[-3:] == " ()"]
        )
    if last in ("tuple", "Tuple") and not (len(arguments) == 2 and arguments[1].strip() == "..."):
        parts = [_read_part(each, depth - 1) for each in arguments]
        return ("[" + "|".join(parts),) if any(part != "?" for part in parts) else ()
    mark = TABLES.containers.get(last)
    if mark is not None:
        held = arguments[0] if mark == "*" else arguments[-1]
        return tuple([mark + value for value in read_annotation(held, depth - 1)])
    if last == "Literal":
        return ()
    stated = _spell_stated(arguments, depth)
    return (f"{name.replace('.', ' ')} {stated} ()" if stated else f"{name.replace('.', ' ')} ()",)


def read_stated(text: str) -> str:
    """The segment of a chain with the type arguments that `Base[A, B]` states; empty where it tells nothing."""
    start = text.find("[")
    return _spell_stated(split_outside(text[start + 1 : -1], ",", _BRACKETS), _DEEPEST) if start >= 0 else ""


def _spell_stated(arguments: list[str], depth: int) -> str:
    told = [read_annotation(argument, depth - 1) for argument in arguments]
    return spell_arguments([values[0] if len(values) == 1 else "?" for values in told])


def _read_part(annotation: str, depth: int) -> str:
    """The chain of one of the values of a tuple; "?" where it is none, or has parts itself."""
    told = read_annotation(annotation, depth)
    return told[0] if len(told) == 1 and "|" not in told[0] and told[0][0] != "[" else "?"


def _read_all(parts: list[str], depth: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys([value for part in parts for value in read_annotation(part, depth)]))


def read_alias(text: str) -> tuple[str, ...]:
    """The chains of a type that gets a name, which its objects are calls of; none for an expression that is no type."""
    subscripted = _SUBSCRIPTED.match(text)
    if subscripted is not None:
        last = subscripted[1]
        if last not in TABLES.containers and last not in TABLES.transparent_types and last != "Union":
            return ()
    elif not all(_CLASS.fullmatch(part) for part in split_outside(text, "|", _BRACKETS)):
        return ()
    return name_types(read_annotation(text))


def name_types(chains: tuple[str, ...]) -> tuple[str, ...]:
    """The chains of types, by those of their objects."""
    return tuple([chain[:-3] if chain[-3:] == " ()" and chain[0] not in "*%[(" else f"({chain}" for chain in chains])


def read_sent(annotation: str) -> tuple[str, ...]:
    """The chains of what is sent to a generator whose annotation that is."""
    sending = _SENDING.fullmatch(annotation)
    arguments = split_outside(sending[1], ",", _BRACKETS) if sending is not None else []
    return read_annotation(arguments[1]) if len(arguments) > 1 else ()
