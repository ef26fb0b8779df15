"""What the type parameters of declarations conform to, as the words of `omny.languages.swift.arguments`."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.languages.swift.arguments import ArgumentTypes
from omny.languages.swift.overloads import CONFORMING

MAX_LEVELS = 32  # of nodes around a declaration
_OF_EXTENDED = ("Element", "Key", "Wrapped")
"""Type parameters of collections and optional values, which an extension of one of these can name."""


class Bounds:
    """The bounds of one file."""

    def __init__(self, text: Callable[[Node], str], types: ArgumentTypes) -> None:
        self._text = text
        self._types = types
        self._known: dict[tuple[int, int], dict[str, str]] = {}

    def find(self, node: Node) -> dict[str, str]:
        """By the names of the type parameters that a declaration sees the words of their bounds; "" for none."""
        key = node.byte_range
        known = self._known.get(key)
        if known is not None:
            return known
        found: dict[str, str] = {}
        passed = []
        around: Node | None = node
        for _ in range(MAX_LEVELS):
            if around is None or around.byte_range in self._known:
                found.update(self._known[around.byte_range] if around is not None else ())
                break
            if around.type.endswith("_declaration"):
                passed.append(around)
            around = around.parent
        for each in reversed(passed):
            found = {**found, **self._read(each)}
            self._known[each.byte_range] = found
        self._known[key] = found
        return found

    def _read(self, node: Node) -> dict[str, str]:
        """The type parameters of one declaration."""
        found: dict[str, str] = {}
        kind = node.child_by_field_name("declaration_kind")
        if kind is not None and self._text(kind) == "extension":
            found.update(dict.fromkeys(_OF_EXTENDED, ""))
        for child in node.named_children:
            if child.type == "type_parameters":
                for each in child.named_children:
                    types = each.children_by_field_name("name")
                    if each.named_children:
                        found[self._text(each.named_children[0])] = self._word(types[-1] if types else None)
            elif child.type == "type_constraints":
                for each in child.named_children:
                    self._constrain(each, found)
        return found

    def _constrain(self, node: Node, found: dict[str, str]) -> None:
        """Takes a bound that stands after `where`; a second one for a parameter leaves the first."""
        constraint = node.named_children[0] if node.named_children else None
        subject = constraint.child_by_field_name("constrained_type") if constraint is not None else None
        if constraint is not None and subject is not None and constraint.type == "inheritance_constraint":
            name = self._text(subject)
            types = constraint.children_by_field_name("name")
            if name in found and not found[name] and types:
                found[name] = self._word(types[-1])

    def _word(self, bound: Node | None) -> str:
        word = self._types.type_word(bound) if bound is not None and bound.type == "user_type" else ""
        return CONFORMING + word if word.isidentifier() else ""
