"""Parameters and docstrings of Python functions."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.passed import Passing
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.shapes import is_path
from omny.extract.text import DEFAULT_CHARS, DOC_CHARS, one_line
from omny.languages.python.annotations import read_annotation
from omny.languages.python.texts import first_line, plain_parameters
from omny.model.facts import Json

_NAMED = frozenset(("identifier", "attribute", "call"))
"""Kinds of defaults that say what a parameter can be."""

_MARKS = {"list_splat_pattern": "*", "dictionary_splat_pattern": "%"}

PASSING = Passing(
    constructor="__init__",
    spreads=frozenset(("list_splat", "dictionary_splat")),
    has_receiver=True,
    words=(b"in ",),
)
"""How calls pass arguments."""


def node_text(source: bytes, node: Node) -> str:
    """The source text of a node."""
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def read_parameters(
    source: bytes, parameters: Node, scope: Scope
) -> tuple[list[Json], list[tuple[str, list[Binding]]]]:
    """Parameters as `data` shows them, and the names they bind with what their annotations say."""
    plain = plain_parameters(source[parameters.start_byte : parameters.end_byte])
    if plain is not None:
        return plain[0], [(name, []) for name in plain[1]]
    described: list[Json] = []
    bound: list[tuple[str, list[Binding]]] = []
    for child in parameters.named_children:
        kind = child.type
        name_node: Node | None = child
        if kind in ("default_parameter", "typed_default_parameter"):
            name_node = child.child_by_field_name("name")
        elif kind == "typed_parameter":
            name_node = child.named_children[0]
        elif kind in ("comment", "keyword_separator", "positional_separator", "ERROR"):
            continue
        if name_node is None:
            continue
        written = node_text(source, name_node)
        entry: Json = {"name": written}
        values: list[Binding] = []
        annotation = child.child_by_field_name("type")
        if annotation is not None:
            text = node_text(source, annotation)
            entry["annotation"] = one_line(text.encode())
            mark = _MARKS.get(name_node.type, "")
            values = [Value(mark + chain, scope) for chain in read_annotation(text)]
        default = child.child_by_field_name("value")
        if default is not None:
            entry["default"] = one_line(source[default.start_byte : default.end_byte], DEFAULT_CHARS)
            if default.type in _NAMED and not [
                each for each in values if isinstance(each, Value) and each.chain[0] != "("
            ]:
                values = [*values, *_read_default(source, default, scope)]
        described.append(entry)
        if name_node.type == "tuple_pattern":
            bound += [(node_text(source, leaf), []) for leaf in name_node.named_children]
        else:
            bound.append((written.lstrip("*"), values))
    return described, bound


def _read_default(source: bytes, default: Node, scope: Scope) -> list[Binding]:
    """What a default says of a parameter: a function or class, or an object that is made there."""
    called = default.child_by_field_name("function") if default.type == "call" else default
    text = source[called.start_byte : called.end_byte] if called is not None else b""
    if not is_path(text):
        return []
    return [Value(text.decode().replace(".", " ") + ("" if called is default else " ()"), scope)]


def document(source: bytes, draft: Draft, body: Node) -> None:
    """Keeps the first line of a docstring."""
    first = body.named_child(0) if body.named_child_count else None
    while first is not None and first.type == "comment":
        first = first.next_named_sibling
    if first is None or first.type != "expression_statement":
        return
    text = first.named_child(0) if first.named_child_count else None
    if text is not None and text.type == "string":
        line = first_line(node_text(source, text))
        if line:
            draft.detail["doc"] = one_line(line.encode(), DOC_CHARS)
