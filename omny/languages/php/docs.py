"""Types that comments give: the tags `@var`, `@param` and `@return` of PHPDoc ("PHPStan: PHPDoc Types" has the forms).

The language does not check them. They count where the code itself names no class.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MAX_DEPTH = 8  # of types in types

_TAG = re.compile(r"@(?:phpstan-|psalm-)?(var|param|return)[ \t]+([^\n]+)")
_TEMPLATE = re.compile(r"@(?:phpstan-|psalm-)?template(?:-\w+)?[ \t]+(\w+)")
_NAME = re.compile(r"(?:&|\.\.\.|\s)*(\$\w+)")
_CLASS = re.compile(r"\\?(?:\w+\\)*[A-Z]\w*|\\(?:\w+\\)*\w+|self|static|\$this")
_HOLDERS = frozenset(
    ("array", "list", "iterable", "generator", "traversable", "iterator", "non-empty-array", "non-empty-list")
)
_OPEN, _CLOSE = "<({[", ">)}]"


def read_types(comment: str) -> dict[str, str]:
    """The types that a comment gives, as they are written: by `return`, by `var`, or by the name of a variable."""
    found: dict[str, str] = {}
    templates = {*_TEMPLATE.findall(comment)}
    for kind, text in _TAG.findall(comment):
        type_, rest = _split_type(text)
        named = _NAME.match(rest)
        key = named[1] if named is not None else kind
        if key != "param" and templates.isdisjoint(re.findall(r"\w+", type_)):
            found[key] = type_
    return found


def find_chains(type_: str, spell: Callable[[str], str], depth: int = MAX_DEPTH) -> list[str]:
    """The chains of the objects that a type stands for; `spell` gives the chain of an object of a named class.

    A chain of what something holds begins with `*`.
    """
    found: list[str] = []
    for part in _split(type_, "|&") if depth else ():
        name = part.strip("?() ")
        held = name.removesuffix("[]") if name.endswith("[]") else ""
        holder, _, inside = name.partition("<")
        if not held and inside and holder.lower().lstrip("\\") in _HOLDERS:
            arguments = _split(inside.removesuffix(">"), ",")
            held = arguments[1 if len(arguments) > 1 else 0]
        if held:
            found += [f"*{chain}" for chain in find_chains(held, spell, depth - 1) if chain[0] != "*"]
        elif _CLASS.fullmatch(holder):
            found.append(spell("static" if holder == "$this" else holder))
    return found


def _split_type(text: str) -> tuple[str, str]:
    """A type at the beginning of a text, and what follows."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character.isspace() and depth <= 0:
            return text[:at], text[at:]
    return text, ""


def _split(text: str, marks: str) -> list[str]:
    """The parts of a text between marks that stand in no brackets."""
    parts, depth, begin = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSE)
        if character in marks and depth <= 0:
            parts.append(text[begin:at])
            begin = at + 1
    return [*parts, text[begin:]]
