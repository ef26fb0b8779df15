"""How types and qualified names of C++ read as chains."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller
from omny.extract.tables import Shape
from omny.extract.type_shapes import MAX_LEVELS

_MARKS = "*%[("
_ARGUMENTS = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
CASTS = frozenset(
    ("static_cast", "dynamic_cast", "const_cast", "reinterpret_cast", "polymorphic_downcast", "down_cast")
)
SAME = frozenset(("move", "forward", "ref", "cref", "as_const", "addressof", "exchange", "launder"))
"""Functions of the library whose result is their argument."""

MAKERS = frozenset(("make_unique", "make_shared", "make_optional", "WrapUnique", "MakeUnique"))
POINTER_CASTS = frozenset(("static_pointer_cast", "dynamic_pointer_cast", "const_pointer_cast"))


def strip_arguments(text: str) -> str:
    """A name without type arguments and spaces."""
    if "<" not in text:
        return text
    text = text.replace("operator<", "operator\0").replace("operator>", "operator\1").replace("->", "-\1")
    for _ in range(8):
        shorter = _ARGUMENTS.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text.replace("\0", "<").replace("\1", ">")


def split_name(text: str) -> list[str]:
    """The parts of a qualified name, without type arguments."""
    if text.isidentifier() and not text.startswith("operator"):
        return [text]
    parts = [part.strip() for part in strip_arguments(text).removeprefix("::").split("::")]
    last = parts[-1]
    if last.startswith("operator"):
        symbol = last[8:].strip()
        parts[-1] = (
            f"operator {_SPACE.sub(' ', symbol)}" if symbol[:1].isalpha() else f"operator{symbol.replace(' ', '')}"
        )
    return [part for part in parts if part]


class CppSpeller(Speller):
    """See `Speller`. The number of arguments of a call is a step of its own: `/2`."""

    def arity(self, node: Node) -> str:
        """See `Speller`."""
        return f" /{self.count_arguments(node)}"

    def count_arguments(self, node: Node) -> str:
        """The number of arguments of a call; "?" if it is not known."""
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return "0"
        count = 0
        for child in arguments.named_children:
            if child.type == "parameter_pack_expansion":
                return "?"
            if child.type not in self._trivia:
                count += 1
        return str(count)

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        if node is not None and node.type == "qualified_identifier" and levels:
            scope, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
            right = self.type_name(name, levels - 1)
            if scope is None or not right or right[0] in _MARKS:
                return right
            left = self.plain_name(scope)
            return f"{left} {right}" if left else right
        return Speller.type_name(self, node, levels)

    def plain_name(self, node: Node) -> str:
        """The name of a type or namespace without its arguments: `vector` of `vector<T>`."""
        return " ".join(split_name(self.text(node)))

    def _generic(self, node: Node, shape: Shape, levels: int) -> str:
        named, holder = node.child_by_field_name(shape[1]), node.child_by_field_name(shape[2])
        name = self.text(named) if named is not None else ""
        mark = self.containers.get(name)
        if mark is None or holder is None:
            return name
        arguments = [child for child in holder.named_children if child.type not in self._trivia]
        place = 1 if mark == "%" else 0
        if place >= len(arguments):
            return ""
        inner = self.type_name(arguments[place], levels - 1)
        if mark == "(" and inner:
            return f"({self.instance_chain(arguments[place])}"
        return mark + inner if inner else ""

    def spell_qualified(self, node: Node, levels: int) -> str:
        """The chain of a qualified name; `::f` is a name of no namespace."""
        scope, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if name is None:
            return "?"
        last = " ".join(split_name(self.text(name)))
        if name.type == "qualified_identifier":
            last = self.spell_qualified(name, levels - 1) if levels else "?"
        if not last or last == "?":
            return "?"
        if scope is None:
            return f".::{last}"
        left = self.plain_name(scope)
        return f"{left} {last}" if left else last

    def spell_member(self, node: Node, levels: int) -> str:
        """The chain of `a.b` and `a->b`."""
        owner, name = node.child_by_field_name("argument"), node.child_by_field_name("field")
        if owner is None or name is None:
            return "?"
        chain = self.expression(owner, levels - 1)
        if chain == "?":
            return "?"
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type == "->" and owner.type != "this":
            chain = join(chain, "->") or "?"
        last = self._name(name) if name.type != "qualified_identifier" else split_name(self.text(name))[-1]
        return join(chain, last) or "?" if chain != "?" and " " not in last else "?"

    def spell_known_call(self, node: Node, levels: int) -> str | None:
        """What casts and some functions of the library return; None for any other call."""
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or function.type not in ("template_function", "qualified_identifier"):
            return None
        inner = function
        for _ in range(8):
            named = inner.child_by_field_name("name")
            if inner.type != "qualified_identifier" or named is None:
                break
            inner = named
        named = inner.child_by_field_name("name") if inner.type == "template_function" else inner
        name = self.text(named) if named is not None else ""
        if name in SAME and arguments is not None and arguments.named_child_count:
            return self.expression(arguments.named_children[0], levels - 1)
        if inner.type != "template_function":
            return None
        of = inner.child_by_field_name("arguments")
        first = of.named_child(0) if of is not None and of.named_child_count else None
        if first is None:
            return None
        if name in CASTS:
            return self.instance_chain(first) or "?"
        if name in MAKERS or name in POINTER_CASTS:
            chain = self.instance_chain(first)
            return f"({chain}" if chain else "?"
        return None
