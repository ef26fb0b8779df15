"""Guards: the syntax around a call that says when it runs: a condition, a loop, a handler, an arm.

A language lists the kinds of nodes in `guards.toml` of its folder, each with its parts: what the node guards, and
after a "/" the alternative to that. A part is a field, the kind of a child, or the place of a named child; of a token,
such as ":", it is all that follows. The text of the node outside of the parts is what people read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec
from tree_sitter import Node

MAX_DEPTH = 400
"""Nodes around a call that are looked at."""

MAX_TEXT = 48
"""Characters of a guard; a longer one ends in an ellipsis."""

_PUNCTUATION = " \t\r\n:{}()->="


class Guard(NamedTuple):
    """A node that guards a part of itself."""

    text: str
    is_alternative: bool


class Parts(NamedTuple):
    """The parts of a kind of node."""

    guarded: list[str]
    alternatives: list[str]


class Guards(msgspec.Struct, frozen=True):
    """The table of a language. An empty one knows no guard."""

    kinds: dict[str, Parts] = {}  # by kind of node
    otherwise: str = ""  # the word between these

    def find(self, root: Node, row: int, column: int, first_row: int) -> list[str]:
        """The guards of a place, the outermost first: of nodes that begin at `first_row` or below it."""
        node = root.descendant_for_point_range((row, column), (row, column))
        found: list[str] = []
        skips = False  # whether the node around is only the rest of a chain of conditions
        for _ in range(MAX_DEPTH):
            around = node.parent if node is not None else None
            if node is None or around is None or around.start_point[0] < first_row:
                break
            guard = self._guard(around, node)
            if guard is not None and not (skips and guard.is_alternative):
                if guard.is_alternative and found and found[-1] == self.otherwise:
                    found.pop()
                found.append(f"{self.otherwise} of {guard.text}" if guard.is_alternative else guard.text)
            skips = around.type in self.kinds and bool(found) and found[-1] != self.otherwise
            node = around
        return found[::-1]

    def _guard(self, around: Node, node: Node) -> Guard | None:
        parts = self.kinds.get(around.type)
        if parts is None:
            return None
        spans = _find_spans(around, parts.guarded)
        others = _find_spans(around, parts.alternatives)
        for each in (*spans, *others):
            if each[0] <= node.start_byte and node.end_byte <= each[1]:
                return Guard(self._write(around, sorted({*spans, *others})), each in others)
        return None

    def _write(self, node: Node, spans: list[tuple[int, int]]) -> str:
        """The text of a node before its first part, or after it."""
        first, last = node.start_byte, spans[0][0]
        if last == first:
            first, last = spans[0][1], spans[1][0] if len(spans) > 1 else node.end_byte
        whole, at = node.text or b"", node.start_byte
        comments = [
            each.byte_range for each in node.children if "comment" in each.type and first <= each.start_byte < last
        ]
        source = b""
        for start, end in (*comments, (last, last)):
            source += whole[first - at : start - at]
            first = end
        text = " ".join(source.decode("utf-8", "replace").split()).strip(_PUNCTUATION)
        if self.otherwise and text != self.otherwise:
            text = text.removesuffix(f" {self.otherwise}").rstrip(_PUNCTUATION)
        balanced = text + ")" * (text.count("(") - text.count(")"))
        return balanced if len(balanced) <= MAX_TEXT else f"{balanced[:MAX_TEXT]}…"


NO_GUARDS = Guards()


@cache
def load_guards(packages: tuple[str, ...]) -> Guards:
    """The table of the first package of a language that has one."""
    for package in packages:
        if resources.files(package).joinpath("guards.toml").is_file():
            said = tomllib.loads(resources.files(package).joinpath("guards.toml").read_text(encoding="utf-8"))
            return Guards(_split(said["guards"].items()), said.get("otherwise", ""))
    return NO_GUARDS


def _split(rows: Iterable[tuple[str, str]]) -> dict[str, Parts]:
    found: dict[str, Parts] = {}
    for kinds, said in rows:
        guarded, _, alternatives = said.partition(" / ")
        found |= dict.fromkeys(kinds.split(), Parts(guarded.split(), alternatives.split()))
    return found


def _find_spans(node: Node, parts: list[str]) -> list[tuple[int, int]]:
    found = (_find_span(node, part) for part in parts)
    return [span for span in found if span is not None]


def _find_span(node: Node, part: str) -> tuple[int, int] | None:
    """Where a part begins and ends, in bytes."""
    if part.isdecimal():
        child = node.named_child(int(part)) if int(part) < node.named_child_count else None
        return child.byte_range if child is not None else None
    found = node.children_by_field_name(part) or [child for child in node.children if child.type == part][:1]
    if not found:
        return None
    if not found[0].is_named:
        return found[0].end_byte, node.end_byte
    return found[0].start_byte, found[-1].end_byte
