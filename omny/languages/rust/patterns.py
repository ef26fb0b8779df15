"""Names that declarations and patterns of Rust bind, and what its expressions stand for."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.rust.blocks import BLOCKS, find_results
from omny.languages.rust.paths import spell_path
from omny.languages.rust.semantics import OF_ITEMS, OF_PAIRS, OF_STD
from omny.languages.rust.tokens import FIELD_MARK, mark_method

_SAME = frozenset(("clone", "to_owned", "borrow", "as_ref", "as_mut", "deref", "deref_mut"))
"""Methods that every type can have, and that give the same value or something of its type."""

_POINTERS = frozenset(("Box", "Rc", "Arc"))
_HOLDERS = frozenset(("Some", "Ok", "Mutex::new", "RwLock::new", "RefCell::new"))
_CONSTANTS = frozenset(("const_item", "static_item"))
_PLAIN_PATTERNS = frozenset(
    ("match_pattern", "mut_pattern", "ref_pattern", "reference_pattern", "or_pattern", "captured_pattern")
)
_CALLS = frozenset(("call_expression", "generic_function"))
_HELD = frozenset(("Some", "Ok"))
VARIANT_MARK = "'"
"""Between the name of a variant and the place of a value that it holds."""

MAX_PATTERNS = 32
"""Levels of a pattern that are looked into."""


class PatternWalk(GenericWalk):
    """The part of the walk that knows bindings and expressions."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.bounds: dict[Scope, dict[str, str]] = {}  # of the type parameters of types
        self._spelled: dict[tuple[bytes, bool], str] = {}  # chains of fields and methods

    def bind_generics(self, node: Node, scope: Scope) -> None:
        """Binds the type parameters of a definition: each stands for its first bound."""
        for text, chain in self.read_bounds(node).items():
            if chain and scope.parent is not None:
                scope.bind(text, Value(chain, scope.parent))
            else:
                scope.bind(text, "?")

    def read_bounds(self, node: Node) -> dict[str, str]:
        """The type parameters of a definition, each with the chain of its first bound or ""."""
        parameters = node.child_by_field_name("type_parameters")
        where = next((child for child in node.named_children if child.type == "where_clause"), None)
        bounds: dict[str, str] = {}
        for child in parameters.named_children if parameters is not None else ():
            name = child.child_by_field_name("name")
            if child.type == "type_parameter" and name is not None:
                bounds[self.text(name)] = self._find_bound(child.child_by_field_name("bounds"))
        for child in where.named_children if where is not None else ():
            left = child.child_by_field_name("left")
            if left is not None and self.text(left) in bounds and not bounds[self.text(left)]:
                bounds[self.text(left)] = self._find_bound(child.child_by_field_name("bounds"))
        return bounds

    def _find_bound(self, bounds: Node | None) -> str:
        for child in bounds.named_children if bounds is not None else ():
            chain = self.speller.type_name(child)
            if chain and chain[0] not in "*%[" and chain not in _MARKERS:
                return f"({chain}" if chain[0] == "(" else chain  # a type is called for an object of it
        return ""

    # Names

    def open_bind(self, bracket: Bracket) -> None:
        """A declaration. From its end on a variable means the new value, also where it meant another one before."""
        node, scope = bracket.node, self.scope
        if node.type in self.shapes.later_bindings:
            if any(scope.find(name) is not None for name in self.names_in(node.child_by_field_name("pattern"))):
                self._later.append(bracket)
                self._later.sort(key=lambda each: each.end)
            else:
                self.bind_names(bracket, scope, scope)
        elif node.type == "enum_variant":
            self._bind_variant(node)
        elif node.type == "assignment_expression":
            self._bind_later(node)
        elif node.type != "parameter" or node.parent is None or node.parent.type != "closure_parameters":
            self.bind_names(bracket, self.home_scope(scope), scope)

    def names_in(self, pattern: Node | None) -> list[str]:
        """The names that a pattern binds."""
        if pattern is None:
            return []
        if pattern.type in ("identifier", "shorthand_field_identifier"):
            return [self.text(pattern)]
        return [name for child in pattern.named_children for name in self.names_in(child)]

    def _bind_later(self, node: Node) -> None:
        """The value of a variable that was declared without one."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = self.text(left) if left is not None else ""
        found = self.scope.find(name)
        if right is not None and found is not None and found.names[name] == ["?"]:
            found.bind(name, Value(self.speller.chain(right), self.scope))

    def _bind_variant(self, node: Node) -> None:
        """A variant is a value of its type, or a function that makes one."""
        name, owner = node.child_by_field_name("name"), self.type_around(self.scope)
        if name is not None and owner:
            body = node.child_by_field_name("body")
            self.scope.bind(self.text(name), f"@{owner} ()" if body is None else f"(@{owner} ()")
            if body is not None and body.type == "ordered_field_declaration_list":
                for index, type_ in enumerate(body.children_by_field_name("type")):
                    chain = self._put_bound(self.scope, self.speller.instance_chain(type_))
                    self.bind_chain(self.scope, f"{self.text(name)}{VARIANT_MARK}{index}", chain or "?", self.scope)

    def bind_names(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        """See `ScopedWalk`."""
        node = bracket.node
        type_, value = node.child_by_field_name("type"), node.child_by_field_name("value")
        chain = self.speller.instance_chain(type_) if type_ is not None else ""
        if not chain and value is not None:
            chain = self.speller.chain(value)
        name = node.child_by_field_name("pattern") or node.child_by_field_name("name")
        if node.type == "field_declaration":
            if name is not None and self.type_around(target):
                chain = self._put_bound(target, chain)
                self.bind_chain(target, self.text(name) + FIELD_MARK, chain or "?", scope)
        else:
            self.bind_pattern(name, chain or "?", target, scope)

    def _put_bound(self, type_: Scope, chain: str) -> str:
        """The type of a field, with the bound of a type parameter in the stead of that."""
        name = chain.lstrip(MARKS).partition(" ")[0]
        bound = self.bounds.get(type_, {}).get(name)
        if bound is None:
            return chain
        if bound[:1] == "(":
            return bound[1:] if chain == f"{name} ()" else "?"
        return chain.replace(name, bound, 1) if bound else "?"

    def bind_pattern(
        self, node: Node | None, chain: str, target: Scope, scope: Scope, levels: int = MAX_PATTERNS
    ) -> None:
        """Binds the names of a pattern that a value matches."""
        if node is None or not levels:
            return
        kind = node.type
        if kind in ("identifier", "shorthand_field_identifier"):
            text = self.text(node)
            is_constant = node.parent is not None and node.parent.type in _CONSTANTS
            if (
                is_constant or not text[:1].isupper()
            ):  # a capital letter begins a constant that a value is compared with
                if chain == "?" or target is scope:
                    self.bind_chain(target, text, chain, scope)
                else:
                    target.bind(text, Value(chain, scope))
            return
        parts = [child for child in node.named_children if child.type not in self.shapes.trivia]
        if kind == "tuple_pattern":
            for index, child in enumerate(parts):
                part = _extend(chain, f"[{index}]") if chain[:1] == "[" or chain.endswith(" ()") else "?"
                self.bind_pattern(child, part, target, scope, levels - 1)
        elif kind == "tuple_struct_pattern":
            type_ = node.child_by_field_name("type")
            values = [child for child in parts if type_ is None or child.start_byte != type_.start_byte]
            rest = next((index for index, child in enumerate(values) if child.type == "remaining_field_pattern"), 99)
            for index, child in enumerate(values):
                part = self._find_part(type_, chain, index) if index < rest else "?"
                self.bind_pattern(child, part, target, scope, levels - 1)
        elif kind == "slice_pattern":
            for child in parts:
                self.bind_pattern(child, _extend(chain, "[]"), target, scope, levels - 1)
        elif kind == "struct_pattern":
            self._bind_fields(node, target, scope, levels)
        elif kind in _PLAIN_PATTERNS:
            condition = node.child_by_field_name("condition")
            for child in parts:
                if condition is None or child.start_byte != condition.start_byte:
                    self.bind_pattern(child, chain, target, scope, levels - 1)
        else:
            for child in parts:
                if child.type.endswith("pattern") or child.type == "identifier":
                    self.bind_pattern(child, "?", target, scope, levels - 1)

    def _find_part(self, type_: Node | None, chain: str, index: int) -> str:
        """What a pattern such as `Some(x)`, `Kind::Of(x, y)` or `Meters(n)` takes out of a value, at a place."""
        if type_ is None:
            return "?"
        text = self.text(type_)
        if text in _HELD:
            return _extend(chain, "[]")
        path = spell_path(text) or "?"
        outer, _, name = path.rpartition(" ")
        if outer.rpartition(" ")[2][:1].isupper() and name[:1].isupper():
            return f"{path}{VARIANT_MARK}{index}"
        return _extend(path, f"() {index}{FIELD_MARK}") if path[:1].isupper() or outer else "?"

    def _bind_fields(self, node: Node, target: Scope, scope: Scope, levels: int) -> None:
        type_ = self.speller.instance_chain(node.child_by_field_name("type"))
        for field in node.named_children:
            name, pattern = field.child_by_field_name("name"), field.child_by_field_name("pattern")
            if field.type == "field_pattern" and name is not None:
                chain = _extend(type_, self.text(name) + FIELD_MARK) if type_ else "?"
                self.bind_pattern(pattern or name, chain, target, scope, levels - 1)

    # Scopes

    def open_scope(self, bracket: Bracket) -> None:
        """A block. Those of loops, closures and arms have names from a pattern."""
        node, around = bracket.node, self.scope
        scope = self.open_block(bracket.end)
        outer = node.parent
        if node.type == "closure_expression":
            self._bind_closure(node, scope, around)
        elif node.type == "match_arm" and outer is not None and outer.parent is not None:
            value = outer.parent.child_by_field_name("value")
            chain = self.speller.chain(value) if value is not None else "?"
            self.bind_pattern(node.child_by_field_name("pattern"), chain, scope, around)
        elif outer is not None and outer.type == "for_expression":
            value = outer.child_by_field_name("value")
            chain = _extend(self.speller.chain(value), "[*]") if value is not None else "?"
            self.bind_pattern(outer.child_by_field_name("pattern"), chain, scope, around)

    def _bind_closure(self, node: Node, scope: Scope, around: Scope) -> None:
        parameters = node.child_by_field_name("parameters")
        patterns = parameters.named_children if parameters is not None else []
        item, takers = self._find_item(node)
        for index, pattern in enumerate(patterns):
            chain = item if index in takers and (len(patterns) == 1 or takers != (0,)) else "?"
            if pattern.type == "parameter":
                chain = self.speller.instance_chain(pattern.child_by_field_name("type")) or item
                pattern = pattern.child_by_field_name("pattern") or pattern
            self.bind_pattern(pattern, chain, scope, around)

    def _find_item(self, node: Node) -> tuple[str, tuple[int, ...]]:
        """The item that a closure gets from the collection whose method it is passed to, and which of its parameters
        are one."""
        call = node.parent.parent if node.parent is not None and node.parent.type == "arguments" else None
        function = call.child_by_field_name("function") if call is not None else None
        if function is None or function.type != "field_expression":
            return "?", ()
        holder, name = function.child_by_field_name("value"), function.child_by_field_name("field")
        text = self.text(name) if name is not None else ""
        takers = OF_PAIRS.get(text, (0,))
        if holder is None or (text not in OF_ITEMS and text not in OF_PAIRS):
            return "?", ()
        return _extend(self.speller.chain(holder), "[*]"), takers

    # Expressions

    def chain(self, node: Node) -> str:
        """See `Walk`. One text can be a method that is called here, and a field elsewhere: see `_spell_field`."""
        return super().chain(node) if node.type != "field_expression" else self._spell_field(node, MAX_LEVELS)

    def _spell_field(self, node: Node, levels: int) -> str:
        is_method = _is_method(node)
        key = (self.source[node.start_byte : node.end_byte], is_method)
        chain = self._spelled.get(key)
        if chain is None:
            field = node.child_by_field_name("field")
            if field is None:
                return "?"
            name = mark_method(self.text(field)) if is_method else self.text(field) + FIELD_MARK
            chain = _extend(self.speller.expression(node.child_by_field_name("value"), levels - 1), name)
            self._spelled[key] = chain
        return chain

    def special(self, node: Node, levels: int) -> str | None:
        """Paths, members that are named as those of std, and calls that give what they get."""
        kind, speller = node.type, self.speller
        if kind in ("scoped_identifier", "scoped_type_identifier"):
            path = node.child_by_field_name("path")
            if path is not None and path.type == "bracketed_type":
                return self._spell_qualified(path, node.child_by_field_name("name"))
            return spell_path(self.text(node)) or "?"
        if kind == "field_expression":
            return self._spell_field(node, levels)
        if kind == "unary_expression":
            return None if self.source[node.start_byte : node.start_byte + 1] == b"*" else "?"
        if kind == "tuple_expression":
            parts = [speller.expression(child, levels - 1) for child in node.named_children]
            return "[" + "|".join(parts) if parts and not any(part[0] in "[*%(" for part in parts) else "?"
        if kind == "call_expression":
            return self._spell_call(node, levels)
        if kind == "index_expression" and (node, *node.named_children)[-1].type == "range_expression":
            return speller.expression(node.named_children[0], levels - 1)  # a part of it, with the same items
        if kind in BLOCKS:
            return next((chain for chain in find_results(self, node, {}, levels - 1) if chain != "?"), "?")
        if kind == "struct_expression":
            return speller.instance_chain(node.child_by_field_name("name")) or "?"
        if kind == "closure_expression":
            result = speller.instance_chain(node.child_by_field_name("return_type"))
            result = result or next(find_results(self, node, {}, levels - 1), "?")
            return f"({result}" if result != "?" else "?"
        return None

    def _spell_qualified(self, node: Node, name: Node | None) -> str:
        """`<T as Trait>::name`."""
        inner = node.named_child(0) if node.named_child_count else None
        if inner is not None and inner.type == "qualified_type":
            inner = inner.child_by_field_name("type")
        chain = self.speller.type_name(inner)
        return f"{chain} {self.text(name)}" if chain and chain[0] not in "*%[(" and name is not None else "?"

    def _spell_call(self, node: Node, levels: int) -> str | None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return "?"
        count = arguments.named_child_count
        if function.type == "field_expression":
            field, holder = function.child_by_field_name("field"), function.child_by_field_name("value")
            if field is not None and self.text(field) in _PAIRED and count < 2:
                second = arguments.named_children[0] if count else None
                return self._spell_pairs(holder, second, levels)
            if not count and field is not None and self.text(field) in _SAME and self.text(field) not in OF_STD:
                return self.speller.expression(holder, levels - 1)
        if count == 1:
            text = self.text(function)
            outer, _, name = text.rpartition("::")
            is_pointer = name in ("new", "pin", "from", "clone") and outer.rpartition("::")[2] in _POINTERS
            if is_pointer or text in _HOLDERS:
                chain = self.speller.expression(arguments.named_children[0], levels - 1)
                return chain if is_pointer or chain == "?" else f"*{chain}"
        return None

    def _spell_pairs(self, holder: Node | None, other: Node | None, levels: int) -> str:
        """`xs.enumerate()` and `xs.zip(ys)`: their items are pairs."""
        parts = [
            _extend(self.speller.expression(each, levels - 1), "[*]") for each in (holder, other) if each is not None
        ]
        if any("|" in part for part in parts):
            return "?"
        return "*[" + "|".join(parts if len(parts) > 1 else ["?", *parts])


def _is_method(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _CALLS


_PAIRED = frozenset(("enumerate", "zip"))

_MARKERS = frozenset(("Copy", "Clone", "Send", "Sync", "Sized", "Debug", "Default", "Display", "Eq", "PartialEq"))
"""Traits of std that say little of a value: the next bound counts."""


def _extend(chain: str, segment: str) -> str:
    return chain if chain == "?" else join(chain, segment) or "?"
