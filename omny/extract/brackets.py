"""Captures put together: what has an extent, and the parts of it.

A *bracket* is a capture that has an extent, such as a definition or a declaration. A *role* is a part of one: it
belongs to the innermost open bracket of its family, and it does not matter in which order the grammar has them. So no
pattern of a query captures two things, and patterns stay one or two levels deep.
"""

from __future__ import annotations

from typing import Any, cast

from tree_sitter import Node

from omny.extract.syntax import Events

_DEFINITION = "define"
_OF_DEFINITIONS = frozenset(("name", "base", "returns", "parameters", "private", "static", "property", "open", "outer"))
_DOTTED = ("bind.", "import.", "namespace.", "unit.")
_OF_ANY_TYPE = "on"  # a role of a definition, or of an extension of a type

_NO_ROLES: list[str] = []  # of all brackets without any
_NO_NODES: list[Node] = []


class Bracket:
    """A capture with an extent, and the nodes of its roles: they are few, so a look through them is quicker than a
    table for each."""

    __slots__ = ("_nodes", "_roles", "end", "kind", "node", "position")

    def __init__(self, position: int, kind: str, node: Node) -> None:
        self.position = position
        self.kind = kind
        self.node = node
        self.end: int = node.end_byte
        self._roles: list[str] = _NO_ROLES
        self._nodes: list[Node] = _NO_NODES

    def add(self, role: str, node: Node) -> None:
        """Gives the role to one more node."""
        if not self._roles:
            self._roles, self._nodes = [role], [node]
        else:
            self._roles.append(role)
            self._nodes.append(node)

    def put(self, role: str, nodes: list[Node]) -> None:
        """Gives the role to these nodes, and to no others."""
        if role in self._roles:
            kept = [(each, node) for each, node in zip(self._roles, self._nodes, strict=True) if each != role]
            self._roles, self._nodes = [each for each, _ in kept], [node for _, node in kept]
        for node in nodes:
            self.add(role, node)

    def find(self, role: str) -> Node | None:
        """The first node with that role."""
        for place in range(len(self._roles)):
            if self._roles[place] == role:
                return self._nodes[place]
        return None

    def find_all(self, role: str) -> list[Node]:
        """The nodes with that role, in source order."""
        found = []
        for place in range(len(self._roles)):
            if self._roles[place] == role:
                found.append(self._nodes[place])
        return found


def find_family(capture: str) -> str:
    """The family of brackets that a role belongs to; "" for a capture that is a bracket itself."""
    if capture == _OF_ANY_TYPE:
        return capture
    if capture in _OF_DEFINITIONS:
        return _DEFINITION
    return capture.partition(".")[0] if capture.startswith(_DOTTED) else ""


def is_of_family(kind: str, family: str) -> bool:
    """Whether brackets of a kind have roles of a family."""
    return kind.startswith(family) or (family == _OF_ANY_TYPE and kind.startswith((_DEFINITION, "extend")))


def _is_defined_by(bracket: Bracket, position: int, capture: str, node: Node) -> bool:
    is_same = bracket.position == position and bracket.end == node.end_byte
    return is_same and bracket.kind.startswith(_DEFINITION) and capture.startswith(_DEFINITION)


def group(events: Events) -> list[Bracket]:
    """The brackets of a file in source order, each with its roles; `events` are sorted, the outer before the inner.

    Of several definitions by one node the first counts, in the alphabetical order of their captures.
    """
    if not isinstance(events, list):
        made: list[Bracket] = cast("Any", events).group()  # of the native core
        return made
    brackets: list[Bracket] = []
    is_open: list[Bracket] = []
    families: dict[str, str] = {}
    for position, capture, node in events:
        while is_open:
            last = is_open[-1]
            if position < last.end:
                break
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
            if is_of_family(bracket.kind, family):
                bracket.add(capture, node)
                break
    return brackets
