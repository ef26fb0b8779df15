"""Clients of servers in JavaScript: `fetch("/users")`, axios, clients of frameworks and of tests.

`fetch` and its kin count by their own name, `get` and the other methods by the name of what they belong to (`axios`,
`api`, `this.http`, `request(app)`), and any call by an object with an address and a method: `{url: "/users", method:
"POST"}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.clients import MAX_ADDRESS, note_client
from omny.extract.marks import Marks
from omny.extract.syntax import find_node
from omny.model.routes import PARAMETER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.languages.javascript.walk import JavaScriptWalk

_WORDS: dict[bytes, re.Pattern[bytes]] = {}
_FIRST = rb"[ \t\r\n]*\([ \t\r\n]*(?:[\"'`](?:/|\$\{|https?:)|\w[\w.]*[ \t]*\+[ \t]*[\"'`]/)"
_TYPES = rb"(?:<[^()\n;]{1,120}>)?"
for _word in ("get", "post", "put", "patch", "delete", "del", "head", "options", "request"):
    _WORDS[f".{_word}".encode()] = re.compile(_TYPES + _FIRST)
for _word in ("fetch", "Fetch", "axios", "useSWR", "ky", "got"):
    _WORDS[_word.encode()] = re.compile(_TYPES + _FIRST)
_WORDS[b"url:"] = re.compile(rb"[ \t\r\n]*[\"'`](?:/|\$\{|https?:)")

_ADDRESSES = Marks((b'"/', b"'/", b"`/", b"}/", b"://"))
_PLACES = Marks(_WORDS)
_AFTER = [(pattern, word[:1] == b".", len(word)) for word, pattern in _WORDS.items()]

_FUNCTIONS = frozenset(
    ("fetch", "$fetch", "ofetch", "useFetch", "axios", "useSWR", "ky", "got", "authFetch", "apiFetch")
)
_OWNERS = re.compile(
    r"(?:\w*(?:client|api|http|axios|request|agent|fetcher|supertest|superagent)|\$http|\$axios|ky|got|wretch|server)",
    re.IGNORECASE,
)
_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head", "options"))
_METHODS = {"del": "delete", "request": "get"}
_CLOSURES = ("arrow_function", "function_expression", "function")
_MAX_LEVELS = 3


def note_clients(walk: JavaScriptWalk) -> None:
    """Notes the calls of a file that ask a server."""
    source = walk.source
    if not _ADDRESSES.are_in(source):
        return
    found: list[tuple[int, int]] = []
    for at, number in _PLACES.places(source):
        pattern, dot, length = _AFTER[number]
        if pattern.match(source, at + length):
            found.append((at + dot, length - dot))
    found.sort()
    for (at, _), (_, scope) in zip(found, walk.scopes_at([at for at, _ in found]), strict=True):
        node = find_node(walk.root, at)
        if walk.text(node) == "url":
            _note_options(walk, node, scope)
        else:
            _note_call(walk, node, scope)


def _note_call(walk: JavaScriptWalk, node: Node, scope: Scope) -> None:
    function = node.parent if node.type == "property_identifier" else node
    call = function.parent if function is not None else None
    if function is None or call is None or call.type != "call_expression":
        return
    called, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if called is None or called.start_byte != function.start_byte or arguments is None:
        return
    given = [child for child in arguments.named_children if child.type != "comment"]
    name, method = walk.text(node), "get"
    if function.type == "member_expression":
        owner = function.child_by_field_name("object")
        if owner is not None and name in _FUNCTIONS and walk.text(owner) in ("window", "globalThis", "self"):
            pass
        elif owner is None or not _is_client(walk, owner) or (len(given) > 1 and given[-1].type in _CLOSURES):
            return
        else:
            method = _METHODS.get(name, name)
    elif name not in _FUNCTIONS or (scope.find(name) is not None and not _is_imported(scope, name)):
        return
    stated = _find_method(walk, given[1:]) if method == "get" else ""
    if stated is not None and given:
        note_client(walk, stated or method, spell_address(walk, given[0]), node.start_byte, scope)


def _is_imported(scope: Scope, name: str) -> bool:
    found = scope.find(name)
    return found is not None and any(isinstance(each, str) and each[:1] == "^" for each in found.names[name])


def _is_client(walk: JavaScriptWalk, owner: Node) -> bool:
    for _ in range(_MAX_LEVELS):
        if owner.type == "member_expression":
            owner = owner.child_by_field_name("property") or owner
        elif owner.type in ("call_expression", "await_expression", "parenthesized_expression", "non_null_expression"):
            owner = owner.child_by_field_name("function") or (owner.named_children or [owner])[0]
    return owner.type in ("identifier", "property_identifier", "private_property_identifier") and (
        _OWNERS.fullmatch(walk.text(owner).lstrip("#")) is not None
    )


def _find_method(walk: JavaScriptWalk, given: list[Node]) -> str | None:
    """The method that the options of a call say; "" where they say none, None where only a run knows it."""
    for each in given:
        if each.type == "object":
            for key, value in _list_pairs(walk, each):
                if key == "method":
                    return spell_address(walk, value) if value.type == "string" else None
    return ""


def _note_options(walk: JavaScriptWalk, node: Node, scope: Scope) -> None:
    """`{url: "/users", method: "POST"}` as an argument of a call, or `{url: "/users"}` of `client.post`."""
    pair = node.parent
    options = pair.parent if pair is not None and pair.type == "pair" else None
    around = options.parent if options is not None and options.type == "object" else None
    if options is None or around is None or around.type != "arguments":
        return
    said = dict(_list_pairs(walk, options))
    stated = said.get("method") or said.get("type")
    if stated is not None:
        method = spell_address(walk, stated) if stated.type == "string" else ""
    else:
        function = around.parent.child_by_field_name("function") if around.parent is not None else None
        called = function.child_by_field_name("property") if function is not None else None
        method = walk.text(called) if called is not None else ""
    if method.lower() in _VERBS:
        note_client(walk, method, spell_address(walk, said["url"]), node.start_byte, scope)


def _list_pairs(walk: JavaScriptWalk, node: Node) -> Iterator[tuple[str, Node]]:
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            yield walk.text(key).strip("\"'"), value


def spell_address(walk: JavaScriptWalk, node: Node) -> str:
    """The text of an expression, with `{}` for what only a run knows."""
    if node.type in ("string", "template_string"):
        pieces = []
        for child in node.named_children:
            pieces.append(PARAMETER if child.type == "template_substitution" else walk.text(child))
        return "".join(pieces)
    if node.type == "binary_expression" and node.end_byte - node.start_byte < MAX_ADDRESS:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is not None and right is not None and operator is not None and operator.type == "+":
            return spell_address(walk, left) + spell_address(walk, right)
    if node.type == "parenthesized_expression" and node.named_children:
        return spell_address(walk, node.named_children[0])
    return PARAMETER
