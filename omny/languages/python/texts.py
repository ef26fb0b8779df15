"""What the walk of a Python file tells from texts alone, and the bounds that it keeps: for both forms of it."""

from __future__ import annotations

import re
from functools import lru_cache

from omny.model.facts import Json
from omny.model.surfaces import FunctionFlag

MAX_TARGETS = 64  # of `a = b = value` that are followed to the value; more are generated code, and quadratic

FIXTURE_VALUE = b"getfixturevalue"
"""The method by which a test of pytest asks for a fixture by its name."""

READS = frozenset(("identifier", "attribute"))
"""Kinds of expressions that read a name or an attribute and nothing else."""

RECEIVERS = frozenset(("self", "self __class__ ()", "cls ()"))
"""Chains that are the receiver, or another object of its class."""

TYPE_VARIABLE = re.compile(rb"(?:typing\.|t\.|typing_extensions\.)?TypeVar\(")

_PROPERTY = re.compile(r"(?:\w+\.)*(?:property|cached_property|cachedproperty|abstractproperty)")
_ACCESSOR = re.compile(r"(\w+)\.(setter|deleter|getter)")
_OVERLOAD = re.compile(r"(?:typing\.|t\.|typing_extensions\.)?overload")
_QUOTES = re.compile(r"""[rRuUbB]{0,2}("{3}|'{3}|"|')""")
_IMPLICIT_CLASS_METHODS = frozenset(("__new__", "__init_subclass__", "__class_getitem__"))
_PLAIN_PARAMETERS = re.compile(rb"\(?\s*+(?:[A-Za-z_]\w*+\s*+,\s*+)*+(?:[A-Za-z_]\w*+\s*+)?\)?")
_WORD = re.compile(rb"\w+")


@lru_cache(maxsize=4096)
def plain_parameters(text: bytes) -> tuple[list[Json], list[str]] | None:
    """The description of parameters that are names alone, as most are; None for others."""
    if not _PLAIN_PARAMETERS.fullmatch(text):
        return None
    names = [name.decode() for name in _WORD.findall(text)]
    return [{"name": name} for name in names], names


def first_line(literal: str) -> str:
    """The first line of what stands in a string literal, without white space around all of it."""
    match = _QUOTES.match(literal)
    if match is None:
        return ""
    for quotes in (match[1], match[1][0]):
        start = match.start(1) + len(quotes)
        if len(literal) >= start + len(quotes) and literal.endswith(quotes):
            lines = literal[start : -len(quotes)].strip().partition("\n")[0].splitlines()
            return lines[0] if lines else ""
    return ""


def marks(name: str, decorators: list[str], in_class: bool) -> tuple[str, str]:
    """The kind that a function's name and decorators make it, and its flags."""
    kind, flags = "", ""
    for decorator in decorators:
        bare = decorator.partition("(")[0]
        last = bare.rpartition(".")[2]
        if _PROPERTY.fullmatch(bare):
            kind = "getter"
            flags += FunctionFlag.PROPERTY
        elif accessor := _ACCESSOR.fullmatch(bare):
            kind = accessor[2]
        elif in_class and last == "staticmethod":
            kind = "static"
            flags += FunctionFlag.STATIC
        elif in_class and last == "classmethod":
            flags += FunctionFlag.CLASS
        elif last == "abstractmethod":
            kind = kind or "abstract"
        elif _OVERLOAD.fullmatch(bare):
            kind = "signature"
    if in_class and name == "__init__":
        kind = kind or "constructor"
    if in_class and name in _IMPLICIT_CLASS_METHODS and FunctionFlag.CLASS not in flags:
        flags += FunctionFlag.CLASS
    return kind, flags


def is_own(annotation: str, returned: str, class_name: str) -> bool:
    """Whether a method gives what it is called on: `self: T -> T` or `cls: type[T] -> T`, where T is not the class."""
    names = (returned, f"type[{returned}]", f"Type[{returned}]", f"typing.Type[{returned}]")
    return bool(returned) and annotation in names and returned.strip("\"'") != class_name.rpartition(".")[2]
