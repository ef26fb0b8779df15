"""How expressions and types of PHP read as chains. Its names of classes and functions are full names at once: the rules
by which the language finds them need the file alone ("Name resolution rules" of the PHP manual)."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.php.semantics import CASE, FUNCTION

NAMES = frozenset(("name", "qualified_name", "relative_name"))
RECEIVERS = frozenset(("self", "static", "parent"))
NEW_STATIC = "static () self()"  # an object of the class that the method is called on

_CALLS = frozenset(
    ("function_call_expression", "member_call_expression", "nullsafe_member_call_expression", "scoped_call_expression")
)
_UNIONS = frozenset(
    ("optional_type", "union_type", "intersection_type", "disjunctive_normal_form_type", "type_list", "named_type")
)
_CHOICES = frozenset(("??", "?:", "||"))


class Namespace:
    """What the names of a file mean from some place on: the namespace there, and what is imported."""

    def __init__(self, name: str) -> None:
        self.name = name  # with dots
        self.types: dict[str, str] = {}  # full names by alias, in small letters
        self.functions: dict[str, str] = {}

    def full_name(self, name: str) -> str:
        """The full name of a class, or of a function whose name is qualified."""
        text = "".join(name.split())
        first, *rest = text.split("\\")
        if not first:
            return ".".join(rest)
        if first.lower() == "namespace" and rest:
            return self.inside(".".join(rest))
        known = self.types.get(first.lower())
        return ".".join([known, *rest]) if known is not None else self.inside(".".join([first, *rest]))

    def inside(self, name: str) -> str:
        """The full name of a name of the namespace."""
        return f"{self.name}.{name}" if self.name else name

    def type_chain(self, name: str) -> str:
        """The chain of a class."""
        return name.lower() if name.lower() in RECEIVERS else import_chain(self.full_name(name))

    def function_chain(self, name: str) -> str:
        """The chain of a function. One without a namespace is looked up here, and then among those of none."""
        if "\\" in name:
            return import_chain(self.full_name(name) + FUNCTION)
        known = self.functions.get(name.lower())
        if known is not None:
            return import_chain(known + FUNCTION)
        return f".{self.name}/#!::{name}{FUNCTION}" if self.name else f"^::{name}{FUNCTION}"


def import_chain(full: str) -> str:
    """The chain of a full name."""
    namespace, _, name = full.rpartition(".")
    return f"^{namespace}::{name}"


class PhpSpeller(Speller):
    """See `Speller`."""

    namespace = Namespace("")

    def enter(self, namespace: Namespace) -> None:
        """Names mean what they do in a namespace from now on."""
        self.namespace = namespace
        self._known.clear()

    # Expressions

    def expression(self, node: Node | None, levels: int) -> str:
        """See `Speller`."""
        if node is None or not levels:
            return "?"
        kind = node.type
        if kind == "variable_name":
            return self.text(node)
        if kind in _CALLS:
            chain = self.find_callee(node, levels)
            return chain if chain == "?" or self.is_reference(node) else join(chain, "()") or "?"
        if kind in ("member_access_expression", "nullsafe_member_access_expression"):
            name = node.child_by_field_name("name")
            if name is None or name.type != "name":
                return "?"
            return join(self.expression(node.child_by_field_name("object"), levels - 1), "$" + self.text(name)) or "?"
        if kind == "scoped_property_access_expression":
            name = node.child_by_field_name("name")
            if name is None or name.type != "variable_name":
                return "?"
            return join(self.owner(node.child_by_field_name("scope"), levels), self.text(name)) or "?"
        if kind == "class_constant_access_expression":
            return self._constant(node, levels)
        if kind == "object_creation_expression":
            return self._object_chain(node, levels)
        if kind == "subscript_expression":
            inner = node.named_children
            return join(self.expression(inner[0], levels - 1), "[]") or "?" if inner else "?"
        return super().expression(node, levels)

    def find_callee(self, node: Node, levels: int = MAX_LEVELS) -> str:
        """The chain of the function that a call node calls."""
        if node.type == "function_call_expression":
            function = node.child_by_field_name("function")
            if function is not None and function.type in NAMES:
                return self.namespace.function_chain(self.text(function))
            return self.expression(function, levels - 1)
        name = node.child_by_field_name("name")
        if name is None or name.type != "name":
            return "?"
        if node.type == "scoped_call_expression":
            owner = self.owner(node.child_by_field_name("scope"), levels)
        else:
            owner = self.expression(node.child_by_field_name("object"), levels - 1)
        return join(owner, self.text(name)) or "?"

    def is_reference(self, node: Node) -> bool:
        """Whether a call node only names the function, as `f(...)` does."""
        arguments = node.child_by_field_name("arguments")
        return arguments is not None and any(each.type == "variadic_placeholder" for each in arguments.named_children)

    def owner(self, node: Node | None, levels: int) -> str:
        """The chain of what stands before `::`."""
        if node is not None and (node.type in NAMES or node.type == "relative_scope"):
            return self.namespace.type_chain(self.text(node))
        return self.expression(node, levels - 1)

    def find_made_type(self, node: Node, levels: int = MAX_LEVELS) -> str:
        """The chain of the class that a node makes an object of."""
        for child in node.named_children:
            if child.type in NAMES:
                return self.namespace.type_chain(self.text(child))
            if child.type not in self._shapes.trivia:
                return self.expression(child, levels - 1)
        return "?"

    def alternatives(self, node: Node | None, levels: int = MAX_LEVELS) -> list[Node]:
        """The expressions whose values an expression can have."""
        if node is None or not levels:
            return []
        kind, found = node.type, []
        if kind == "conditional_expression":
            found = [node.child_by_field_name("body") or node.child_by_field_name("condition")]
            found.append(node.child_by_field_name("alternative"))
        elif kind == "binary_expression":
            operator = node.child_by_field_name("operator")
            if operator is not None and self.text(operator) in _CHOICES:
                found = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        elif kind == "match_expression":
            body = node.child_by_field_name("body")
            arms = body.named_children if body is not None else []
            found = [arm.child_by_field_name("return_expression") for arm in arms]
        elif kind == "parenthesized_expression":
            found = [self._inner(node, ("inner",))]
        if not found:
            return [node]
        return [each for part in found for each in self.alternatives(part, levels - 1)]

    def find_name(self, node: Node) -> Node:
        """See `Speller`."""
        if node.type == "object_creation_expression":
            name = next((child for child in node.named_children if child.type in NAMES), node)
        else:
            name = super().find_name(node)
        return name.named_children[-1] if name.type in NAMES and name.named_children else name

    def _constant(self, node: Node, levels: int) -> str:
        children = node.named_children
        if len(children) != 2:
            return "?"
        name = self.text(children[1])
        if name != "class":
            return join(self.owner(children[0], levels), CASE + name) or "?"
        is_type = children[0].type in NAMES or children[0].type == "relative_scope"
        return self.owner(children[0], levels) if is_type else "?"

    def _object_chain(self, node: Node, levels: int) -> str:
        type_ = self.find_made_type(node, levels)
        return NEW_STATIC if type_ == "static" else join(type_, "()") or "?"

    # Types

    def type_names(self, node: Node | None, levels: int = MAX_LEVELS) -> list[str]:
        """The chains of the classes that a type names."""
        if node is None or not levels:
            return []
        if node.type in NAMES:
            return [self.namespace.type_chain(self.text(node))]
        if node.type not in _UNIONS:
            return []
        return [name for child in node.named_children for name in self.type_names(child, levels - 1)]

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        return next(iter(self.type_names(node, levels)), "")

    def object_chains(self, node: Node | None) -> list[str]:
        """The chains of the objects that a type stands for."""
        return [_make(name) for name in self.type_names(node)]

    def object_chain(self, name: str) -> str:
        """The chain of an object of the class of a name."""
        return _make(self.namespace.type_chain(name))

    def instance_chain(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        return next(iter(self.object_chains(node)), "")


def _make(type_: str) -> str:
    return NEW_STATIC if type_ == "static" else f"{type_} ()"
