"""What expressions of JavaScript stand for, as chains (see `omny.model`).

Reads nodes, binds nothing. `chain` answers for one expression by one chain and depends on its text alone;
`value_chains` lists what a value can be: both sides of `||`, both branches of `?:`.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import join
from omny.extract.shapes import read_shapes

CLOSURES = frozenset(("arrow_function", "function_expression", "generator_function"))
LITERALS = frozenset(
    ("number", "string", "template_string", "true", "false", "null", "undefined", "regex", "unary_expression")
    + ("update_expression",)
)
TYPE_OF = " type()"  # ends the chain of `typeof x` as a type: a value like x, and x itself only where it is no function
CHAIN_LINKS = 64  # of a.b().c()...; a longer chain is generated code
_CACHED_BYTES = 200  # a longer expression is hardly written twice
_MAX_ALTERNATIVES = 12  # values of one expression; more say nothing about what a call reaches
_DEEPEST_PATTERN = 12  # levels of a destructuring pattern of which the names are told apart
_MAX_SPEC = 512  # characters of a module specifier; longer strings are no file names

_SUPER = re.compile(r" super(?= |$)")
_NAME = re.compile(r"#?[^\W\d]\w*|#?[\w$]*[$][\w$]*")
_CHAINED = frozenset(
    ("identifier", "member_expression", "call_expression", "new_expression", "subscript_expression", "this")
)
_WRAPPERS = frozenset(("parenthesized_expression", "await_expression", "non_null_expression", "yield_expression"))
_CASTS = frozenset(("as_expression", "satisfies_expression", "type_assertion"))
_TRANSPARENT = _CASTS | {"parenthesized_expression", "non_null_expression"}


class Expressions(GenericWalk):
    """Chains of expressions."""

    SHAPES = read_shapes("omny.languages.javascript")

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._chains: dict[bytes, str] = {}

    # Hooks of TypeScript.

    def read_annotation(self, node: Node | None) -> tuple[str, ...]:
        """The chains that a type annotation tells."""
        return ()

    def object_chain(self, node: Node) -> str:
        """The chain of an object literal."""
        return "?"

    # Chains

    def chain(self, node: Node) -> str:
        """See `Walk`."""
        start, end = node.start_byte, node.end_byte
        if end - start > _CACHED_BYTES:
            return self._spell(node)
        text = self.source[start:end]
        known = self._chains.get(text)
        if known is None:
            known = self._spell(node)
            if known[0] != "^":  # `require` may be a name of another scope's own
                self._chains[text] = known
        return known

    def _spell(self, node: Node) -> str:
        kind = node.type
        if kind == "super" or kind == "import":
            return (
                "super()" if kind == "super" else kind
            )  # what is called: the constructor of the base class is bound so
        chain = self.speller.expression(node, CHAIN_LINKS)
        if " super" in chain:
            chain = _SUPER.sub(" ?", chain)  # an attribute of that name; `super` is a segment
        return chain[7:] if chain.startswith("module exports ") or chain == "module exports" else chain

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`: modules, elements by a text, and casts, which say the type."""
        kind = node.type
        if kind == "call_expression":
            return self._import_chain(node)
        if kind == "subscript_expression":
            owner = self.speller.expression(node.child_by_field_name("object"), levels - 1)
            return self.speller.extend(owner, self._index(node.child_by_field_name("index")))
        told = self.read_annotation(_cast_type(node))
        if len(told) == 1 and not told[0].endswith(TYPE_OF):
            return told[0]
        is_open = len(told) == 1 or (not told and self._is_constant(node))
        return self.speller.expression(inner(node), levels - 1) if is_open else "?"

    def _is_constant(self, cast: Node) -> bool:
        return self.source[: cast.end_byte].endswith(b"const")

    def _segment(self, node: Node | None) -> str:
        text = self.text(node) if node is not None else ""
        return text if text != "super" and _NAME.fullmatch(text) else "?"

    def _index(self, node: Node | None) -> str:
        if node is not None and node.type == "string":
            text = self.text(node)[1:-1]
            if _NAME.fullmatch(text) and text != "super":
                return text
        return "[]"

    def _import_chain(self, call: Node) -> str | None:
        """`^spec` where the call is `require("spec")` or `import("spec")`."""
        function = call.child_by_field_name("function")
        if function is None:
            return None
        if function.type != "import" and (
            self.text(function) != "require" or self.scope.find("require") not in (None, self.tree.module)
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

    def value_chains(self, node: Node | None) -> list[str]:
        """The chains of the values that an expression can have; none where it tells nothing."""
        if node is None:
            return []
        if node.type in _CHAINED:
            chain = self.chain(node)
            return [] if chain[0] == "?" else [chain]
        found: dict[str, None] = {}
        rest = [node]
        for _ in range(_MAX_ALTERNATIVES * 4):
            if not rest:
                return list(found)
            node = rest.pop()
            kind = node.type
            if kind in _CHAINED:
                chain = self.chain(node)
                if chain[0] != "?":
                    found[chain] = None
            elif kind in _CASTS:
                told = self.read_annotation(_cast_type(node))
                found.update([(chain, None) for chain in told if not chain.endswith(TYPE_OF)])
                part = inner(node)
                if not found and part is not None and (told or self._is_constant(node)):
                    rest.append(part)
            elif kind == "object":
                found[self.object_chain(node)] = None
            elif kind == "array":
                found.update([(f"*{self.chain(item)}", None) for item in self._items(node)])
            else:
                rest += [part for part in reversed(_alternatives(node)) if part is not None]
            if len(found) > _MAX_ALTERNATIVES:
                break
        return []

    def _items(self, array: Node) -> list[Node]:
        if array.named_child_count > _MAX_ALTERNATIVES:
            return []
        return [item for item in array.named_children if item.type in _CHAINED and self.chain(item)[0] not in "?*%"]

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
                        (left, told + (self.value_chains(right) if depth < _DEEPEST_PATTERN else []), depth + 1)
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
            elif kind in ("array_pattern", "rest_pattern"):
                stack += [(child, [], depth + 1) for child in reversed(node.named_children)]
        return found

    def _property_chain(self, chain: str, key: Node | None) -> str:
        """The chain of a property; what a module exports is named as an import of it."""
        name = self._segment(key) if key is None or key.type != "string" else self._index(key)
        if chain[0] == "^" and " " not in chain and "::" not in chain and name[0] not in "?[":
            return f"{chain}::{name}"
        return join(chain, name) or "?"


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
    for _ in range(CHAIN_LINKS):
        if node is None or node.type not in _TRANSPARENT:
            return node
        node = inner(node)
    return None


def _alternatives(node: Node) -> list[Node | None]:
    kind = node.type
    if kind == "ternary_expression":
        return [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
    if kind == "binary_expression":
        operator = node.child_by_field_name("operator")
        right = node.child_by_field_name("right")
        if operator is not None and operator.type in ("||", "??"):
            return [node.child_by_field_name("left"), right]
        return [right] if operator is not None and operator.type == "&&" else []
    if kind == "assignment_expression":
        return [node.child_by_field_name("right")]
    return [inner(node)] if kind in _WRAPPERS or kind == "sequence_expression" else []
