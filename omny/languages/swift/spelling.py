"""How expressions and types of Swift read as chains, beyond what its tables say."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.scopes import join
from omny.extract.shapes import Speller
from omny.extract.tables import Shape
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.swift.semantics import OF_COLLECTIONS

_LITERALS = {
    "line_string_literal": "String ()",
    "multi_line_string_literal": "String ()",
    "raw_string_literal": "String ()",
    "integer_literal": "Int ()",
    "hex_literal": "Int ()",
    "real_literal": "Double ()",
    "boolean_literal": "Bool ()",
}
_CALLED = "/0"  # the end of the name of a property that is spelled as a function


def plain_name(text: str) -> str:
    """A name without the backticks that make one of a reserved word."""
    return text.strip("`")


def is_type_name(name: str) -> bool:
    """Whether a name is one of a type, by a convention: only types begin with a large letter."""
    return name.lstrip("_")[:1].isupper()


def is_subscript(node: Node, source: bytes) -> bool:
    """Whether a call is one of a subscript: `xs[0]`."""
    suffix = node.named_children[-1] if node.named_children else node
    return source[suffix.start_byte : suffix.start_byte + 1] == b"["


def find_callee(node: Node) -> Node | None:
    """The expression that a call is of. The grammar takes `a + f(b)` for a call of `a + f`."""
    children = node.named_children
    callee: Node | None = children[0] if children and children[0].type != "call_suffix" else None
    for _ in range(MAX_LEVELS):
        right = callee.child_by_field_name("rhs") if callee is not None else None
        if right is None:
            break
        callee = right
    return callee


class SwiftSpeller(Speller):
    """See `Speller`."""

    def expression(self, node: Node | None, levels: int) -> str:
        """See `Speller`."""
        if node is None or not levels:
            return "?"
        kind = node.type
        if kind == "simple_identifier":
            return plain_name(self.text(node))
        if kind in _LITERALS:
            return _LITERALS[kind]
        if kind == "navigation_expression":
            return self._navigation(node, levels)
        if kind == "call_expression":
            return self._call(node, levels)
        if kind == "constructor_expression":
            return self.instance_chain(node.child_by_field_name("constructed_type")) or "?"
        if kind in ("postfix_expression", "prefix_expression"):
            operation = node.child_by_field_name("operation")
            is_plain = kind[1] == "o" or (operation is not None and self.text(operation) == "&")
            return self.expression(node.child_by_field_name("target"), levels - 1) if is_plain else "?"
        if kind == "tuple_expression":
            parts = [self.expression(each, levels - 1) for each in node.children_by_field_name("value")]
            return parts[0] if len(parts) == 1 else "[" + "|".join(parts) if parts else "?"
        if kind in ("array_literal", "dictionary_literal"):
            field, mark = ("element", "*") if kind[0] == "a" else ("value", "%")
            first = self.expression(node.child_by_field_name(field), levels - 1)
            return f"{mark}{first}" if first[0] not in "?[(" else "?"
        if kind == "ternary_expression":
            first = self.expression(node.child_by_field_name("if_true"), levels - 1)
            return first if first != "?" else self.expression(node.child_by_field_name("if_false"), levels - 1)
        if kind == "lambda_literal":
            return self._closure(node, levels)
        if kind in ("user_type", "array_type", "dictionary_type"):
            return self.type_name(node) or "?"
        return super().expression(node, levels)

    def _navigation(self, node: Node, levels: int) -> str:
        chain = self.expression(node.child_by_field_name("target"), levels - 1)
        name = self.find_member_name(node)
        if chain == "?" or name is None:
            return "?"
        text = plain_name(self.text(name))
        if name.type == "integer_literal":
            return join(chain, f"[{text}]") or "?"
        if text in ("self", "init"):
            return chain
        return join(chain, text + _CALLED if text in OF_COLLECTIONS else text) or "?"

    def find_member_name(self, node: Node) -> Node | None:
        """The name of the member that a navigation leads to."""
        suffix = node.child_by_field_name("suffix")
        return suffix.child_by_field_name("suffix") if suffix is not None else None

    def _call(self, node: Node, levels: int) -> str:
        callee = find_callee(node)
        if callee is None:
            return "?"
        if is_subscript(node, self._source):
            return join(self.expression(callee, levels - 1), "[]") or "?"
        if callee.type in ("array_literal", "dictionary_literal"):  # `[Shop]()`
            return self._empty(callee)
        if callee.type == "simple_identifier":
            name = plain_name(self.text(callee))
            if name == "type":
                return self._spell_type_call(node, levels)
            return f"{name} ()" if is_type_name(name) else f"{name}{self.arity(node)} ()"
        if callee.type == "navigation_expression":
            member = self.find_member_name(callee)
            text = plain_name(self.text(member)) if member is not None else ""
            chain = self.expression(callee.child_by_field_name("target"), levels - 1)
            if not text or chain == "?":
                return "?"
            if text == "init":
                return f"{chain} ()" if chain[0] not in "*%[(" else "?"
            step = f"{text} ()" if is_type_name(text) else f"{text}{self.arity(node)} ()"
            return join(chain, step) or "?"
        return join(self.expression(callee, levels - 1), "()") or "?"

    def _empty(self, node: Node) -> str:
        mark, field = ("*", "element") if node.type[0] == "a" else ("%", "value")
        chain = self.expression(node.child_by_field_name(field), MAX_LEVELS)
        return f"{mark}{chain} ()" if chain[0] not in "?*%[(" else "?"

    def _spell_type_call(self, node: Node, levels: int) -> str:
        """`type(of: x)`: what it has is looked up as a member of the object."""
        arguments = list_arguments(node)
        value = arguments[0].child_by_field_name("value") if len(arguments) == 1 else None
        return self.expression(value, levels - 1)

    def _closure(self, node: Node, levels: int) -> str:
        """A closure, by what it says that it returns, or by its only statement."""
        type_ = node.child_by_field_name("type")
        result = type_.child_by_field_name("name") if type_ is not None else None
        if result is not None:
            chain = self.instance_chain(result)
            return f"({chain}" if chain else "?"
        body = next((child for child in node.named_children if child.type == "statements"), None)
        last = body.named_children[-1] if body is not None and body.named_children else None
        if last is not None and last.type == "control_transfer_statement":
            last = last.child_by_field_name("result")
        elif body is not None and len(body.named_children) > 1:
            return "?"
        chain = self.expression(last, levels - 1)
        return "?" if chain == "?" or "$" in chain else f"({chain}"

    def arity(self, node: Node) -> str:
        """The labels of the arguments of a call, as names end with them."""
        return write_arity([word for word, _ in self.labels(node)])

    def labels(self, node: Node) -> list[tuple[str, Node | None]]:
        """The labels of the arguments of a call, each with the value: see `overloads`."""
        found: list[tuple[str, Node | None]] = []
        for each in list_arguments(node):
            label = each.child_by_field_name("name")
            found.append(
                (plain_name(self.text(label)) if label is not None else "_", each.child_by_field_name("value"))
            )
        label_text = ""
        for child in trailing_parts(node):
            if child.type == "lambda_literal":
                found.append((label_text + "{", child))
            else:
                label_text = plain_name(self.text(child))
        return found

    def find_name(self, node: Node) -> Node:
        """See `Speller`."""
        callee: Node | None = node
        if node.type == "call_expression":
            callee = find_callee(node)
        elif node.type == "constructor_expression":
            callee = node.child_by_field_name("constructed_type")
        elif node.type in ("macro_invocation", "selector_expression"):
            callee = node.named_children[0] if node.named_children else node
        if callee is None:
            return node
        if callee.type == "navigation_expression":
            return self.find_member_name(callee) or callee
        if callee.type == "user_type" and (names := type_names(callee)):
            return names[-1]
        if callee.type in ("prefix_expression", "postfix_expression"):
            return callee.child_by_field_name("target") or callee
        return callee

    # Types

    def type_name(self, node: Node | None, levels: int = MAX_LEVELS) -> str:
        """See `Speller`."""
        if node is None or not levels:
            return ""
        kind = node.type
        if kind == "user_type":
            return self._user_type(node, levels)
        if kind == "dictionary_type":
            types = node.children_by_field_name("name")
            inner = self.type_name(types[-1], levels - 1) if types else ""
            return f"%{inner}" if inner else ""
        if kind == "tuple_type":
            return self._tuple(node, levels)
        if kind == "function_type":
            result = self.instance_chain(node.child_by_field_name("name"))
            return f"({result}" if result else ""
        return super().type_name(node, levels)

    def _user_type(self, node: Node, levels: int) -> str:
        names = [plain_name(self.text(each)) for each in type_names(node)]
        arguments = next((child for child in node.named_children if child.type == "type_arguments"), None)
        name = " ".join(names)
        if len(names) > 1 and names[0] == "Swift":
            name = " ".join(names[1:])
        if not name or name in self._shapes.plain_types:
            return ""
        types = arguments.children_by_field_name("name") if arguments is not None else []
        if name in self._shapes.transparent_types:
            return self.type_name(types[0], levels - 1) if types else ""
        if name in self.containers and types:
            inner = self.type_name(types[0 if self.containers[name] == "%" and len(types) == 1 else -1], levels - 1)
            return self.containers[name] + inner if inner else ""
        return name

    def _tuple(self, node: Node, levels: int) -> str:
        items = [child for child in node.named_children if child.type == "tuple_type_item"]
        types = [
            next((child for child in item.named_children if child.type != "simple_identifier"), None) for item in items
        ]
        if len(types) == 1:
            return self.type_name(types[0], levels - 1)
        parts = [self.instance_chain(each) or "?" for each in types]
        parts = [part if "|" not in part else "?" for part in parts]
        return "[" + "|".join(parts) if any(part != "?" for part in parts) else ""

    def _generic(self, node: Node, shape: Shape, levels: int) -> str:
        return ""


def write_arity(labels: list[str]) -> str:
    """The end of the name of a function that is called with arguments of these labels and types."""
    return f"/{len(labels)}:{','.join(labels)}" if labels else "/0"


def list_arguments(node: Node) -> list[Node]:
    """The arguments of a call that stand in its parentheses."""
    suffix = node.named_children[-1] if node.named_children else None
    for child in suffix.named_children if suffix is not None else ():
        if child.type == "value_arguments":
            return [each for each in child.named_children if each.type == "value_argument"]
    return []


def trailing_parts(node: Node) -> list[Node]:
    """The closures after a call, and the labels of these."""
    suffix = node.named_children[-1] if node.named_children else None
    children = suffix.named_children if suffix is not None else []
    return [child for child in children if child.type in ("lambda_literal", "simple_identifier")]


def type_names(node: Node) -> list[Node]:
    """The names of a type, from that of the outermost on."""
    return [child for child in node.named_children if child.type == "type_identifier"]
