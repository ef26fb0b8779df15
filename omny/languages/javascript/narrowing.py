"""Where a test of a value holds: `if (x instanceof A) ...`, `isA(x) && ...`, `if (!(x instanceof A)) return;`.

Reads nodes, binds nothing. A test is followed outwards through `!`, `&&` and `||` to the condition that it is part of.
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

PREDICATE = "(is)"
"""The segment that gives what a function finds its argument to be, if it is true: `x is A`."""

_MAX_LEVELS = 32  # of the condition around a test
PLAIN = frozenset(("string", "number", "boolean", "bigint", "symbol", "undefined", "function"))
"""What `typeof` gives of values that are no objects."""

DENIED = frozenset(("!==", "!="))
"""Operators that are true where the value is something else."""

_EXITS = frozenset(("return_statement", "throw_statement", "continue_statement", "break_statement"))
_CONDITIONS = frozenset(("if_statement", "ternary_expression", "while_statement"))


class Guard(NamedTuple):
    """The code in which a value is what a test found: from `begin` to `end`."""

    begin: int
    end: int


def find_guard(test: Node, *, denied: bool) -> Guard | None:
    """Where it holds what an expression tests; `denied` for a test that is true where the value is something else."""
    if_true, if_false = not denied, denied  # whether it holds where the expression in hand is true, or false
    begin = test.start_byte
    end = 0
    node = test
    for _ in range(_MAX_LEVELS):
        around = node.parent
        if around is None:
            break
        kind = around.type
        if kind == "unary_expression" and around.children[0].type == "!":
            if_true, if_false = if_false, if_true
        elif kind == "binary_expression":
            operator = around.child_by_field_name("operator")
            word = operator.type if operator is not None else ""
            if word == "&&":
                if_false = False
            elif word == "||":
                if_true = False
            else:
                break
            if not (if_true or if_false):
                break
            end = around.end_byte  # the right operand
        elif kind in _CONDITIONS:
            return _find_branch(around, node, begin, end, if_true=if_true, if_false=if_false)
        elif kind == "expression_statement" and node is test and around.parent is not None:
            return Guard(around.end_byte, around.parent.end_byte)  # a function that throws unless it holds
        elif kind != "parenthesized_expression":
            break
        node = around
    return Guard(begin, end) if end else None


def _find_branch(whole: Node, condition: Node, begin: int, end: int, *, if_true: bool, if_false: bool) -> Guard | None:
    """The branch of a statement in which a part of its condition holds, with what follows that in the condition."""
    found = whole.child_by_field_name("condition")
    if found is None or found.id != condition.id:
        return Guard(begin, end) if end else None
    first = whole.child_by_field_name("consequence") or whole.child_by_field_name("body")
    other = whole.child_by_field_name("alternative")
    if first is None:
        return None
    if if_true:
        return Guard(begin, first.end_byte)
    if if_false and other is not None:
        return Guard(first.end_byte, other.end_byte)
    if if_false and whole.type == "if_statement" and whole.parent is not None and _leaves(first):
        return Guard(whole.end_byte, whole.parent.end_byte)
    return Guard(begin, end) if end else None


def _leaves(node: Node) -> bool:
    """Whether code after a statement is not reached from it."""
    if node.type == "statement_block" and node.named_child_count:
        node = node.named_children[-1]
    return node.type in _EXITS
