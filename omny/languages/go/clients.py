"""Clients of servers in Go: `http.Get`, `http.NewRequest` and `httptest.NewRequest` with a method and an address.

`server.URL + "/users"` and `fmt.Sprintf("/users/%d", id)` are addresses, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.clients import MAX_ADDRESS, note_client
from omny.extract.syntax import find_node
from omny.model.routes import PARAMETER

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.walk import Walk

LIBRARY = b'"net/http'
"""The text that shows clients in a file."""

_CALL = re.compile(rb"\b(NewRequest|NewRequestWithContext|http\.Get|http\.Head|http\.Post|http\.PostForm)\(")
_METHODS = {"http.Get": "GET", "http.Head": "HEAD", "http.Post": "POST", "http.PostForm": "POST"}
_CONSTANT = re.compile(r"http\.Method(\w+)")
_VERB = re.compile(r"%[+#]?[\w]")


def note_clients(walk: Walk) -> None:
    """Notes the calls of a file that ask a server."""
    if LIBRARY not in walk.source:
        return
    found = list(_CALL.finditer(walk.source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        arguments = find_node(walk.root, match.end() - 1)
        if arguments.type != "argument_list":
            arguments = arguments.parent or arguments
        if arguments.type != "argument_list" or arguments.start_byte != match.end() - 1:
            continue
        given = [child for child in arguments.named_children if child.type != "comment"]
        method = _METHODS.get(match[1].decode(), "")
        if not method:
            given = given[match[1].endswith(b"Context") :]
            method = _read_method(walk, given[0]) if given else ""
            given = given[1:]
        if method and given:
            note_client(walk, method, spell_address(walk, given[0]), match.start(1), scope)


def _read_method(walk: Walk, node: Node) -> str:
    text = walk.text(node)
    constant = _CONSTANT.fullmatch(text)
    if constant is not None:
        return constant[1]
    return text[1:-1] if node.type == "interpreted_string_literal" else ""


def spell_address(walk: Walk, node: Node) -> str:
    """The text of an expression, with `{}` for what only a run knows."""
    if node.type in ("interpreted_string_literal", "raw_string_literal"):
        return walk.text(node)[1:-1]
    if node.type == "binary_expression" and node.end_byte - node.start_byte < MAX_ADDRESS:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            return spell_address(walk, left) + spell_address(walk, right)
    if node.type == "call_expression":
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        if function is not None and first is not None and walk.text(function) == "fmt.Sprintf":
            return _VERB.sub(PARAMETER, spell_address(walk, first))
    return PARAMETER
