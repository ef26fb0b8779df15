"""The calls of a Swift file, and the functions that it passes: by their names, with the labels of the arguments."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, join
from omny.extract.syntax import Captured
from omny.languages.swift.names import SwiftNames
from omny.languages.swift.overloads import choose_overloads
from omny.languages.swift.spelling import find_callee, is_subscript, is_type_name, plain_name, write_arity
from omny.model.edges import EdgeType

ALL = "/*"
"""The end of the name that all functions of one name have."""

MACRO = "!"
"""The end of the name of a macro."""

MAX_CONTEXT = 16
"""Nodes around an expression that can say its type."""


class SwiftCalls(SwiftNames):
    """The part of `SwiftWalk` that knows calls."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.parameters: dict[str, list[str]] = {}  # of functions, by their qualified names
        self._calls: list[tuple[Scope, Node]] = []

    def run(self, captured: Captured) -> None:
        """See `Walk`. Calls are taken when all names are known."""
        super().run(captured)
        end = self.scope
        for scope, node in self._calls:
            self.scope = scope
            self._refer_to(node)
        self.scope = end

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, or a function that is passed: see `run`."""
        self._calls.append((self.scope, bracket.node))

    def _refer_to(self, node: Node) -> None:
        """Notes a use in the current scope."""
        kind = node.type
        if kind in ("simple_identifier", "navigation_expression"):
            self._pass(node)
        elif kind == "selector_expression":
            self._select(node)
        elif kind == "macro_invocation":
            name = next((child for child in node.named_children if child.type == "simple_identifier"), None)
            if name is not None:
                self.refer(self.text(name) + MACRO, EdgeType.CALL, name)
        elif kind == "constructor_expression":
            chain = self.speller.type_name(node.child_by_field_name("constructed_type"))
            if chain and chain[0] not in MARKS:
                self._refer_to_call(f"{chain} {CONSTRUCTOR_NAME}", node)
        elif not is_subscript(node, self.source):
            callee = find_callee(node)
            if callee is not None and any(
                each.child_by_field_name("reference_specifier") is not None for each in self._find_arguments(node)
            ):
                self._pass(callee)
            elif callee is not None:
                self._call(node, callee)

    def _find_arguments(self, node: Node) -> list[Node]:
        suffix = node.named_children[-1]
        holders = [child for child in suffix.named_children if child.type == "value_arguments"]
        return holders[0].named_children if holders else []

    def _call(self, node: Node, callee: Node) -> None:
        while callee.type in ("postfix_expression", "tuple_expression"):  # `f!()`
            inner = callee.child_by_field_name("target")
            if inner is None:
                break
            callee = inner
        if callee.type == "simple_identifier":
            name = plain_name(self.text(callee))
            if is_type_name(name):
                self._refer_to_call(f"{name} {CONSTRUCTOR_NAME}", node)
            else:
                self._call_bare(name, node)
        elif callee.type == "navigation_expression":
            member = self.speller.find_member_name(callee)
            chain = self.speller.chain(callee.child_by_field_name("target") or callee)
            if member is not None and chain != "?":
                self._call_member(chain, plain_name(self.text(member)), node)
        elif callee.type == "prefix_expression":
            target, operation = callee.child_by_field_name("target"), callee.child_by_field_name("operation")
            if target is None or operation is None:
                return
            if self.text(operation) != ".":
                self._call(node, target)  # `!f()`
            elif chain := self._find_context(node):
                self._call_member(chain, plain_name(self.text(target)), node)

    def _call_member(self, chain: str, name: str, node: Node) -> None:
        if name == "init" or is_type_name(name):
            outer = chain if name == "init" else join(chain, name)
            if outer and outer[0] not in MARKS:
                self._refer_to_call(f"{outer} {CONSTRUCTOR_NAME}", node)
        elif chain[0] in MARKS and chain[0] not in "*%":
            return
        elif whole := join(chain, f"{name}{self._arity(node)}"):
            self.refer(whole, EdgeType.CALL, self.speller.find_name(node))

    def _call_bare(self, name: str, node: Node) -> None:
        """A call of a name alone: of a variable, a local function, a private one of the file, or a member or function
        that any file can have."""
        arity = self._arity(node)
        words = arity.partition(":")[2]
        for scope in self.scope.ancestors():
            if scope is self.tree.module:
                break
            if name in scope.names and not scope.opaque:
                self.refer(name, EdgeType.CALL, self.speller.find_name(node))
                return
            functions = [each[1:] for each in scope.names.get(name + ALL, ()) if isinstance(each, str)]
            if functions and not scope.opaque:
                kept = choose_overloads(
                    [self.parameters.get(each, []) for each in functions], words.split(",") if words else []
                )
                if scope is self.file and not self._is_only_here(name):
                    break
                for index in kept:
                    self.refer(f"@{functions[index]}", EdgeType.CALL, self.speller.find_name(node))
                if kept:
                    return
        self.refer(name + arity, EdgeType.CALL, self.speller.find_name(node))

    def _is_only_here(self, name: str) -> bool:
        """Whether code of the current scope has no member of that name in the file, which would come first."""
        inside = self.scope.inside
        return not inside or not any(
            name + ALL in scope.names for qualname, scope in self._members if f"{inside}.".startswith(f"{qualname}.")
        )

    def _arity(self, node: Node) -> str:
        words = []
        for label, value in self.speller.labels(node):
            word = self.types.word(value, self.scope) if value is not None else ""
            words.append(f"{label}={word}" if word else label)
        return write_arity(words)

    def _refer_to_call(self, chain: str, node: Node) -> None:
        self.refer(chain + self._arity(node), EdgeType.CALL, self.speller.find_name(node))

    def _find_context(self, node: Node) -> str:
        """The type that an expression like `.make()` must have, as a chain; "" where its surroundings do not say it."""
        inner = node
        for _ in range(MAX_CONTEXT):
            around = inner.parent
            if around is None:
                break
            kind = around.type
            if kind == "property_declaration":
                annotation = next((child for child in around.named_children if child.type == "type_annotation"), None)
                return self._type_chain(annotation)
            if kind in ("control_transfer_statement", "statements", "function_body"):
                if kind == "statements" and len(around.named_children) > 1:
                    break
                if kind == "control_transfer_statement" or around.type == "function_body":
                    return self._find_result(around)
            elif kind == "assignment":
                target = around.child_by_field_name("target")
                chain = self.speller.chain(target) if target is not None else "?"
                return chain if chain[0] not in "?*%[(" else ""
            elif kind not in ("try_expression", "await_expression", "nil_coalescing_expression", "ternary_expression"):
                break
            inner = around
        return ""

    def _find_result(self, node: Node) -> str:
        around: Node | None = node
        for _ in range(4 * MAX_CONTEXT):
            if around is None or around.type == "lambda_literal":
                break
            if around.type == "function_declaration":
                names = around.children_by_field_name("name")
                return self._type_chain(names[-1]) if len(names) > 1 else ""
            if around.type == "property_declaration":
                annotation = next((child for child in around.named_children if child.type == "type_annotation"), None)
                return self._type_chain(annotation)
            around = around.parent
        return ""

    def _type_chain(self, node: Node | None) -> str:
        chain = self.speller.type_name(node)
        return chain if chain and chain[0] not in MARKS else ""

    def _pass(self, node: Node) -> None:
        """A function that is passed by its name."""
        name = self.speller.find_name(node) if node.type == "navigation_expression" else node
        text = plain_name(self.text(name))
        if not text.isidentifier() or is_type_name(text):
            return
        if node.type == "simple_identifier":
            for scope in self.scope.ancestors():
                if scope is self.tree.module or (text in scope.names and not scope.opaque):
                    break
                functions = [each for each in scope.names.get(text + ALL, ()) if isinstance(each, str)]
                if functions and not scope.opaque:
                    for each in functions:
                        self.refer(each, EdgeType.CALLBACK, name)
                    return
            if self.scope.find(text) is None or self.scope.find(text) is self.tree.module:
                self.refer(text + ALL, EdgeType.CALLBACK, name)
            return
        target = node.child_by_field_name("target")
        if target is not None and (target.type == "self_expression" or is_type_name(self.text(target))):
            chain = self.speller.chain(target)
            if chain != "?" and chain[0] not in MARKS:
                self.refer(f"{chain} {text}{ALL}", EdgeType.CALLBACK, name)

    def _select(self, node: Node) -> None:
        """A method of Objective-C by its name: `#selector(tap(_:))`."""
        inner = node.named_children[0] if node.named_children else None
        if inner is not None and inner.type in ("simple_identifier", "navigation_expression"):
            self._pass(inner)
