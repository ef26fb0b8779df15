"""Paths of Rust as chains, and the paths that a `use` declaration has.

Where `self` and `super` lead depends on the module that they stand in, and one text of a file has one chain. So they
stay names, `self::` and `super::super::`, which the scope of each module binds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from omny.extract.shapes import Speller

SELF, SUPER = "self::", "super::"

_NO_PATH = re.compile(r"[<>()&*\[\]]")
_ARGUMENTS = re.compile(r"(?:::)?\s*<[^<>]*>")


def spell_path(text: str) -> str:
    """The chain of a path; "" for one that begins with a type in brackets."""
    while "<" in text and (shorter := _ARGUMENTS.sub("", text)) != text:
        text = shorter
    parts = "".join(text.split()).split("::")
    if len(parts) > 1 and not parts[0]:
        parts = [f"^{parts[1]}", *parts[2:]]
    head = parts[0]
    if head in ("crate", "$crate"):
        parts[0] = "^crate"
    elif head == "self" and len(parts) > 1:
        parts[0] = SELF
    elif head == "super" or (head == "self" and parts[1:2] == ["super"]):
        parts = [part for part in parts if part != "self"]
        count = sum(1 for part in parts if part == "super")
        parts = [SUPER * count, *parts[count:]]
    return " ".join(parts) if all(parts) and _NO_PATH.search(text) is None else ""


class RustSpeller(Speller):
    """Spells paths with `::`."""

    def path(self, text: str) -> str:
        """See `Speller`."""
        return spell_path(text)


def read_uses(node: Node | None, before: str, source: bytes) -> Iterator[tuple[str, str]]:
    """Each path of a `use` tree, with the name that it binds: "*" for all names of a module, "" for none."""
    if node is None:
        return
    text = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
    kind = node.type
    if kind == "use_as_clause":
        path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
        name = source[alias.start_byte : alias.end_byte].decode() if alias is not None else ""
        for full, _ in read_uses(path, before, source):
            yield full, "" if name == "_" else name
    elif kind == "use_wildcard":
        yield before + text.rpartition("::")[0].strip(), "*"
    elif kind == "scoped_use_list":
        path = node.child_by_field_name("path")
        place = source[path.start_byte : path.end_byte].decode() if path is not None else ""
        yield from read_uses(node.child_by_field_name("list"), f"{before}{place}::", source)
    elif kind == "use_list":
        for child in node.named_children:
            yield from read_uses(child, before, source)
    elif kind == "self" and before:
        path_text = before.removesuffix("::")
        yield path_text, path_text.rpartition("::")[2]
    elif kind in ("identifier", "scoped_identifier", "crate", "super", "self"):
        yield before + text, text.rpartition("::")[2].strip()
