"""Python expressions as chains."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Binding, Value
from omny.extract.walk import Walk
from omny.languages.python.annotations import read_annotation
from omny.languages.python.texts import CHAIN_DEPTH, FIXTURE_VALUE, MAX_ITEMS, NAMEABLE, TYPE_VARIABLE

_DOT = ord(".")
_FIXTURE_VALUE = FIXTURE_VALUE.encode()


class PythonExpressions(Walk):
    """The part of the walk that knows what expressions say."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._chains: dict[bytes, str] = {}  # by their text

    def chain(self, node: Node) -> str:
        """The chain of an expression, or "?"."""
        return self._spell(node, CHAIN_DEPTH)

    def _spell(self, node: Node, calls: int) -> str:
        """See `chain`. `calls` is how many calls around each other are looked into."""
        text = self.source[node.start_byte : node.end_byte]
        known = self._chains.get(text)
        if known is not None:
            return known
        if text == b"super":
            return "?"  # `super()` by itself; what is called on it counts
        kind = node.type
        if calls and kind == "call" and text.endswith(b")"):
            function = node.child_by_field_name("function")
            if function is not None:
                called = self._spell(function, calls - 1)
                if called.endswith(FIXTURE_VALUE):
                    head = self.requested_value(node)
                    if head:
                        return head
                if called[0] != "?":
                    return f"{called} ()"  # hardly any call is written twice
        if (kind == "identifier" or kind == "attribute") and _is_simple(text):
            known = text.decode().replace(".", " ")
        else:
            known = self._long_chain(node)
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
                if function is not None and self.source.endswith(_FIXTURE_VALUE, 0, function.end_byte):
                    head = self.requested_value(node)
                    if head:
                        segments.append(head)
                        break
                segments.append("()")
                node = function
            elif kind == "subscript":
                index = node.child_by_field_name("subscript")
                segments.append("?" if index is not None and index.type == "slice" else "[]")
                node = node.child_by_field_name("value")
            elif kind in ("parenthesized_expression", "await", "list_splat"):
                node = _first_code(node)
            elif kind == "named_expression":
                node = node.child_by_field_name("value")
            else:
                segments.reverse()
                return "? " + " ".join(segments) if segments else "?"
        else:
            return "?"
        segments.reverse()
        return " ".join(segments)

    def requested_value(self, call: Node) -> str:
        """The chain of `request.getfixturevalue("name")`, or nothing."""
        raise NotImplementedError

    def _super(self, call: Node) -> str:
        arguments = call.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return "super()" if first is None else f"{self.chain(first)} () super"

    def value_chains(self, node: Node | None) -> list[str]:
        """The chains of the values that an expression can have; none where it tells nothing."""
        if node is None:
            return []
        if node.type in NAMEABLE:
            chain = self._spell(node, CHAIN_DEPTH)
            return [chain] if chain[0] != "?" else []
        chains: list[str] = []
        left = [node]
        for _ in range(CHAIN_DEPTH):
            if not left:
                return chains
            part = left.pop()
            kind = part.type
            if kind in NAMEABLE:
                chain = self._spell(part, CHAIN_DEPTH)
                if chain[0] != "?":
                    chains.append(chain)
            elif kind == "conditional_expression":
                children = part.named_children
                if len(children) == 3:
                    left += [children[2], children[0]]
            elif kind == "boolean_operator":
                for name in ("right", "left"):
                    side = part.child_by_field_name(name)
                    if side is not None:
                        left.append(side)
            elif kind == "parenthesized_expression":
                left += [child for child in part.named_children if child.type != "comment"]
            elif kind in ("list", "set", "tuple") and part.named_child_count <= MAX_ITEMS:
                items = [self._spell(child, CHAIN_DEPTH) for child in part.named_children if child.type in NAMEABLE]
                chains += [f"*{item}" for item in items if item[0] != "?"]
        return []

    def target_bindings(self, value: Node | None, annotation: Node | None) -> list[Binding]:
        """What a target is bound to: its annotation says it, or the value does."""
        scope = self.scope
        if annotation is not None:
            told = read_annotation(self.text(annotation))
            if told:
                return [Value(chain, scope) for chain in told]
        if value is None or value.type == "none":
            return []
        chains = self._type_bounds(value) if value.type == "call" else []
        return [Value(chain, scope) for chain in chains or self.value_chains(value)] or ["?"]

    def _type_bounds(self, call: Node) -> list[str]:
        """What a type variable stands for: `TypeVar("T", bound="Row")`."""
        if TYPE_VARIABLE.match(self.source, call.start_byte) is None:
            return []
        arguments = call.child_by_field_name("arguments")
        for argument in arguments.named_children if arguments is not None else ():
            name, bound = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and bound is not None and self.text(name) == "bound":
                told = read_annotation(self.text(bound))
                return [chain.removesuffix(" ()") for chain in told if chain[0] not in "*%"]
        return []


def _is_simple(text: bytes) -> bool:
    """Whether it is names of ASCII with dots between. "_" alone is left to the long way, which gives the same."""
    return text.translate(None, b"_.").isalnum() and text[0] != _DOT and not text[:1].isdigit()


def _first_code(node: Node) -> Node | None:
    for child in node.named_children:
        if child.type != "comment":
            return child
    return None
