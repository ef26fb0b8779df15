"""What a Go file defines and calls.

Functions and types have separate names here (`type:Cart`), since a conversion `Cart(x)` is no call. A name that the
file itself does not bind belongs to its package: it becomes `^.#name::name`.
"""

from __future__ import annotations

from typing import ClassVar

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured
from omny.extract.walk import Walk
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType

_WORDS = (
    "any append bool byte cap clear close complex64 complex128 copy delete error false float32 float64 imag int int8 "
    "int16 int32 int64 iota len make max min new nil panic print println real recover rune string true uint uint8 "
    "uint16 uint32 uint64 uintptr"
)
PREDECLARED = frozenset(_WORDS.split())
"""What each file knows without importing it ("Predeclared identifiers" in the Go specification)."""

MAX_DEPTH = 40
"""Levels of an expression or a type that are followed."""


class GoWalk(Walk):
    """See `omny.extract.walk.Walk`."""

    FIRST = frozenset(("function", "method", "literal", "body", "literal_body", "scope"))
    USES: ClassVar = {"callee": EdgeType.CALL}

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._imports: dict[str, str] = {}  # path by local name
        self._wanted: set[str] = set()  # names that some chain begins with
        self._bodies: dict[int, tuple[Draft, list[tuple[str, str]]]] = {}  # by the body's node

    def run(self, captured: Captured) -> None:
        """See `Walk`. Chains of uses are made when all is bound: their names are bound here, whatever they are."""
        super().run(captured)
        module = self.tree.module
        for name in sorted(self._wanted):
            if name not in module.names and name not in self._imports and name not in PREDECLARED:
                module.bind(name, f"^.#{name}::{name}")

    def is_exported(self, draft: Draft) -> bool:
        """A capital letter."""
        return draft.name[:1].isupper()

    # Definitions

    def on_import(self, node: Node) -> None:
        path = node.child_by_field_name("path")
        name = node.child_by_field_name("name")
        spec = self.text(path).strip('"`') if path is not None else ""
        if spec:
            self._imports[self.text(name) if name is not None else spec.rpartition("/")[2]] = spec

    def on_type(self, node: Node) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None or body is None:
            return
        draft = self.define(self.text(name), AtomType.CLASS, node, name, node)
        key = f"type:{draft.name}"
        self.scope.bind(key, f"@{draft.qualname}")
        if self.scope is self.tree.module:
            self.surface[f"={key}"] = [f"@{draft.qualname}"]
        members = Scope(self.scope, body.end_byte, draft.index, draft.qualname, opaque=True)
        for field in self._below(body, "field_declaration"):
            type_ = self._type(field.child_by_field_name("type"))
            for each in field.children_by_field_name("name"):
                members.bind(self.text(each), *([Value(type_, self.tree.module)] if type_ else []))
        self.publish_members(draft.qualname, members)

    def on_function(self, node: Node) -> None:
        self._function(node, self.scope, [])

    def on_method(self, node: Node) -> None:
        receiver = self._parameters(node.child_by_field_name("receiver"))
        type_ = receiver[0][1].removeprefix("type:").removesuffix(" ()") if receiver else ""
        around = Scope(self.scope, node.end_byte, self.scope.owner, type_) if type_ else self.scope
        self._function(node, around, receiver)

    def _function(self, node: Node, around: Scope, bound: list[tuple[str, str]]) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        parameters = node.child_by_field_name("parameters")
        if name is None or parameters is None:
            return
        outside, self.scope = self.scope, around
        kind = AtomType.METHOD if around is not outside else AtomType.FUNCTION
        draft = self.define(self.text(name), kind, node, name, node)
        self.scope = outside
        if kind == AtomType.FUNCTION:
            outside.bind(draft.name, f"@{draft.qualname}")
            self.surface[f"={draft.name}"] = [f"@{draft.qualname}"]
        result = node.child_by_field_name("result")
        draft.signature = self.node_signature(parameters)
        if result is not None:
            draft.signature += f" {self.node_signature(result)}"
            if returned := self._type(result):
                draft.returns.append(Value(returned, self.tree.module))
        if body is not None:
            self._bodies[body.id] = draft, [*bound, *self._parameters(parameters)]

    def on_body(self, node: Node) -> None:
        if node.id in self._bodies:
            draft, bound = self._bodies.pop(node.id)
            self._bind_all(self.open_definition(draft, node.end_byte), bound)

    def on_literal(self, node: Node) -> None:
        """Its body is code of the function around it."""

    def on_literal_body(self, node: Node) -> None:
        literal = node.parent
        bound = self._parameters(literal.child_by_field_name("parameters")) if literal is not None else []
        self._bind_all(self.open_block(node.end_byte), bound)

    def on_scope(self, node: Node) -> None:
        if node.parent is not None and node.parent.type not in (
            "function_declaration",
            "method_declaration",
            "func_literal",
        ):
            self.open_block(node.end_byte)

    def _bind_all(self, scope: Scope, bound: list[tuple[str, str]]) -> None:
        for name, type_ in bound:
            scope.bind(name, *([Value(type_, self.tree.module)] if type_ else []))

    def on_variables(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        names, values = left.named_children, right.named_children
        for index, name in enumerate(names):
            known = len(names) == len(values) or index == 0
            self.scope.bind(self.text(name), *([Value(self.chain(values[index]), self.scope)] if known else []))

    def on_variable(self, node: Node) -> None:
        type_ = self._type(node.child_by_field_name("type"))
        for name in node.children_by_field_name("name"):
            self.scope.bind(self.text(name), *([Value(type_, self.tree.module)] if type_ else []))

    # Chains

    def chain(self, node: Node) -> str:
        """See `Walk`."""
        return self._chain(node, MAX_DEPTH)

    def _chain(self, node: Node | None, depth: int) -> str:
        if node is None or not depth:
            return "?"
        if node.type == "identifier":
            name = self.text(node)
            self._wanted.add(name)
            return name
        if node.type == "selector_expression":
            return self._selected(node, depth)
        if node.type == "call_expression":
            return self._extended(self._chain(node.child_by_field_name("function"), depth - 1), "()")
        if node.type == "index_expression":
            return self._extended(self._chain(node.child_by_field_name("operand"), depth - 1), "[]")
        if node.type == "composite_literal":
            return self._type(node.child_by_field_name("type")) or "?"
        if node.type == "unary_expression":
            return self._chain(node.child_by_field_name("operand"), depth - 1)
        if node.type == "parenthesized_expression" and node.named_children:
            return self._chain(node.named_children[0], depth - 1)
        return "?"

    def _selected(self, node: Node, depth: int) -> str:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if operand is None or field is None:
            return "?"
        name = self.text(field)
        if operand.type == "identifier" and self.text(operand) in self._imports:
            return f"^{self._imports[self.text(operand)]}#{name}::{name}"
        return self._extended(self._chain(operand, depth - 1), name)

    def localize_chain(self, scope: Scope, chain: str) -> str:
        """See `Walk`: a local variable can hide an import."""
        if not chain.startswith("^"):
            return chain
        spec, _, rest = chain[1:].partition("#")
        hiding = (name for name, path in self._imports.items() if path == spec and scope.find(name) is not None)
        name = next(hiding, None)
        return chain if name is None else f"{name} {rest.partition('::')[2]}"

    @staticmethod
    def _extended(chain: str, segment: str) -> str:
        return chain if chain == "?" else f"{chain} {segment}"

    def on_name(self, node: Node) -> None:
        """A name that a use begins with."""
        self._wanted.add(self.text(node))

    # Types

    def _type(self, node: Node | None) -> str:
        """The chain of a value of that type; "" where nothing is known of it."""
        for _ in range(MAX_DEPTH):
            if node is None or node.type not in ("pointer_type", "parenthesized_type"):
                break
            node = node.named_children[0] if node.named_children else None
        if node is None:
            return ""
        if node.type == "type_identifier":
            self._wanted.add(f"type:{self.text(node)}")
            return f"type:{self.text(node)} ()"
        if node.type == "qualified_type":
            package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
            if package is not None and name is not None and (spec := self._imports.get(self.text(package))):
                return f"^{spec}#type:{self.text(name)}::type:{self.text(name)} ()"
        if node.type == "slice_type" and (item := self._type(node.child_by_field_name("element"))):
            return f"*{item}"
        return ""

    def _parameters(self, node: Node | None) -> list[tuple[str, str]]:
        """Name and type of each parameter."""
        bound = []
        for each in node.named_children if node is not None else ():
            type_ = self._type(each.child_by_field_name("type"))
            bound += [(self.text(name), type_) for name in each.children_by_field_name("name")]
        return bound

    @staticmethod
    def _below(node: Node, kind: str) -> list[Node]:
        lists = [child for child in node.named_children if child.type.endswith("_list")]
        return [child for each in lists for child in each.named_children if child.type == kind]


WALK = GoWalk
