"""The uses of a Kotlin file: calls, constructors, callable references, and annotations."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope
from omny.languages.kotlin.expressions import KotlinExpressions, add
from omny.languages.kotlin.spelling import Call, find_argument, find_child, find_operator, find_parts, is_part_of_call
from omny.model.edges import EdgeType


class KotlinCalls(KotlinExpressions):
    """The part of `KotlinWalk` that knows uses."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._calls: list[tuple[Scope, Node]] = []

    def cast_branch(self, node: Node, scope: Scope, around: Scope) -> None:
        """See `KotlinCasts`. A branch that is a call was taken before its scope was known."""
        super().cast_branch(node, scope, around)
        if self._calls:
            _, last = self._calls[-1]
            if last.start_byte == node.start_byte and last.end_byte == node.end_byte:
                self._calls[-1] = scope, last

    def refer_to_calls(self) -> None:
        """Notes all calls, each in its scope."""
        for scope, node in self._calls:
            self.scope = scope
            self._refer_to(node)

    def open_invoke(self, bracket: Bracket) -> None:
        """A call: see `run`."""
        node = bracket.node
        if node.type == "constructor_invocation" and node.parent is not None and "annotation" in node.parent.type:
            return
        if node.type != "call_expression" or not is_part_of_call(node):
            self._calls.append((self.scope, node))

    def open_decorate(self, bracket: Bracket) -> None:
        """An annotation of the definition around it."""
        node = bracket.node
        around = node.parent.parent if node.parent is not None and node.parent.type == "modifiers" else None
        type_ = find_child(find_child(node, "constructor_invocation") or node, "user_type")
        draft = self.drafts[self.scope.owner]
        if around is None or type_ is None or around.start_byte != draft.start or around.end_byte != draft.end:
            return
        text = self.text(find_parts(type_)[-1]) if find_parts(type_) else ""
        if text and text not in self.shapes.plain_decorators:
            draft.detail.setdefault("decorators", []).append(self.spelling.plain_type_name(type_))
            self.refer(self.speller.type_name(type_), EdgeType.DECORATOR, type_)

    def _refer_to(self, node: Node) -> None:
        """Notes a call in the current scope."""
        kind = node.type
        if kind == "navigation_expression":
            self._refer_to_property(node)
            return
        if kind in ("callable_reference", "::"):
            whole = node if kind != "::" or node.parent is None else node.parent
            chain = self.speller.chain(whole)
            if chain[-2:] == "/*":
                self.refer(chain, EdgeType.CALLBACK, find_parts(whole)[-1])
            return
        if kind == "infix_expression":
            parts = find_parts(node)
            if len(parts) == 3 and parts[1].type == "identifier":
                chain = add(self.speller.chain(parts[0]), f"{self.text(parts[1])}/1{self.spell_words([parts[2]])}")
                if chain != "?":
                    self.refer(chain, EdgeType.CALL, parts[1])
            return
        if kind in ("constructor_invocation", "constructor_delegation_call"):
            self._refer_to_constructor(node)
            return
        call = Call(node)
        name = call.name
        if name is None:
            return
        chain = self.spell_callee(call)
        if chain != "?":
            self.refer(f"{chain}{self.spell_argument_words(call)}", EdgeType.CALL, name)
        else:
            self.refer("?", EdgeType.CALL, name)

    def _refer_to_property(self, node: Node) -> None:
        """Notes a read or a write of a property: one with code calls it, and one of Java calls a method."""
        around, parts = node.parent, find_parts(node)
        is_called = around is not None and around.type == "call_expression" and _begins(around, node)
        if is_called or len(parts) < 2 or parts[-1].type != "identifier" or find_operator(node) == "::":
            return
        name = self.text(parts[-1])
        chain = self.speller.chain(parts[0])
        if chain == "?" or chain[0] in MARKS or not name.isidentifier():
            return
        is_written = around is not None and around.type == "assignment" and _begins(around, node)
        end = f"set{name[:1].upper()}{name[1:]}/1" if is_written else f"={name}"
        self.refer(f"{chain} {end}", EdgeType.IMPLICIT, parts[-1])

    def _refer_to_constructor(self, node: Node) -> None:
        listed = find_child(node, "value_arguments")
        arguments = [find_argument(each) for each in find_parts(listed)]
        given = [each for each in arguments if each is not None]
        at: Node = node.children[0]
        if node.type == "constructor_delegation_call":
            owner = self.find_own_type()
            chain = f"@{owner} ()" + (" super" if at.type == "super" else "") if owner else "?"
        else:
            type_ = find_child(node, "user_type")
            chain = self.speller.type_name(type_) or "?"
            at = find_parts(type_)[0] if type_ is not None and find_parts(type_) else node
        if chain == "?" or chain[0] in MARKS:
            return
        self.refer(f"{chain} {CONSTRUCTOR_NAME}/{len(given)}{self.spell_words(given)}", EdgeType.CALL, at)


def _begins(around: Node, node: Node) -> bool:
    """Whether a node is the first part of another one."""
    first = around.named_children[0]
    return first.start_byte == node.start_byte and first.end_byte == node.end_byte
