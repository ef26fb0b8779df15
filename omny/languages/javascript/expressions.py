"""What expressions of JavaScript stand for, as chains (see `omny.model`).

Reads nodes, binds nothing. `shapes.toml` says how expressions read; here is what it cannot say.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.generic_walk import GenericWalk
from omny.extract.limits import MAX_VALUES, MAX_WRITTEN
from omny.extract.passed import Passing
from omny.extract.segments import write_several
from omny.extract.shapes import MAX_PATH_BYTES
from omny.extract.tables import read_shapes
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.javascript.hooks import HOOK_NAMES, PREFIX, find_hook
from omny.languages.javascript.results import RESULTS, find_result

CLOSURES = frozenset(("arrow_function", "function_expression", "generator_function"))
LITERALS = frozenset(
    ("number", "string", "template_string", "true", "false", "null", "undefined", "regex", "unary_expression")
    + ("update_expression",)
)
TYPE_OF = " type()"  # ends the chain of `typeof x` as a type: a value like x, and x itself only where it is no function
_DEEPEST_PATTERN = 12  # levels of a destructuring pattern of which the names are told apart

PASSING = Passing(
    constructor="constructor",
    spreads=frozenset(("spread_element",)),
    has_receiver=False,
    words=(b"in ", b"of "),
    makes_fields=True,
    receiver="this",
)
"""How calls pass arguments."""
_MAX_SPEC = 512  # characters of a module specifier; longer strings are no file names

_NAME = re.compile(r"#?[^\W\d]\w*|#?[\w$]*[$][\w$]*")
_OPERANDS = {"||": ("left", "right"), "??": ("left", "right"), "&&": ("right",)}
_OPERANDS |= {f"{operator}=": fields for operator, fields in _OPERANDS.items()}
_SEVERAL = frozenset(("ternary_expression", "binary_expression", "augmented_assignment_expression"))
_OPEN_TYPES = frozenset(("any", "unknown", "const"))
_DIGITS = 4  # of the place of an item
_ITEMS = frozenset(
    ("identifier", "member_expression", "call_expression", "new_expression", "subscript_expression", "this")
)
_TRANSPARENT = frozenset(
    ("as_expression", "satisfies_expression", "type_assertion", "parenthesized_expression", "non_null_expression")
)


class Expressions(GenericWalk):
    """Chains of expressions."""

    SHAPES = read_shapes("omny.languages.javascript")
    PASSING = PASSING

    # Hooks of TypeScript.

    def read_annotation(self, node: Node | None) -> tuple[str, ...]:
        """The chains that a type annotation tells."""
        return ()

    def read_type(self, text: str) -> tuple[str, ...]:
        """As `read_annotation`, of a text."""
        return ()

    def cast_inside(self, node: Node) -> str | None:
        """The chain of the type that a comment inside parentheses gives their value, if there is one."""
        return None

    def object_chain(self, node: Node) -> str:
        """The chain of an object literal."""
        return "?"

    # Chains

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`: modules, `super`, elements by a text, and casts, which say the type."""
        kind = node.type
        if kind == "call_expression":
            return self._call_chain(node, levels)
        if kind == "array":
            return (self._items(node) or ["?"])[0]
        if kind == "new_expression":
            return self._made_list(node)
        if kind == "parenthesized_expression":
            return self.cast_inside(node)
        if kind == "import":
            return kind if levels == MAX_LEVELS else "?"
        if kind == "super":
            return "super()" if levels == MAX_LEVELS else None  # a call: the constructor of the base class is bound so
        if kind == "member_expression":
            return self._special_member(node, levels)
        if kind == "subscript_expression":
            owner = self.speller.expression(node.child_by_field_name("object"), levels - 1)
            return self.speller.extend(owner, self._index(node.child_by_field_name("index")))
        if kind in _SEVERAL:
            several = self.speller.values(node) if levels else []
            return write_several(several) if 0 < len(several) <= MAX_VALUES else "?"
        told = self.read_annotation(_cast_type(node))
        if len(told) == 1 and not told[0].endswith(TYPE_OF):
            return told[0]
        is_open = len(told) == 1 or (not told and self._is_open(node))
        return self.speller.expression(inner(node), levels - 1) if is_open else "?"

    def _special_member(self, node: Node, levels: int) -> str | None:
        """`module.exports`, and attributes with the name `super`, which is a segment of chains."""
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or name is None:
            return None
        is_path = node.end_byte - node.start_byte <= MAX_PATH_BYTES
        text = self.source[node.start_byte if is_path else name.start_byte : node.end_byte]
        if b"super" not in text and not text.startswith(b"module"):
            return None
        if self.text(owner) == "module" and self.text(name) == "exports":
            return "exports"
        return self.speller.extend(self.speller.expression(owner, levels - 1), self._segment(name))

    def _is_open(self, cast: Node) -> bool:
        """Whether a cast whose type tells nothing leaves a value what it is: `as const`, `as any`, to a function."""
        type_ = _cast_type(cast)
        if type_ is None:
            return self.source.endswith(b"const", 0, cast.end_byte)
        return type_.type == "function_type" or self.text(type_) in _OPEN_TYPES

    def _segment(self, node: Node | None) -> str:
        text = self.text(node) if node is not None else ""
        return text if text != "super" and _NAME.fullmatch(text) else "?"

    def _index(self, node: Node | None) -> str:
        if node is not None and node.type == "string":
            text = self.text(node)[1:-1]
            if _NAME.fullmatch(text) and text != "super":
                return text
        if node is not None and node.type == "number" and (text := self.text(node)).isdigit() and len(text) < _DIGITS:
            return f"[.{text}]"
        return "[]"

    def _call_chain(self, call: Node, levels: int) -> str | None:
        """`^spec` where the call is `require("spec")` or `import("spec")`, and what `find_result` says."""
        function = call.child_by_field_name("function")
        if function is None:
            return None
        if function.type == "member_expression":
            name = function.child_by_field_name("property")
            return find_result(self, call, levels) if name is not None and self.text(name) in RESULTS else None
        text = self.text(function)
        if function.type == "identifier" and levels and (text[:3] == PREFIX or text in HOOK_NAMES):
            return find_hook(self, call, text, levels)
        if function.type != "import" and (
            text != "require" or self.scope.find("require") not in (None, self.tree.module)
        ):
            return None
        spec = self.spec(first_inside(call.child_by_field_name("arguments")))
        return f"^{spec}" if spec else None

    def spec(self, node: Node | None) -> str:
        """The module specifier that a string literal is, or nothing."""
        if node is None or node.type not in ("string", "template_string"):
            return ""
        text = self.text(node)[1:-1]
        if not text or len(text) > _MAX_SPEC or "${" in text or "::" in text:
            return ""
        return text.replace(" ", "%20") if text.isprintable() else ""

    # Values

    def own_values(self, node: Node) -> list[Node | str]:
        """See `ScopedWalk`: object literals, lists, operators that give an operand, and casts."""
        kind = node.type
        if kind in CLOSURES:  # as an argument
            return [f"'Function:{self._find_way(node)} ()"]
        if kind == "object":
            return [self.object_chain(node)]
        if kind == "array":
            found_items: list[Node | str] = [*self._items(node)]
            return found_items
        if kind == "binary_expression" or kind == "augmented_assignment_expression":
            operator = node.child_by_field_name("operator")
            fields = _OPERANDS.get(operator.type, ()) if operator is not None else ()
            operands = [node.child_by_field_name(field) for field in fields]
            return [operand for operand in operands if operand is not None]
        told = self.read_annotation(_cast_type(node))
        known = tuple([chain for chain in told if not chain.endswith(TYPE_OF)])
        part = inner(node)
        if known:
            found: list[Node | str] = [*self.add_functions(known, part)]
            return found
        return [part] if part is not None and (told or self._is_open(node)) else []

    def _find_way(self, function: Node) -> str:
        """Whether a function gives nothing, or a promise; "?" for any other."""
        if self.source.startswith(b"async", function.start_byte):
            return "async"
        body = function.child_by_field_name("body")
        if body is None or body.type != "statement_block":
            return "?"
        return "?" if b"return" in self.source[body.start_byte : body.end_byte] else "void"

    def _items(self, node: Node) -> list[str]:
        """The values of a list that is written out: each item at its place, or with those of others in it."""
        parts: list[str] = []
        others: list[str] = []
        for item in node.named_children if node.named_child_count <= MAX_WRITTEN else ():
            if item.type == "spread_element":
                spread = [self.speller.extend(chain, "[:]") for chain in self.speller.values(first_inside(item))]
                others += [chain for chain in spread if chain[0] != "?"] or ["?"]
            elif item.type != "comment":
                chain = self.chain(item) if item.type in _ITEMS else "?"
                parts.append("?" if "|" in chain or " : " in chain or chain[0] in "?[" else chain)
        known = [part for part in parts if part != "?"]
        if others:
            return [chain for chain in [*others, *[f"*{part}" for part in known]] if chain != "?"]
        return ["[" + "|".join(parts)] if known else []

    def _made_list(self, node: Node) -> str | None:
        """`new Map<K, V>()` and `new Set(xs)`; None for any other object."""
        constructor = node.child_by_field_name("constructor")
        if constructor is None or self.text(constructor) not in self.shapes.containers:
            return None
        stated = node.child_by_field_name("type_arguments")
        if stated is not None:
            told = self.read_type(f"{self.text(constructor)}{self.text(stated)}")
            return told[0] if len(told) == 1 else "?"
        values = self.speller.values(first_inside(node.child_by_field_name("arguments")))
        if self.text(constructor) != "Set" or len(values) != 1:
            return None
        return self.speller.extend(values[0], "[:]")

    def add_functions(self, told: tuple[str, ...], value: Node | None) -> list[str]:
        """What something of an annotated type can be, with the functions among its values: these are called."""
        if value is None or value.type == "new_expression":
            return [*told]
        chains = self.speller.values(value)
        is_written = not [chain for chain in told if chain[0] != "{"]
        return [
            *told,
            *[f"{chain} =>" for chain in chains if chain[0] not in "*%[{" and (is_written or chain[-1] != ")")],
        ]

    # Patterns

    def pattern_names(self, pattern: Node, chain: str) -> list[tuple[str, list[str]]]:
        """The names that a pattern binds, each with the chains it takes of a value that is `chain`."""
        found: list[tuple[str, list[str]]] = []
        stack = [(pattern, [chain], 0)]
        while stack:
            node, values, depth = stack.pop()
            kind = node.type
            if kind in ("identifier", "shorthand_property_identifier_pattern", "this"):
                found.append((self.text(node), values))
            elif kind in ("assignment_pattern", "object_assignment_pattern"):
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None:
                    told = [self._property_chain(value, left) if kind[0] == "o" else value for value in values]
                    stack.append(
                        (left, told + (self.speller.values(right) if depth < _DEEPEST_PATTERN else []), depth + 1)
                    )
            elif kind == "object_pattern":
                for child in reversed(node.named_children):
                    part = child.child_by_field_name("value") if child.type == "pair_pattern" else child
                    if part is None:
                        continue
                    told = values if child.type == "object_assignment_pattern" else []
                    if child.type == "pair_pattern" and depth < _DEEPEST_PATTERN:
                        told = [self._property_chain(value, child.child_by_field_name("key")) for value in values]
                    elif child.type == "shorthand_property_identifier_pattern":
                        told = [self._property_chain(value, child) for value in values]
                    stack.append((part, told, depth + 1))
            elif kind == "array_pattern":
                place = 0
                parts = []
                for child in node.children if depth < _DEEPEST_PATTERN else ():
                    if child.type == ",":
                        place += 1
                    elif child.is_named and child.type != "comment":
                        segment = "[:]" if child.type == "rest_pattern" else f"[*{place}]"
                        told = [self.speller.extend(value, segment) for value in values]
                        parts.append((child, [value for value in told if value[0] != "?"], depth + 1))
                stack += reversed(parts)
            elif kind == "rest_pattern":
                stack += [(child, values, depth + 1) for child in reversed(node.named_children)]
        return found

    def _property_chain(self, chain: str, key: Node | None) -> str:
        """The chain of a property; what a module exports is named as an import of it."""
        name = self._segment(key) if key is None or key.type != "string" else self._index(key)
        if chain[0] == "^" and " " not in chain and "::" not in chain and name[0] not in "?[":
            return f"{chain}::{name}"
        return self.speller.extend(chain, name)


def first_inside(node: Node | None) -> Node | None:
    """The first named node inside that is no comment, or None: bundlers read comments before a module."""
    first = node.named_child(0) if node is not None and node.named_child_count else None
    if node is None or first is None or first.type != "comment":
        return first
    for child in node.named_children:
        if child.type != "comment":
            return child
    return None


def last_name(node: Node) -> Node:
    """Where the use of `a.b` stands: at `b`."""
    return (node.child_by_field_name("property") or node) if node.type == "member_expression" else node


def inner(node: Node) -> Node | None:
    """What parentheses, `await` and the like stand around; the last of `a, b`."""
    children = [child for child in node.named_children if child.type != "comment"]
    if not children:
        return None
    if node.type == "sequence_expression":
        return children[-1]
    return children[-1] if node.type == "type_assertion" else children[0]


def _cast_type(node: Node) -> Node | None:
    if node.type == "type_assertion":
        arguments = first_inside(node)
        return first_inside(arguments)
    return node.named_child(1) if node.named_child_count > 1 else None


def unwrap(node: Node | None) -> Node | None:
    """The expression inside parentheses and casts."""
    for _ in range(MAX_LEVELS):
        if node is None or node.type not in _TRANSPARENT:
            return node
        node = inner(node)
    return None
