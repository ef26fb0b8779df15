"""How many arguments a function takes, and how many a call gives, where the source tells. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from omny.edit.source import SourceFile

_OPEN, _CLOSE = "([{", ")]}"
_CALLS = frozenset(("call", "call_expression", "new_expression"))
_WORD = re.compile(r"[\w$]+")
_MANY = 1_000  # arguments; no call has as many


@dataclass(frozen=True, slots=True)
class Arity:
    """What a function takes. `names` may be given by name; `any_name`: other names, too."""

    least: int
    most: int
    names: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()  # of those that can only be given by name
    any_name: bool = False

    def __str__(self) -> str:
        if self.most >= _MANY:
            return f"at least {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gives; None where a spread hides it."""

    positional: int
    names: tuple[str, ...] = ()
    object: str = ""  # the last name before the dot of the callee


def arity_of(signature: str, *, python: bool, bound: bool) -> Arity | None:
    """What a function of that signature takes; `bound` is whether its first parameter is given by the receiver. None
    where the signature cannot be read."""
    inner = _inside(signature)
    if inner is None:
        return None
    parts = _parts(inner, python)
    return _python(parts[1:] if bound else parts) if python else _script(parts)


def given_at(source: SourceFile, line: int, column: int) -> Given | None:
    """The arguments of the call whose callee's name is at that place (1-based line); None where there is no call, or it
    does not tell."""
    at = source.line_start(line - 1) + column
    node: Node | None = source.root.descendant_for_byte_range(at, at + 1)
    while node is not None and node.parent is not None and node.parent.type not in _CALLS:
        if node.start_byte < at and node.type in ("arguments", "argument_list"):
            return None
        node = node.parent
    if node is None or node.parent is None:
        return None
    call = node.parent
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if callee is None or callee.id != node.id:
        return None
    arguments = call.child_by_field_name("arguments")
    receiver = callee.child_by_field_name("object")
    written = source.walk.text(receiver) if receiver is not None else ""
    named = _WORD.findall(written)[-1:] if not written.endswith(")") else []
    return _given(source, arguments, "".join(named))


def _given(source: SourceFile, arguments: Node | None, receiver: str) -> Given | None:
    positional, names = 0, []
    for child in arguments.named_children if arguments is not None else ():
        if child.type in ("comment", "line_comment", "block_comment"):
            continue
        if "splat" in child.type or child.type == "spread_element":
            return None
        if child.type == "keyword_argument":
            name = child.child_by_field_name("name")
            names.append(source.walk.text(name) if name is not None else "")
        else:
            positional += 1
    if arguments is not None and arguments.type == "generator_expression":
        positional = 1
    return Given(positional, tuple(names), receiver)


def misfit(arity: Arity, given: Given) -> str:
    """Why a call does not fit; "" where it does, or where that cannot be told."""
    unknown = [name for name in given.names if name not in arity.names]
    if unknown and not arity.any_name:
        return f"no argument {unknown[0]!r}"
    missing = sorted(arity.required - set(given.names))
    if missing:
        return f"also {missing[0]!r}, by name"
    by_position = [name for name in given.names if name in arity.names and name not in arity.required]
    if given.positional > arity.most or given.positional + len(by_position) < arity.least:
        return str(arity)
    return ""


def _python(parts: list[str]) -> Arity:
    least = most = 0
    names: set[str] = set()
    required: set[str] = set()
    any_name = by_name = False
    for part in parts:
        word = _WORD.search(part)
        name = word.group() if word else ""
        has_default = _has_default(part)
        if part == "/":
            names.clear()
        elif part.startswith("**"):
            any_name = True
        elif part.startswith("*"):
            by_name = True
            most = _MANY if name else most
        elif by_name:
            names.add(name)
            required |= set() if has_default else {name}
        else:
            names.add(name)
            most += 1
            least += not has_default
    return Arity(least, most, frozenset(names), frozenset(required), any_name)


def _script(parts: list[str]) -> Arity:
    least = most = 0
    for part in parts:
        if part.startswith("..."):
            most = _MANY
        elif not re.match(r"this\s*:", part):
            most += 1
            least = most if not _has_default(part) and not re.match(r"(?:\w+\s+)*[\w$]+\?", part) else least
    return Arity(least, most)


def _has_default(part: str) -> bool:
    """Whether there is a `=` outside of brackets that is no part of `=>` or `==`."""
    depth = 0
    for at, character in enumerate(part):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character == "=" and depth == 0 and part[at : at + 2] not in ("=>", "=="):
            return True
    return False


def _inside(signature: str) -> str | None:
    """What stands between the parentheses that a signature begins with."""
    start = signature.find("(")
    if start < 0:
        return None
    depth, quote = 0, ""
    for at in range(start, len(signature)):
        character = signature[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
            if not depth:
                return signature[start + 1 : at]
    return None  # too long, and cut


def _parts(text: str, python: bool) -> list[str]:
    """The parameters. A `<` compares in Python; else it opens type arguments, but in a default, where one with a space
    behind it compares."""
    parts, depth, angles, start, quote, in_default = [], 0, 0, 0, "", False
    for at, character in enumerate(text):
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        elif character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth or (python and character != ","):
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
