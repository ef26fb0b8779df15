"""Mounts of routers in JavaScript: `app.use("/users", users)`, `app.route("/users", users)` of Hono, and
`fastify.register(users, { prefix: "/users" })`.

A router is a name that the file imports or makes, `require("./users")`, or `users.routes()`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.marks import Marks
from omny.extract.mounts import note_mount
from omny.extract.syntax import find_node
from omny.languages.javascript.frameworks import ROUTERS
from omny.languages.javascript.routes import NEST, find_first, read_plain
from omny.model.routes import write_everywhere

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.languages.javascript.walk import JavaScriptWalk

_CALL = re.compile(rb"\.[ \t\r\n]*(use|route|register)\(")
_GLOBAL = re.compile(rb"\.setGlobalPrefix\([ \t\r\n]*[\"'`]([\w./-]+)[\"'`]")
_CALLS = Marks((b".use(", b".register(", b".route("))
_MARKS = Marks(f"{quote}{module}{quote}".encode() for module in sorted(ROUTERS) for quote in "\"'")
_ROUTES = frozenset(("routes", "middleware", "callback"))
_MAX_LEVELS = 12


def note_mounts(walk: JavaScriptWalk) -> None:
    """Notes the routers that a file mounts."""
    source = walk.source
    if b".setGlobalPrefix(" in source:
        for match in _GLOBAL.finditer(source):
            note_mount(walk, "", match[1].decode(), write_everywhere(NEST))
    if not _CALLS.are_in(source) or not _MARKS.are_in(source):
        return
    found = list(_CALL.finditer(source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        node = find_node(walk.root, match.start(1))
        member = node.parent
        call = member.parent if member is not None and member.type == "member_expression" else None
        arguments = call.child_by_field_name("arguments") if call is not None else None
        owner = member.child_by_field_name("object") if member is not None else None
        if call is None or arguments is None or owner is None or call.type != "call_expression":
            continue
        given = [child for child in arguments.named_children if child.type != "comment"]
        prefix: str | None = ""
        if match[1] == b"register":
            prefix = _find_option(walk, given[1]) if len(given) > 1 else ""
            given = given[:1]
        elif given and given[0].type in ("string", "template_string"):
            prefix = read_plain(walk, given[0]) or None
            given = given[1:]
        elif len(given) > 1 and given[-1].type == "identifier" and given[0].type in ("binary_expression", "identifier"):
            prefix = "" if given[0].type == "identifier" else None
        for each in given:
            target = _find_target(walk, scope, each)
            if target:
                note_mount(walk, _find_name(walk, find_first(owner)), prefix, target)


def _find_target(walk: JavaScriptWalk, scope: Scope, node: Node) -> str:
    """The chain of a router; "" for any other expression."""
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        called = function.child_by_field_name("property") if function is not None else None
        if called is not None and walk.text(called) in _ROUTES and function is not None:
            node = function.child_by_field_name("object") or node
    chain = walk.chain(node) if node.type in ("identifier", "member_expression", "call_expression") else "?"
    values = walk._local(scope, chain) if chain != "?" else []
    if len(values) == 1 and values[0][:1] == "^" and "(" not in values[0] and "[" not in values[0]:
        return values[0] if values[0][1:2] in (".", "@", "~", "#") or values[0][1:5] == "src/" else ""
    return chain if node.type == "identifier" and chain.isidentifier() else ""


def _find_option(walk: JavaScriptWalk, node: Node) -> str | None:
    for pair in node.named_children if node.type == "object" else ():
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and walk.text(key) == "prefix":
            return read_plain(walk, value) or None
    return ""


def _find_name(walk: JavaScriptWalk, owner: Node) -> str:
    """The variable that a router is, or that one made in place is given to; "" for none."""
    if owner.type == "identifier":
        return walk.text(owner)
    around = owner.parent
    for _ in range(_MAX_LEVELS):
        if around is None or around.type not in ("call_expression", "member_expression", "variable_declarator"):
            break
        name = around.child_by_field_name("name") if around.type == "variable_declarator" else None
        if name is not None:
            return walk.text(name) if name.type == "identifier" else ""
        around = around.parent
    return ""
