"""How types of a grammar read, as tables: the chain of each kind of node by its shape. See `omny.extract.shapes`."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.segments import spell_arguments
from omny.extract.tables import Shape, Shapes

MAX_LEVELS = 64
"""Levels of an expression or a type that are followed."""


class TypeSpeller:
    """Spells the types of one file as chains."""

    def __init__(self, shapes: Shapes, source: bytes) -> None:
        self._types = shapes.types
        self._heads = shapes.heads
        self._trivia = shapes.trivia
        self._shapes = shapes
        self._source = source
        self._states_arguments = False  # whether the type in hand is that of a value
        self.unnamed: dict[int, str] = {}  # names of the objects that stand for types without one, by their place
        self.containers = dict(shapes.containers)  # as far as the file means the types of the language by these names

    def text(self, node: Node) -> str:
        """The source text of a node; "?" for a name that the parser put where it missed one."""
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace") or "?"

    def instance_chain(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """The chain of a value of a type; "" for an unknown type."""
        before, self._states_arguments = self._states_arguments, True
        name = self.type_name(node, levels)
        self._states_arguments = before
        return name if not name or name[-2:] == "()" or name[0] in "[(" or name[-1] == "}" else f"{name} ()"

    def base_name(self, node: Node | None) -> str:
        """As `type_name`, with the arguments of the type."""
        return self.instance_chain(node).removesuffix(" ()")

    def with_arguments(self, name: str, arguments: list[Node], levels: int = MAX_LEVELS) -> str:
        """The chain of a type with arguments: these are a part of the chain of a value, and not of a name."""
        if not self._states_arguments or not name or not levels:
            return name
        return self.give_arguments(name, arguments, levels)

    def give_arguments(self, chain: str, arguments: list[Node], levels: int = MAX_LEVELS) -> str:
        """The chain with type arguments after it."""
        segment = spell_arguments([self.instance_chain(each, levels - 1) or "?" for each in arguments])
        return f"{chain} {segment}" if segment else chain

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """The chain of a type itself, with marks before that of a container; "" for an unknown type."""
        shape = self._types.get(node.type) if node is not None and levels else None
        if node is None or shape is None:
            return ""
        what = shape[0]
        if what == "name":
            text = self.text(node)
            return "" if text in self._shapes.plain_types else self._head(text)
        if what == "member":
            outer, name = node.child_by_field_name(shape[1]), node.child_by_field_name(shape[2])
            left = self.type_name(outer, levels - 1) if outer is not None else ""
            return "" if name is None else f"{left} {self.text(name)}" if left else self.text(name)
        if what == "path":
            return self.path(self.text(node))
        if what == "inner":
            return self.type_name(self._first_type(node, shape), levels - 1)
        if what == "generic":
            return self._generic(node, shape, levels)
        if what in ("holds", "maps"):
            inner = self.type_name(self._first_type(node, shape), levels - 1)
            return ("*" if what == "holds" else "%") + inner if inner else ""
        if what == "array":
            inner = self.type_name(node.child_by_field_name(shape[1]), levels - 1)
            brackets = node.child_by_field_name(shape[2])
            return "*" * (self.text(brackets).count("[") if brackets is not None else 1) + inner if inner else ""
        if what == "function":
            result = self.instance_chain(node.child_by_field_name(shape[1]))
            return f"({result}" if result else ""
        if what == "unnamed":
            return "@" + self.unnamed.setdefault(node.start_byte, f"{{{len(self.unnamed)}}}")
        return self._several(node)

    def path(self, text: str) -> str:
        """The chain of a dotted path."""
        for separator in self._shapes.separators:
            text = text.replace(separator, " ")
        parts = text.split()
        return " ".join([self._head(parts[0]), *parts[1:]]) if parts else ""

    def _first_type(self, node: Node, shape: Shape) -> Node | None:
        if len(shape) > 1:
            return node.child_by_field_name(shape[1])
        for child in node.named_children:
            if child.type in self._types:
                return child
        return None

    def _generic(self, node: Node, shape: Shape, levels: int) -> str:
        name = self.type_name(self._child(node, shape[1]), levels - 1)
        last = name if name in self.containers else name.rpartition(" ")[2]
        is_transparent = last in self._shapes.transparent_types
        is_plain = not is_transparent and last not in self.containers
        if is_plain and not self._states_arguments:
            return name
        holder = node.child_by_field_name(shape[2])
        for child in node.named_children:
            if holder is None and child.type == shape[2]:
                holder = child
        if is_plain:
            return self.with_arguments(name, self.type_arguments(holder), levels)
        arguments = [c for c in holder.named_children if c.type in self._types] if holder is not None else []
        if not arguments:
            return ""
        if is_transparent:
            return self.type_name(arguments[0], levels - 1)
        mark = self.containers[last]
        if mark == "(":
            result = self.instance_chain(arguments[-1])
            return f"({result}" if result else ""
        inner = self.type_name(arguments[0 if mark[-1] == "1" else -1], levels - 1)
        return mark[0] + inner if inner else ""

    def type_arguments(self, holder: Node | None) -> list[Node]:
        """The type arguments in a node."""
        children = holder.named_children if holder is not None else []
        return [child for child in children if child.type not in self._trivia]

    def _several(self, node: Node) -> str:
        parts: list[str] = []
        for child in node.named_children:
            if child.type in self._trivia:
                continue
            names = child.children_by_field_name("name")  # one type for several names
            part = self.instance_chain(child.child_by_field_name("type") or child) or "?"
            parts += [part if "|" not in part else "?"] * max(1, len(names))
        return parts[0] if len(parts) == 1 else "[" + "|".join(parts) if parts else ""

    def _head(self, text: str) -> str:
        return self._heads.get(text, text)

    def _child(self, node: Node, field: str) -> Node | None:
        if not field:
            return self._inner(node, ("inner",))
        if not field.isdigit():
            return node.child_by_field_name(field)
        children = [child for child in node.named_children if child.type not in self._trivia]
        return children[int(field)] if int(field) < len(children) else None

    def _inner(self, node: Node, shape: Shape) -> Node | None:
        if len(shape) > 1:
            return node.child_by_field_name(shape[1])
        found: Node | None = None
        for child in node.named_children:
            if child.type not in self._trivia:
                found = child
                if shape[0] != "last":
                    break
        return found
