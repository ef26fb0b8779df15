"""The types of arguments and parameters as words, by which overloads with one number of parameters differ.

A word is the last part of a type's name, without type arguments, and with a `*` for an array. An argument whose type
the file does not say is a chain, after `<`: see `Definitions.choose_overloads`.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope
from omny.languages.csharp.overloads import MARK
from omny.languages.csharp.words import (
    AROUND,
    ENDINGS,
    FUNCTIONS,
    INNER,
    KEPT,
    LITERALS,
    MADE,
    MEMBERS,
    OWN,
    RESULTS,
    RETURN,
    TESTS,
    TYPED,
    VALUES,
    WORDS,
    find_converted,
)
from omny.languages.members import spell_chain
from omny.languages.overloads import ANY, FUNCTION, NULL

_MAX_LEVELS, _MAX_AROUND = 16, 200
MAX_CHARS = 200  # of the chain of an argument


class CSharpArguments(GenericWalk):
    """The part of `CSharpWalk` that knows words of types."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._declared: dict[tuple[Scope, str], Node | None] = {}  # of variables; None for one with several
        self._overloads: dict[tuple[Scope | None, str], list[tuple[Draft, Node]]] = {}

    def note_type(self, scope: Scope, name: str, type_: Node | None, value: Node | None = None) -> None:
        """Takes the type that a variable or a member declares, or else its value."""
        if type_ is not None and type_.type == "implicit_type":
            type_ = value
        if type_ is not None:
            known = self._declared.setdefault((scope, name), type_)
            if known is not None and known != type_ and self.text(known) != self.text(type_):
                self._declared[scope, name] = None

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

    def member_chain(self, type_: Node | None) -> str:
        """The chain of a member of a type; "?" for an unknown one. The types of the language itself count, too."""
        chain, inner = self.speller.instance_chain(type_), type_
        while inner is not None and inner.type == "generic_name":
            is_around = self.text(inner.named_children[0]) in self.shapes.transparent_types
            inner = next(iter(inner.named_children[-1].named_children), None) if is_around else None
        is_plain = inner is not None and (inner.child_by_field_name("type") or inner).type == "predefined_type"
        word = self._word_of_type(inner) if is_plain else ""
        return chain or (f"'{word} ()" if word and word[-1] != "*" and word != "void" else "?")

    def tells_variables(self, bracket: Bracket) -> bool:
        """Whether the arguments of a function determine its type parameters; else each call states them."""
        listed = next((each for each in bracket.node.named_children if each.type == "type_parameter_list"), None)
        text = self.text(parameters) if (parameters := bracket.find("parameters")) is not None else ""
        names = [self.text(each.named_children[-1]) for each in (listed.named_children if listed is not None else ())]
        return all(re.search(rf"\b{name}\b", text) for name in names if name.isidentifier())

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
            elif kind in AROUND:
                node = node.named_children[-1] if node.named_children else None
            elif kind == "generic_name":
                return self._word_of_generic(node)
            elif kind in ("identifier", "predefined_type"):
                break
            else:
                return ""
        if node is None:
            return ""
        text = self.text(node)
        if node.type == "identifier" and text in self._list_variables(node):
            return f"{MARK}{text}"
        word = FUNCTIONS.get(text, WORDS.get(text, text))
        return f"{word}?" if is_null and word in VALUES else word

    def _word_of_generic(self, node: Node) -> str:
        """The word of a type with arguments; that of a function ends with the number of its parameters."""
        name, listed = self.text(node.named_children[0]), node.named_children[-1].named_children
        if name == "Expression" and listed and listed[0].type == "generic_name":
            return name + self._word_of_generic(listed[0])[-1]
        return f"{name}{len(listed) - (name in ('Func', 'Converter'))}" if name in FUNCTIONS else name

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
        kind, parts = node.type, node.named_children
        if not levels:
            return ANY
        if kind in LITERALS:
            return ENDINGS.get(kind, {}).get(self.text(node)[-1].lower(), LITERALS[kind])
        if kind in INNER:
            return self._word(parts[0], levels - 1) if parts else ANY
        if kind == "prefix_unary_expression" and parts:
            return "bool" if self.text(node)[0] == "!" else self._word(parts[-1], levels - 1)
        if kind in ("lambda_expression", "anonymous_method_expression"):
            return self._word_of_function(node)
        if kind in ("binary_expression", "conditional_expression"):
            word = self._word_of_two(node, levels)
        elif kind == "implicit_array_creation_expression":
            items = parts[-1].named_children if parts else []
            word = f"{self._plain_word(items[0], levels - 1) if items else ANY}*"
        elif kind == "element_access_expression":
            word = self._plain_word(parts[0], levels - 1)
            word = word[:-1] if word[-1] == "*" else ANY
        elif kind in ("member_access_expression", "invocation_expression"):
            word = self._word_of_member(node, levels)
        else:
            type_ = node.child_by_field_name(TYPED[kind]) if kind in TYPED else None
            type_ = self._find_type(self.text(node)) if kind == "identifier" else type_
            word = self._word(type_, levels - 1) if type_ and type_.type in MADE else self._word_of_type(type_) or ANY
        is_sure = kind not in ("member_access_expression", "invocation_expression")
        is_plain = word[0] in MARK + ANY or word[-1] in "*?" or word[0].islower()
        if is_sure and word != ANY and (is_plain or word.rstrip("0123456789") in KEPT):
            return word
        chain = self._quote(node)
        return f"{chain}>{word}" if chain and word != ANY else chain or word

    def _plain_word(self, node: Node, levels: int) -> str:
        """The word of an expression that is a part of another one."""
        word = self._word(node, levels)
        return (word.partition(">")[2] or ANY) if word[0] == "<" else word

    def _word_of_function(self, node: Node) -> str:
        """The word of a function that is an argument: the number of its parameters, and whether it returns a
        value, where it says these."""
        listed, body = node.child_by_field_name("parameters"), node.named_children[-1]
        if listed is None:
            return FUNCTION
        count = 1 if listed.type != "parameter_list" else len(listed.named_children)
        if body.type != "block":
            return f"{FUNCTION}{count}{'' if body.type in ('invocation_expression', 'await_expression') else 'r'}"
        is_async = any(child.type == "modifier" and self.text(child) == "async" for child in node.children)
        return f"{FUNCTION}{count}{'r' if is_async or RETURN.search(self.text(body)) else 'v'}"

    def _word_of_member(self, node: Node, levels: int) -> str:
        """The word of a member of some type, by its name and, if it is one of the language's, that of the type."""
        is_call = node.type == "invocation_expression"
        member = node.child_by_field_name("function") if is_call else node
        name = member.child_by_field_name("name") if member is not None else None
        owner = member.child_by_field_name("expression") if member is not None else None
        if member is None or name is None or owner is None:
            arguments = node.child_by_field_name("arguments")
            count = len(arguments.named_children) if arguments is not None else 0
            called = self.text(member) if member is not None else ""
            return "string" if called == "nameof" else self._word_of_type(self._find_type(f"{called}/{count}")) or ANY
        text, type_ = self.text(name), self.text(owner)
        type_ = WORDS.get(type_, type_)
        if owner.type == "this":
            return self._word_of_type(self._find_type(text)) or ANY if not is_call else ANY
        if type_ == "Convert":
            return find_converted(text)
        if type_ in VALUES | {"string"} and (text in OWN or text.startswith("From")):
            return type_
        if text in ("GetValueOrDefault", "Value"):
            word = self._plain_word(owner, levels - 1)
            return word[:-1] or ANY if word[-1] == "?" else ANY
        return (RESULTS if is_call else MEMBERS).get(text, ANY)

    def _word_of_two(self, node: Node, levels: int) -> str:
        """The word of an expression with two operands, or of one of two values."""
        operator = node.child_by_field_name("operator")
        sign = self.text(operator) if operator is not None else ":"
        if sign in TESTS:
            return "bool"
        words = [self._plain_word(each, levels - 1) for each in node.named_children[-2:]]
        if sign == "+" and "string" in words:
            return "string"
        first, second = words if len(words) == 2 else (ANY, ANY)
        if sign == "??":
            first = first.rstrip("?") or ANY
        elif NULL in words:
            first = second = second if first == NULL else first
        elif sign == ":" and second == f"{first}?":
            first = second
        return first if second in (first, first.rstrip("?")) and (sign in ("??", ":") or first[0].islower()) else ANY

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
        return spell_chain(values[0])
