"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

Words are those of Java, since functions of one language are called from the other: see
`omny.languages.java.arguments`.
"""

from __future__ import annotations

from itertools import zip_longest

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.kotlin.names import KotlinNames, has_word
from omny.languages.kotlin.semantics import WORDS
from omny.languages.kotlin.spelling import TYPES, Call, find_argument, find_child, find_parts, find_type
from omny.languages.members import spell_chain
from omny.languages.overloads import ANY, FUNCTION, NULL
from omny.resolve.argument_words import GIVEN_TYPES

_BOXED = {"Char": "Character", "Int": "Integer"}
_ARRAYS = {f"{name}Array": f"{word}*" for name, word in WORDS.items() if name != "Any"}
_CONVERTED = {
    "toString/0": "String",
    "trimIndent/0": "String",
    "trimMargin/0": "String",
    "hashCode/0": "int",
    **{f"to{name}/0": word for name, word in WORDS.items()},
}
_COUNTS = frozenset(("size", "length", "lastIndex"))
MAX_LEVELS = 16
MAX_CHARS = 200  # of the chain of an argument


class KotlinArguments(KotlinNames):
    """The part of `KotlinWalk` that knows words of types."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._words: dict[tuple[Scope, str], str] = {}  # of names of collections
        self.is_complete = False  # whether the names of all scopes are known
        self._found: dict[tuple[Scope, str, int, int], str] = {}  # words of arguments, by scope and place
        self._given: list[tuple[str, Scope, Node]] = []  # types of functions that functions get

    def note_type(self, name: str, type_: Node | None) -> None:
        """See `KotlinNames`."""
        super().note_type(name, type_)
        if (word := self.type_word(type_)) in self.shapes.containers:
            self._words[self.scope, name] = word

    def note_parameters(self, qualname: str, parameters: Node | None, types: Node | None = None) -> None:
        """Publishes the words of the parameters of a function; `types` are those that a call can give it in `<>`."""
        self.surface[f"{qualname}("] = [
            self._parameter_word(each)
            for each in find_parts(parameters)
            if each.type in ("parameter", "class_parameter")
        ]

        self.surface[f"{qualname}(("] = [
            *((GIVEN_TYPES,) if types is not None else ()),
            *(
                self.text(name)
                for each in find_parts(parameters)
                if each.type in ("parameter", "class_parameter")
                and (name := find_child(each, "identifier")) is not None
            ),
        ]
        last = find_child(find_parts(parameters)[-1] if find_parts(parameters) else None, *TYPES)
        for _ in range(MAX_LEVELS):
            if last is None or last.type == "function_type":
                break
            last = find_type(last) if last.type in ("nullable_type", "parenthesized_type") else None
        if last is not None:
            self._given.append((qualname, self.scope, last))

    def publish_given(self) -> None:
        """Adds to the surface what functions give to the function that is their last argument: `{}` is its receiver,
        and `{0}` its first argument."""
        for qualname, scope, type_ in self._given:
            parts = find_parts(type_)
            listed = [
                find_type(each) if each.type == "parameter" else each
                for each in find_parts(find_child(type_, "function_type_parameters"))
                if each.type != "parameter_modifiers"
            ]
            types = {f"{{{place}}}": each for place, each in enumerate(listed)}
            if len(parts) > 2 and parts[0].type in TYPES:
                types["{}"] = parts[0]
            for segment, each in types.items():
                chain = self.speller.instance_chain(each)
                if values := self.tree.expand(scope, chain)[0] if chain else []:
                    self.surface[qualname + segment] = values

    def _parameter_word(self, node: Node) -> str:
        word = self.type_word(find_type(node)) or ANY
        return f"{word}+" if has_word(node, "vararg") else word

    def type_word(self, node: Node | None) -> str:
        """The word of a type; "" for one that says nothing."""
        is_null = False
        for _ in range(MAX_LEVELS):
            if node is None or node.type not in ("nullable_type", "parenthesized_type", "non_nullable_type"):
                break
            is_null = is_null or node.type == "nullable_type"
            node = find_type(node)
        if node is None or node.type != "user_type":
            return ""
        name = self.spelling.plain_type_name(node).rpartition(".")[2]
        if self._is_parameter(name):
            return ""
        if name in _ARRAYS:
            return _ARRAYS[name]
        if is_null and name in WORDS and name != "Any":
            return _BOXED.get(name, name)
        return WORDS.get(name, name)

    def spell_argument_words(self, call: Call) -> str:
        """The words of the arguments of a call, as its name ends with them; "" if all are unknown."""
        if call.receiver is None and call.name is not None:
            found = self.scope.find(f"{self.text(call.name)}{call.arity}")
            if found is not None and found is not self.tree.module and not self.type_around(found):
                return ""  # a function in a function
        arguments = [find_argument(each) for each in call.arguments]
        known = [each for each in arguments if each is not None]
        names = [self._find_argument_name(each) for each in call.arguments]
        words = self.spell_words([*known, call.lambda_] if call.lambda_ is not None else known)
        end = call.name.end_byte if call.name is not None else 0  # the types may be masked
        has_types = self.source[end : end + 1] == b"<" and call.name is not None and self.text(call.name)[:1].islower()
        if not (any(names) or has_types) or len(known) != len(names):
            return words
        count = len(names) + (call.lambda_ is not None)
        given = words[1:].split(",") if words else [ANY] * count
        listed = [f"{name}={ANY}" if name else word for name, word in zip_longest(names, given, fillvalue="") if count]
        return ":" + ",".join([*listed, f"{GIVEN_TYPES}={ANY}"] if has_types else listed)

    def _find_argument_name(self, node: Node) -> str:
        """The name that an argument is given by."""
        is_named = any(child.type == "=" for child in node.children)
        return self.text(node.named_children[0]) if is_named else ""

    def spell_words(self, arguments: list[Node]) -> str:
        """As `spell_argument_words`, for expressions."""
        words = [self._complete_word(each) if self.is_complete else self._word(each) for each in arguments]
        return f":{','.join(words)}" if any(word != ANY for word in words) else ""

    def _complete_word(self, node: Node) -> str:
        """The word of an argument, or its chain, once all names are known. Each call that a call is part of asks for
        it."""
        key = (self.scope, node.type, node.start_byte, node.end_byte)
        word = self._found.get(key)
        if word is None:
            word = self._word(node)
            word = self._found[key] = self._quote_argument(node) if word == ANY else word
        return word

    def _quote_argument(self, node: Node) -> str:
        """The chain of an argument, which tells its type where more than one function has the name."""
        chain = self.speller.chain(node)
        values = self.tree.expand(self.scope, chain)[0] if chain != "?" else []
        if len(values) != 1 or values[0][0] in "[(" or len(values[0]) > MAX_CHARS:
            return ANY
        if values[0][0] in "*%":
            return FUNCTION  # what holds values is no text and no number either
        return spell_chain(values[0])

    def _word(self, node: Node) -> str:
        if node.type in ("lambda_literal", "anonymous_function", "callable_reference"):
            return FUNCTION
        if node.type == "identifier" and self.text(node) == "null":
            return NULL
        text = self.text(node)
        if "::class" in text and node.type in ("navigation_expression", "callable_reference"):
            return (
                "Class" if text.endswith((".java", ".javaObjectType")) else "KClass" if text.endswith("class") else ANY
            )
        chain = self.speller.chain(node)
        if (word := _CONVERTED.get(chain.rpartition(" ")[0].rpartition(" ")[2])) is not None:
            return word
        if chain.rpartition(" ")[2] in _COUNTS:
            return "int"
        if node.type == "binary_expression" and chain == "?":
            words = {self._word(each) for each in find_parts(node)}
            return words.pop() if len(words) == 1 else ANY
        for _ in range(MAX_LEVELS):
            head, _, rest = chain.partition(" ")
            if rest == "()":
                return self._word_of_name(head)
            if rest or not head.isidentifier():
                return ANY
            found = self.scope.find(head)
            if found is not None and (found, head) in self._words:
                return self._words[found, head]
            bindings = found.names[head] if found is not None and found is not self.tree.module else []
            if len(bindings) != 1 or isinstance(bindings[0], str):
                return ANY
            chain = bindings[0].chain
        return ANY

    def _word_of_name(self, head: str) -> str:
        name = head.partition("/")[0].lstrip("@").rpartition(".")[2]
        if not name[:1].isupper() or not name.isidentifier() or self._is_parameter(name):
            return ANY
        return _ARRAYS.get(name) or WORDS.get(name, name)

    def _is_parameter(self, name: str) -> bool:
        found = self.scope.find(name)
        return found is not None and found is not self.tree.module
