"""Package.swift: the targets of a package and the folders of these, read from the text of the calls that make them.

A manifest is a program, which is never run: what a target gets from a variable is unknown.

Source: the API reference of PackageDescription, `Target`.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.languages.swift.spelling import find_callee, list_arguments

DESCRIPTION = "PackageDescription"
"""The module that every manifest imports."""

TARGETS = "targets"
"""The key of a surface: a line for each target."""

_MAKERS = frozenset(("target", "executableTarget", "testTarget", "macro", "plugin", "systemLibrary"))
_ROOT = "<root>"


def write_target(kind: str, name: str, path: str) -> str:
    """The line of a surface that stands for a target; the path is "" for the usual one."""
    return "\t".join((kind, name, path))


def read_target(node: Node, text: Callable[[Node], str]) -> str:
    """The line of the target that a call makes; "" for any other call."""
    callee = find_callee(node)
    if callee is None or text(callee).rpartition(".")[2] not in _MAKERS:
        return ""
    values: dict[str, str] = {}
    for each in list_arguments(node):
        label, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        if label is not None and value is not None and value.type == "line_string_literal":
            values[text(label)] = text(value).strip('"')
    name = values.get("name", "")
    if not name or "\\(" in name:
        return ""
    path = values.get("path", "").strip("/")
    path = path.removeprefix("./")
    return write_target(text(callee).rpartition(".")[2], name, _ROOT if path == "." else path)
