"""What stands around the name of a declaration: attributes, words such as `static`, and the signature."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.languages.swift.spelling import type_names

FILE_PRIVATE = frozenset(("private", "fileprivate"))
PUBLIC_WORDS = frozenset(("public", "open"))

CODE = ("computed_property", "willset_didset_block")
"""The code of a property."""


def list_modifiers(node: Node) -> list[Node]:
    """The attributes and words before a declaration."""
    holder = next((child for child in node.named_children if child.type == "modifiers"), None)
    return holder.named_children if holder is not None else []


def list_attributes(node: Node) -> list[Node]:
    """The attributes of a declaration."""
    return [each for each in list_modifiers(node) if each.type == "attribute" and each.named_children]


def attribute_names(node: Node, text: Callable[[Node], str]) -> list[str]:
    """The names of the attributes of a declaration."""
    return [".".join([text(name) for name in type_names(each.named_children[0])]) for each in list_attributes(node)]


def find_visibility(node: Node, text: Callable[[Node], str]) -> str:
    """The word for the access level of a declaration; that of a setter alone is none."""
    for each in list_modifiers(node):
        if each.type == "visibility_modifier" and "(" not in (word := text(each)):
            return word
    return ""


def spell_signature(node: Node, start: int, source: bytes) -> str:
    """The text of a function from the end of its name to its body, or the type of a property."""
    children = node.named_children
    if node.type == "property_declaration":
        annotation = next((child for child in children if child.type == "type_annotation"), None)
        start, end = annotation.byte_range if annotation is not None else (start, start)
    else:
        body = next((child for child in children if child.type in ("function_body", *CODE)), None)
        end = body.start_byte if body is not None else node.end_byte
    return " ".join(source[start:end].decode("utf-8", "replace").split())
