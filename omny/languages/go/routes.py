"""Routes of Gin, Echo, Chi, Fiber, Gorilla and of net/http: which function answers a method and a path.

A call counts where the file imports such a package, and the call has a path and what handles it: a client's call of the
same name has an address alone. The code of a handler that is written in the call belongs to the route.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.model.routes import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from omny.extract.walk import Walk

FRAMEWORKS = (
    b'/gin-gonic/gin"', b"/labstack/echo", b"/go-chi/chi", b"/gofiber/fiber", b"/gorilla/mux",
    b"/julienschmidt/httprouter", b'"net/http"',
)  # fmt: skip
"""The texts that show a framework in a file."""

_CALL = re.compile(
    rb"\.(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete|Head|Options|All|HandleFunc|Handle)"
    rb"\([ \t\r\n]*[\"`]((?:[A-Z]+ )?/[^\"`\n]*)[\"`][ \t\r\n]*,"
)
_ANY = frozenset(("any", "all", "handle", "handlefunc"))
_MAX_WRAPPERS = 3


def note_routes(walk: Walk) -> None:
    """Notes the routes of a file."""
    if not any(text in walk.source for text in FRAMEWORKS):
        return
    found = list(_CALL.finditer(walk.source))
    for match, (_, scope) in zip(found, walk.scopes_at([match.start(1) for match in found]), strict=True):
        selector = find_node(walk.root, match.start(1)).parent
        call = selector.parent if selector is not None and selector.type == "selector_expression" else None
        arguments = (
            call.child_by_field_name("arguments") if call is not None and call.type == "call_expression" else None
        )
        if call is None or arguments is None:
            continue
        given = [unwrapped for child in arguments.named_children[1:] for unwrapped in _unwrap(child)]
        inline = [child for child in given if child.type == "func_literal"]
        handlers = [walk.chain(child) for child in given if child.type in ("identifier", "selector_expression")]
        if not inline and not handlers:
            continue
        method, _, path = match[2].decode("utf-8", "replace").rpartition(" ")
        word = match[1].decode().lower()
        note_route(walk, method or (ANY if word in _ANY else word), path, call, handlers, scope, inline)


def _unwrap(node: Node) -> Iterator[Node]:
    """What a call such as `http.HandlerFunc(f)` wraps."""
    for _ in range(_MAX_WRAPPERS):
        arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
        if arguments is None or arguments.named_child_count != 1:
            break
        node = arguments.named_children[0]
    yield node
