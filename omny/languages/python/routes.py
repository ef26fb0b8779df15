"""Routes of Flask, FastAPI, Django and their kin: which function answers a method and a path.

A decorator is one of a route by its word and a path as its first argument, unless what it belongs to is imported from a
package that only pretends to answer. The path of a router that the same file makes comes before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.languages.python.frameworks import PRETENDERS, ROUTE_TABLES, ROUTERS, VIEW_METHODS
from omny.languages.python.places import (
    RUN,
    Place,
    find_call,
    find_decorated,
    find_keyword,
    find_origin,
    list_around,
    list_origins,
    read_string,
)
from omny.model.routes import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_DECORATOR = re.compile(
    rb"@[ \t]*(?:\w+\.)*(\w+)\.(route|get|post|put|patch|delete|head|options|websocket|api_route)[ \t]*\("
)
_PACKAGE = re.compile(r"\^(\w+)")
_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head", "options"))
_WORDS = {"route": "get", "api_route": "get", "websocket": "websocket"}  # the method where none is named
_HANDLERS = ("view_func", "endpoint", "handler")
_PREFIXES = ("url_prefix", "prefix")
_MAX_WRAPPERS = 3


def note_decorated_routes(walk: FixtureWalk) -> None:
    """`@app.get("/users")`, `@app.route("/users", methods=["POST"])`."""
    for match in _DECORATOR.finditer(walk.source):
        node = find_node(walk.root, match.start(2))
        called = find_call(node) if node.type == "identifier" else None
        decorator = called[0].parent if called is not None else None
        if called is None or decorator is None or decorator.type != "decorator":
            continue
        draft = find_decorated(walk, match.start())
        path = _find_path(walk, called[1])
        owner = node.parent.child_by_field_name("object") if node.parent is not None else None
        if draft is None or path is None or owner is None:
            continue
        around = draft.scope
        origins = list_origins(walk, around, walk.chain(owner))
        packages = {package[1] for origin in origins if (package := _PACKAGE.match(origin))}
        if not packages & ROUTERS and (not path.startswith("/") or packages & PRETENDERS):
            continue
        whole = _find_prefix(walk, walk.text(owner)) + path
        for method in _list_methods(walk, match[2].decode(), called[1]):
            note_route(walk, method, whole, called[0], [f"@{draft.qualname}"], around, router=_find_name(walk, owner))


def note_table_entry(walk: FixtureWalk, place: Place) -> None:
    """`path("users/", views.index)` of Django, `Route("/users", users)` of Starlette."""
    called = find_call(place.node)
    if called is None:
        return
    origin = find_origin(walk, place.scope, walk.text(called[0]).partition("(")[0])
    if origin in ROUTE_TABLES:
        handler, path = _find_handler(walk, called[1]), _find_path(walk, called[1])
        if handler is not None and path is not None and (handlers := _list_handlers(walk, handler)):
            for method in _list_methods(walk, ROUTE_TABLES[origin], called[1]):
                note_route(walk, method, path, called[0], handlers, place.scope)


def note_added_route(walk: FixtureWalk, place: Place) -> None:
    """`app.add_url_rule("/users", view_func=users)`, `router.add_api_route("/users", users)`, `router.add_get(...)`."""
    called = find_call(place.node)
    owner = place.node.parent.child_by_field_name("object") if place.node.parent is not None else None
    if called is None or owner is None:
        return
    handler, path = _find_handler(walk, called[1]), _find_path(walk, called[1])
    if handler is not None and path is not None:
        word = walk.text(place.node).removeprefix("add_")
        whole = _find_prefix(walk, walk.text(owner)) + path
        for method in _list_methods(walk, word if word in _VERBS else "route", called[1]):
            handlers, router = _list_handlers(walk, handler), _find_name(walk, owner)
            note_route(walk, method, whole, called[0], handlers, place.scope, router=router)


def note_registered_route(walk: FixtureWalk, place: Place, prefix: Node, view: Node) -> None:
    """`router.register("books", BookViewSet)` of Django REST framework."""
    path = read_string(walk.text(prefix).lstrip("rb"))
    chain = walk.chain(view)
    if path and (called := find_call(place.node)) is not None:
        owner = place.node.parent.child_by_field_name("object") if place.node.parent is not None else None
        router = _find_name(walk, owner)
        note_route(walk, ANY, path, called[0], _list_view_handlers(chain), place.scope, router=router)


def _find_name(walk: FixtureWalk, owner: Node | None) -> str:
    """The variable that a router is; "" for none."""
    return walk.text(owner) if owner is not None and owner.type == "identifier" else ""


def _find_path(walk: FixtureWalk, arguments: Node) -> str | None:
    """The path, a plain string as the first argument; None for anything else."""
    first = next((each for each in arguments.named_children if each.type != "comment"), None)
    if first is not None and first.type == "keyword_argument":
        first = find_keyword(walk, arguments, "path") or find_keyword(walk, arguments, "rule")
    if first is None or first.type != "string":
        return None
    text = walk.text(first).lstrip("rR")
    return "" if text in ("''", '""') else read_string(text) or None


def _list_methods(walk: FixtureWalk, word: str, arguments: Node) -> list[str]:
    """The methods that a route takes."""
    if word in _VERBS:
        return [word]
    given = find_keyword(walk, arguments, "methods")
    if given is not None and given.type in ("list", "tuple", "set"):
        named = [read_string(walk.text(each)) for each in given.named_children if each.type == "string"]
        return [each for each in dict.fromkeys(named) if each.isalpha()]
    return [ANY if given is not None or word == ANY else _WORDS.get(word, "get")]


def _find_handler(walk: FixtureWalk, arguments: Node) -> Node | None:
    for keyword in _HANDLERS:
        if (named := find_keyword(walk, arguments, keyword)) is not None and named.type != "string":
            return named
    given = [each for each in arguments.named_children if each.type not in ("keyword_argument", "comment")]
    return given[1] if len(given) > 1 and given[1].type != "string" else None


def _list_handlers(walk: FixtureWalk, handler: Node) -> list[str]:
    """The chains of what answers: of a function, of one that a call wraps, or of the methods of a view."""
    for _ in range(_MAX_WRAPPERS):
        if handler.type != "call":
            break
        function, arguments = handler.child_by_field_name("function"), handler.child_by_field_name("arguments")
        if function is None or arguments is None:
            return []
        if walk.text(function).rpartition(".")[2] == "include":
            return []
        if function.type == "attribute" and walk.text(function).endswith(".as_view"):
            owner = function.child_by_field_name("object")
            return _list_view_handlers(walk.chain(owner)) if owner is not None else []
        given = [each for each in arguments.named_children if each.type in ("call", "identifier", "attribute")]
        if len(given) != 1:
            return []
        handler = given[0]
    return [walk.chain(handler)] if handler.type in ("identifier", "attribute") else []


def _list_view_handlers(chain: str) -> list[str]:
    return [] if chain[0] in "?*%[(" else [f"{chain} {RUN}", *(f"{chain} {name}" for name in VIEW_METHODS)]


def _find_prefix(walk: FixtureWalk, name: str) -> str:
    """The path that a router of this file puts before its routes; "" for none."""
    if not name.isidentifier():
        return ""
    made = re.search(rb"^[ \t]*%s[ \t]*(?::[^=\n]+)?=[ \t]*[\w.]+\(" % name.encode(), walk.source, re.MULTILINE)
    if made is None:
        return ""
    arguments = next(_list_arguments(find_node(walk.root, made.end() - 1)), None)
    if arguments is None:
        return ""
    for keyword in _PREFIXES:
        if (given := find_keyword(walk, arguments, keyword)) is not None:
            return read_string(walk.text(given)).rstrip("/")
    return ""


def _list_arguments(node: Node) -> Iterator[Node]:
    return (each for each in (node, *list_around(node)) if each.type == "argument_list")
