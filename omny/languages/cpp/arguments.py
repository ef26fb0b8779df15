"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

A word is the last part of a type's name, without type arguments, and with a `*` for each pointer. It is what the file
alone says; an expression whose type it does not say has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.c.declarators import list_parameters
from omny.languages.cpp.spelling import CASTS, strip_arguments
from omny.languages.members import NameWords
from omny.languages.overloads import ANY, FUNCTION, LIST, NULL

MAX_LEVELS = 16
_IGNORED = re.compile(
    r"\b(?:const|volatile|struct|class|enum|union|typename|register|restrict|constexpr|inline|static|mutable|extern)\b"
)
_LITERALS = {
    "string_literal": "char*", "raw_string_literal": "char*", "concatenated_string": "char*", "char_literal": "char",
    "true": "bool", "false": "bool", "null": NULL, "nullptr": NULL, "lambda_expression": FUNCTION,
    "initializer_list": LIST, "sizeof_expression": "size_t",
}  # fmt: skip
_TESTS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))


@lru_cache(maxsize=4096)  # a program names few types, and often
def _find_word(text: str) -> str:
    """The word of the text of a type; "" for one that is no name."""
    words = _IGNORED.sub(" ", strip_arguments(text)).rpartition("::")[2].split()
    word = "unsigned" if "unsigned" in words else words[-1] if words else ""
    return word if word.isidentifier() else ""


class ArgumentTypes:
    """The words of one file."""

    def __init__(self, text: Callable[[Node], str]) -> None:
        self._text = text
        self.names = NameWords()
        self._types: dict[tuple[Scope, str], str] = {}

    def note_type(self, scope: Scope, name: str, chain: str) -> None:
        """Takes the chain of the type of a name of a scope."""
        self._types[scope, name] = chain

    def is_variable(self, name: str, scope: Scope) -> bool:
        """Whether the nearest binding of a name, as code of a scope sees it, is a variable in a block."""
        around: Scope | None = scope
        while around is not None and around.parent is not None:
            if name in around.names:
                return self.names.get(around, name) is not None
            around = around.parent
        return False

    def argument_types(self, arguments: Node | None, scope: Scope) -> list[str]:
        """The chains of the types of those arguments that are variables, or what these point to."""
        found: dict[str, None] = {}
        for child in arguments.named_children if arguments is not None else ():
            node: Node | None = child
            if child.type == "pointer_expression":
                node = child.child_by_field_name("argument")
            if node is None or node.type != "identifier":
                continue
            name = self._text(node)
            around: Scope | None = scope
            while around is not None and name not in around.names:
                around = around.parent
            if around is not None and (around, name) in self._types:
                found[self._types[around, name]] = None
        return list(found)

    def type_word(self, type_: Node | None, declarator: Node | None = None) -> str:
        """The word of a type with a declarator."""
        if type_ is None or type_.type == "placeholder_type_specifier":
            return ""
        word = _find_word(self._text(type_))
        return word + self._find_suffix(declarator) if word else ""

    def _find_suffix(self, declarator: Node | None) -> str:
        """The marks of pointers and references."""
        suffix = ""
        node = declarator
        for _ in range(MAX_LEVELS):
            if node is None:
                break
            kind = node.type
            if "pointer_declarator" in kind or "array_declarator" in kind:
                suffix += "*"
            elif "reference_declarator" in kind:
                suffix += "&&" if self._text(node).startswith("&&") else "&"
            elif "function_declarator" in kind:
                return "()"
            following = node.child_by_field_name("declarator")
            if following is None:
                following = next((each for each in node.named_children if each.type.endswith("_declarator")), None)
            node = following
        return suffix

    def parameter_words(self, parameters: Node | None) -> list[str]:
        """The words of the parameters of a function."""
        words = []
        for child in list_parameters(parameters):
            word = self.type_word(child.child_by_field_name("type"), child.child_by_field_name("declarator")) or "T"
            if child.type.startswith("variadic"):
                word += "..."
            words.append(f"{word}=" if child.type.startswith("optional") else word)
        if parameters is not None and any(child.type == "..." for child in parameters.children):
            words.append("...")
        return words

    def argument_words(self, arguments: Node | None, scope: Scope) -> list[str]:
        """The words of the arguments of a call; ANY for an unknown one."""
        return [
            self.word(child, scope).rstrip("&") or ANY
            for child in (arguments.named_children if arguments is not None else ())
            if child.type != "comment"
        ]

    def word(self, node: Node | None, scope: Scope, levels: int = MAX_LEVELS) -> str:
        """The word of an expression."""
        if node is None or not levels:
            return ""
        kind = node.type
        if kind in _LITERALS:
            return _LITERALS[kind]
        if kind == "number_literal":
            return self._number_word(self._text(node).lower())
        if kind == "identifier":
            return self.names.find(scope, self._text(node))
        if kind == "parenthesized_expression":
            return self.word(node.named_child(0), scope, levels - 1) if node.named_child_count else ""
        if kind in ("cast_expression", "new_expression", "compound_literal_expression"):
            type_ = node.child_by_field_name("type")
            inner = type_.child_by_field_name("type") if type_ is not None else None
            declarator = type_.child_by_field_name("declarator") if type_ is not None else None
            word = self.type_word(inner if inner is not None else type_, declarator)
            return f"{word}*" if kind == "new_expression" and word else word
        if kind == "pointer_expression":
            return self._pointer_word(node, scope, levels)
        if kind == "call_expression":
            return self._call_word(node)
        if kind == "binary_expression":
            return self._binary_word(node, scope, levels)
        if kind == "unary_expression" and self._text(node).startswith("!"):
            return "bool"
        return ""

    def _pointer_word(self, node: Node, scope: Scope, levels: int) -> str:
        word = self.word(node.child_by_field_name("argument"), scope, levels - 1).rstrip("&")
        if not word or word[0] == ANY:
            return ""
        if self._text(node).startswith("&"):
            return f"{word}*"
        return word[:-1] if word[-1] == "*" else ""

    def _binary_word(self, node: Node, scope: Scope, levels: int) -> str:
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type in _TESTS:
            return "bool"
        left = self.word(node.child_by_field_name("left"), scope, levels - 1)
        return left if left == self.word(node.child_by_field_name("right"), scope, levels - 1) else ""

    def _call_word(self, node: Node) -> str:
        function = node.child_by_field_name("function")
        if function is not None and function.type == "template_function":
            name, arguments = function.child_by_field_name("name"), function.child_by_field_name("arguments")
            if name is not None and self._text(name) in CASTS and arguments is not None and arguments.named_child_count:
                first = arguments.named_children[0]
                if first.type == "type_descriptor":
                    return self.type_word(first.child_by_field_name("type"), first.child_by_field_name("declarator"))
        if function is not None and function.type == "primitive_type":
            return self._text(function)
        return ""

    def _number_word(self, text: str) -> str:
        if text == "0":
            return ""  # a null pointer, too
        if not text.startswith("0x") and ("." in text or "e" in text):
            return "float" if text.endswith("f") else "double"
        return "unsigned" if "u" in text else "long" if text.endswith("l") else "int"
