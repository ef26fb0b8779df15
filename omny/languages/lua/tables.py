"""The tables of a Lua file that have names: objects with members and bases, which are no atoms."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Binding, Scope

RETURNED = "return"
"""The name of a table that a file returns and that has no other; functions in it have no prefix."""


def without_returned(prefix: str) -> str:
    """A prefix of names in the table that a file returns, as the names of functions have it."""
    return "" if prefix == RETURNED else prefix.removeprefix(f"{RETURNED}.")


class Table:
    """A table. `names` has its members."""

    __slots__ = ("bases", "is_global", "names", "qualname")

    def __init__(self, qualname: str, names: Scope, *, is_global: bool) -> None:
        self.qualname = qualname
        self.names = names
        self.is_global = is_global
        self.bases: list[Binding] = []

    @property
    def prefix(self) -> str:
        """The text before the names of its functions."""
        return without_returned(self.qualname)


def field_name(node: Node) -> Node | None:
    """The node with the name of a field: of `t.x`, `t["x"]`, `x = 1` or `["x"] = 1` in a table."""
    name = node.child_by_field_name("field") or node.child_by_field_name("name")
    if name is None or name.type == "identifier":
        is_computed = node.type == "bracket_index_expression" or node.children[0].type == "["
        return None if is_computed else name
    return name.child_by_field_name("content") if name.type == "string" else None


def find_field(table: Node, name: bytes, source: bytes) -> Node | None:
    """The value of a field in a table constructor."""
    for field in table.named_children:
        named = field_name(field) if field.type == "field" else None
        if named is not None and source[named.start_byte : named.end_byte] == name:
            return field.child_by_field_name("value")
    return None


def find_constructor(value: Node, source: bytes) -> Node | None:
    """The table constructor in `{}`, `x or {}` and `setmetatable({}, ...)`."""
    if value.type == "table_constructor":
        return value
    if value.type == "binary_expression":
        right = value.child_by_field_name("right")
        return right if right is not None and right.type == "table_constructor" else None
    arguments = value.child_by_field_name("arguments") if value.type == "function_call" else None
    name = value.child_by_field_name("name")
    if arguments is None or name is None or source[name.start_byte : name.end_byte] != b"setmetatable":
        return None
    first = arguments.named_child(0) if arguments.named_child_count else None
    return first if first is not None and first.type == "table_constructor" else None
