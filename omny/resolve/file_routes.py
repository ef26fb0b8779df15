"""Routes that a file is by its path: a framework serves what the file exports where the file stands.

The facts and the surface of a file know no path, so such a route is in neither. It is made where the atoms of a file
get their ids, and a client finds the file by a name that its path alone gives.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from omny.model.atoms import AtomType, shorten_name
from omny.model.facts import Definition, FileFacts

_decode = msgspec.json.Decoder(dict[str, object]).decode
_encode = msgspec.json.Encoder().encode

_KEPT = ("complexity", "lines_of_code", "source_line", "body_hash")
"""What a route has of the detail of what handles it."""


class Asks(Protocol):
    """The question about surfaces; each is recorded."""

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of a surface."""
        ...


class FileRoute(msgspec.Struct, frozen=True):
    """A route of a file, and the name under which the file exports what handles it."""

    method: str
    path: str
    export: str

    @property
    def name(self) -> str:
        """As routes are named."""
        return f"{self.method} {self.path}"


def write_definition(route: FileRoute, facts: FileFacts, handlers: set[str]) -> Definition:
    """The definition of a route, which stands where what handles it does: one of the qualified names, if that is in the
    file, else at the beginning of the file."""
    module = facts.definitions[0]
    handler = next((each for each in facts.definitions if each.qualname in handlers), None)
    said = _decode((handler or module).detail)
    qualified = shorten_name(route.name)
    detail = {"qualified_name": qualified, "is_exported": False}
    if handler is None:
        detail |= {"complexity": 1, "lines_of_code": 1, "body_hash": said["body_hash"]}
    else:
        detail |= {key: said[key] for key in _KEPT if key in said}
    return Definition(
        qualified,
        qualified,
        AtomType.ROUTE,
        0,
        handler.line if handler is not None else 1,
        handler.end_line if handler is not None else 1,
        "",
        handler.words if handler is not None else "",
        _encode(detail),
    )
