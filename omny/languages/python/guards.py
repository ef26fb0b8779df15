"""The code that a test of a type guards, and the classes that it names, by the syntax alone."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from omny.extract.shapes import is_path

MAX_LEVELS = 20
"""Levels of syntax between a test and what it decides; deeper ones are generated."""

MAX_CLASSES = 8

_LEAVING = frozenset(("return_statement", "raise_statement", "continue_statement", "break_statement"))
_STATEMENTS = frozenset(("if_statement", "elif_clause", "while_statement"))


class Guarded(NamedTuple):
    """Code that runs only if a test has passed, or only if it has failed."""

    start: int
    end: int
    passes: bool


def _code(node: Node | None, passes: bool | None) -> list[Guarded]:
    return [] if node is None or passes is None else [Guarded(node.start_byte, node.end_byte, passes)]


def find_guarded(test: Node) -> list[Guarded]:
    """The code that depends on a test: branches, the rest of a condition, what follows a branch that leaves."""
    found: list[Guarded] = []
    if_true: bool | None = True  # whether the test has passed where the expression is true; None: not known
    if_false: bool | None = False
    inner = test
    for _ in range(MAX_LEVELS):
        around = inner.parent
        if around is None:
            break
        kind = around.type
        if kind == "not_operator":
            if_true, if_false = if_false, if_true
        elif kind == "boolean_operator":
            left, right = around.child_by_field_name("left"), around.child_by_field_name("right")
            operator = around.child_by_field_name("operator")
            is_and = operator is not None and operator.type == "and"
            if left is not None and left.id == inner.id:
                found += _code(right, if_true if is_and else if_false)
            if_true, if_false = (if_true, None) if is_and else (None, if_false)
        elif kind in _STATEMENTS:
            condition = around.child_by_field_name("condition")
            if condition is not None and condition.id == inner.id:
                found += _find_branches(around, if_true, if_false)
            break
        elif kind == "conditional_expression":
            parts = [each for each in around.named_children if each.type != "comment"]
            if len(parts) == 3 and parts[1].id == inner.id:
                found += _code(parts[0], if_true) + _code(parts[2], if_false)
            break
        elif kind == "assert_statement":
            if around.named_children[0].id == inner.id:
                found += _find_rest(around, if_true)
            break
        elif kind == "if_clause":
            holder = around.parent
            found += _code(holder.child_by_field_name("body") if holder is not None else None, if_true)
            break
        elif kind != "parenthesized_expression":
            break
        inner = around
    return found


def _find_branches(statement: Node, if_true: bool | None, if_false: bool | None) -> list[Guarded]:
    """The branches of a statement by its condition, and what follows it."""
    branch = statement.child_by_field_name("consequence") or statement.child_by_field_name("body")
    found = _code(branch, if_true)
    if branch is None or statement.type == "while_statement":
        return found
    holder = statement.parent if statement.type == "elif_clause" else statement
    for each in holder.children_by_field_name("alternative") if holder is not None else ():
        if each.start_byte > branch.start_byte:
            found += _code(each, if_false)
    kinds = [each.type for each in branch.named_children if each.type != "comment"]
    if statement.type == "if_statement" and kinds and kinds[-1] in _LEAVING:
        found += _find_rest(statement, if_false)
    return found


def _find_rest(statement: Node, passes: bool | None) -> list[Guarded]:
    """The code of a block after a statement."""
    block = statement.parent
    if passes is None or block is None or block.type != "block" or block.end_byte <= statement.end_byte:
        return []
    return [Guarded(statement.end_byte, block.end_byte, passes)]


def list_classes(source: bytes, tested: Node) -> tuple[str, ...]:
    """The chains of the classes that a test names: `A`, `(A, b.C)`, `A | B`, `A()` of a pattern; none if one of them is
    something else."""
    found: list[str] = []
    rest = [tested]
    while rest and len(found) <= MAX_CLASSES:
        node = rest.pop()
        kind = node.type
        if kind in ("tuple", "parenthesized_expression", "union_pattern", "case_pattern"):
            rest += reversed([each for each in node.named_children if each.type != "comment"])
        elif kind == "binary_operator":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            if left is None or right is None or operator is None or operator.type != "|":
                return ()
            rest += [right, left]
        else:
            named = node.named_children[0] if kind == "class_pattern" and node.named_children else node
            text = source[named.start_byte : named.end_byte]
            if named.type not in ("identifier", "attribute", "dotted_name") or not is_path(text):
                return ()
            if node.parent is not None and kind == "dotted_name":
                return ()  # a name that a pattern binds, or a constant
            found.append(text.decode().replace(".", " "))
    return tuple(found) if not rest and len(found) <= MAX_CLASSES else ()
