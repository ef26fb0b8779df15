"""What stands before a declaration: attributes, and words such as `static` and `private`."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.languages.swift.spelling import type_names

FILE_PRIVATE = frozenset(("private", "fileprivate"))
PUBLIC_WORDS = frozenset(("public", "open"))


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
