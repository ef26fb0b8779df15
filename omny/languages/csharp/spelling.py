"""How types of C# read as chains: the number of their parameters is a part of their names, as in `Box`1`."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller
from omny.extract.tables import Shape
from omny.extract.type_shapes import MAX_LEVELS

_TUPLES = frozenset(("KeyValuePair", "Tuple", "ValueTuple"))
_LISTS = ("type_argument_list", "type_parameter_list")


def find_list(node: Node) -> Node | None:
    """The type parameters or arguments of a type."""
    return next((child for child in node.named_children if child.type in _LISTS), None)


def count_types(node: Node) -> int:
    """The number of type parameters or arguments of a type."""
    listed = find_list(node)
    if listed is None:
        return 0
    found = sum(1 for child in listed.named_children if child.type != "comment")
    return found or 1 + sum(1 for child in listed.children if child.type == ",")  # `Box<,>` has no arguments


def add_count(name: str, count: int) -> str:
    """The name of a type with that number of parameters."""
    return f"{name}`{count}" if count else name


def find_function(argument: Node | None) -> Node | None:
    """The member whose call an argument belongs to."""
    call = argument.parent.parent if argument is not None and argument.parent is not None else None
    if argument is None or argument.type != "argument" or call is None or call.type != "invocation_expression":
        return None
    function = call.child_by_field_name("function")
    return function if function is not None and function.type == "member_access_expression" else None


def _find_stated(call: Node) -> Node | None:
    """The name of a function that a call gives type arguments."""
    called = call.child_by_field_name("function")
    if called is not None and called.type != "generic_name":
        called = called.child_by_field_name("name")
    return called if called is not None and called.type == "generic_name" else None


class CSharpSpeller(Speller):
    """See `Speller`."""

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        if node is not None and node.type == "qualified_name" and levels:
            outer = self.type_name(node.child_by_field_name("qualifier"), levels - 1)
            name = self.type_name(node.child_by_field_name("name"), levels - 1)
            return f"{outer} {name}" if outer and name and name[0] not in "*%[(" else name
        return super().type_name(node, levels)

    def _generic(self, node: Node, shape: Shape, levels: int) -> str:
        name = self.type_name(self._child(node, shape[1]), levels - 1)
        if name in _TUPLES:
            parts = [self.instance_chain(each) or "?" for each in (node, *node.named_children)[-1].named_children]
            return "[" + "|".join([part if "|" not in part else "?" for part in parts])
        if name in self._shapes.transparent_types or name in self.containers:
            return super()._generic(node, shape, levels)
        return self.with_arguments(add_count(name, count_types(node)), self.type_arguments(find_list(node)), levels)

    def find_member(self, node: Node, levels: int) -> str | None:
        """The chain of a member of a type with arguments; None for any other member."""
        owner, name = node.child_by_field_name("expression"), node.child_by_field_name("name")
        if owner is None or name is None:
            return None
        named = owner.child_by_field_name("name") if owner.type == "member_access_expression" else owner
        if named is None or named.type != "generic_name":
            return None
        chain = self.expression(owner, levels - 1)
        return chain if chain == "?" else join(add_count(chain, count_types(named)), self.find_plain_name(name)) or "?"

    def arity(self, node: Node) -> str:
        """See `Speller`. A call that states type arguments means a function of as many type parameters."""
        called = _find_stated(node)
        return add_count("", count_types(called) if called is not None else 0) + super().arity(node)

    def _spell_result(self, chain: str, node: Node, levels: int) -> str:
        """See `Speller`. The name of a function has its type arguments."""
        called = _find_stated(node) if chain != "?" else None
        if called is not None:
            chain = self.give_arguments(chain, self.type_arguments(find_list(called)), levels - 1)
        return self.extend(chain, "()")

    def find_plain_name(self, node: Node) -> str:
        """The text of a name, without type arguments."""
        return self._name(node)
