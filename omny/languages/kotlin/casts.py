"""The types that tests give to the names of a Kotlin file: `is`, and a branch that leaves the block where it fails.

Source: "Smart casts" of the Kotlin language specification, for names of parameters and variables alone.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope
from omny.extract.tables import read_shapes
from omny.languages.kotlin.spelling import KotlinSpeller, find_child, find_operator, find_parts, find_type, find_value

_JUMPS = frozenset(("return_expression", "throw_expression"))
_JUMP_WORDS = ("continue", "break")
_MAX_LEVELS = 16  # of a condition


class KotlinCasts(GenericWalk):
    """The part of `KotlinWalk` that knows tests of types."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.speller = self.spelling = KotlinSpeller(self.shapes, source, self.special)
        self.callables: set[tuple[Scope, str]] = set()  # names of function types, with their scopes

    def text(self, node: Node) -> str:
        """See `Walk`. A name in backticks is the name."""
        return super().text(node).strip("`")

    def bind_property(self, node: Node, target: Scope, scope: Scope) -> None:
        """Binds the names of a property or a local variable."""
        raise NotImplementedError

    def bind_variables(self, node: Node, chain: str, scope: Scope, around: Scope) -> None:
        """Binds a variable, or several to the parts of an object."""
        raise NotImplementedError

    def cast_branch(self, node: Node, scope: Scope, around: Scope) -> None:
        """A branch of a test has the types that the test found."""
        parent = node.parent
        if parent is None:
            return
        if parent.type == "binary_expression":
            operator, left = parent.child_by_field_name("operator"), parent.child_by_field_name("left")
            if operator is not None and left is not None:
                self.bind_casts(left, scope, around, holds=operator.type == "&&")
            return
        condition = parent.child_by_field_name("condition")
        parts = find_parts(parent)
        if condition is None or parts[0].start_byte == node.start_byte or condition.start_byte == node.start_byte:
            return
        is_first = len(parts) > 1 and parts[1].start_byte == node.start_byte
        is_else = not is_first or any(
            child.type == "else" and child.end_byte <= node.start_byte for child in parent.children
        )
        self.bind_casts(condition, scope, around, holds=not is_else)
        if is_first and not is_else and parent.type == "if_expression" and len(parts) == 2 and jumps(node, self.text):
            bracket = Bracket(parent.start_byte, "bind", parent)
            self._later.append(bracket)
            self._later.sort(key=_find_end)

    def bind_names(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        """See `ScopedWalk`. After a test that leaves the block where it fails, names have the types of the test."""
        if bracket.node.type == "if_expression":
            condition = bracket.node.child_by_field_name("condition")
            if condition is not None:
                self.bind_casts(condition, target, scope, holds=False)
        elif bracket.node.type == "property_declaration":
            self.bind_property(bracket.node, target, scope)
        else:
            super().bind_names(bracket, target, scope)

    def bind_casts(self, condition: Node, scope: Scope, around: Scope, *, holds: bool, levels: int = 0) -> None:
        """Binds the names whose types a condition finds if it is met, or is not."""
        if levels > _MAX_LEVELS:
            return
        kind = condition.type
        if kind == "parenthesized_expression" and (parts := find_parts(condition)):
            self.bind_casts(parts[0], scope, around, holds=holds, levels=levels + 1)
        elif kind == "unary_expression":
            operator, inner = condition.child_by_field_name("operator"), condition.child_by_field_name("argument")
            if operator is not None and operator.type == "!" and inner is not None:
                self.bind_casts(inner, scope, around, holds=not holds, levels=levels + 1)
        elif kind == "binary_expression":
            operator = condition.child_by_field_name("operator")
            if operator is not None and operator.type == ("&&" if holds else "||"):
                for part in (condition.child_by_field_name("left"), condition.child_by_field_name("right")):
                    if part is not None:
                        self.bind_casts(part, scope, around, holds=holds, levels=levels + 1)
        elif kind == "is_expression" and find_operator(condition) == ("is" if holds else "!is"):
            left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
            if left is not None and left.type == "identifier":
                self._cast(self.text(left), right, scope, around)

    def _cast(self, name: str, type_: Node | None, scope: Scope, around: Scope) -> None:
        chain = self.speller.instance_chain(type_)
        if chain and chain[0] not in MARKS:
            self.bind_chain(scope, name, chain, around)

    def bind_subject(self, node: Node, scope: Scope, around: Scope) -> None:
        subject = find_child(node, "when_subject")
        declared = find_child(subject, "variable_declaration")
        if subject is not None and declared is not None and (value := find_value(subject)) is not None:
            self.bind_variables(declared, self.speller.chain(value), scope, around)

    def cast_entry(self, node: Node, scope: Scope, around: Scope) -> None:
        conditions = node.children_by_field_name("condition")
        if len(conditions) != 1:
            return
        if conditions[0].type != "type_test":
            self.bind_casts(conditions[0], scope, around, holds=True)
            return
        subject = find_child(node.parent, "when_subject")
        if subject is None or find_operator(conditions[0]) != "is":
            return
        declared = find_child(subject, "variable_declaration")
        name = find_child(declared or subject, "identifier")
        if name is not None:
            self._cast(self.text(name), find_type(conditions[0]), scope, around)


def jumps(node: Node, text: Callable[[Node], str]) -> bool:
    """Whether a branch leaves the block around."""
    if node.type == "block":
        parts = find_parts(node)
        if not parts:
            return False
        node = parts[-1]
    return node.type in _JUMPS or (node.type == "identifier" and text(node) in _JUMP_WORDS)


def _find_end(bracket: Bracket) -> int:
    return bracket.end
