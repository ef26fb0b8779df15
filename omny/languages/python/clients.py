"""Clients of servers in Python: `requests.get("/users")`, `httpx`, `aiohttp`, and the clients of tests.

A call counts by its word and an address as its first argument, where what it belongs to is imported from a library of
clients, or has the name of a client: `client`, `self.api_client`, `session`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.clients import MAX_ADDRESS, note_client
from omny.extract.marks import Marks
from omny.extract.syntax import find_node
from omny.languages.python.frameworks import CLIENTS
from omny.languages.python.places import find_call, find_keyword, list_origins, read_string
from omny.model.routes import PARAMETER

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.languages.python.fixture_walk import FixtureWalk

_WORDS = (b".get(", b".post(", b".put(", b".patch(", b".delete(", b".head(", b".options(", b".request(", b".open(")
_PLACES = Marks(_WORDS)
_ADDRESSES = Marks((b'"/', b"'/", b"}/", b"//"))
_FIRST = re.compile(
    rb"[ \t\r\n]*(?:[rfRF]{0,2}[\"'](?:/|\{|https?:|[A-Za-z]+[\"'][ \t\r\n]*,)|[\w.]+[ \t]*\+[ \t]*[\"']/|url[ \t]*=)"
)
_NAMES = re.compile(r"(?:\w*_)?(?:client|session|requests|httpx|http|api)(?:_\w+)?|\w*[a-z]Client|c")
_FORMATTED = re.compile(r"%(?:\(\w+\))?[sdir]")
_BRACES = re.compile(r"\{[^{}]*\}")
_MAX_PARTS = 20
_PACKAGE = re.compile(r"\^(\w+)")


def note_clients(walk: FixtureWalk) -> None:
    """Notes the calls of a file that ask a server."""
    source = walk.source
    if not _ADDRESSES.are_in(source):
        return
    found: list[tuple[int, int]] = []
    for at, number in _PLACES.places(source):
        length = len(_WORDS[number])
        if _FIRST.match(source, at + length):
            found.append((at + 1, length - 2))
    for (at, length), (_, scope) in zip(found, walk.scopes_at([at for at, _ in found]), strict=True):
        _note_call(walk, source[at : at + length].decode(), at, scope)


def _note_call(walk: FixtureWalk, word: str, at: int, scope: Scope) -> None:
    node = find_node(walk.root, at)
    owner = node.parent.child_by_field_name("object") if node.parent is not None else None
    called = find_call(node) if node.type == "identifier" else None
    if called is None or owner is None or called[0].parent is None or called[0].parent.type == "decorator":
        return
    arguments = called[1]
    given = [each for each in arguments.named_children if each.type not in ("comment", "keyword_argument")]
    if word == "request":
        method = _read_method(walk, given[0]) if given else ""
        given = given[1:]
    else:
        named = find_keyword(walk, arguments, "method") if word == "open" else None
        method = _read_method(walk, named) if named is not None else "GET" if word == "open" else word
    address = given[0] if given else find_keyword(walk, arguments, "url")
    if address is not None and method and _is_client(walk, scope, owner):
        note_client(walk, method, spell_address(walk, address), at, scope)


def _is_client(walk: FixtureWalk, scope: Scope, owner: Node) -> bool:
    text = walk.text(owner)
    name = text.removesuffix("()").rpartition(".")[2]
    if _NAMES.fullmatch(name):
        return True
    packages = {
        package[1] for origin in list_origins(walk, scope, walk.chain(owner)) if (package := _PACKAGE.match(origin))
    }
    return bool(packages & CLIENTS)


def _read_method(walk: FixtureWalk, node: Node) -> str:
    return read_string(walk.text(node)) if node.type == "string" else ""


def spell_address(walk: FixtureWalk, node: Node) -> str:
    """The text of an expression, with `{}` for what only a run knows."""
    if node.type == "string":
        pieces = []
        for child in node.named_children:
            if child.type == "string_content":
                pieces.append(walk.text(child).replace("{{", "{").replace("}}", "}"))
            elif child.type == "interpolation":
                pieces.append(PARAMETER)
        return "".join(pieces)
    if node.type in ("concatenated_string", "parenthesized_expression"):
        return "".join(
            [spell_address(walk, child) for child in node.named_children[:_MAX_PARTS] if child.type != "comment"]
        )
    if node.type == "binary_operator":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is not None and right is not None and operator is not None:
            if operator.type == "+" and node.end_byte - node.start_byte < MAX_ADDRESS:
                return spell_address(walk, left) + spell_address(walk, right)
            if operator.type == "%" and left.type == "string":
                return _FORMATTED.sub(PARAMETER, spell_address(walk, left))
    if node.type == "call":
        function = node.child_by_field_name("function")
        owner = function.child_by_field_name("object") if function is not None else None
        if function is not None and owner is not None and walk.text(function).endswith(".format"):
            return _BRACES.sub(PARAMETER, spell_address(walk, owner))
    return PARAMETER
