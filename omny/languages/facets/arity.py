"""How many arguments a function takes, and how many a call gives: the records, and the reading of text that languages
share. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from omny.languages.facets.source import SourceText

MANY = 1_000  # arguments; no call has as many

_OPEN, _CLOSE = "([{", ")]}"
_QUOTES = "\"'`"
_LAST_WORD = re.compile(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class Arity:
    """What a function takes. `names` may be given by name; `any_name`: other names, too."""

    least: int
    most: int
    names: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()  # of those that can only be given by name
    any_name: bool = False

    def __str__(self) -> str:
        if self.most >= MANY:
            return f"at least {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class CallArguments:
    """What a call gives."""

    positional: int
    names: tuple[str, ...] = ()
    object: str = ""  # the last name before the dot of the callee


@dataclass(frozen=True, slots=True)
class CallSyntax:
    """The types of nodes that make calls in a grammar."""

    calls: frozenset[str] = frozenset()
    arguments: frozenset[str] = frozenset()
    spreads: frozenset[str] = frozenset()
    """Arguments that hide how many they are."""

    callee: tuple[str, ...] = ("function",)
    """The fields of a call that its callee can be in."""

    named: str = ""
    """An argument that is given by name."""

    alone: str = ""
    """Kinds of nodes that can replace the parentheses as the only argument."""

    comments: frozenset[str] = frozenset(("comment",))

    def find_call(self, source: SourceText, line: int, column: int) -> CallArguments | None:
        """The arguments of the call whose callee's name is at that place (1-based line); None without a call, or
        if its arguments are unknown."""
        at = source.line_start(line - 1) + column
        node = source.node_at((at, at + 1))
        while node is not None and node.parent is not None and node.parent.type not in self.calls:
            if node.start_byte < at and node.type in self.arguments:
                return None
            node = node.parent
        if node is None or node.parent is None:
            return None
        found = (node.parent.child_by_field_name(field) for field in self.callee)
        callee = next((each for each in found if each is not None), None)
        if callee is None or callee.id != node.id:
            return None
        receiver = callee.child_by_field_name("object")
        written = source.text(receiver) if receiver is not None else ""
        words = _LAST_WORD.findall(written)[-1:] if not written.endswith(")") else []
        return self._arguments(source, node.parent.child_by_field_name("arguments"), "".join(words))

    def _arguments(self, source: SourceText, arguments: Node | None, receiver: str) -> CallArguments | None:
        positional, names = 0, []
        for child in arguments.named_children if arguments is not None else ():
            if child.type in self.comments:
                continue
            if child.type in self.spreads:
                return None
            if child.type == self.named:
                name = child.child_by_field_name("name")
                names.append(source.text(name) if name is not None else "")
            else:
                positional += 1
        if arguments is not None and arguments.type == self.alone:
            positional = 1
        return CallArguments(positional, tuple(names), receiver)


def split_parameters(signature: str, *, has_type_arguments: bool) -> list[str] | None:
    """The parameters of a signature, as they are written; None where it has none that can be read.

    A `<` opens type arguments where the language has them, but in a default, where one with a space after it compares.
    """
    inner = _inside(signature)
    return None if inner is None else _parts(inner, has_type_arguments)


def has_default(parameter: str) -> bool:
    """Whether there is a `=` outside of brackets that is no part of `=>` or `==`."""
    depth = 0
    for at, character in enumerate(parameter):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character == "=" and depth == 0 and parameter[at : at + 2] not in ("=>", "=="):
            return True
    return False


def _inside(signature: str) -> str | None:
    """The text between the parentheses that a signature begins with."""
    start = signature.find("(")
    if start < 0:
        return None
    depth, quote = 0, ""
    for at in range(start, len(signature)):
        character = signature[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
            if not depth:
                return signature[start + 1 : at]
    return None  # too long, and cut


def _parts(text: str, has_type_arguments: bool) -> list[str]:
    parts, depth, angles, start, quote, in_default = [], 0, 0, 0, "", False
    for at, character in enumerate(text):
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth or (not has_type_arguments and character != ","):
            continue
        elif character == "<" and not (in_default and behind.isspace()):
            angles += 1
        elif character == ">" and before != "=" and not (in_default and before == " "):
            angles = max(0, angles - 1)
        elif angles:
            continue
        elif character == "=" and behind != ">":
            in_default = True
        elif character == ",":
            parts.append(text[start:at])
            start, in_default = at + 1, False
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]
