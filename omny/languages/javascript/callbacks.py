"""What a function gives that is called with a known value, as a chain: `(x) => x.name` with `user`: `user name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.type_shapes import MAX_LEVELS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.javascript.expressions import Expressions

_WORD = re.compile(r"[\w$]+")
_NAMELESS = frozenset(("object", "array", "arrow_function", "function_expression", "class", "statement_block"))


def apply_function(walk: Expressions, function: Node, item: str, levels: int) -> str:
    """The chain of what a function gives that is called with `item`."""
    if function.type in ("identifier", "member_expression"):
        return walk.speller.extend(walk.speller.expression(function, levels - 1), "()")
    body = function.child_by_field_name("body")
    if function.type != "arrow_function" or body is None:
        return "?"
    told = walk.read_annotation(function.child_by_field_name("return_type"))
    if told:
        return told[0] if len(told) == 1 else "?"
    for _ in range(MAX_LEVELS):
        if body is None or body.type not in ("parenthesized_expression", "await_expression"):
            break
        body = body.named_child(0) if body.named_child_count else None
    if body is None or body.type in _NAMELESS:
        return "?"
    single = function.child_by_field_name("parameter")
    parameters = function.child_by_field_name("parameters")
    texts = [walk.text(each) for each in parameters.named_children] if parameters is not None else []
    names = set(_WORD.findall(" ".join(texts)))
    first = walk.text(single) if single is not None else _find_name(texts)
    chain = walk.speller.expression(body, levels - 1)
    head, _, rest = chain.partition(" ")
    if first and head == first:
        return walk.speller.extend(item, rest) if rest else item
    is_free = not (names | {first}).intersection(_WORD.findall(chain.replace("%20", " ")))
    return chain if is_free else "?"


def _find_name(parameters: list[str]) -> str:
    """The name of the first parameter, with a type or without one; "" for a pattern."""
    match = _WORD.match(parameters[0]) if parameters else None
    return match[0] if match is not None else ""
