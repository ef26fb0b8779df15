"""The names of a Swift file: what its declarations, conditions, loops, patterns and closures bind."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, join
from omny.extract.shapes import read_shapes
from omny.languages.swift.arguments import ArgumentTypes
from omny.languages.swift.masks import has_masked_types, mask_rest, mask_types
from omny.languages.swift.spelling import SwiftSpeller, find_callee, plain_name
from omny.model.atoms import is_class_like

_OF_ITEMS = {
    "max": 2,
    "min": 2,
    "sort": 2,
    "sorted": 2,
    **dict.fromkeys(
        """
        allSatisfy compactMap contains drop filter first firstIndex flatMap forEach last lastIndex map partition prefix
        removeAll
        """.split(),  # noqa: SIM905
        1,
    ),
}
"""Methods of collections that give items to the function that they get, with the number of these."""

_REDUCING = "reduce"  # gives an item as the second argument
_LOCAL = frozenset(("property_declaration", "guard_statement"))


class SwiftNames(GenericWalk):
    """The part of `SwiftWalk` that knows scopes and names."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.speller: SwiftSpeller = SwiftSpeller(self.shapes, source, self.special)
        self.types = ArgumentTypes(self.text, source)
        self.closures: list[tuple[Scope, Node, list[str]]] = []  # each with the names that it gives its parameters

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`."""
        return mask_rest(mask_types(source))

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`. The parentheses of a function's type look like arguments of an attribute before it."""
        return (b"@escaping" in source or b"@Sendable" in source) and has_masked_types(source)

    # Scopes

    def open_scope(self, bracket: Bracket) -> None:
        """A block, with what its head binds."""
        node, around = bracket.node, self.scope
        scope = self.open_block(bracket.end)
        kind = node.type
        if kind == "lambda_literal":
            self._bind_closure(node, scope, around)
        elif kind in ("if_statement", "while_statement"):
            self._bind_conditions(node, scope, scope)
        elif kind == "for_statement":
            self._bind_loop(node, scope, around)
        elif kind == "switch_entry":
            for child in node.named_children:
                if child.type == "switch_pattern":
                    self._bind_patterns(child, scope, is_bound=False)
        elif kind == "catch_block":
            scope.bind("error", "?")
            for child in node.named_children:
                if child.type == "pattern":
                    self._bind_patterns(child, scope, is_bound=False)

    def _bind_loop(self, node: Node, scope: Scope, around: Scope) -> None:
        item, collection = node.child_by_field_name("item"), node.child_by_field_name("collection")
        annotation = next((child for child in node.named_children if child.type == "type_annotation"), None)
        if item is None:
            return
        typed = self.speller.instance_chain(annotation) if annotation is not None else ""
        held = self.speller.chain(collection) if collection is not None else "?"
        names = _tuple_names(item)
        if len(names) == 2 and held.endswith(" enumerated/0 ()"):
            self._bind_value(scope, names[0], "?", around)
            self._bind_value(scope, names[1], join(held.removesuffix(" enumerated/0 ()"), "[*]") or "?", around)
        elif len(names) == 2 and not typed:
            self._bind_value(scope, names[0], "?", around)
            self._bind_value(scope, names[1], join(held, "[]") or "?" if "*" not in held[:1] else "?", around)
        elif _is_plain(item):
            self._bind_patterns(item, scope, typed or join(held, "[*]") or "?", around)
        else:
            self._bind_patterns(item, scope, is_bound=False)

    def _bind_closure(self, node: Node, scope: Scope, around: Scope) -> None:
        """The parameters of a closure. A method of a collection gives it an item."""
        chains = self._find_items(node)
        names: list[str] = []
        for index in (0, 1):
            if chains and index < len(chains):
                self._bind_value(scope, f"${index}", chains[index], around)
            else:
                scope.bind(f"${index}", "?")
                names.append(f"${index}")
        captures = node.child_by_field_name("captures")
        for item in captures.named_children if captures is not None else ():
            name, value = item.child_by_field_name("name"), item.child_by_field_name("value")
            if name is not None and value is not None and self.text(name) != self.text(value):
                self._bind_value(scope, name, self.speller.chain(value), around)
        type_ = node.child_by_field_name("type")
        listed = type_.named_children[0] if type_ is not None and type_.named_children else None
        if not chains:
            self.closures.append((scope, node, names))
        if listed is None or listed.type != "lambda_function_type_parameters":
            return
        names.clear()
        for index, each in enumerate(child for child in listed.named_children if child.type == "lambda_parameter"):
            parts = each.children_by_field_name("name")
            if not parts:
                continue
            typed = self.speller.instance_chain(parts[1]) if len(parts) > 1 else ""
            given = chains[index] if index < len(chains) else "?"
            text = plain_name(self.text(parts[0]))
            self._bind_value(scope, text, typed or given, around)
            self.types.note(scope, text, self.types.type_word(parts[1] if typed else None))
            names.append("" if typed else text)

    def _find_items(self, node: Node) -> list[str]:
        """What a method of a collection gives to a closure, as chains."""
        suffix = node.parent
        while suffix is not None and suffix.type in ("value_argument", "value_arguments"):
            suffix = suffix.parent
        call = suffix.parent if suffix is not None and suffix.type == "call_suffix" else None
        callee = find_callee(call) if call is not None else None
        if callee is None or callee.type != "navigation_expression":
            return []
        name = self.speller.find_member_name(callee)
        text = self.text(name) if name is not None else ""
        holder = self.speller.chain(callee.child_by_field_name("target") or callee)
        if text in _OF_ITEMS:
            return [join(holder, "[*]") or "?"] * _OF_ITEMS[text]
        return ["?", join(holder, "[*]") or "?"] if text == _REDUCING else []

    def _bind_conditions(self, node: Node, target: Scope, scope: Scope) -> None:
        """The names of `if let`, `guard let`, `while let` and `if case`."""
        children = node.children
        for index, child in enumerate(children):
            if child.type == "value_binding_pattern" and index + 1 < len(children):
                name = children[index + 1]
                if name.type == "simple_identifier":
                    self._bind_condition(children, index + 1, target, scope)
            elif child.type == "pattern":
                following = children[index + 1 : index + 3]
                if len(following) == 2 and following[0].type == "as":
                    self._bind_patterns(child, target, self.speller.instance_chain(following[1]) or "?", scope)
                else:
                    self._bind_patterns(child, target, is_bound=False)

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
        self._bind_value(target, name, typed or (self.speller.chain(value) if value is not None else "?"), scope)
        self.types.note(target, text, self.types.word(value, scope))

    def _bind_patterns(
        self, node: Node, scope: Scope, chain: str = "?", around: Scope | None = None, *, is_bound: bool = True
    ) -> None:
        """The names of a pattern. One that stands by itself gets the chain, or the type that is written after it."""
        if node.type == "switch_pattern":
            for child in node.named_children:
                self._bind_patterns(child, scope, is_bound=is_bound)
            return
        children = node.named_children
        bound = node.child_by_field_name("bound_identifier")
        typed = next((child for child in children if child.type.endswith("_type")), None)
        if typed is not None and chain == "?":
            chain = self.speller.instance_chain(typed) or "?"
        has_word = any(child.type == "value_binding_pattern" for child in children)
        if bound is not None:
            self._bind_value(scope, bound, chain, around or scope)
            if typed is not None:
                self.types.note(scope, plain_name(self.text(bound)), self.types.type_word(typed))
            return
        plain = [child for child in children if child.type == "simple_identifier"]
        patterns = [child for child in children if child.type == "pattern"]
        if len(plain) == 1 and (has_word or is_bound) and not patterns:
            self._bind_value(scope, plain[0], chain, around or scope)
        for each in patterns:
            is_alone = len(patterns) == 1 and not plain
            self._bind_patterns(each, scope, chain if is_alone else "?", around, is_bound=is_bound or has_word)
            if is_alone and typed is not None and (inner := each.child_by_field_name("bound_identifier")) is not None:
                self.types.note(scope, plain_name(self.text(inner)), self.types.type_word(typed))

    def _bind_value(self, scope: Scope, name: Node | str, chain: str, around: Scope) -> None:
        text = name if isinstance(name, str) else plain_name(self.text(name))
        if text != "_":
            self.bind_chain(scope, text, chain, around)

    # Declarations

    def open_bind(self, bracket: Bracket) -> None:
        """A declaration of names. What a local one hides means itself until the end of it."""
        node, kind = bracket.node, bracket.node.type
        is_local = kind in _LOCAL and not self.type_around(self.scope) and self.scope is not self.file
        if is_local and self._hides_names(node):
            self._later.append(bracket)
            self._later.sort(key=lambda each: each.end)
        else:
            self.bind_names(bracket, self.home_scope(self.scope, is_private=self.is_private(node)), self.scope)

    def _hides_names(self, node: Node) -> bool:
        names = [*_all_names(node)] if node.type != "guard_statement" else _condition_names(node)
        text = self.source[node.start_byte : node.end_byte]
        return any(self.text(name) in self.scope.names or text.count(self.text(name).encode()) > 1 for name in names)

    def is_private(self, node: Node) -> bool:
        """Whether a declaration belongs to its file alone."""
        raise NotImplementedError

    def bind_names(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        """See `ScopedWalk`."""
        node, kind = bracket.node, bracket.node.type
        if kind in ("property_declaration", "protocol_property_declaration"):
            self._bind_properties(node, target, scope)
        elif kind == "guard_statement":
            self._bind_conditions(node, target, scope)
        elif kind == "parameter":
            self._bind_parameter(node, target, scope)
        elif kind in ("type_parameter", "associatedtype_declaration"):
            self._bind_type_parameter(node, target, scope)
        elif kind == "type_constraint":
            self._bind_constraint(node, target, scope)
        elif kind == "enum_entry":
            self._bind_cases(node, target)

    def _bind_properties(self, node: Node, target: Scope, scope: Scope) -> None:
        pattern: Node | None = None
        annotation: Node | None = None
        value: Node | None = None
        is_value = False
        for child in (*node.children, None):
            if child is None or child.type == "pattern":
                if pattern is not None:
                    self._bind_property(pattern, annotation, value, target, scope)
                pattern, annotation, value = child, None, None
            elif child.type == "type_annotation":
                annotation = child
            elif is_value and child.is_named:
                value = child
            is_value = child is not None and child.type == "="

    def _bind_property(
        self, pattern: Node, annotation: Node | None, value: Node | None, target: Scope, scope: Scope
    ) -> None:
        typed = self.speller.instance_chain(annotation) if annotation is not None else ""
        chain = typed or ("?" if annotation is not None or value is None else self.speller.chain(value))
        names = _tuple_names(pattern)
        if names:
            for index, name in enumerate(names):
                self._bind_value(target, name, join(chain, f"[{index}]") or "?", scope)
            return
        self._bind_patterns(pattern, target, chain, scope)
        word = self.types.type_word(annotation) if annotation is not None else self.types.word(value, scope)
        for name in _all_names(pattern):
            self.types.note(target, plain_name(self.text(name)), word)

    def _bind_parameter(self, node: Node, target: Scope, scope: Scope) -> None:
        names = node.children_by_field_name("name")
        if not names:
            return
        type_ = names[1] if len(names) > 1 else None
        chain = self.speller.instance_chain(type_)
        end = self.source[node.end_byte : node.end_byte + 3]
        if chain and (end == b"..." or self.text(node).endswith("...")):
            chain = f"*{chain}"
        self._bind_value(target, names[0], chain or "?", scope)
        self.types.note(target, plain_name(self.text(names[0])), self.types.type_word(type_))

    def _bind_type_parameter(self, node: Node, target: Scope, scope: Scope) -> None:
        name = next((child for child in node.named_children if child.type == "type_identifier"), None)
        types = [
            child for child in node.children_by_field_name("name") if child.start_byte != (name or node).start_byte
        ]
        bound = types[-1] if types and types[-1].type != "type_identifier" else None
        chain = self.speller.type_name(bound)
        if name is not None:
            self.bind_chain(target, self.text(name), chain if chain and chain[0] not in MARKS else "?", scope)

    def _bind_constraint(self, node: Node, target: Scope, scope: Scope) -> None:
        constraint = node.named_children[0] if node.named_children else None
        subject = constraint.child_by_field_name("constrained_type") if constraint is not None else None
        if constraint is None or subject is None:
            return
        name = self.text(subject)
        types = constraint.children_by_field_name("name") or constraint.children_by_field_name("must_equal")
        chain = self.speller.type_name(types[-1]) if types else ""
        if name.isidentifier() and name != "Self" and chain and chain[0] not in MARKS:
            self.bind_chain(target, name, chain, scope)

    def _bind_cases(self, node: Node, target: Scope) -> None:
        """Cases of an enumeration: values of it, or functions that make one."""
        owner = self.type_around(self.scope)
        if not owner:
            return
        names: list[Node] = []
        for child in (*node.children, None):
            if child is not None and child.type == "simple_identifier":
                names.append(child)
            elif child is not None and child.type == "enum_type_parameters" and names:
                target.bind(f"{plain_name(self.text(names.pop()))}/*", f"(@{owner} ()")
            for name in names if child is None else ():
                target.bind(plain_name(self.text(name)), f"@{owner} ()")

    def is_inside_type(self, scope: Scope) -> bool:
        """Whether a scope is the body of a type or of an extension of one."""
        return bool(self.type_around(scope)) or is_class_like(self.drafts[scope.owner].type)


def _tuple_names(node: Node) -> list[Node]:
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


def _is_plain(node: Node) -> bool:
    """Whether a pattern is a name alone, or one with a type."""
    return node.child_by_field_name("bound_identifier") is not None or any(
        child.child_by_field_name("bound_identifier") is not None
        for child in node.named_children
        if child.type == "pattern" and not any(each.type == "simple_identifier" for each in node.named_children)
    )


def _all_names(node: Node) -> list[Node]:
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


def _condition_names(node: Node) -> list[Node]:
    children = node.children
    found = [
        children[index + 1]
        for index, child in enumerate(children[:-1])
        if child.type == "value_binding_pattern" and children[index + 1].type == "simple_identifier"
    ]
    return found + [name for child in children if child.type == "pattern" for name in _all_names(child)]
