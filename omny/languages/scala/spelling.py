"""How expressions and types of Scala read as chains.

A function without parameters is used like a value: `x.size` may be a call or not. As a step of a chain such a use is
the plain name, and as the end of one that is a use itself the name with `/-` (`omny.resolve.semantics.Semantics`).
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller
from omny.extract.tables import Shapes
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.scala.semantics import APPLIED, OPERATOR
from omny.languages.scala.std import OF_STD

_SYMBOLS = {
    "!": "bang", "#": "hash", "%": "percent", "&": "amp", "*": "times", "+": "plus", "-": "minus", "/": "div",
    ":": "colon", "<": "less", "=": "eq", ">": "greater", "?": "qmark", "@": "at", "\\": "bslash", "^": "up",
    "|": "bar", "~": "tilde", " ": "u0020", ".": "u002E", "(": "u0028", "[": "u005B",
}  # fmt: skip
_CASTS = frozenset(("asInstanceOf", "narrow", "mapTo"))
_SUMMONED = frozenset(("implicitly", "summon"))
_MAPPED = {"map": False, "collect": False, "flatMap": True}
_TRIVIA = frozenset(("comment", "block_comment", "end_marker"))
_BLOCKS = frozenset(("block", "indented_block"))
_LEFT = frozenset(("throw_expression", "null_literal", "return_expression"))
"""Kinds of expressions that give no value."""

_OF_IMPLICITS = frozenset(("using", "implicit"))


def encode(name: str) -> str:
    """A name as chains have it: no character of an operator means anything else there."""
    if name.isidentifier():
        return name
    return "".join([f"{OPERATOR}{_SYMBOLS[each]}" if each in _SYMBOLS else each for each in name.strip("`")])


def is_operator(name: str) -> bool:
    """Whether a name is made of symbols."""
    return not (name[:1].isalpha() or name[:1] in "_`$")


class ScalaSpeller(Speller):
    """See `Speller`."""

    def __init__(self, shapes: Shapes, source: bytes, special: Callable[[Node, int], str | None]) -> None:
        super().__init__(shapes, source, special)
        self.objects: set[str] = set()  # names of objects of the file

    def spell(self, node: Node, levels: int) -> str | None:
        """The chain of an expression that no table can describe."""
        reader = _READERS.get(node.type)
        return reader(self, node, levels - 1) if reader is not None else None

    # Names and calls

    def member(self, owner: str, name: str) -> str:
        """A member of an expression. Those of collections are functions, so that a chain tells them apart."""
        if owner == "?" or not name:
            return "?"
        if name in OF_STD:
            return join(owner, f"{name}/- ()") or "?"
        return join(owner, encode(name)) or "?"

    def read_field(self, node: Node, levels: int) -> str:
        """`a.b`, `A.this`."""
        value, field = node.child_by_field_name("value"), node.child_by_field_name("field")
        if value is None or field is None:
            return "?"
        name = self.text(field)
        if name == "this":
            outer = self.text(value)
            return outer if outer in self.objects else f"{outer} ()"
        if name == "_1" or name == "_2" or name == "_3":
            chain = self.expression(value, levels)
            return join(chain, f"[{int(name[1]) - 1}]" if chain[0] == "[" else name) or "?"
        return self.member(self.expression(value, levels), name)

    def read_call(self, node: Node, levels: int) -> str:
        """`f(x)`, `a.b(x)`, `f(x)(y)`, `a.map(_.b)`."""
        function = node.child_by_field_name("function")
        if function is None:
            return "?"
        if (special := self._read_known(node, function, levels)) is not None:
            return special
        callee = self._read_callee(node, levels)
        return callee if callee == "?" else join(callee, "()") or "?"

    def callee(self, node: Node) -> str:
        """See `Speller`."""
        return self._read_callee(node, MAX_LEVELS)

    def _read_callee(self, node: Node, levels: int) -> str:
        function = node.child_by_field_name("function")
        count = count_arguments(node.child_by_field_name("arguments"))
        if function is None:
            return "?"
        if function.type == "generic_function":
            function = function.child_by_field_name("function") or function
        if count < 0:
            return self.expression(function, levels)
        if function.type == "field_expression":
            value, field = function.child_by_field_name("value"), function.child_by_field_name("field")
            if value is None or field is None:
                return "?"
            owner = self.expression(value, levels)
            return owner if owner == "?" else join(owner, f"{encode(self.text(field))}/{count}") or "?"
        if function.type == "identifier":
            name = self.text(function)
            if name == "this":
                return f"this <init>/{count}"
            return f"{encode(name)}/{count}"
        chain = self.expression(function, levels)
        return chain if chain == "?" else join(chain, f"{APPLIED}/{count}") or "?"

    def _read_known(self, node: Node, function: Node, levels: int) -> str | None:
        """What members of collections return that get a function, and what says the type of its result."""
        if function.type != "field_expression":
            return None
        field, value = function.child_by_field_name("field"), function.child_by_field_name("value")
        if field is None or value is None or (name := self.text(field)) not in _MAPPED:
            return None
        holder = self.expression(value, levels)
        mapped = self._read_mapped(holder, name, find_function(node.child_by_field_name("arguments")), levels)
        return mapped if mapped != "?" else None

    def _read_mapped(self, holder: str, name: str, function: Node | None, levels: int) -> str:
        item = join(holder, "[*]")
        if function is None or item is None:
            return "?"
        head, body = "_", function
        if function.type == "lambda_expression":
            parameter = function.child_by_field_name("parameters")
            if parameter is None or not function.named_children:
                return "?"
            text = self.text(parameter).strip("() ")
            head, body = text.partition(":")[0].strip(), function.named_children[-1]
        chain = self.expression(body, levels)
        first, _, rest = chain.partition(" ")
        if first == head:
            chain = join(item, rest) or "?"
        elif head != "_" or "_" in chain or chain[0] in "*%[(":
            return "?"
        if chain == "?":
            return "?"
        return chain if _MAPPED[name] else f"*{chain}"

    def read_generic(self, node: Node, levels: int) -> str:
        """`x.asInstanceOf[T]`, `summon[T]`, or a function with types."""
        function, types = node.child_by_field_name("function"), node.child_by_field_name("type_arguments")
        if function is None:
            return "?"
        field = function.child_by_field_name("field") if function.type == "field_expression" else function
        name = self.text(field) if field is not None else ""
        if name in _CASTS or name in _SUMMONED:
            first = types.named_children[0] if types is not None and types.named_children else None
            return self.instance_chain(first) or "?"
        return self.expression(function, levels)

    def read_infix(self, node: Node, levels: int) -> str:
        """`a op b`, `a -> b`."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return "?"
        name = self.text(operator)
        if name in ("->", "→"):
            return f"[{self._part(left, levels)}|{self._part(right, levels)}"
        if name in _MAPPED:
            holder = self.expression(left, levels)
            if (mapped := self._read_mapped(holder, name, find_function(right), levels)) != "?":
                return mapped
        chain = self.infix_callee(node, levels)
        return chain if chain == "?" else join(chain, "()") or "?"

    def infix_callee(self, node: Node, levels: int = MAX_LEVELS) -> str:
        """The function that an infix call calls."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return "?"
        name = self.text(operator)
        count = 1
        if name.endswith(":") and is_operator(name[-1]):
            left = right
        elif right.type in ("tuple_expression", "unit"):
            count = right.named_child_count
        owner = self.expression(left, levels)
        return owner if owner == "?" else join(owner, f"{encode(name)}/{count}") or "?"

    def read_prefix(self, node: Node, levels: int) -> str:
        """`!a`."""
        chain = self.prefix_callee(node, levels)
        return chain if chain == "?" else join(chain, "()") or "?"

    def prefix_callee(self, node: Node, levels: int = MAX_LEVELS) -> str:
        """The function that a prefix calls."""
        operand = node.named_children[-1] if node.named_children else None
        owner = self.expression(operand, levels)
        if owner == "?":
            return "?"
        return join(owner, f"{encode('unary_' + self.text(node)[:1])}/0") or "?"

    def read_postfix(self, node: Node, levels: int) -> str:
        """`a size`."""
        children = node.named_children
        return self.member(self.expression(children[0], levels), self.text(children[1])) if len(children) == 2 else "?"

    # Other expressions

    def read_new(self, node: Node, levels: int) -> str:
        """`new T(x)`."""
        return self.instance_chain(find_made_type(node)) or "?"

    def read_tuple(self, node: Node, levels: int) -> str:
        """`(a, b)`."""
        parts = [self._part(child, levels) for child in node.named_children if child.type not in self._trivia]
        return "[" + "|".join(parts) if len(parts) > 1 else "?"

    def _part(self, node: Node, levels: int) -> str:
        chain = self.expression(node, levels)
        return "?" if "|" in chain else chain

    def read_branches(self, node: Node, levels: int) -> str:
        """An expression with several results, if all that are known are one."""
        results = list_results(node, self.text, is_flat=True)
        found = {"?" if each.type in _BLOCKS else self.expression(each, levels) for each in results}
        return found.pop() if len(found) == 1 else "?"

    def read_typed(self, node: Node, levels: int) -> str:
        """`x: T`."""
        children = node.named_children
        return self.instance_chain(children[1]) or "?" if len(children) == 2 else "?"

    # Types

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        if node is None or not levels:
            return ""
        kind = node.type
        if kind in ("stable_type_identifier", "projected_type", "stable_identifier"):
            parts = [self.text(each) for each in node.named_children]
            if kind == "projected_type" or any("." in part for part in parts):
                parts = self.text(node).replace("#", ".").split(".")
            return " ".join(part.strip() for part in parts)
        if kind == "infix_type":
            operator = node.child_by_field_name("operator")
            is_both = operator is not None and self.text(operator) == "&"
            return self.type_name(node.child_by_field_name("left"), levels - 1) if is_both else ""
        if kind == "singleton_type":
            return ""
        if kind == "tuple_type" and node.named_child_count == 1:
            return self.type_name(node.named_children[0], levels - 1)
        if kind == "type_identifier" and self.text(node) in ("?", "_"):
            return ""
        return super().type_name(node, levels)


def find_made_type(node: Node) -> Node | None:
    """The type of the object that an expression makes."""
    for child in node.named_children:
        if child.type not in ("arguments", "template_body", "comment", "block_comment", "annotation"):
            return child
    return None


def count_arguments(arguments: Node | None) -> int:
    """The number of arguments of a call; -1 for those of a list that the compiler fills in itself."""
    if arguments is None or arguments.type != "arguments":
        return 1
    if any(child.type in _OF_IMPLICITS for child in arguments.children[1:2]):
        return -1
    return sum(1 for child in arguments.named_children if child.type not in ("comment", "block_comment"))


def list_arguments(arguments: Node | None) -> list[Node]:
    """The arguments of a call."""
    if arguments is None or arguments.type != "arguments":
        return [arguments] if arguments is not None else []
    return [child for child in arguments.named_children if child.type not in _TRIVIA]


def list_operands(node: Node) -> list[Node]:
    """The arguments of an infix call."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return []
    if operator.end_byte > operator.start_byte and node.type == "infix_expression" and right.type == "tuple_expression":
        return list(right.named_children)
    return [right]


def find_function(arguments: Node | None) -> Node | None:
    """The one argument of a call, without what is around it."""
    for _ in range(4):
        if arguments is None or arguments.type not in ("arguments", "block", "parenthesized_expression"):
            break
        inside = [child for child in arguments.named_children if child.type not in ("comment", "block_comment")]
        if len(inside) != 1:
            return None
        arguments = inside[0]
    return arguments


def list_results(node: Node, text: Callable[[Node], str], levels: int = 12, *, is_flat: bool = False) -> list[Node]:
    """The expressions whose values an expression can have: the ends of its blocks and branches. `is_flat`: only those
    that mean the same outside of the expression."""
    kind = node.type
    parts: list[Node | None] = []
    if kind in _LEFT or not levels or (kind == "operator_identifier" and text(node) == "???"):
        return []
    if kind in _BLOCKS or kind == "parenthesized_expression":
        parts = [child for child in node.named_children if child.type not in _TRIVIA]
        if is_flat and len(parts) > 1:
            return [node]
        parts = parts[-1:]
    elif kind == "if_expression":
        parts = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
    elif kind == "match_expression" and not is_flat:
        body = node.child_by_field_name("body")
        parts = [_find_last(each) for each in _clauses(body)]
    elif kind == "try_expression":
        parts = [node.child_by_field_name("body")]
    else:
        return [node]
    return [
        result for part in parts if part is not None for result in list_results(part, text, levels - 1, is_flat=is_flat)
    ]


def _clauses(body: Node | None) -> list[Node]:
    return [each for each in body.named_children if each.type == "case_clause"] if body is not None else []


def _find_last(clause: Node) -> Node | None:
    body = [child for child in clause.children_by_field_name("body") if child.is_named]
    return body[-1] if body else None


_READERS = {
    "field_expression": ScalaSpeller.read_field,
    "call_expression": ScalaSpeller.read_call,
    "generic_function": ScalaSpeller.read_generic,
    "infix_expression": ScalaSpeller.read_infix,
    "prefix_expression": ScalaSpeller.read_prefix,
    "postfix_expression": ScalaSpeller.read_postfix,
    "instance_expression": ScalaSpeller.read_new,
    "tuple_expression": ScalaSpeller.read_tuple,
    "if_expression": ScalaSpeller.read_branches,
    "try_expression": ScalaSpeller.read_branches,
    "block": ScalaSpeller.read_branches,
    "indented_block": ScalaSpeller.read_branches,
    "ascription_expression": ScalaSpeller.read_typed,
}
