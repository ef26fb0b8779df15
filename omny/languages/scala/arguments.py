"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

Words are those of Java, since functions of one language are called from the other: see
`omny.languages.java.arguments`.
"""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.members import spell_chain
from omny.languages.overloads import ANY, FUNCTION, NULL
from omny.languages.scala.packages import ScalaPackages

_OF_JAVA = {"Any": "Object", "AnyRef": "Object", "Boolean": "boolean", "Byte": "byte", "Char": "char"}
_OF_JAVA |= {"Double": "double", "Float": "float", "Int": "int", "Long": "long", "Short": "short"}
_LITERALS = {
    "string": "String",
    "interpolated_string_expression": "String",
    "integer_literal": "int",
    "floating_point_literal": "double",
    "boolean_literal": "boolean",
    "character_literal": "char",
    "null_literal": NULL,
    "lambda_expression": FUNCTION,
    "case_block": FUNCTION,
    "colon_argument": FUNCTION,
}
_AROUND = frozenset(("block", "parenthesized_expression", "annotated_type", "lazy_parameter_type"))
_VARIABLE = "T"
"""The word of a parameter that may be of any type."""

_FUNCTION_TYPE = "Function"
_MAX_LEVELS = 8
_MAX_CHAIN = 100


class ScalaArguments(ScalaPackages):
    """The part of `ScalaWalk` that knows words of types."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._overloads: dict[tuple[Scope, str], list[tuple[str, list[str]]]] = {}

    def note_names(self, qualname: str, parameters: Node | None) -> None:
        """Publishes the names of the parameters of a function, by which arguments can be given."""
        all_ = parameters.named_children if parameters is not None else []
        names = [self.text(name) for each in all_ if (name := each.child_by_field_name("name")) is not None]
        self.surface[f"{qualname}(("] = names

    def note_overload(self, home: Scope, name: str, qualname: str, parameters: Node | None) -> None:
        """Notes the words of the parameters of a function."""
        all_ = parameters.named_children if parameters is not None else []
        words = [self._word_of_parameter(each) for each in all_ if each.type in ("parameter", "class_parameter")]
        self._overloads.setdefault((home, name), []).append((qualname, words))

    def publish_overloads(self) -> None:
        """Adds to the surface what tells functions with one name and number of parameters apart."""
        for functions in self._overloads.values():
            for qualname, words in functions if len(functions) > 1 else ():
                self.surface[f"{qualname}("] = words

    def _word_of_parameter(self, node: Node) -> str:
        type_ = node.child_by_field_name("type")
        if type_ is not None and type_.type == "repeated_parameter_type":
            return f"{self.type_word(type_.child_by_field_name('type')) or _VARIABLE}+"
        return self.type_word(type_) or _VARIABLE

    def type_word(self, node: Node | None) -> str:
        """The word of a type; "" for one that says nothing."""
        for _ in range(_MAX_LEVELS):
            if node is None or node.type not in _AROUND or not node.named_children:
                break
            node = node.named_children[0]
        if node is None:
            return ""
        if node.type == "function_type":
            return _FUNCTION_TYPE
        if node.type == "generic_type":
            node = node.child_by_field_name("type") or node
        if node.type not in ("type_identifier", "stable_type_identifier"):
            return ""
        name = self.text(node).rpartition(".")[2].strip()
        found = self.scope.find(name)
        if found is not None and found is not self.tree.module:
            return ""  # a parameter of the function or type
        return _OF_JAVA.get(name, name)

    def spell_words(self, arguments: list[Node]) -> str:
        """The words of the arguments of a call, as its name ends with them: the names of those that have one."""
        words = [self._find_name(each) or self._word(each) for each in arguments]
        return f":{','.join(words)}" if words else ""

    def _find_name(self, argument: Node) -> str:
        left = argument.child_by_field_name("left") if argument.type == "assignment_expression" else None
        return f"{self.text(left)}=" if left is not None and left.type == "identifier" else ""

    def _word(self, node: Node) -> str:
        for _ in range(_MAX_LEVELS):
            if node.type not in _AROUND or node.named_child_count != 1:
                break
            node = node.named_children[0]
        kind = node.type
        if kind in _LITERALS:
            return "long" if kind == "integer_literal" and self.text(node)[-1] in "lL" else _LITERALS[kind]
        if kind == "instance_expression" and node.named_children:
            return self.type_word(node.named_children[0]) or ANY
        if kind == "ascription_expression":
            return self.type_word(node.named_children[-1]) or ANY
        if kind == "identifier":
            name = self.text(node)
            word = self._find_own_name() if name == "this" else self._word_of_name(name)
            return word if word != ANY else self._word_of_chain(self.speller.chain(node))
        if kind == "call_expression":
            function = node.child_by_field_name("function")
            if function is not None and function.type == "generic_function":
                function = function.child_by_field_name("function")
            name = self.text(function) if function is not None and function.type == "identifier" else ""
            if name[:1].isupper():
                return name
        return self._word_of_chain(self.speller.chain(node))

    def _word_of_chain(self, chain: str) -> str:
        """The word of an expression whose type the index knows: its chain."""
        values = self.tree.expand(self.scope, chain)[0] if chain != "?" else []
        is_plain = len(values) == 1 and values[0][0] not in "*%([" and len(values[0]) < _MAX_CHAIN
        return spell_chain(values[0]) if is_plain else ANY

    def _find_own_name(self) -> str:
        """The name of the type around the code."""
        around = next((scope for scope in self.scope.ancestors() if scope in self.receivers), None)
        return around.qualname.rpartition(".")[2].partition("~")[0] or ANY if around is not None else ANY

    def _word_of_name(self, name: str) -> str:
        for scope in self.scope.ancestors():
            if name in scope.names:
                return self.words.get((scope, name), ANY)
        return ANY
