"""Routes of Express and its kin, and of Nest: which function answers a method and a path.

`app.get("/users", list)` is a route where `app` is made by such a framework, or where it comes from elsewhere and the
last argument is a function with the parameters of a handler: a client has methods of the same names. The code of a
handler that is written in the call belongs to the route.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.marks import Marks
from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.languages.javascript.frameworks import NEST_ROUTES, ROUTERS
from omny.model.routes import ANY

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.extract.scopes import Scope
    from omny.languages.javascript.walk import JavaScriptWalk

_CALL = re.compile(rb"\.[ \t\r\n]*(get|post|put|patch|delete|del|head|options|all)[ \t\r\n]*\([ \t\r\n]*[\"'`]/")
_ADDRESSES = Marks((b'("/', b"('/", b"(`/", b"(\n"))
_DECORATOR = re.compile(rb"@(Get|Post|Put|Patch|Delete|Head|Options|All)\(")
_CONTROLLER = re.compile(rb"@Controller\(")
_VERBS = {"all": ANY, "del": "delete"}
_CLOSURES = ("arrow_function", "function_expression", "function")
_REQUEST = re.compile(r"_*(?:req|request|ctx|context|c)$")
_MAX_CHAIN = 8

NEST = "@nestjs"
"""The router of all routes of Nest, which the files of a program share."""


def note_routes(walk: JavaScriptWalk) -> None:
    """Notes the routes of a file."""
    if _ADDRESSES.are_in(walk.source):
        _note_calls(walk)
    if b"@nestjs/common" in walk.source:
        _note_methods(walk)


def _note_calls(walk: JavaScriptWalk) -> None:
    found = list(_CALL.finditer(walk.source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        node = find_node(walk.root, match.start(1))
        member = node.parent
        call = member.parent if member is not None and member.type == "member_expression" else None
        owner = member.child_by_field_name("object") if member is not None else None
        arguments = (
            call.child_by_field_name("arguments") if call is not None and call.type == "call_expression" else None
        )
        if call is None or owner is None or arguments is None or node.type != "property_identifier":
            continue
        given = [child for child in arguments.named_children if child.type != "comment"]
        path = read_plain(walk, given[0]) if len(given) > 1 else ""
        if not path or not _is_router(walk, scope, find_first(owner), given[-1]):
            continue
        word = match[1].decode()
        handlers = [walk.chain(each) for each in given[1:] if each.type in ("identifier", "member_expression")]
        inline = [each for each in given[1:] if each.type in _CLOSURES]
        first = find_first(owner)
        router = walk.text(first) if first.type == "identifier" else ""
        note_route(walk, _VERBS.get(word, word), path, call, handlers, scope, inline, router)


def find_first(owner: Node) -> Node:
    """The router at the beginning of `app.get(...).post(...)`."""
    for _ in range(_MAX_CHAIN):
        function = owner.child_by_field_name("function") if owner.type == "call_expression" else None
        if function is None or function.type != "member_expression":
            break
        owner = function.child_by_field_name("object") or owner
    return owner


def _is_router(walk: JavaScriptWalk, scope: Scope, owner: Node, last: Node) -> bool:
    values = walk._local(scope, walk.chain(owner))
    if any(value[:1] == "^" and _is_made_by(value) for value in values):
        return True
    is_unknown = all(value[:2] in ("^.", "?") or value[:1] not in "^@" for value in values)
    if not is_unknown or last.type not in _CLOSURES:
        return False
    parameters = last.child_by_field_name("parameters") or last.child_by_field_name("parameter")
    first = walk.text(parameters).strip("( \n\t").partition(",")[0].partition(":")[0].strip(" )") if parameters else ""
    return _REQUEST.match(first) is not None


def _is_made_by(value: str) -> bool:
    module = value[1:].partition("::")[0].partition(" ")[0]
    return module in ROUTERS


def _note_methods(walk: JavaScriptWalk) -> None:
    """`@Controller("users")` and `@Get(":id")` of Nest."""
    prefixes: dict[int, str] = {}
    for match in _CONTROLLER.finditer(walk.source):
        drafts = [draft for draft in walk.drafts if draft.defined_at > match.start()]
        if drafts:
            nearest = min(drafts, key=_where)
            prefixes[nearest.index] = _read_argument(walk, match.end() - 1)
    for match in _DECORATOR.finditer(walk.source):
        drafts = [draft for draft in walk.drafts if draft.defined_at > match.start() and draft.parent in prefixes]
        name = match[1].decode()
        if not drafts or walk.find_origin(name) not in NEST_ROUTES:
            continue
        draft = min(drafts, key=_where)
        node = find_node(walk.root, match.start() + 1).parent
        if node is not None:
            path = f"{prefixes[draft.parent]}/{_read_argument(walk, match.end() - 1)}".rstrip("/")
            method = ANY if name == "All" else name
            note_route(walk, method, path, node, [f"@{draft.qualname}"], walk.tree.module, router=NEST)


def _where(draft: Draft) -> int:
    return draft.defined_at


def _read_argument(walk: JavaScriptWalk, at: int) -> str:
    """The text that is the first argument of the call whose bracket opens at a byte; "" for anything else."""
    node = find_node(walk.root, at)
    first = node.named_children[0] if node.type == "arguments" and node.named_children else None
    for pair in first.named_children if first is not None and first.type == "object" else ():
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and walk.text(key) == "path":
            first = value
    return read_plain(walk, first) if first is not None else ""


def read_plain(walk: JavaScriptWalk, node: Node) -> str:
    """The text of a plain string; "" for anything else."""
    text = walk.text(node)
    if node.type == "string" or (node.type == "template_string" and "${" not in text):
        return text[1:-1]
    return ""
