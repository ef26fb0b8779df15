"""What no table of shapes can say of Python's expressions: `super()`, slices, and values that an annotation tells."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Binding, Value
from omny.extract.shapes import read_shapes
from omny.extract.walk import Walk
from omny.languages.python.annotations import read_annotation
from omny.languages.python.texts import FIXTURE_VALUE, TYPE_VARIABLE

_SUPER = b"super"
_LAST = frozenset((_SUPER[-1], FIXTURE_VALUE[-1]))
"""The last letters of the functions that are looked at."""


class PythonExpressions(GenericWalk):
    """The part of the walk that knows what expressions say."""

    SHAPES = read_shapes(__package__)

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`."""
        if node.type == "subscript":
            index = node.child_by_field_name("subscript")
            if index is None or index.type != "slice":
                return None
            return self.speller.extend(self.speller.expression(node.child_by_field_name("value"), levels - 1), "?")
        function = node.child_by_field_name("function")
        at = function.end_byte if function is not None else 0
        if function is None or not at or self.source[at - 1] not in _LAST:
            return None
        if self.source.endswith(_SUPER, function.start_byte, at) and at - function.start_byte == len(_SUPER):
            return self._super(node)
        return self.requested_value(node) if self.source.endswith(FIXTURE_VALUE, function.start_byte, at) else None

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`. What is called on the result of a call stands where the whole expression does."""
        return Walk.name_length(self, text, node)

    def requested_value(self, call: Node) -> str | None:
        """The chain of `request.getfixturevalue("name")`, or None."""
        raise NotImplementedError

    def _super(self, call: Node) -> str:
        arguments = call.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return "super()" if first is None else f"{self.chain(first)} () super"

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
        return [Value(chain, scope) for chain in chains or self.speller.values(value)] or ["?"]

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
