"""The call of a tool: a struct of its arguments, from which the description that an agent reads is derived. Pure."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

import msgspec

from omny.mcp import replies


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call. The docstring of its class is what an agent reads to choose the tool, the descriptions and bounds of the
    fields are its input schema."""

    name: ClassVar[str]
    title: ClassVar[str]
    reads_only: ClassVar[bool] = True
    hidden: ClassVar[tuple[str, ...]] = ()
    """Arguments that are taken and not listed: each costs every session of every agent."""

    last: ClassVar[tuple[str, ...]] = ()
    """Arguments that are listed after the others."""


def description(kind: type[Asked]) -> str:
    """What an agent reads of a tool."""
    return " ".join((inspect.getdoc(kind) or "").split())


def input_schema(kind: type[Asked]) -> dict[str, Any]:
    """The JSON Schema of its arguments, with the hidden ones."""
    found = replies.inline_schema(kind, keep_defaults=True)
    found.pop("description", None)  # that of the tool says it
    for name in [name for name in kind.last if name in found["properties"]]:
        found["properties"][name] = found["properties"].pop(name)
    return found


def listed_schema(kind: type[Asked]) -> dict[str, Any]:
    """The schema as it is listed. Bounds are left out: a number out of range is brought into it."""
    whole = input_schema(kind)
    shown = {name: _short(value) for name, value in whole["properties"].items() if name not in kind.hidden}
    found = {"type": "object", "properties": shown}
    return found | ({"required": whole["required"]} if "required" in whole else {})


_SILENT = frozenset(("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"))


def _short(value: dict[str, Any]) -> dict[str, Any]:
    found = {key: each for key, each in value.items() if key not in _SILENT and not (key == "default" and not each)}
    if isinstance(found.get("items"), dict):
        found["items"] = _short(found["items"])
    return found
