"""Routes: what a server answers at a method and a path, as atoms beside the definitions of a file.

A route is named by both, `GET /users/{id}`. The parameters of a path are written in braces, though frameworks
write `<int:id>`, `:id`, `(?P<id>\\d+)`. What handles it are edges of the type `route`. No name of the code stands
for a route, so it is in no scope; clients find it by its path (`omny/model/routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from omny.extract.draft import Draft
from omny.extract.text import signature
from omny.model.atoms import AtomType, shorten_name
from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.routes import PATTERNS, is_telling, route_key, write_pattern

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.extract.walk import Walk

MAX_PATH = 300
"""Characters of a longest path; a longer text is none."""

_ROUTE = EDGE_TYPES.index(EdgeType.ROUTE)
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\[[^\]]*\]|\([^()]*\))*\)")
_ANGLES = re.compile(r"<(?:[^<>:]*:)?\s*(\w+)>")
_COLON = re.compile(r":(\w+)(?:\([^()]*\))?[?*+]?")
_CONVERTER = re.compile(r"\{(\w+):[^{}]*\}")
_SLASHES = re.compile(r"/{2,}")


def note_route(
    walk: Walk,
    method: str,
    path: str,
    node: Node,
    handlers: Iterable[str],
    scope: Scope,
    inline: Iterable[Node] = (),
    router: str = "",
) -> None:
    """Adds the route of a method (in any case) and a path as it is written. `node` is its text; the chains in
    `handlers` are read in `scope`. The code of `inline`, functions that stand in that text, is the route's own.
    `router` is the variable of the module that the route belongs to, if the text says one."""
    name = f"{method.upper()} {write_path(path)}"
    if len(name) > MAX_PATH or not name.isprintable():
        return
    qualified = shorten_name(name)
    count = walk._repeats[qualified] = walk._repeats.get(qualified, 0) + 1
    if count > 1:
        qualified = f"{qualified}~{count}"
    index = len(walk.drafts) + len(walk.routes)
    draft = Draft(index, name, qualified, AtomType.ROUTE, scope.owner, scope)
    draft.start = draft.defined_at = draft.name_end = node.start_byte
    draft.end = node.end_byte
    draft.pieces = [walk.source[draft.start : draft.end]]
    inline = list(inline)
    if inline:
        draft.signature = f"{signature(walk.source[draft.start : inline[0].start_byte])} \u2026)"
    else:
        draft.signature = walk.node_signature(node)
    walk.routes.append(draft)
    _publish(walk, draft, router)
    walk.inline += [(each.start_byte, each.end_byte, scope.owner, index) for each in inline]
    walk._references += [(scope, index, chain, _ROUTE, node.start_byte) for chain in dict.fromkeys(handlers)]


def _publish(walk: Walk, draft: Draft, router: str) -> None:
    """Has clients find the route by its path."""
    pattern = write_pattern(draft.name.partition(" ")[2])
    for key in dict.fromkeys((route_key(pattern), route_key(pattern, router))):
        walk.surface.setdefault(key, []).append(draft.qualname)
    if is_telling(pattern):
        walk.surface[PATTERNS] = sorted({*walk.surface.get(PATTERNS, ()), pattern})


def own_inline(found: list[tuple[int, int, int]], inline: list[tuple[int, int, int, int]]) -> None:
    """Gives the uses in handlers without a name to their routes. A use is its place, owner and chain; a handler its
    extent, the definition around it, and its route."""
    for at, (position, owner, chain) in enumerate(found):
        for start, end, around, route in inline:
            if start <= position < end and owner == around:
                found[at] = position, route, chain


def write_path(path: str) -> str:
    """The path as routes are named: from a slash on, its parameters in braces.

    >>> write_path("users/<int:pk>/"), write_path(r"^blog/(?P<slug>[-\\\\w]+)/$"), write_path("/a//:id?")
    ('/users/{pk}/', '/blog/{slug}/', '/a/{id}')
    """
    text = path.removeprefix("^").removesuffix("$")
    text = _GROUP.sub(r"{\1}", text)
    for written in (_ANGLES, _CONVERTER, _COLON):
        text = written.sub(r"{\1}", text)
    return _SLASHES.sub("/", f"/{text}")
