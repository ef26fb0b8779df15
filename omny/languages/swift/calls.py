"""The calls of a Swift file, and the functions that it passes: by their names, with the labels of the arguments."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import MEMBER, Scope, join
from omny.extract.syntax import Captured
from omny.languages.members import spell_chain
from omny.languages.swift.imports import write_given
from omny.languages.swift.names import SwiftNames
from omny.languages.swift.overloads import RESULT, are_twins, choose_overloads
from omny.languages.swift.semantics import SEMANTICS
from omny.languages.swift.spelling import find_callee, is_subscript, is_type_name, plain_name
from omny.model.edges import EdgeType

ALL = "/*"
"""The end of the name that all functions of one name have."""

MACRO = "!"
"""The end of the name of a macro."""

MAX_CONTEXT = 16
"""Nodes around an expression that can say its type."""

_BLOCKS = frozenset(
    """
    statements function_body source_file class_body enum_class_body protocol_body lambda_literal computed_property
    computed_getter computed_setter
    """.split()  # noqa: SIM905
)

MAX_QUOTED = 200
"""Characters of the chain of an argument."""

MAX_CALLEE = 500
"""Characters of the chain of a function whose closures get types: each level of closures in closures has them again."""


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
        for scope, node, names in self.closures:
            self._bind_given(scope, node, names)
        for scope, node in self._calls:
            self.scope = scope
            self._refer_to(node)
        self.scope = end

    def _bind_given(self, scope: Scope, node: Node, names: list[str]) -> None:
        """Binds the parameters of a closure to what the function gives that it is passed to."""
        call = node.parent
        while call is not None and call.type in ("value_argument", "value_arguments", "call_suffix"):
            call = call.parent
        callee = find_callee(call) if call is not None and call.type == "call_expression" else None
        if call is None or callee is None or scope.parent is None or is_subscript(call, self.source):
            return
        self.scope = scope.parent
        values = [value for _, value in self.speller.labels(call)]
        starts = [value.start_byte if value is not None else -1 for value in values]
        place = starts.index(node.start_byte) if node.start_byte in starts else -1
        text = self.source[node.start_byte : node.end_byte]
        for chain in self._spell_call(call, callee) if place >= 0 else ():
            for each in self.tree.expand(self.scope, chain)[0]:
                if "/" in each and len(each) < MAX_CALLEE:
                    for index, name in enumerate(names):
                        if name and name.encode() in text:
                            scope.bind(name, write_given(each, place, index))

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
            for made in self._spell_making(chain, node) if chain and chain[0] not in MARKS else ():
                self.refer(made, EdgeType.CALL, self.speller.find_name(node))
        elif not is_subscript(node, self.source):
            callee = find_callee(node)
            labels = [
                plain_name(self.text(label.named_children[0] if label.named_children else label))
                for each in self._find_arguments(node)
                for label in each.children_by_field_name("reference_specifier")
            ]
            if callee is not None and labels:
                self._pass(callee, labels)
            elif callee is not None:
                for chain in self._spell_call(node, callee):
                    self.refer(chain, EdgeType.CALL, self.speller.find_name(node))

    def _find_arguments(self, node: Node) -> list[Node]:
        suffix = node.named_children[-1]
        holders = [child for child in suffix.named_children if child.type == "value_arguments"]
        return holders[0].named_children if holders else []

    def _spell_call(self, node: Node, callee: Node) -> list[str]:
        """The chains of the functions that a call can mean, as code of the current scope sees them."""
        while callee.type in ("postfix_expression", "tuple_expression"):  # `f!()`
            inner = callee.child_by_field_name("target")
            if inner is None:
                break
            callee = inner
        if callee.type == "simple_identifier":
            name = plain_name(self.text(callee))
            return self._spell_making(name, node) if is_type_name(name) else self._spell_bare(name, node)
        if callee.type == "navigation_expression":
            member = self.speller.find_member_name(callee)
            chain = self.speller.chain(callee.child_by_field_name("target") or callee)
            if member is not None and chain != "?":
                return self._spell_member(chain, plain_name(self.text(member)), node)
        elif callee.type == "prefix_expression":
            target, operation = callee.child_by_field_name("target"), callee.child_by_field_name("operation")
            if target is not None and operation is not None and self.text(operation) != ".":
                return self._spell_call(node, target)  # `!f()`
            if target is not None and (chain := self._find_context(node)):
                return self._spell_member(chain, plain_name(self.text(target)), node)
        return []

    def _spell_making(self, type_: str, node: Node) -> list[str]:
        return [f"{type_} {CONSTRUCTOR_NAME}{self._arity(node)}"]

    def _spell_member(self, chain: str, name: str, node: Node) -> list[str]:
        is_object = chain[0].islower() and chain.rpartition(" ")[2] != "super"
        if name == "init" or (is_type_name(name) and not is_object):
            outer = chain if name == "init" else join(chain, name)
            return self._spell_making(outer, node) if outer and outer[0] not in MARKS else []
        if chain[0] in MARKS and chain[0] not in "*%":
            return []
        whole = join(chain, f"{name}{self._arity(node)}")
        return [whole] if whole else []

    def _spell_bare(self, name: str, node: Node) -> list[str]:
        """A call of a name alone: of a variable, a local function, a private one of the file, or a member or function
        that any file can have."""
        arity = self._arity(node)
        words = arity.partition(":")[2]
        for scope in self.scope.ancestors():
            if scope is self.tree.module:
                break
            if name in scope.names and not scope.opaque:
                return [name]
            functions = [each[1:] for each in scope.names.get(name + ALL, ()) if isinstance(each, str)]
            if functions and not scope.opaque:
                if scope is self.file and not self._is_only_here(name):
                    break
                kept = choose_overloads(
                    [self.parameters.get(each, []) for each in functions], words.split(",") if words else []
                )
                if kept:
                    is_known = are_twins([self.parameters.get(functions[index], []) for index in kept])
                    return [f"@{functions[index]}" for index in kept] if is_known else []
        return [name + arity]

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
            if not word and value is not None:
                word = self._quote(value)
            words.append(f"{label}={word}" if word else label)
        return f"/{len(words)}:{','.join([*words, self._find_wanted(node)])}"

    def _quote(self, value: Node) -> str:
        """The word of an argument whose type other files say: its chain."""
        chain = self.speller.chain(value)
        values = self.tree.expand(self.scope, chain)[0] if chain != "?" else []
        if len(values) != 1 or values[0][0] in "[(?" or len(values[0]) > MAX_QUOTED:
            return ""
        type_ = SEMANTICS.container_types.get(values[0][0], "") if MEMBER not in values[0] else ""
        return type_ or f"={spell_chain(values[0])}"

    def _find_wanted(self, node: Node) -> str:
        """The effects that a call can have, and its result where a declared type says it: the last word of a call."""
        statement, wanted, is_alone = node, "", True
        for _ in range(4 * MAX_CONTEXT):
            around = statement.parent
            if around is None or around.type in _BLOCKS:
                break
            if is_alone and around.type == "property_declaration":
                annotation = next((child for child in around.named_children if child.type == "type_annotation"), None)
                wanted = self.types.type_word(annotation)
            elif is_alone and around.type == "control_transfer_statement":
                wanted = self._result_around(around)
            is_alone = is_alone and around.type in ("try_expression", "await_expression")
            statement = around
        text = self.source[statement.start_byte : self.speller.find_name(node).start_byte]
        if text.startswith(b"async"):  # `async let`
            return f"{RESULT}at:{wanted}"
        return f"{RESULT}{'a' if b'await' in text else ''}{'t' if b'try' in text else ''}:{wanted}"

    def _result_around(self, node: Node) -> str:
        around: Node | None = node
        while around is not None and around.type not in ("lambda_literal", "class_body"):
            if around.type == "function_declaration":
                names = around.children_by_field_name("name")
                return self.types.type_word(names[-1]) if len(names) > 1 else ""
            around = around.parent
        return ""

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

    def _pass(self, node: Node, labels: list[str] | None = None) -> None:
        """A function that is passed by its name, which can say its labels."""
        name = self.speller.find_name(node) if node.type == "navigation_expression" else node
        text = plain_name(self.text(name))
        if not text.isidentifier() or is_type_name(text):
            return
        words = [*labels, f"{RESULT}at:"] if labels else []
        ending = f"/{len(labels)}:{','.join(words)}" if labels else ALL
        if node.type == "simple_identifier":
            for scope in self.scope.ancestors():
                if scope is self.tree.module or (text in scope.names and not scope.opaque):
                    break
                functions = [each for each in scope.names.get(text + ALL, ()) if isinstance(each, str)]
                if functions and not scope.opaque:
                    listed = [self.parameters.get(each[1:], []) for each in functions]
                    kept = choose_overloads(listed, words) if labels else [*range(len(functions))]
                    for at in kept if are_twins([listed[at] for at in kept]) else ():
                        self.refer(functions[at], EdgeType.CALLBACK, name)
                    return
            if self.scope.find(text) is None or self.scope.find(text) is self.tree.module:
                self.refer(text + ending, EdgeType.CALLBACK, name)
            return
        target = node.child_by_field_name("target")
        if target is not None and (target.type == "self_expression" or is_type_name(self.text(target))):
            chain = self.speller.chain(target)
            if chain != "?" and chain[0] not in MARKS:
                self.refer(f"{chain} {text}{ending}", EdgeType.CALLBACK, name)

    def _select(self, node: Node) -> None:
        """A method of Objective-C by its name: `#selector(tap(_:))`."""
        inner = node.named_children[0] if node.named_children else None
        if inner is not None and inner.type in ("simple_identifier", "navigation_expression"):
            self._pass(inner)
