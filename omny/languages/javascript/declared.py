"""Values at the top of a JavaScript file: the names that a declaration there gives to what is no function or class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from omny.extract.values import note_value
from omny.languages.javascript.expressions import unwrap
from omny.model.atoms import AtomType

if TYPE_CHECKING:
    from omny.extract.scopes import Scope
    from omny.languages.javascript.modules import Modules

_IMPORTING = b"require"
_DEFAULTS = frozenset(("assignment_pattern", "object_assignment_pattern"))
_MAX_PARTS = 200  # of a pattern


def note_declared(walk: Modules, node: Node, target: Scope, outer: Node) -> None:
    """Notes the names of a declaration. What imports binds no value of this file."""
    declarators = [child for child in node.named_children if child.type == "variable_declarator"]
    is_constant = node.type == "using_declaration" or node.children[0].type in ("const", "using")
    type_ = AtomType.CONSTANT if is_constant else AtomType.VARIABLE
    for declarator in declarators:
        name = declarator.child_by_field_name("name")
        if name is None or _imports(walk, declarator.child_by_field_name("value")):
            continue
        whole = outer if len(declarators) == 1 else declarator
        for each in [name] if name.type == "identifier" else _list_names(name):
            note_value(walk, target, type_, each, whole, whole=name)


def _imports(walk: Modules, value: Node | None) -> bool:
    """Whether an expression is a module, or something in one: `require("x").y`."""
    inside = unwrap(value)
    while inside is not None and inside.type in ("member_expression", "await_expression"):
        inside = inside.named_children[0] if inside.named_children else None
    called = inside.child_by_field_name("function") if inside is not None and inside.type == "call_expression" else None
    return called is not None and walk.source[called.start_byte : called.end_byte] in (_IMPORTING, b"import")


def _list_names(pattern: Node) -> list[Node]:
    """The nodes of the names that a pattern binds."""
    found: list[Node] = []
    stack = [pattern]
    while stack and len(found) < _MAX_PARTS:
        node = stack.pop()
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            found.append(node)
        elif kind == "pair_pattern":
            stack += [part for part in [node.child_by_field_name("value")] if part is not None]
        elif kind in _DEFAULTS:
            stack += [part for part in [node.child_by_field_name("left")] if part is not None]
        elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
            stack += reversed(node.named_children)
    return found
