"""The arguments of a call, read as agents write them: `null` is an argument that was left out, `file` and `path` mean
the same, one text stands for a list of one, numbers out of their range are brought into it, and an argument that the
tool has not is named. Pure.
"""

from __future__ import annotations

import difflib
from typing import Any, TypeVar

import msgspec

from omny.base.errors import UsageError
from omny.mcp.asked import Asked, input_schema

MAX_SHOWN = 80  # characters of a name that is not known

_LIKE = 0.5  # of two names, as `difflib` measures it: what agents write is seldom near by letters

_Asked = TypeVar("_Asked", bound=Asked)

_SAME = {"file": "path", "path": "file"}
"""Arguments that mean the same; a tool has one of them."""


def read_arguments(kind: type[_Asked], given: dict[str, Any]) -> tuple[_Asked, list[str]]:
    """The call, and what was changed of its arguments, a sentence each. Raises UsageError."""
    properties: dict[str, Any] = input_schema(kind)["properties"]
    arguments: dict[str, Any] = {}
    said: list[str] = []
    for name, value in given.items():
        if value is None:
            continue
        known = name if name in properties else _SAME.get(name, "")
        if known not in properties:
            raise UsageError("", _unknown(kind.name, name, list(properties)))
        if known != name and given.get(known) is not None:
            raise UsageError("", f"{kind.name}: {name} and {known} mean the same: leave one of them out")
        if properties[known].get("type") == "array" and isinstance(value, str):
            value = _read_list(value)
        arguments[known] = _within(known, value, properties[known], said)
    try:
        return msgspec.convert(arguments, kind, strict=False), said
    except msgspec.ValidationError as error:
        raise UsageError("", f"{kind.name}: {error}; it takes {', '.join(properties)}") from None


def _read_list(text: str) -> list[Any]:
    """The list that the text is in JSON; else a list of the text."""
    if text.startswith("["):
        try:
            return msgspec.json.decode(text, type=list[Any])
        except msgspec.DecodeError:  # a file of that name
            pass
    return [text]


def _unknown(tool: str, name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name.lower(), names, n=1, cutoff=_LIKE)
    nearest = f"; the nearest is {near[0]!r}" if near else ""
    return f"{tool}: no argument is named {name[:MAX_SHOWN]!r}{nearest}; it takes {', '.join(names)}"


def _within(name: str, value: Any, schema: dict[str, Any], said: list[str]) -> Any:
    """The value, or the nearest one that is allowed where it is a number out of its range."""
    least, most = schema.get("minimum"), schema.get("maximum")
    number = _number(value)
    if number is None or least is None or most is None or least <= number <= most:
        return value
    nearest = least if number < least else most
    said.append(f"{name} {value} was taken as {nearest:,}, the {'least' if nearest == least else 'most'} it can be")
    return nearest


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
