"""Declarators: the part of a declaration that has the name, with pointers, arrays and parameters around it.

Source: 6.7.6 of ISO/IEC 9899 (C).
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

MAX_LEVELS = 32
"""Declarators in one another that are followed."""

_NAMES = frozenset(
    (
        "identifier", "field_identifier", "type_identifier", "qualified_identifier", "destructor_name", "operator_name",
        "operator_cast", "template_function", "structured_binding_declarator", "primitive_type",
    )
)  # fmt: skip


class Declared(NamedTuple):
    """The name of a declarator, its parameters if it is a function, and its value if it has one."""

    name: Node
    parameters: Node | None
    function: Node | None  # the function declarator
    is_variable: bool  # of a function type, or a pointer to one: no function itself
    is_pointer: bool  # or a reference
    value: Node | None


def read_declarator(node: Node | None) -> Declared | None:
    """The parts of a declarator; None for one without a name."""
    value = parameters = function = None
    is_variable = is_pointer = False
    wrapped = False  # whether parentheses or a pointer stand between the name and the parameters
    for _ in range(MAX_LEVELS):
        if node is None:
            return None
        kind = node.type
        if kind in _NAMES:
            is_variable = is_variable or (function is not None and wrapped)
            return Declared(node, parameters, function, is_variable, is_pointer, value)
        if kind == "init_declarator":
            value = node.child_by_field_name("value")
        elif kind == "function_declarator":
            if function is None or wrapped:
                function, parameters = node, node.child_by_field_name("parameters")
                is_variable, wrapped = is_variable or wrapped, False
        elif kind == "parenthesized_declarator":
            inner = _first_declarator(node)
            wrapped = wrapped or (inner is not None and inner.type == "pointer_declarator")
            node = inner
            continue
        elif kind == "array_declarator" and function is not None:
            wrapped = True
        elif kind in ("pointer_declarator", "reference_declarator"):
            is_pointer = True
        following = node.child_by_field_name("declarator")
        node = following if following is not None else _first_declarator(node)
    return None


def _first_declarator(node: Node) -> Node | None:
    for child in node.named_children:
        if child.type.endswith("_declarator") or child.type in _NAMES:
            return child
    return None


def read_declarators(node: Node) -> list[Declared]:
    """The parts of all declarators of a declaration."""
    found = [read_declarator(each) for each in node.children_by_field_name("declarator")]
    return [each for each in found if each is not None]


def list_parameters(parameters: Node | None) -> list[Node]:
    """The parameters of a function that have a name or a type; `(void)` has none."""
    if parameters is None:
        return []
    found = [child for child in parameters.named_children if child.type.endswith("parameter_declaration")]
    if len(found) == 1 and found[0].child_by_field_name("declarator") is None:
        type_ = found[0].child_by_field_name("type")
        if type_ is not None and type_.type == "primitive_type" and type_.end_byte - type_.start_byte == 4:
            return []
    return found
