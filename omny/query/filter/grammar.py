"""The grammar of the filter language: a text to a tree, by recursive descent. Knows no field and no function.

    expression  = conjunction ("or" conjunction)*
    conjunction = negation ("and" negation)*
    negation    = "not" negation | "(" expression ")" | test
    test        = NAME                                   a field that is true or false
                | NAME operator value                    == != < <= > >= ~ !~
                | NAME ["not"] "in" "[" value, ... "]"
                | value ["not"] "in" NAME                an element of a field that is a list
                | NAME "(" [value, ...] ")"              a function
    value       = "text" | 'text' | number | "true" | "false"

An error names its column, counted from 1.
"""

from __future__ import annotations

import re
from typing import NoReturn

import msgspec

from omny.base.errors import UsageError

MAX_CHARACTERS = 10_000
"""Characters of an expression. Programs write longer ones, and can ask twice."""

MAX_DEPTH = 50
"""Parentheses and `not` inside each other: far below what Python's stack holds."""

OPERATORS = ("==", "!=", "<=", ">=", "!~", "<", ">", "~")

KEYWORDS = frozenset(("and", "or", "not", "in", "true", "false"))

Value = str | int | float | bool


class Comparison(msgspec.Struct, frozen=True):
    """A field against values: one, or with the operator `in` any of several. A field alone is compared with true."""

    field: str
    operator: str  # of OPERATORS, or "in"
    values: tuple[Value, ...]
    column: int  # of the field
    value_column: int


class Call(msgspec.Struct, frozen=True):
    """A function with its arguments."""

    function: str
    arguments: tuple[Value, ...]
    column: int
    argument_column: int


class Not(msgspec.Struct, frozen=True):
    """True where `part` is not."""

    part: Node


class And(msgspec.Struct, frozen=True):
    """True where all `parts` are."""

    parts: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True):
    """True where one of `parts` is."""

    parts: tuple[Node, ...]


Node = Comparison | Call | Not | And | Or

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_]\w*)|(?P<text>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')"""
    r"""|(?P<sign>==|!=|<=|>=|!~|[<>~()\[\],])|(?P<end>\Z))""",
    re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"=": "==", "&": "and", "|": "or", "!": "not"}


class _Token(msgspec.Struct, frozen=True):
    kind: str  # number, name, text, sign, end
    text: str
    column: int


def parse(text: str) -> Node:
    """The tree of an expression. Raises UsageError with the column of a fault."""
    if len(text) > MAX_CHARACTERS:
        fault(MAX_CHARACTERS, f"an expression has at most {MAX_CHARACTERS:,} characters")
    parser = _Parser(_tokens(text))
    tree = parser.expression(0)
    parser.end()
    return tree


def fault(column: int, reason: str, hint: str = "see docs/query.md") -> NoReturn:
    """Raises a UsageError with the fault at that column."""
    raise UsageError("read query", f"column {column}: {reason}", hint=hint)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while not tokens or tokens[-1].kind != "end":
        found = _TOKEN.match(text, at)
        if found is None:
            at = len(text) - len(text[at:].lstrip())
            _unreadable(text, at)
        kind = found.lastgroup or "end"
        tokens.append(_Token(kind, found[kind], found.start(kind) + 1))
        at = found.end()
    return tokens


def _unreadable(text: str, at: int) -> NoReturn:
    sign = text[at]
    if sign in "\"'":
        fault(at + 1, "the text does not end", f"close it with {sign}")
    if sign in _MEANT:
        fault(at + 1, f"{sign!r} is no operator", f"write {_MEANT[sign]!r}")
    fault(at + 1, f"{text[at : at + 10]!r} cannot be read here")


class _Parser:
    """Goes through tokens once, from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def expression(self, depth: int) -> Node:
        parts = [self._conjunction(depth)]
        while self._took("or"):
            parts.append(self._conjunction(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def end(self) -> None:
        token = self._tokens[self._at]
        if token.kind != "end":
            fault(token.column, f"expected 'and', 'or' or the end, found {token.text!r}")

    def _conjunction(self, depth: int) -> Node:
        parts = [self._negation(depth)]
        while self._took("and"):
            parts.append(self._negation(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _negation(self, depth: int) -> Node:
        column = self._tokens[self._at].column
        if depth > MAX_DEPTH:
            fault(column, f"more than {MAX_DEPTH} parentheses or 'not' inside each other")
        if self._took("not"):
            return Not(self._negation(depth + 1))
        if self._took("("):
            inner = self.expression(depth + 1)
            self._take(")", "'and', 'or' or ')'")
            return inner
        return self._test()

    def _test(self) -> Node:
        token = self._tokens[self._at]
        if token.kind in ("text", "number"):
            return self._element()
        if token.kind != "name" or token.text in KEYWORDS:
            fault(token.column, f"expected a field or a function, found {_describe(token)}")
        self._at += 1
        if self._took("("):
            return self._call(token)
        following = self._tokens[self._at]
        if following.text in OPERATORS and following.kind == "sign":
            self._at += 1
            column = self._tokens[self._at].column
            return Comparison(token.text, following.text, (self._value(),), token.column, column)
        negated = following.text == "not" and following.kind == "name"
        if negated:
            self._at += 1
            self._take("in", "'in'")
        elif not self._took("in"):
            return Comparison(token.text, "==", (True,), token.column, token.column)
        column = self._take("[", "'['").column
        found = Comparison(token.text, "in", self._values("]"), token.column, column)
        return Not(found) if negated else found

    def _element(self) -> Node:
        column = self._tokens[self._at].column
        value = self._value()
        negated = self._took("not")
        self._take("in", "'in'")
        field = self._tokens[self._at]
        if field.kind != "name" or field.text in KEYWORDS:
            fault(field.column, f"expected a field, found {_describe(field)}")
        self._at += 1
        found = Comparison(field.text, "==", (value,), field.column, column)
        return Not(found) if negated else found

    def _call(self, name: _Token) -> Call:
        column = self._tokens[self._at].column
        return Call(name.text, self._values(")"), name.column, column)

    def _values(self, end: str) -> tuple[Value, ...]:
        """Values up to the bracket that ends them."""
        values: list[Value] = []
        if self._took(end):
            return ()
        while True:
            values.append(self._value())
            if self._took(end):
                return tuple(values)
            self._take(",", f"',' or {end!r}")

    def _value(self) -> Value:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "text":
            return _ESCAPE.sub(r"\1", token.text[1:-1])
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text[:100])
        if token.text in ("true", "false"):
            return token.text == "true"
        hint = f"text stands in quotes: {token.text!r}" if token.kind == "name" else "see docs/query.md"
        fault(token.column, f"expected a value, found {_describe(token)}", hint)

    def _took(self, text: str) -> bool:
        """Goes past a keyword or sign, if it is next."""
        token = self._tokens[self._at]
        if token.text != text or token.kind not in ("name", "sign"):
            return False
        self._at += 1
        return True

    def _take(self, text: str, expected: str) -> _Token:
        token = self._tokens[self._at]
        if not self._took(text):
            fault(token.column, f"expected {expected}, found {_describe(token)}")
        return token


def _describe(token: _Token) -> str:
    return "the end" if token.kind == "end" else repr(token.text)
