"""What the patterns and conditions of Swift bind: `if let`, `case .name(let x)`, and the names of several values."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, join
from omny.languages.swift.arguments import ArgumentTypes
from omny.languages.swift.spelling import SwiftSpeller, plain_name

CASE_MARK = "'"
"""Between the name of a case and the place of a value that it holds."""


class SwiftPatterns(GenericWalk):
    """The part of `SwiftWalk` that knows patterns."""

    speller: SwiftSpeller
    types: ArgumentTypes

    def bind_conditions(self, node: Node, target: Scope, scope: Scope) -> None:
        """The names of `if let`, `guard let`, `while let` and `if case`."""
        children = node.children
        for index, child in enumerate(children):
            if child.type == "value_binding_pattern" and index + 1 < len(children):
                name = children[index + 1]
                if name.type == "simple_identifier":
                    self._bind_condition(children, index + 1, target, scope)
            elif child.type == "simple_identifier" and index + 1 < len(children) and children[index + 1].type == "(":
                self._bind_case(children, index, target, scope)
            elif child.type == "pattern":
                following = children[index + 1 : index + 3]
                if len(following) == 2 and following[0].type == "as":
                    self.bind_patterns(child, target, self.speller.instance_chain(following[1]) or "?", scope)
                else:
                    self.bind_patterns(child, target, is_bound=False)

    def _bind_condition(self, children: list[Node], index: int, target: Scope, scope: Scope) -> None:
        """One name with its value; without one, an optional of that name is not nil, and stays what it is."""
        name, typed, value = children[index], "", None
        for place in range(index + 1, min(index + 4, len(children))):
            kind = children[place].type
            if kind == "type_annotation":
                typed = self.speller.instance_chain(children[place])
            elif kind == "=":
                value = children[place + 1] if place + 1 < len(children) else None
                break
            else:
                break
        text = plain_name(self.text(name))
        if (value is None and not typed) or (value is not None and plain_name(self.text(value)) == text):
            return
        self.bind_value(target, name, typed or (self.speller.chain(value) if value is not None else "?"), scope)
        self.types.note(target, text, self.types.word(value, scope))

    def bind_patterns(
        self, node: Node, scope: Scope, chain: str = "?", around: Scope | None = None, *, is_bound: bool = True
    ) -> None:
        """The names of a pattern. One that stands by itself gets the chain, or the type that is written after it."""
        if node.type == "switch_pattern":
            for child in node.named_children:
                self.bind_patterns(child, scope, chain, around, is_bound=is_bound)
            return
        children = node.named_children
        bound = node.child_by_field_name("bound_identifier")
        typed = next((child for child in children if child.type.endswith("_type")), None)
        if typed is not None:
            chain = self.speller.instance_chain(typed) or "?"
        has_word = any(child.type == "value_binding_pattern" for child in children)
        if bound is not None:
            self.bind_value(scope, bound, chain, around or scope)
            if typed is not None:
                self.types.note(scope, plain_name(self.text(bound)), self.types.type_word(typed))
            return
        plain = [child for child in children if child.type == "simple_identifier"]
        patterns = [child for child in children if child.type == "pattern"]
        if len(plain) == 1 and (has_word or is_bound) and not patterns:
            self.bind_value(scope, plain[0], chain, around or scope)
        for place, each in enumerate(patterns):
            is_alone = len(patterns) == 1 and not plain
            part = chain if is_alone else self._find_held(chain, plain, place)
            self.bind_patterns(each, scope, part, around, is_bound=is_bound or has_word)
            if is_alone and typed is not None and (inner := each.child_by_field_name("bound_identifier")) is not None:
                self.types.note(scope, plain_name(self.text(inner)), self.types.type_word(typed))

    def _find_held(self, chain: str, names: list[Node], place: int) -> str:
        """What a value of an enumeration holds at a place, by the name of its case."""
        known = chain != "?" and len(names) == 1
        return join(chain, f"{plain_name(self.text(names[0]))}{CASE_MARK}{place}") or "?" if known else "?"

    def _bind_case(self, children: list[Node], index: int, target: Scope, scope: Scope) -> None:
        """The names of `if case .name(let a, let b) = value`."""
        patterns: list[Node] = []
        for place in range(index + 1, len(children) - 1):
            kind = children[place].type
            if kind == "pattern":
                patterns.append(children[place])
            elif kind == "=":
                chain = self.speller.chain(children[place + 1])
                for at, each in enumerate(patterns):
                    self.bind_patterns(each, target, self._find_held(chain, [children[index]], at), scope)
                return
            elif kind not in ("(", ",", ")"):
                return

    def bind_value(self, scope: Scope, name: Node | str, chain: str, around: Scope) -> None:
        """Binds a name, unless it is `_`."""
        text = name if isinstance(name, str) else plain_name(self.text(name))
        if text != "_":
            self.bind_chain(scope, text, chain, around)


def tuple_names(node: Node) -> list[Node]:
    """The names of a pattern that takes several values apart; none for any other pattern."""
    parts = [child for child in node.named_children if child.type == "pattern"]
    if len(parts) < 2:
        return []
    found = []
    for part in parts:
        names = [child for child in part.named_children if child.type in ("simple_identifier", "wildcard_pattern")]
        if len(names) != 1:
            return []
        found.append(names[0])
    return found


def is_plain(node: Node) -> bool:
    """Whether a pattern is a name alone, or one with a type."""
    return node.child_by_field_name("bound_identifier") is not None or any(
        child.child_by_field_name("bound_identifier") is not None
        for child in node.named_children
        if child.type == "pattern" and not any(each.type == "simple_identifier" for each in node.named_children)
    )


def all_names(node: Node) -> list[Node]:
    """The names that the patterns of a declaration bind."""
    found: list[Node] = []
    left = [child for child in node.named_children if child.type == "pattern"]
    if node.type == "pattern":
        left = [node]
    while left:
        pattern = left.pop()
        for child in pattern.named_children:
            if child.type == "pattern":
                left.append(child)
            elif child.type == "simple_identifier":
                found.append(child)
    return found


def condition_names(node: Node) -> list[Node]:
    """The names of the conditions of a `guard`."""
    children = node.children
    found = [
        children[index + 1]
        for index, child in enumerate(children[:-1])
        if child.type == "value_binding_pattern" and children[index + 1].type == "simple_identifier"
    ]
    return found + [name for child in children if child.type == "pattern" for name in all_names(child)]
