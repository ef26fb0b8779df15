"""Clients of servers in PHP: the requests of Laravel's tests, `$this->getJson("/api/users")`, also in a chain after
`actingAs($user)` (https://laravel.com/docs/http-tests)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.clients import MAX_ADDRESS, note_client
from omny.extract.syntax import find_node
from omny.model.routes import PARAMETER

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.php.walk import PhpWalk

_MARKS = (b"extends TestCase", b"TestCase", b"Tests\\", b"Pest\\")
_CALL = re.compile(rb"->\s*((?:get|post|put|patch|delete|options)(?:Json)?|json|call)\s*\(")
_TEXTS = ("string", "encapsed_string")
_WITH_METHOD = ("json", "call")
_RECEIVERS = frozenset(("$this", "self", "static"))
_MAX_LEVELS = 12


def note_clients(walk: PhpWalk) -> None:
    """Notes the calls of a file that ask a server."""
    if not any(mark in walk.source for mark in _MARKS):
        return
    found = list(_CALL.finditer(walk.source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        call = find_node(walk.root, match.start(1)).parent
        if call is None or call.type != "member_call_expression" or not _is_test(walk, call):
            continue
        arguments = call.child_by_field_name("arguments")
        given = (
            [child.named_children[-1] for child in arguments.named_children if child.named_children]
            if arguments
            else []
        )
        word = match[1].decode()
        method = word.removesuffix("Json")
        if word in _WITH_METHOD and given:
            method, given = walk.text(given[0]).strip("'\""), given[1:]
        if given:
            address = spell_address(walk, given[0])
            whole = address if address[:1] in ("/", "{") or "://" in address else f"/{address}"
            note_client(walk, method, whole, match.start(1), scope)


def _is_test(walk: PhpWalk, call: Node) -> bool:
    """Whether a call is one of a test: its chain begins with `$this`."""
    owner = call.child_by_field_name("object")
    for _ in range(_MAX_LEVELS):
        if owner is None or owner.type != "member_call_expression":
            break
        owner = owner.child_by_field_name("object")
    return owner is not None and walk.text(owner) in _RECEIVERS


def spell_address(walk: PhpWalk, node: Node) -> str:
    """The text of an expression, with `{}` for what only a run knows."""
    if node.type in _TEXTS and node.end_byte - node.start_byte < MAX_ADDRESS:
        return "".join(
            walk.text(child) if child.type in ("string_content", "escape_sequence") else PARAMETER
            for child in node.named_children
        )
    if node.type == "binary_expression" and node.end_byte - node.start_byte < MAX_ADDRESS:
        left, right, operator = (node.child_by_field_name(each) for each in ("left", "right", "operator"))
        if left is not None and right is not None and operator is not None and walk.text(operator) == ".":
            return spell_address(walk, left) + spell_address(walk, right)
    return PARAMETER
