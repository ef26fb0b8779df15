"""Captures put together: what has an extent, and the parts of it.

A *bracket* is a capture that has an extent, such as a definition or a declaration. A *role* is a part of one: it
belongs to the innermost open bracket of its family, and it does not matter in which order the grammar has them. So no
pattern of a query captures two things, and patterns stay one or two levels deep.
"""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.syntax import Event

_DEFINITION = "define"
_OF_DEFINITIONS = frozenset(("name", "base", "returns", "parameters", "private", "static", "property", "open", "outer"))
_DOTTED = ("bind.", "import.", "namespace.", "unit.")
_OF_ANY_TYPE = "on"  # a role of a definition, or of an extension of a type


class Bracket:
    """A capture with an extent, and the nodes of its roles."""

    __slots__ = ("end", "kind", "node", "position", "roles")

    def __init__(self, position: int, kind: str, node: Node) -> None:
        self.position = position
        self.kind = kind
        self.node = node
        self.end: int = node.end_byte
        self.roles: dict[str, list[Node]] = {}

    def find(self, role: str) -> Node | None:
        """The first node with that role."""
        found = self.roles.get(role)
        return found[0] if found else None

    def find_all(self, role: str) -> list[Node]:
        """The nodes with that role, in source order."""
        return self.roles.get(role, [])


def find_family(capture: str) -> str:
    """The family of brackets that a role belongs to; "" for a capture that is a bracket itself."""
    if capture == _OF_ANY_TYPE:
        return capture
    if capture in _OF_DEFINITIONS:
        return _DEFINITION
    return capture.partition(".")[0] if capture.startswith(_DOTTED) else ""


def _is_defined_by(bracket: Bracket, position: int, capture: str, node: Node) -> bool:
    is_same = bracket.position == position and bracket.end == node.end_byte
    return is_same and bracket.kind.startswith(_DEFINITION) and capture.startswith(_DEFINITION)


def group(events: list[Event]) -> list[Bracket]:
    """The brackets of a file in source order, each with its roles; `events` are sorted, the outer before the inner.

    Of several definitions by one node the first counts, in the alphabetical order of their captures.
    """
    brackets: list[Bracket] = []
    is_open: list[Bracket] = []
    families: dict[str, str] = {}
    for position, capture, node in events:
        while is_open and position >= is_open[-1].end:
            is_open.pop()
        family = families.get(capture)
        if family is None:
            family = families[capture] = find_family(capture)
        if not family:
            if is_open and _is_defined_by(is_open[-1], position, capture, node):
                continue
            bracket = Bracket(position, capture, node)
            brackets.append(bracket)
            is_open.append(bracket)
            continue
        for bracket in reversed(is_open):
            kind = bracket.kind
            if kind.startswith(family) or (family == _OF_ANY_TYPE and kind.startswith((_DEFINITION, "extend"))):
                bracket.roles.setdefault(capture, []).append(node)
                break
    return brackets
