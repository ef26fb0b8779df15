"""Python expressions as chains."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.scopes import Binding, Value
from omny.extract.walk import Walk
from omny.languages.python.annotations import annotated
from omny.languages.python.texts import CHAIN_DEPTH, FIXTURE_VALUE, MAX_ITEMS, NAMEABLE, TYPE_VARIABLE
from omny.native import compiled

_SIMPLE = re.compile(rb"[A-Za-z_][A-Za-z_0-9.]*")
_NAMES = frozenset(("identifier", "attribute"))


class PythonExpressions(Walk):
    """The part of the walk that knows what expressions say."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._chains: dict[bytes, str] = {}  # by their text

    @compiled("python_expressions")
    def chain(self, node: Node, calls: int = CHAIN_DEPTH) -> str:
        """The chain of an expression, or "?". `calls` is how many calls around each other are looked into."""
        start, end = node.byte_range
        text = self.source[start:end]
        known = self._chains.get(text)
        if known is None:
            if text == b"super":
                return "?"  # `super()` by itself; what is called on it counts
            call = calls and text[-1:] == b")" and node.type == "call"
            if call and (function := node.child_by_field_name("function")):
                called = self.chain(function, calls - 1)
                if called.endswith(FIXTURE_VALUE) and (head := self.requested_value(node)):
                    return head
                if called[0] != "?":
                    return f"{called} ()"  # hardly any call is written twice
            simple = _SIMPLE.fullmatch(text) and node.type in _NAMES
            known = text.decode().replace(".", " ") if simple else self._long_chain(node)
            self._chains[text] = known
        return known

    def _long_chain(self, node: Node | None) -> str:
        segments: list[str] = []
        for _ in range(CHAIN_DEPTH):
            if node is None:
                return "?"
            kind = node.type
            if kind == "identifier":
                segments.append(self.text(node))
                break
            if kind == "attribute":
                name = node.child_by_field_name("attribute")
                segments.append(self.text(name) if name is not None else "?")
                node = node.child_by_field_name("object")
            elif kind == "call":
                function = node.child_by_field_name("function")
                if function is not None and self.source[function.start_byte : function.end_byte] == b"super":
                    segments.append(self._super(node))
                    break
                if function is not None and self.source.endswith(FIXTURE_VALUE.encode(), 0, function.end_byte):
                    if head := self.requested_value(node):
                        segments.append(head)
                        break
                segments.append("()")
                node = function
            elif kind == "subscript":
                index = node.child_by_field_name("subscript")
                segments.append("?" if index is not None and index.type == "slice" else "[]")
                node = node.child_by_field_name("value")
            elif kind in ("parenthesized_expression", "await", "list_splat"):
                node = next((child for child in node.named_children if child.type != "comment"), None)
            elif kind == "named_expression":
                node = node.child_by_field_name("value")
            else:
                return "? " + " ".join(reversed(segments)) if segments else "?"
        else:
            return "?"
        return " ".join(reversed(segments))

    def requested_value(self, call: Node) -> str:
        """The chain of `request.getfixturevalue("name")`, or nothing."""
        raise NotImplementedError

    def _super(self, call: Node) -> str:
        arguments = call.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return "super()" if first is None else f"{self.chain(first)} () super"

    @compiled("python_expressions")
    def chains_of(self, node: Node | None) -> list[str]:
        """The chains of the values that an expression can have; none where it tells nothing."""
        if node is None:
            return []
        if node.type in NAMEABLE:
            chain = self.chain(node)
            return [chain] if chain[0] != "?" else []
        chains: list[str] = []
        left = [node]
        for _ in range(CHAIN_DEPTH):
            if not left:
                return chains
            part = left.pop()
            if part.type in NAMEABLE:
                chain = self.chain(part)
                if chain[0] != "?":
                    chains.append(chain)
            elif part.type == "conditional_expression" and part.named_child_count == 3:
                left += [part.named_children[2], part.named_children[0]]
            elif part.type == "boolean_operator":
                left += [side for name in ("right", "left") if (side := part.child_by_field_name(name))]
            elif part.type == "parenthesized_expression":
                left += [child for child in part.named_children if child.type != "comment"]
            elif part.type in ("list", "set", "tuple") and part.named_child_count <= MAX_ITEMS:
                items = [self.chain(child) for child in part.named_children if child.type in NAMEABLE]
                chains += [f"*{item}" for item in items if item[0] != "?"]
        return []

    @compiled("python_expressions")
    def assigned(self, value: Node | None, annotation: Node | None) -> list[Binding]:
        """What a target is bound to: its annotation says it, or the value does."""
        if annotation is not None and (chains := annotated(self.text(annotation))):
            return [Value(chain, self.scope) for chain in chains]
        if value is None or value.type == "none":
            return []
        scope = self.scope
        bounds = self._type_bounds(value) if value.type == "call" else []
        return [Value(chain, scope) for chain in bounds or self.chains_of(value)] or ["?"]

    def _type_bounds(self, call: Node) -> list[str]:
        """What a type variable stands for: `TypeVar("T", bound="Row")`."""
        if TYPE_VARIABLE.match(self.source, call.start_byte) is None:
            return []
        arguments = call.child_by_field_name("arguments")
        for argument in arguments.named_children if arguments is not None else ():
            name, bound = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and bound is not None and self.text(name) == "bound":
                told = annotated(self.text(bound))
                return [chain.removesuffix(" ()") for chain in told if chain[0] not in "*%"]
        return []
