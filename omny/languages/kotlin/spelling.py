"""How types and calls of Kotlin read: the grammar has hardly any fields, so parts are found by their kinds.

Source: the grammar of the Kotlin language specification.
"""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.shapes import Speller
from omny.extract.type_shapes import MAX_LEVELS

TRIVIA = frozenset(("line_comment", "block_comment"))

_WRAPPED = frozenset(("nullable_type", "parenthesized_type", "non_nullable_type", "type_projection"))
ARRAYS = frozenset(("Array",))
"""What holds values, and is no collection."""

TYPES = frozenset((*_WRAPPED, "user_type", "function_type"))


def find_child(node: Node | None, *kinds: str) -> Node | None:
    """The first named child of one of these kinds."""
    if node is not None:
        for child in node.named_children:
            if child.type in kinds:
                return child
    return None


def find_type(node: Node | None) -> Node | None:
    """The type that a declaration states, if it does."""
    return find_child(node, *TYPES)


def find_value(node: Node) -> Node | None:
    """The expression after the `=` of a declaration."""
    is_after = False
    for child in node.children:
        if is_after and child.is_named and child.type not in TRIVIA:
            return child
        is_after = is_after or child.type == "="
    return None


def find_parts(node: Node | None) -> list[Node]:
    """The named children of a node that mean something."""
    return [child for child in node.named_children if child.type not in TRIVIA] if node is not None else []


def find_operator(node: Node) -> str:
    """The sign between the parts of a navigation or a test."""
    for child in node.children:
        if not child.is_named:
            return child.type
    return ""


class Call:
    """A call: the expression that is called, its arguments, and the lambda after these."""

    __slots__ = ("arguments", "callee", "lambda_", "types")

    def __init__(self, node: Node) -> None:
        parts = find_parts(node)
        self.callee: Node = parts[0] if parts else node
        self.lambda_: Node | None = None
        self.types: Node | None = None
        listed: Node | None = None
        for part in parts[1:]:
            if part.type == "annotated_lambda":
                self.lambda_ = find_child(part, "lambda_literal")
            elif part.type == "value_arguments":
                listed = part
            elif part.type == "type_arguments":
                self.types = part
        if self.lambda_ is not None and listed is None and self.callee.type == "call_expression":
            inner = find_parts(self.callee)
            if inner and inner[-1].type == "value_arguments":  # `f(1) { }` is one call
                listed, self.callee = inner[-1], inner[0]
                self.types = find_child(listed.parent, "type_arguments")
        for _ in range(MAX_LEVELS):
            if self.callee.type != "unary_expression":  # `!f(1)` is read as `(!f)(1)`
                break
            self.callee = self.callee.child_by_field_name("argument") or self.callee
        self.arguments = [part for part in find_parts(listed) if part.type == "value_argument"]

    @property
    def arity(self) -> str:
        """The number of arguments, as names end with it."""
        if any(find_child(each, "spread_expression") is not None for each in self.arguments):
            return "/+"
        return f"/{len(self.arguments) + (self.lambda_ is not None)}"

    @property
    def name(self) -> Node | None:
        """The name that is called."""
        if self.callee.type == "identifier":
            return self.callee
        if self.callee.type == "navigation_expression":
            parts = self.callee.named_children
            return parts[-1] if len(parts) > 1 and parts[-1].type == "identifier" else None
        return None

    @property
    def receiver(self) -> Node | None:
        """The expression whose member is called."""
        parts = self.callee.named_children if self.callee.type == "navigation_expression" else []
        return parts[0] if parts else None


def is_part_of_call(node: Node) -> bool:
    """Whether a call is only the first part of one with a lambda after it."""
    around = node.parent
    if around is None or around.type != "call_expression":
        return False
    parts = find_parts(around)
    own = find_parts(node)
    return len(parts) == 2 and parts[1].type == "annotated_lambda" and own[-1].type == "value_arguments"


def find_argument(node: Node) -> Node | None:
    """The expression of an argument."""
    parts = find_parts(node)
    return parts[-1] if parts else None


class KotlinSpeller(Speller):
    """See `Speller`."""

    def chain(self, node: Node) -> str:
        """See `Speller`. The same text can mean a local variable here and a function there."""
        return self.expression(node, MAX_LEVELS)

    def text(self, node: Node) -> str:
        """See `Speller`. A name in backticks is the name."""
        return super().text(node).strip("`")

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        if node is None or not levels:
            return ""
        if node.type in _WRAPPED:
            return self.type_name(find_type(node), levels - 1)
        if node.type == "function_type":
            result = self.instance_chain(find_parts(node)[-1])
            return f"({result}" if result else ""
        if node.type == "constructor_invocation":
            return self.type_name(find_child(node, "user_type"), levels - 1)
        if node.type == "explicit_delegation":
            return self.type_name(find_child(node, "user_type"), levels - 1)
        if node.type != "user_type":
            return ""
        name = " ".join([self.text(child) for child in node.named_children if child.type == "identifier"])
        last = name.rpartition(" ")[2]
        arguments = find_child(node, "type_arguments")
        if arguments is None:
            return name
        given = find_parts(arguments)
        if last not in self.containers or name != last:
            return self.with_arguments(name, given, levels)
        inner = self.type_name(given[-1], levels - 1) if given else ""
        return self.containers[last] + inner if inner else ""

    def plain_type_name(self, node: Node | None) -> str:
        """The last name of a type, without what it holds; "" for the type of a function."""
        for _ in range(MAX_LEVELS):
            if node is None or node.type not in _WRAPPED:
                break
            node = find_type(node)
        if node is None or node.type != "user_type":
            return ""
        return ".".join([self.text(child) for child in node.named_children if child.type == "identifier"])
