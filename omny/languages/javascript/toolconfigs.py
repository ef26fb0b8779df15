"""What a configuration that is written as code says about where modules are: literal values, read and never run.

Vite, webpack, Nuxt and SvelteKit are configured by a module that exports an object: as it is, as the argument of a
function (`defineConfig({...})`), by a name, or as what an arrow function gives. Taken are strings, and what plainly
means a path from the file's own folder: `path.resolve(__dirname, "src")`, `fileURLToPath(new URL(...))`.

Facts are stored by content, so that the name of the file does not matter here: `aliases` knows which file is meant.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from tree_sitter import Node

from omny.languages.javascript.configs import MAX_LENGTH
from omny.model.facts import Json

ALIAS_KEY = "config:aliases"
"""The key of a surface under which the file says so; no name of a module has a colon."""

MAX_ALIASES = 200  # of one file; real ones have up to 40
MAX_STEPS = 8  # from what is exported to the object that it is

_FIELDS = {
    ("alias",): "alias",  # Nuxt
    ("srcDir",): "srcDir",
    ("resolve", "alias"): "resolve",  # Vite, webpack
    ("vite", "resolve", "alias"): "resolve",  # Astro, Nuxt
    ("kit", "alias"): "kit",  # SvelteKit
    ("kit", "files", "lib"): "lib",
}
_SOUGHT = (b"alias", b"srcDir", b"lib")
_HERE = re.compile(r"__dirname|import\.meta\.dirname|process\.cwd\(\)")
_JOIN = re.compile(r"(?:path\.|posix\.|path\.posix\.)?(?:resolve|join)")
_KEYS = frozenset(("property_identifier", "string", "number"))
_INSIDE = frozenset(("satisfies_expression", "as_expression", "parenthesized_expression", "non_null_expression"))


def summarize(source: bytes, root: Node) -> list[str]:
    """`[JSON text]` of what the module with this tree says, in a fixed order; nothing where it says nothing."""
    if not any(word in source for word in _SOUGHT):
        return []
    told: Json = {}
    reader = _Reader(source, root)
    exported = reader.find_export()
    if exported is not None:
        for path, name in _FIELDS.items():
            node: Node | None = exported
            for key in path:
                node = reader.field(node, key) if node is not None else None
            if node is not None and name not in told:
                value = reader.path(node) if name in ("srcDir", "lib") else reader.aliases(node)
                told |= {name: value} if value else {}
    return [json.dumps(told, ensure_ascii=False, separators=(",", ":"))] if told else []


class _Reader:
    """Literal values of one module."""

    def __init__(self, source: bytes, root: Node) -> None:
        self._source = source
        self._root = root

    def text(self, node: Node | None) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""

    def find_export(self) -> Node | None:
        """The object that is exported."""
        for statement in self._root.named_children:
            if statement.type == "export_statement" and any(child.type == "default" for child in statement.children):
                return self._object(statement.child_by_field_name("value"))
            if statement.type == "expression_statement" and statement.named_children:
                value = statement.named_children[0]
                left = value.child_by_field_name("left")
                if value.type == "assignment_expression" and self.text(left) == "module.exports":
                    return self._object(value.child_by_field_name("right"))
        return None

    def _object(self, node: Node | None) -> Node | None:
        for _ in range(MAX_STEPS):
            if node is None or node.type == "object":
                return node
            if node.type in _INSIDE:
                node = node.named_children[0] if node.named_children else None
            elif node.type == "call_expression":
                arguments = node.child_by_field_name("arguments")
                node = arguments.named_children[0] if arguments is not None and arguments.named_children else None
            elif node.type in ("arrow_function", "function_expression"):
                node = node.child_by_field_name("body")
            elif node.type == "statement_block":
                last = node.named_children[-1] if node.named_children else None
                node = last.named_children[0] if last is not None and last.named_children else None
            elif node.type == "identifier":
                node = self._constant(self.text(node))
            else:
                return None
        return None

    def _constant(self, name: str) -> Node | None:
        """The value of a variable of the module."""
        for statement in self._root.named_children:
            if statement.type in ("lexical_declaration", "variable_declaration"):
                for declarator in statement.named_children:
                    if self.text(declarator.child_by_field_name("name")) == name:
                        return declarator.child_by_field_name("value")
        return None

    def field(self, node: Node, key: str) -> Node | None:
        """The value of a field of an object."""
        found = self._object(node)
        return next((value for name, value in self._pairs(found) if name == key), None) if found is not None else None

    def _pairs(self, node: Node) -> Iterator[tuple[str, Node]]:
        for pair in node.named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair" and key is not None and value is not None and key.type in _KEYS:
                yield self._string(key) if key.type == "string" else self.text(key), value

    def aliases(self, node: Node) -> list[list[str]]:
        """`[name, target]` of an object, or of a list of `{find, replacement}`; what is not literal is left out."""
        found = self._array(node)
        if found is not None:
            entries = [dict(self._pairs(item)) for item in found.named_children if item.type == "object"]
            pairs = [
                (self._string(entry["find"]), entry["replacement"])
                for entry in entries
                if "find" in entry and "replacement" in entry
            ]
        else:
            given = self._object(node)
            pairs = list(self._pairs(given)) if given is not None else []
        told = [[name, target] for name, value in pairs[:MAX_ALIASES] if name and (target := self.path(value))]
        return [[name, target] for name, target in told if len(name) <= MAX_LENGTH]

    def _array(self, node: Node) -> Node | None:
        node = self._constant(self.text(node)) or node if node.type == "identifier" else node
        return node if node.type == "array" else None

    def path(self, node: Node) -> str:
        """The path that an expression plainly means: a literal as it is written, `./x` below the file's own folder."""
        if node.type == "string":
            return self._string(node)
        if node.type in _INSIDE and node.named_children:
            return self.path(node.named_children[0])
        if node.type == "member_expression" and self.text(node.child_by_field_name("property")) == "pathname":
            return self._url(node.child_by_field_name("object"))
        arguments = node.child_by_field_name("arguments")
        if node.type != "call_expression" or arguments is None or not arguments.named_children:
            return ""
        function, first, *rest = self.text(node.child_by_field_name("function")), *arguments.named_children
        if function.rpartition(".")[2] == "fileURLToPath":
            return self._url(first)
        if not _JOIN.fullmatch(function) or not all(part.type == "string" for part in rest):
            return ""
        if not _HERE.fullmatch(self.text(first)):
            return ""
        return self._below(posixpath.join("", *(self._string(part).removeprefix("/") for part in rest)))

    def _url(self, node: Node | None) -> str:
        """`new URL("./src", import.meta.url)`."""
        arguments = node.child_by_field_name("arguments") if node is not None else None
        if node is None or node.type != "new_expression" or arguments is None or len(arguments.named_children) != 2:
            return ""
        path, base = arguments.named_children
        if path.type != "string" or self.text(base) != "import.meta.url":
            return ""
        return self._below(self._string(path))

    def _below(self, path: str) -> str:
        path = posixpath.normpath(path or ".")
        return path if path.startswith("..") else f"./{path}"

    def _string(self, node: Node) -> str:
        text = self.text(node)
        return text[1:-1] if node.type == "string" and "\\" not in text and len(text) <= MAX_LENGTH else ""
