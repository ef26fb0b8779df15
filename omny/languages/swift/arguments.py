"""The types of arguments and parameters as words, by which functions with the same labels differ (see `overloads`).

A word is what the file alone says; an expression whose type it does not say has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tree_sitter import Node

from omny.extract.scopes import Scope
from omny.languages.members import NameWords
from omny.languages.swift.overloads import (
    ANY,
    ANY_LIST,
    CHANGED,
    CONFORMING,
    LEAST,
    LIST,
    MEMBER,
    NOTHING,
    OWN,
    REAL,
    REALS,
    RESULT,
    TABLE,
    TEXT,
    TRUTH,
    TUPLE,
    UNKNOWN_COUNT,
    WHOLE,
)
from omny.languages.swift.spelling import find_callee, is_subscript, is_type_name, plain_name, type_names

MAX_LEVELS = 16  # of an expression

_LITERALS = {
    "line_string_literal": TEXT,
    "multi_line_string_literal": TEXT,
    "raw_string_literal": TEXT,
    "integer_literal": WHOLE,
    "hex_literal": WHOLE,
    "bin_literal": WHOLE,
    "oct_literal": WHOLE,
    "real_literal": REAL,
    "boolean_literal": TRUTH,
    "nil_literal": NOTHING,
    "nil": NOTHING,
    "array_literal": LIST,
    "dictionary_literal": TABLE,
    "equality_expression": "Bool",
    "comparison_expression": "Bool",
    "conjunction_expression": "Bool",
    "disjunction_expression": "Bool",
    "check_expression": "Bool",
}
_TYPED = {TEXT: "String", WHOLE: "Int", REAL: "Double", TRUTH: "Bool", LIST: "Array", TABLE: "Dictionary", NOTHING: ANY}
_NOTHING_RETURNED = frozenset(("Void", "()", "Never"))
_ELEMENT = re.compile(r"\[\s*(\w+)\s*\]\??\s*$")
_ASYNC = re.compile(r"\)\s*async\b")
_AWAIT = re.compile(r"\bawait\b")
_EFFECTS = re.compile(r"\b(async|throws)\b(?!\()")
_PLACE = re.compile(r"\$(\d)")
_VALUE = re.compile(r"\breturn\b[ \t]*[^\s};]")
_STATEMENTS = frozenset(
    ("assignment", "for_statement", "while_statement", "repeat_while_statement", "guard_statement", "do_statement")
)
_NO_BOUNDS: dict[str, str] = {}
_COUNTS = frozenset(("count", "hashValue"))
_TRUTHS = frozenset(("isEmpty",))


class ArgumentTypes:
    """The words of one file."""

    def __init__(self, text: Callable[[Node], str], source: bytes) -> None:
        self._text = text
        self._source = source
        self.names = NameWords()
        self._types: dict[Scope, str] = {}

    def note(self, scope: Scope, name: str, word: str) -> None:
        """Takes the word of a name of a scope. A name with several has none."""
        self.names.note(scope, name, _TYPED.get(word, word))

    def note_type(self, scope: Scope, name: str) -> None:
        """Takes the name of the type that a scope belongs to."""
        self._types[scope] = name

    def type_word(self, node: Node | None, generics: Mapping[str, str] = _NO_BOUNDS) -> str:
        """The word of a type; `generics` are the words of type parameters: what they conform to, if anything."""
        optional, before = "", ""
        for _ in range(MAX_LEVELS):
            if node is None:
                return ANY
            kind = node.type
            if kind == "optional_type":
                optional = "?"
                node = node.child_by_field_name("wrapped")
            elif kind == "tuple_type":
                items = node.named_children
                if len(items) != 1:
                    return TUPLE + optional if items else ANY
                node = next((child for child in items[0].named_children if child.type != "simple_identifier"), None)
            elif kind in ("existential_type", "opaque_type", "type_annotation"):
                before = CONFORMING if kind[0] != "t" else ""
                node = node.named_children[0] if node.named_children else None
            else:
                word = self._plain_word(node, generics, optional)
                return before + word if word else ANY
        return ANY

    def _plain_word(self, node: Node, generics: Mapping[str, str], optional: str) -> str:
        kind = node.type
        if kind == "user_type":
            names = [self._text(each) for each in type_names(node)]
            if len(names) == 1 and (bound := generics.get(names[0])):
                return bound + optional
            if not names or names[0] in generics or names[-1] in ("Self", "Any", "AnyObject"):
                return ANY
            if names[-1] == "Optional":
                return ANY
            return plain_name(names[-1]) + optional
        if kind == "function_type":
            parameters, result = node.child_by_field_name("params"), node.child_by_field_name("name")
            count = len(parameters.named_children) if parameters is not None else 0
            is_void = result is not None and self._text(result) in _NOTHING_RETURNED
            is_async = _ASYNC.search(self._text(node)) is not None
            return f"<{count}>{'v' if is_void else 'r'}{'a' if is_async else ''}{optional}"
        return {"array_type": "Array", "dictionary_type": "Dictionary"}.get(kind, ANY) + optional

    def list_parameters(self, node: Node | None) -> list[Node]:
        """The types of the parameters of a function, by the type of that; nothing for any other type."""
        for _ in range(MAX_LEVELS):
            if node is None or node.type == "function_type":
                break
            inner = node.child_by_field_name("wrapped") if node.type == "optional_type" else None
            if node.type == "tuple_type" and len(node.named_children) == 1:
                inner = node.named_children[0].named_children[-1] if node.named_children[0].named_children else None
            node = inner
        listed = node.child_by_field_name("params") if node is not None else None
        items = listed.named_children if listed is not None else []
        return [item.named_children[-1] if item.named_children else item for item in items]

    def parameter_words(self, node: Node, generics: Mapping[str, str], *, is_member: bool) -> list[str]:
        """The parameters of a function."""
        words: list[str] = []
        for child in node.children:
            if child.type == "parameter":
                word = self._parameter_word(child, generics)
                is_of_any = not is_member and word.endswith((":Array", ":Array?")) and self._holds_any(child, generics)
                words.append(word.replace(":Array", f":{ANY_LIST}") if is_of_any else word)
            elif words and child.type == "=":
                words[-1] = words[-1].removesuffix("+") + "="
            elif words and child.type == "...":
                words[-1] += "+"
        if result := self._result_word(node, generics):
            words.append(result)
        return words

    def _holds_any(self, node: Node, generics: Mapping[str, str]) -> bool:
        """Whether a parameter is an array of a type that the caller chooses."""
        found = _ELEMENT.search(self._text(node))
        return found is not None and found[1] in generics

    def _result_word(self, node: Node, generics: Mapping[str, str]) -> str:
        """The effects and the result of a function, as the last word of it."""
        names = [each for each in node.children_by_field_name("name") if each.is_named]
        last = names[-1] if len(names) > 1 and node.type != "init_declaration" else None
        body = next((child for child in node.named_children if child.type == "function_body"), None)
        before = self._source[node.start_byte : body.start_byte if body is not None else node.end_byte]
        head = before.decode("utf-8", "replace").rpartition(")")[2]
        least = LEAST if b"@_disfavoredOverload" in before else ""
        effects = least + "".join(sorted({each[0] for each in _EFFECTS.findall(head)}))
        word = ANY
        if last is not None and last.type != "simple_identifier":
            is_own = self._text(last).removesuffix("?") == OWN
            word = OWN if is_own else self.type_word(last, dict.fromkeys(generics, ""))
        return f"{RESULT}{effects}:{word}" if effects or word else ""

    def _parameter_word(self, node: Node, generics: Mapping[str, str]) -> str:
        names = node.children_by_field_name("name")
        outer = node.child_by_field_name("external_name") or (names[0] if names else None)
        label = plain_name(self._text(outer)) if outer is not None else "_"
        type_ = names[1] if len(names) > 1 else None
        modifiers = "".join([self._text(child) for child in node.named_children if child.type == "parameter_modifiers"])
        if "@autoclosure" in modifiers and type_ is not None:
            type_ = type_.child_by_field_name("name")
        changed = CHANGED if "inout" in modifiers.split() else ""
        dots = "+" if any(child.type == "..." for child in node.children) else ""
        return f"{label}:{changed}{self.type_word(type_, generics)}{dots}"

    def word(self, node: Node | None, scope: Scope, levels: int = MAX_LEVELS) -> str:
        """The word of an expression."""
        if node is None or not levels:
            return ANY
        kind = node.type
        if kind in _LITERALS:
            return _LITERALS[kind]
        if kind == "lambda_literal":
            return self._closure_word(node)
        if kind == "prefix_expression":
            operation, target = node.child_by_field_name("operation"), node.child_by_field_name("target")
            text = self._text(operation) if operation is not None else ""
            if text == "&":
                return CHANGED + self.word(target, scope, levels - 1)
            return {".": MEMBER, "!": "Bool"}.get(text) or self.word(target, scope, levels - 1)
        if kind == "simple_identifier":
            return self.names.find(scope, plain_name(self._text(node)))
        if kind == "self_expression":
            return next((self._types[each] for each in scope.ancestors() if each in self._types), ANY)
        if kind == "as_expression":
            return self.type_word(node.child_by_field_name("name"))
        if kind in ("try_expression", "await_expression"):
            return self.word(node.child_by_field_name("expr"), scope, levels - 1)
        if kind == "call_expression":
            return self._call_word(node)
        if kind == "constructor_expression":
            return self.type_word(node.child_by_field_name("constructed_type"))
        if kind == "navigation_expression":
            return self._member_word(node, scope)
        if kind in ("additive_expression", "multiplicative_expression"):
            sides = [self.word(node.child_by_field_name(side), scope, levels - 1) for side in ("lhs", "rhs")]
            known = {each for each in sides if each not in (WHOLE, REAL)} or set(sides)
            return next(iter(known)) if len(known) == 1 else sides[0] if known <= REALS else ANY
        if kind == "tuple_expression":
            values = node.children_by_field_name("value")
            return self.word(values[0], scope, levels - 1) if len(values) == 1 else TUPLE
        return ANY

    def _call_word(self, node: Node) -> str:
        callee = find_callee(node)
        if callee is None or is_subscript(node, self._source):
            return ANY
        if callee.type == "prefix_expression" and self._text(callee).startswith("."):
            return MEMBER
        if callee.type == "navigation_expression":
            suffix, target = callee.child_by_field_name("suffix"), callee.child_by_field_name("target")
            name = plain_name(self._text(suffix).lstrip(".")) if suffix is not None else ""
            if is_type_name(name):
                return name
            if name != "init":
                return ANY
            callee = target
        name = plain_name(self._text(callee)) if callee is not None and callee.type == "simple_identifier" else ""
        return name if is_type_name(name) and name != "Self" else ANY

    def _closure_word(self, node: Node) -> str:
        type_, body = node.child_by_field_name("type"), None
        text = self._text(node)
        count = "0"
        for child in node.named_children:
            if child.type == "statements":
                body = child
        if type_ is not None:
            listed = type_.named_children[0] if type_.named_children else None
            names = listed.named_children if listed is not None else []
            count = str(len([each for each in names if each.type == "lambda_parameter"]))
        elif places := _PLACE.findall(text):
            count = str(int(max(places)) + 1)
        if type_ is not None and type_.child_by_field_name("name") is not None:
            result = self._text(type_.child_by_field_name("name") or type_)
            how = "v" if result in _NOTHING_RETURNED else "r"
        elif _VALUE.search(text):
            how = "r"
        else:
            is_long = body is None or len(body.named_children) != 1 or body.named_children[0].type in _STATEMENTS
            how = "v" if is_long else UNKNOWN_COUNT
        return f"<{count}>{how}{'a' if _AWAIT.search(text) else ''}"

    def _member_word(self, node: Node, scope: Scope) -> str:
        target, suffix = node.child_by_field_name("target"), node.child_by_field_name("suffix")
        name = self._text(suffix).lstrip(".?") if suffix is not None else ""
        if name in _COUNTS:
            return "Int"
        if name in _TRUTHS:
            return "Bool"
        if target is not None and target.type == "self_expression":
            return next(
                (
                    self.names.get(each, name) or ANY
                    for each in scope.ancestors()
                    if each in self._types and self.names.get(each, name) is not None
                ),
                ANY,
            )
        return ANY
