"""The value of a block, an `if`, a `match` or a closure: what one of its last expressions is.

All of them have one type, so the first that is known tells it. A name that is bound inside means nothing outside: it is
replaced by what it is bound to, or the expression is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller

BLOCKS = frozenset(("block", "unsafe_block", "if_expression", "match_expression"))
"""Kinds of expressions that have a value of their own only through others."""

_SKIPPED = frozenset(("line_comment", "block_comment"))


class PatternReader(Protocol):
    """The part of the walk that is asked here."""

    speller: Speller

    def names_in(self, pattern: Node | None) -> list[str]:
        """The names that a pattern binds."""
        ...


def find_results(walk: PatternReader, node: Node | None, bound: dict[str, str], levels: int) -> Iterator[str]:
    """The chains of the last expressions of a node; `bound` are the chains of the names that are bound around them."""
    if node is None or levels <= 0:
        return
    kind = node.type
    if kind == "block":
        yield from _find_last(walk, node, dict(bound), levels)
    elif kind == "unsafe_block":
        yield from find_results(walk, (None, *node.named_children)[-1], bound, levels - 1)
    elif kind == "if_expression":
        condition = node.child_by_field_name("condition")
        inside = {**bound, **dict.fromkeys(walk.names_in(condition) if _binds(condition) else (), "?")}
        yield from find_results(walk, node.child_by_field_name("consequence"), inside, levels - 1)
        alternative = node.child_by_field_name("alternative")
        if alternative is not None and alternative.named_child_count:
            yield from find_results(walk, alternative.named_children[-1], bound, levels - 1)
    elif kind == "match_expression":
        body = node.child_by_field_name("body")
        for arm in body.named_children if body is not None else ():
            inside = {**bound, **dict.fromkeys(walk.names_in(arm.child_by_field_name("pattern")), "?")}
            yield from find_results(walk, arm.child_by_field_name("value"), inside, levels - 1)
    elif kind == "closure_expression":
        names = walk.names_in(node.child_by_field_name("parameters"))
        yield from find_results(walk, node.child_by_field_name("body"), {**bound, **dict.fromkeys(names, "?")}, levels)
    else:
        head, _, rest = walk.speller.expression(node, levels).partition(" ")
        outside = bound.get(head, head)
        yield join(outside, rest) or "?"


def _binds(condition: Node | None) -> bool:
    return condition is not None and condition.type in ("let_condition", "let_chain")


def _find_last(walk: PatternReader, block: Node, bound: dict[str, str], levels: int) -> Iterator[str]:
    children = [child for child in block.named_children if child.type not in _SKIPPED]
    for child in children:
        pattern = child.child_by_field_name("pattern") if child.type == "let_declaration" else None
        if pattern is None:
            continue
        names = walk.names_in(pattern)
        value = child.child_by_field_name("value")
        is_plain = pattern.type == "identifier" and child.child_by_field_name("type") is None
        found = next(find_results(walk, value, bound, levels - 1), "?") if is_plain else "?"
        bound.update(dict.fromkeys(names, found))
    last = children[-1] if children else None
    if last is not None and last.type == "expression_statement":
        last = last.named_children[0] if last.named_child_count and last.children[-1].type != ";" else None
    if last is not None and not last.type.endswith("_declaration") and not last.type.endswith("_item"):
        yield from find_results(walk, last, bound, levels - 1)
