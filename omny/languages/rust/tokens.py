"""Calls in the arguments of macros, which the grammar leaves as tokens: `name (...)`, where a path is before it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from omny.extract.scopes import join
from omny.languages.rust.paths import spell_path
from omny.languages.rust.semantics import OF_STD, STD_MARK

_NAMES = frozenset(("identifier", "self", "crate", "super"))
MAX_TREES = 48
"""Levels of brackets that are looked into."""


FIELD_MARK = "/1"
"""The end of the names of fields in chains: a method can have the name of a field."""


def mark_method(name: str) -> str:
    """A method's name as chains have it."""
    return name + STD_MARK if name in OF_STD else name


def _mark_member(name: str, after: Node, source: bytes) -> str:
    is_called = after.type == "::" or source[after.start_byte : after.start_byte + 1] == b"("
    return mark_method(name) if is_called else name + FIELD_MARK


def read_calls(tree: Node, source: bytes, levels: int = MAX_TREES) -> Iterator[tuple[str, Node]]:
    """The chain of each thing that tokens call, with its name; for a macro its name with `!`."""
    if not levels:
        return
    chain = path = operator = last = ""
    name: Node | None = None
    arguments = 0  # levels of `::<...>`
    tokens = tree.children
    for index, token in enumerate(tokens[1:-1], 1):
        kind = token.type
        text = source[token.start_byte : token.end_byte].decode("utf-8", "replace") if kind in _NAMES else ""
        before, last = last, kind
        if arguments:
            arguments += kind.count("<") - (kind.count(">") if kind in (">", ">>") else 0)
            arguments = max(0, arguments)
        elif kind in _NAMES:
            if operator == "::" and path:
                path = f"{path}::{text}"
                chain = spell_path(path)
            elif operator == ".":
                chain, path = (join(chain, _mark_member(text, tokens[index + 1], source)) or "") if chain else "", ""
            else:
                chain, path = (text if kind in ("identifier", "self") else spell_path(text)), text
            name, operator = (None if before == "fn" else token), ""
        elif kind == "::" or (kind == "." and not operator):
            operator = kind
        elif kind == "<" and operator == "::":
            arguments, operator = 1, ""
        elif kind == "integer_literal" and operator == ".":
            chain, path, name, operator = "", "", None, ""
        elif kind == "?":
            chain, name = join(chain, "[]") or "" if chain else "", None
        elif kind == "!" and name is not None and not operator:
            chain = f"{chain.rpartition(' ')[2]}!"
        elif kind == "token_tree":
            opening = source[token.start_byte : token.start_byte + 1]
            is_macro = chain.endswith("!")
            if before == "#":
                continue
            if name is not None and chain and (is_macro or opening == b"("):
                yield chain, name
            yield from read_calls(token, source, levels - 1)
            if is_macro or opening == b"{":
                chain = ""
            elif chain:
                chain = (join(chain, "()" if opening == b"(" else "[]") or "") if name is not None else ""
            name, path, operator = None, "", ""
        else:
            chain = path = operator = ""
            name = None
