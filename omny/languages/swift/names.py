"""The names of a Swift file: what its declarations, conditions, loops, patterns and closures bind."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.scopes import Scope, join
from omny.extract.tables import read_shapes
from omny.languages.swift.arguments import ArgumentTypes
from omny.languages.swift.bounds import Bounds
from omny.languages.swift.masks import has_masked_types, mask_rest, mask_types
from omny.languages.swift.patterns import (
    CASE_MARK,
    SwiftPatterns,
    all_names,
    condition_names,
    is_plain,
    tuple_names,
)
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


class SwiftNames(SwiftPatterns):
    """The part of `SwiftWalk` that knows scopes and names."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.tree.applied = "callAsFunction"  # of a variable that is called
        self.speller: SwiftSpeller = SwiftSpeller(self.shapes, source, self.special)
        self.types = ArgumentTypes(self.text, source)
        self.bounds = Bounds(self.text, self.types)
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
            self.bind_conditions(node, scope, scope)
        elif kind == "for_statement":
            self._bind_loop(node, scope, around)
        elif kind == "switch_entry":
            subject = node.parent.child_by_field_name("expr") if node.parent is not None else None
            chain = self.speller.chain(subject) if subject is not None else "?"
            for child in node.named_children:
                if child.type == "switch_pattern":
                    self.bind_patterns(child, scope, chain, around, is_bound=False)
        elif kind == "catch_block":
            scope.bind("error", "?")
            for child in node.named_children:
                if child.type == "pattern":
                    self.bind_patterns(child, scope, is_bound=False)

    def _bind_loop(self, node: Node, scope: Scope, around: Scope) -> None:
        item, collection = node.child_by_field_name("item"), node.child_by_field_name("collection")
        annotation = next((child for child in node.named_children if child.type == "type_annotation"), None)
        if item is None:
            return
        typed = self.speller.instance_chain(annotation) if annotation is not None else ""
        held = self.speller.chain(collection) if collection is not None else "?"
        names = tuple_names(item)
        if len(names) == 2 and held.endswith(" enumerated/0 ()"):
            self.bind_value(scope, names[0], "?", around)
            self.bind_value(scope, names[1], join(held.removesuffix(" enumerated/0 ()"), "[*]") or "?", around)
        elif len(names) == 2 and not typed:
            self.bind_value(scope, names[0], "?", around)
            self.bind_value(scope, names[1], join(held, "[]") or "?" if "*" not in held[:1] else "?", around)
        elif is_plain(item):
            self.bind_patterns(item, scope, typed or join(held, "[*]") or "?", around)
        else:
            self.bind_patterns(item, scope, is_bound=False)

    def _bind_closure(self, node: Node, scope: Scope, around: Scope) -> None:
        """The parameters of a closure. A method of a collection gives it an item."""
        chains = self._find_items(node)
        names: list[str] = []
        for index in (0, 1):
            if chains and index < len(chains):
                self.bind_value(scope, f"${index}", chains[index], around)
            else:
                scope.bind(f"${index}", "?")
                names.append(f"${index}")
        captures = node.child_by_field_name("captures")
        for item in captures.named_children if captures is not None else ():
            name, value = item.child_by_field_name("name"), item.child_by_field_name("value")
            if name is not None and value is not None and self.text(name) != self.text(value):
                self.bind_value(scope, name, self.speller.chain(value), around)
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
            self.bind_value(scope, text, typed or given, around)
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
        names = [*all_names(node)] if node.type != "guard_statement" else condition_names(node)
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
            self.bind_conditions(node, target, scope)
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
        names = tuple_names(pattern)
        if names:
            for index, name in enumerate(names):
                self.bind_value(target, name, join(chain, f"[{index}]") or "?", scope)
            return
        self.bind_patterns(pattern, target, chain, scope)
        word = self._typed_word(annotation, annotation) if annotation is not None else self.types.word(value, scope)
        for name in all_names(pattern):
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
        self.bind_value(target, names[0], chain or "?", scope)
        self.types.note(target, plain_name(self.text(names[0])), self._typed_word(type_, node))

    def _typed_word(self, type_: Node | None, node: Node) -> str:
        """The word of a type that the declaration of a name says."""
        return self.types.type_word(type_, self.bounds.find(node.parent) if node.parent is not None else {})

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
                name_text = plain_name(self.text(names.pop()))
                target.bind(f"{name_text}/*", f"(@{owner} ()")
                for place, type_ in enumerate(child.children_by_field_name("name")):
                    chain = self.speller.instance_chain(type_) or "?"
                    self.bind_chain(target, f"{name_text}{CASE_MARK}{place}", chain, self.scope)
            for name in names if child is None else ():
                target.bind(plain_name(self.text(name)), f"@{owner} ()")

    def is_inside_type(self, scope: Scope) -> bool:
        """Whether a scope is the body of a type or of an extension of one."""
        return bool(self.type_around(scope)) or is_class_like(self.drafts[scope.owner].type)
