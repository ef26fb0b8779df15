"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

A word is the last part of a type's name, without type arguments, and with a `*` for each dimension of an array. It is
what the file alone says; an expression whose type it does not say has none.
"""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.extract.shapes import Speller
from omny.languages.members import NameWords
from omny.languages.overloads import ANY, FUNCTION, NULL

MAX_LEVELS = 16  # of an expression
UNKNOWN = ""

_LITERALS = {
    "string_literal": "String",
    "character_literal": "char",
    "true": "boolean",
    "false": "boolean",
    "class_literal": "Class",
    "instanceof_expression": "boolean",
}
_OF_OBJECTS = {"toString/0": "String", "hashCode/0": "int", "equals/1": "boolean", "getClass/0": "Class"}
_OF_TEXTS = {
    "length/0": "int",
    "size/0": "int",
    "isEmpty/0": "boolean",
    "substring/1": "String",
    "substring/2": "String",
}
_UNTYPED = {"null_literal": NULL, "lambda_expression": FUNCTION, "method_reference": FUNCTION}
_CONSTANTS = frozenset(("MAX_VALUE", "MIN_VALUE"))
_TESTS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))
_NUMBERS = ("double", "float", "long", "int")  # the first one that an operand has is that of the result
_SMALL = frozenset(("byte", "short", "char"))


class ArgumentTypes:
    """The words of one file."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self.names = NameWords()

    def type_word(self, node: Node | None) -> str:
        """The word of a type."""
        for _ in range(MAX_LEVELS):
            kind = node.type if node is not None else ""
            if node is None or kind == "scoped_type_identifier":
                break
            if kind in ("type_identifier", "integral_type", "floating_point_type", "boolean_type", "identifier"):
                text = self._speller.text(node)
                return UNKNOWN if text == "var" else text
            if kind == "array_type":
                inner = self.type_word(node.child_by_field_name("element"))
                return f"{inner}{'*' * self._count_dimensions(node)}" if inner else UNKNOWN
            children = [child for child in node.named_children if "annotation" not in child.type]
            node = children[0] if children else None
        return self._speller.text(node).rpartition(".")[2].strip() if node is not None else UNKNOWN

    def count_brackets(self, node: Node) -> int:
        """The dimensions of a new array."""
        return sum(
            [self._speller.text(each).count("[") for each in node.named_children if each.type[:10] == "dimensions"]
        )

    def _count_dimensions(self, node: Node) -> int:
        dimensions = node.child_by_field_name("dimensions")
        return self._speller.text(dimensions).count("[") if dimensions is not None else 0

    def parameter_words(self, parameters: Node | None) -> list[str]:
        """The words of the parameters of a function; the last one ends with `+` where any number can follow."""
        words = []
        for child in parameters.named_children if parameters is not None else ():
            if child.type == "spread_parameter":
                types = [each for each in child.named_children if "modifiers" not in each.type]
                words.append(f"{(self.type_word(types[0]) if types else UNKNOWN) or ANY}+")
            elif child.type == "formal_parameter":
                word = self.type_word(child.child_by_field_name("type"))
                words.append(word + "*" * self._count_dimensions(child) if word else ANY)
        return words

    def argument_words(self, arguments: Node | None, scope: Scope) -> list[str]:
        """The words of the arguments of a call; ANY for an unknown one."""
        return [
            self.word(child, scope) or _UNTYPED.get(child.type, ANY)
            for child in (arguments.named_children if arguments is not None else ())
            if not child.type.endswith("_comment")
        ]

    def word(self, node: Node | None, scope: Scope, levels: int = MAX_LEVELS) -> str:
        """The word of an expression."""
        if node is None or not levels:
            return UNKNOWN
        kind = node.type
        if kind in _LITERALS:
            return _LITERALS[kind]
        if kind.endswith("_literal"):
            return self._number_word(kind, self._speller.text(node)[-1:].lower())
        if kind == "this":
            return self._find_own_type(scope)
        if kind == "identifier":
            return self.names.find(scope, self._speller.text(node))
        if kind in ("cast_expression", "object_creation_expression"):
            return self.type_word(node.child_by_field_name("type"))
        if kind == "array_creation_expression":
            inner = self.type_word(node.child_by_field_name("type"))
            count = self.count_brackets(node)
            return f"{inner}{'*' * count}" if inner else UNKNOWN
        if kind == "method_invocation":
            return self._call_word(node, scope)
        if kind == "field_access":
            return self._field_word(node, scope, levels)
        if kind == "array_access":
            word = self.word(node.child_by_field_name("array"), scope, levels - 1)
            return word[:-1] if word[-1:] == "*" else UNKNOWN
        return self._word_of_parts(node, scope, levels)

    def _field_word(self, node: Node, scope: Scope, levels: int) -> str:
        owner, field = node.child_by_field_name("object"), node.child_by_field_name("field")
        if owner is None or field is None:
            return UNKNOWN
        name = self._speller.text(field)
        if owner.type == "this":
            return self.names.find(scope, name)
        if name in _CONSTANTS:
            return {"Integer": "int", "Character": "char"}.get(text := self._speller.text(owner), text.lower())
        return "int" if name == "length" and self.word(owner, scope, levels - 1)[-1:] == "*" else UNKNOWN

    def _number_word(self, kind: str, last: str) -> str:
        if "floating" in kind:
            return "float" if last == "f" else "double"
        return "" if kind == "null_literal" else "long" if last == "l" else "int"

    def _word_of_parts(self, node: Node, scope: Scope, levels: int) -> str:
        kind = node.type
        if kind == "parenthesized_expression":
            return self.word(node.named_child(0) if node.named_child_count else None, scope, levels - 1)
        if kind == "assignment_expression":
            return self.word(node.child_by_field_name("left"), scope, levels - 1)
        if kind == "update_expression":
            return self.word(node.named_child(0) if node.named_child_count else None, scope, levels - 1)
        if kind == "unary_expression":
            operand = node.child_by_field_name("operand")
            if self._speller.text(node).startswith("!"):
                return "boolean"
            return _promote([self.word(operand, scope, levels - 1)])
        if kind == "ternary_expression":
            first = self.word(node.child_by_field_name("consequence"), scope, levels - 1)
            alternative = node.child_by_field_name("alternative")
            other = self.word(alternative, scope, levels - 1)
            for value, word in ((node.child_by_field_name("consequence"), other), (alternative, first)):
                if value is not None and value.type == "null_literal":
                    return word
            return first if first == other else UNKNOWN
        return self._binary_word(node, scope, levels) if kind == "binary_expression" else UNKNOWN

    def _binary_word(self, node: Node, scope: Scope, levels: int) -> str:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return UNKNOWN
        if operator.type in _TESTS:
            return "boolean"
        words = [self.word(left, scope, levels - 1), self.word(right, scope, levels - 1)]
        if operator.type == "+" and "String" in words:
            return "String"
        return _promote(words)

    def _call_word(self, node: Node, scope: Scope) -> str:
        name = node.child_by_field_name("name")
        if name is None:
            return UNKNOWN
        key = self._speller.text(name) + self._speller.arity(node)
        if node.child_by_field_name("object") is None:
            return self.names.find(scope, key)
        if self._speller.text(name) == "valueOf":
            return self._speller.text(node.child_by_field_name("object") or node)
        return _OF_OBJECTS.get(key) or _OF_TEXTS.get(key, UNKNOWN)

    def _find_own_type(self, scope: Scope) -> str:
        """The word of `this`; an unnamed class has none."""
        found = scope.find("this")
        binding = found.names["this"][0] if found is not None else ""
        word = binding.removesuffix(" ()").rpartition(".")[2] if isinstance(binding, str) else UNKNOWN
        return word.lstrip("@") if word[-1:] != "}" else UNKNOWN


def _promote(words: list[str]) -> str:
    """The type of the result of arithmetic with operands of these types."""
    plain = ["int" if word in _SMALL else word for word in words]
    if [word for word in plain if word not in _NUMBERS]:
        return UNKNOWN
    return min(plain, key=_NUMBERS.index)
