"""The fence around text of the tree in an answer, so that no docstring, name or path can pass for a message of Omny.

Lines between the two marks are data. The marks hold a random number, new for each answer, that none of its lines holds,
so nothing in the tree closes the fence. The lines that an agent can trust (freshness, cursor) come after it.
Characters that a terminal or a renderer would obey are shown as escapes, in the text and in the data.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from omny.base.plain import plain, plain_lines

MANY_LINES = frozenset(("text", "diff"))
"""Fields whose line ends are part of them; any other text is one line."""

_NUMBER_BYTES = 4
_HARMLESS = re.compile(r"[\w./@+~-]+")


def fence_lines(lines: Sequence[str]) -> list[str]:
    """The lines between two marks that none of them holds; nothing without lines."""
    if not lines:
        return []
    body = "\n".join(lines)
    number = secrets.token_hex(_NUMBER_BYTES)
    while number in body:
        number = secrets.token_hex(_NUMBER_BYTES)
    return [f"<data {number}>", body, f"</data {number}>"]


def quote(path: str) -> str:
    """A path in a sentence of Omny: quoted if it could be read as words."""
    return path if _HARMLESS.fullmatch(path) else strip_brackets(msgspec.json.encode(plain(path)).decode())


def strip_brackets(text: str) -> str:
    """A text of the tree in the line about freshness, which brackets begin and end."""
    return text.replace("[", "(").replace("]", ")")


def number_lines(text: str, first: int = 1) -> list[str]:
    """The lines of a text, each after its number: none can pass for a line of the answer."""
    return [f"{number:>5}  {line}" for number, line in enumerate(plain_lines(text).split("\n"), first)]


def neutralize(value: Any, field: str = "") -> Any:
    """The same value without characters that a terminal or a renderer would obey."""
    if isinstance(value, str):
        return plain_lines(value.replace("\r\n", "\n")) if field in MANY_LINES else plain(value)
    if isinstance(value, list):
        return [neutralize(each, field) for each in value]
    if isinstance(value, dict):
        return {plain(key): neutralize(each, key) for key, each in value.items()}
    if isinstance(value, msgspec.Struct):
        changed = {name: neutralize(getattr(value, name), name) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    return value
