"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

A word is the last part of a type's name, without type arguments, and with a `*` for an array. An argument whose type
the file does not say is a chain, after `<`: see `Definitions.choose_overloads`.
"""

from __future__ import annotations

from urllib.parse import quote

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope
from omny.languages.csharp.overloads import VARIABLE
from omny.languages.overloads import ANY, FUNCTION, LIST, NULL

_LITERALS = {
    "string_literal": "string",
    "verbatim_string_literal": "string",
    "raw_string_literal": "string",
    "interpolated_string_expression": "string",
    "integer_literal": "int",
    "real_literal": "double",
    "boolean_literal": "bool",
    "character_literal": "char",
    "null_literal": NULL,
    "lambda_expression": FUNCTION,
    "anonymous_method_expression": FUNCTION,
    "collection_expression": LIST,
    "typeof_expression": "Type",
    "is_pattern_expression": "bool",
    "is_expression": "bool",
}
_ENDINGS = {"real_literal": {"f": "float", "m": "decimal"}, "integer_literal": {"l": "long", "u": "uint"}}
WORDS = {
    "Boolean": "bool", "Byte": "byte", "Char": "char", "Decimal": "decimal", "Double": "double", "Int16": "short",
    "Int32": "int", "Int64": "long", "Object": "object", "SByte": "sbyte", "Single": "float", "String": "string",
    "UInt16": "ushort", "UInt32": "uint", "UInt64": "ulong", "dynamic": "", "var": "",
}  # fmt: skip
_KEPT = frozenset(("Dictionary", "List", "HashSet", "IEnumerable", "Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"))
_VALUES = frozenset((*_LITERALS, "array_creation_expression", "implicit_array_creation_expression"))
_TYPED = frozenset(
    ("cast_expression", "object_creation_expression", "array_creation_expression", "declaration_expression")
)
_AROUND = frozenset(("ref_type", "scoped_type", "qualified_name", "alias_qualified_name"))
_TESTS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))
_MAX_LEVELS, _MAX_AROUND = 16, 200
MAX_CHARS = 200  # of the chain of an argument


class CSharpArguments(GenericWalk):
    """The part of `CSharpWalk` that knows words of types."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._declared: dict[tuple[Scope, str], Node | None] = {}  # of variables; None for one with several
        self._overloads: dict[tuple[Scope | None, str], list[tuple[Draft, Node]]] = {}

    def note_type(self, scope: Scope, name: Node | None, type_: Node | None, value: Node | None = None) -> None:
        """Takes the type that a variable declares, or else its value."""
        if type_ is not None and type_.type == "implicit_type":
            type_ = value
        if name is not None and type_ is not None:
            key = scope, self.text(name)
            self._declared[key] = type_ if key not in self._declared else None

    def note_parameters(self, draft: Draft, name: str, parameters: Node | None) -> None:
        """Takes the parameters of a function."""
        if parameters is not None:
            self._overloads.setdefault((draft.scope, name), []).append((draft, parameters))

    def publish_overloads(self) -> None:
        """Adds to the surface what tells functions of one name apart."""
        for functions in self._overloads.values():
            for draft, parameters in functions if len(functions) > 1 else ():
                words, names = self._list_parameters(parameters)
                self.surface[f"{draft.qualname}("] = words
                self.surface[f"{draft.qualname}(("] = names

    def _list_parameters(self, parameters: Node) -> tuple[list[str], list[str]]:
        words, names = [], []
        for child in parameters.named_children:
            if child.type == "parameter":
                words.append(self._word_of_type(child.child_by_field_name("type")) or ANY)
                names.append(self.text(child.child_by_field_name("name") or child))
        rest = parameters.child_by_field_name("type")
        if rest is not None:
            word = self._word_of_type(rest)
            if rest.type == "generic_name" and rest.named_children:
                word = f"{self._word_of_type(rest.named_children[-1].named_children[0])}*"
            words.append(f"{word[:-1] if word[-1:] == '*' and word != '*' else ANY}+")
            names.append(self.text(parameters.child_by_field_name("name") or parameters))
        return words, names

    def _word_of_type(self, node: Node | None) -> str:
        """The word of a type; "" for one that says nothing."""
        is_null = False
        for _ in range(_MAX_LEVELS):
            if node is None:
                return ""
            kind = node.type
            if kind == "array_type":
                inner = self._word_of_type(node.child_by_field_name("type"))
                return f"{inner}*" if inner else ""
            if kind == "nullable_type":
                is_null = True
                node = node.child_by_field_name("type")
            elif kind in _AROUND:
                node = node.named_children[-1] if node.named_children else None
            elif kind == "generic_name":
                return self.text(node.named_children[0])
            elif kind in ("identifier", "predefined_type"):
                break
            else:
                return ""
        if node is None:
            return ""
        text = self.text(node)
        if node.type == "identifier" and text in self._list_variables(node):
            return VARIABLE
        word = WORDS.get(text, text)
        return f"{word}?" if is_null and node.type == "predefined_type" and word not in ("string", "object") else word

    def _list_variables(self, node: Node) -> list[str]:
        """The type parameters that code sees."""
        found = []
        around: Node | None = node
        for _ in range(_MAX_AROUND):
            around = around.parent if around is not None else None
            if around is None:
                break
            for child in around.named_children if around.type.endswith(("_declaration", "_statement")) else ():
                if child.type == "type_parameter_list":
                    found += [self.text(each.child_by_field_name("name") or each) for each in child.named_children]
        return found

    def spell_words(self, listed: Node | None) -> str:
        """The words of the arguments of a call, as its name ends with them; "" without arguments."""
        words: list[str] = []
        named: list[str] = []
        for each in listed.named_children if listed is not None else ():
            if each.type == "argument":
                name = each.child_by_field_name("name")
                words.append(self._word(each.named_children[-1] if each.named_children else each))
                named = [*named, f"{self.text(name)}={ANY}"] if name is not None else []
        words[len(words) - len(named) :] = named  # one before those without a name stands in its own place
        return f":{','.join(words)}" if words else ""

    def _word(self, node: Node, levels: int = _MAX_LEVELS) -> str:
        kind = node.type
        if not levels:
            return ANY
        if kind in _LITERALS:
            return _ENDINGS.get(kind, {}).get(self.text(node)[-1].lower(), _LITERALS[kind])
        if kind in ("parenthesized_expression", "checked_expression", "postfix_unary_expression"):
            return self._word(node.named_children[0], levels - 1) if node.named_children else ANY
        if kind == "prefix_unary_expression" and node.named_children:
            return "bool" if self.text(node)[0] == "!" else self._word(node.named_children[-1], levels - 1)
        if kind == "binary_expression":
            return self._word_of_two(node, levels)
        if kind in _TYPED:
            type_ = node.child_by_field_name("type")
        else:
            type_ = self._find_type(self.text(node)) if kind == "identifier" else None
        word = self._word(type_, levels - 1) if type_ and type_.type in _VALUES else self._word_of_type(type_)
        if word and (word == VARIABLE or word[-1] in "*?" or word[0].islower() or word in _KEPT):
            return word
        return self._quote(node) or word or ANY

    def _word_of_two(self, node: Node, levels: int) -> str:
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is None or left is None or right is None:
            return ANY
        if self.text(operator) in _TESTS:
            return "bool"
        words = [self._word(left, levels - 1), self._word(right, levels - 1)]
        if self.text(operator) == "+" and "string" in words:
            return "string"
        return words[0] if words[0] == words[1] and words[0][0].islower() else ANY

    def _find_type(self, name: str) -> Node | None:
        for scope in self.scope.ancestors():
            if (scope, name) in self._declared or name in scope.names:
                return self._declared.get((scope, name))
        return None

    def _quote(self, node: Node) -> str:
        """The chain of an argument, which tells its type where more than one function has the name."""
        if node.type == "argument":
            chain = "this" if self.text(node) == "this" else "?"
        else:
            chain = self.speller.chain(node)
        values = self.tree.expand(self.scope, chain)[0] if chain != "?" else []
        if len(values) != 1 or values[0][0] in "[(*%" or len(values[0]) > MAX_CHARS or ":" in values[0][-1:]:
            return ""
        return "<" + quote(values[0], safe="").replace(".", "%2E")
