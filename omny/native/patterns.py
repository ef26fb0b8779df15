"""Queries of tree-sitter as this package's matcher takes them: shapes of nodes, each with what it captures.

The part of the query language that Omny's own queries use: named and anonymous nodes, `(_)`, alternatives of kinds,
fields, children in order, the anchor `.` before the first and after the last, captures, `#eq?` and `#match?` with a
text, none of them with an escape.
Source of the language: tree-sitter's documentation, "Query Syntax". Any other part of a query is a NotImplementedError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r'\s+|;[^\n]*|(?P<token>"(?:[^"\\]|\\.)*"|[()\[\].]|@[\w.-]+|#[\w?!-]+|[\w-]+:|[\w-]+)')


@dataclass
class Shape:
    """A node that a pattern asks for."""

    kinds: list[tuple[str, bool]]  # names of kinds, and whether they are named; none for any named node
    captures: list[str] = field(default_factory=list)
    children: list[Shape] = field(default_factory=list)
    field: str = ""  # by which its parent has it
    first: bool = False  # no named sibling before it
    last: bool = False  # no named sibling behind it


@dataclass
class Pattern:
    """A shape, and what the texts of its captures have to be: the capture, a regular expression that is found in it."""

    shape: Shape
    conditions: list[tuple[str, str]] = field(default_factory=list)


def parse_query(text: str, *, whole: bool = False) -> list[Pattern]:
    """The patterns of a query in its order; `whole`: see `omny.extract.syntax.Syntax`. Raises NotImplementedError."""
    reader = _Reader(text)
    patterns = []
    while reader.peek():
        pattern = reader.pattern()
        if not whole:
            _refuse_early_captures(pattern.shape)
        patterns.append(pattern)
    return patterns


def _refuse_early_captures(shape: Shape) -> None:
    """tree-sitter can report a capture when the grammar makes the rest seem certain, which is sometimes wrong: in
    broken source, and before an anchor or a wildcard. No such pattern is matched here."""
    captured = False
    for each in walk_shapes(shape):
        if captured and (not each.field or not each.kinds or each.first or each.last):
            raise NotImplementedError("after a captured node, a node without a field and a kind, or with an anchor")
        captured = captured or bool(each.captures)


def walk_shapes(shape: Shape) -> Iterator[Shape]:
    """A shape and all below it, each before what is below it."""
    yield shape
    for child in shape.children:
        yield from walk_shapes(child)


def flatten(shape: Shape) -> list[tuple[Shape, int, int]]:
    """A shape and all below it, each with the places in this list of its parent and of the sibling before it; -1 for
    none."""
    steps = [(shape, -1, -1)]

    def go_below(above: int) -> None:
        before = -1
        for child in steps[above][0].children:
            steps.append((child, above, before))
            before = len(steps) - 1
            go_below(before)

    go_below(0)
    return steps


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise NotImplementedError(text[at : at + 20])
            if match["token"] and "\\" in match["token"]:
                raise NotImplementedError("an escape in a text")
            if match["token"]:
                self._tokens.append(match["token"])
            at = match.end()
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _next(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise NotImplementedError(f"{token or 'its end'} where {expected or 'more'} should be")
        self._at += 1
        return token

    def pattern(self) -> Pattern:
        if self.peek() == "(" and self.peek(1) in ("(", "[", '"'):  # a group: one shape and its conditions
            self._next("(")
            pattern = Pattern(self._shape())
            while self.peek() == "(":
                pattern.conditions.append(self._condition())
            self._next(")")
            return pattern
        conditions: list[tuple[str, str]] = []
        return Pattern(self._shape(conditions), conditions)

    def _shape(self, conditions: list[tuple[str, str]] | None = None) -> Shape:
        """`conditions` takes those that stand among the children of the outermost shape."""
        token = self._next()
        if token == "[":
            shape = Shape([])
            while self.peek() != "]":
                one = self._shape()
                if one.children or one.captures or not one.kinds:
                    raise NotImplementedError("alternatives that are more than kinds")
                shape.kinds += one.kinds
            self._next("]")
            if not shape.kinds:
                raise NotImplementedError("no alternatives")
        elif token[0] == '"':
            shape = Shape([(token[1:-1], False)])
        elif token == "(":
            name = self._next()
            if not re.fullmatch(r"[\w-]+", name):
                raise NotImplementedError(name)
            shape = Shape([] if name == "_" else [(name, True)])
            self._children(shape, conditions)
        else:
            raise NotImplementedError(token)
        while self.peek().startswith("@"):
            shape.captures.append(self._next()[1:])
        return shape

    def _children(self, shape: Shape, conditions: list[tuple[str, str]] | None) -> None:
        anchored = False
        while self.peek() != ")":
            if self.peek() == ".":
                self._next()
                anchored = True
                if self.peek() == ")" and shape.children:
                    shape.children[-1].last = True
                elif shape.children or self.peek() == ")":
                    raise NotImplementedError("an anchor between two children")
                continue
            if self.peek() == "(" and self.peek(1).startswith("#"):
                if conditions is None:
                    raise NotImplementedError(self.peek(1))
                conditions.append(self._condition())
                continue
            name = self._next()[:-1] if self.peek().endswith(":") else ""
            child = self._shape()
            child.field = name
            child.first = anchored and not shape.children
            shape.children.append(child)
        self._next(")")

    def _condition(self) -> tuple[str, str]:
        self._next("(")
        kind, capture, wanted = self._next(), self._next(), self._next()
        self._next(")")
        if kind not in ("#eq?", "#match?") or capture[0] != "@" or wanted[0] != '"':
            raise NotImplementedError(kind)
        text = wanted[1:-1]
        return capture[1:], rf"\A{re.escape(text)}\Z" if kind == "#eq?" else text
