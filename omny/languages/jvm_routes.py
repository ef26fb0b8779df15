"""Routes of Spring, Micronaut and JAX-RS, for the languages of the JVM: by annotations of methods and their classes.

`@GetMapping("/{id}")` in a class with `@RequestMapping("/users")` is `GET /users/{id}`. So is `@GET @Path("{id}")` in a
class with `@Path("/users")`. Annotations count where the file imports the framework.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.routes import note_route
from omny.extract.syntax import find_node
from omny.extract.walk import FUNCTIONS
from omny.model.routes import ANY

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.extract.walk import Walk

FRAMEWORKS = (
    b"org.springframework.web.bind.annotation", b"org.springframework.web.service.annotation", b"io.micronaut.http",
    b"javax.ws.rs", b"jakarta.ws.rs",
)  # fmt: skip
"""The texts that show a framework in a file."""

_MAPPING = re.compile(
    rb"@(Get|Post|Put|Patch|Delete|Request|Head|Options)(?:Mapping)?\b[ \t]*(\((?:[^()\"]|\"[^\"\n]*\")*\))?"
)
_PATH = re.compile(rb"@(?:Path|Controller|RequestMapping|HttpExchange)\b[ \t]*(\((?:[^()\"]|\"[^\"\n]*\")*\))")
_VERB = re.compile(rb"@(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b")
_ARGUMENT = re.compile(rb"(?:^\(|\b(?:value|path|uri)[ \t]*=)[ \t\r\n]*(?:[\[{]|arrayOf\()?[ \t\r\n]*\"([^\"\n]*)\"")
_METHOD = re.compile(rb"RequestMethod\.([A-Z]+)")


def note_annotated_routes(walk: Walk) -> None:
    """Notes the routes of a file."""
    if not any(text in walk.source for text in FRAMEWORKS):
        return
    for draft in walk.drafts:
        if draft.type not in FUNCTIONS:
            continue
        head = walk.source[draft.start : draft.defined_at]
        if b"@" not in head:
            continue
        path = _find_path(head)
        for method, own, at in _list_own(head, path):
            holder = walk.drafts[draft.parent]
            around = _find_path(walk.source[holder.start : holder.defined_at]) or ""
            whole = "/".join(part.strip("/") for part in (around, own) if part.strip("/"))
            note_route(walk, method, whole, _find_annotation(walk, draft, at), [f"@{draft.qualname}"], draft.scope)


def _find_annotation(walk: Walk, draft: Draft, at: int) -> Node:
    """The annotation that begins at a byte of a definition."""
    start = draft.start + at
    node = find_node(walk.root, start + 1)
    while (around := node.parent) is not None and around.start_byte >= start and around.end_byte <= draft.defined_at:
        node = around
    return node


def _list_own(head: bytes, path: str | None) -> list[tuple[str, str, int]]:
    """The method and the path of each annotation before a method, and where it stands there."""
    found = []
    for match in _MAPPING.finditer(head):
        arguments, word = match[2] or b"", match[1].decode()
        is_mapping = b"Mapping" in match[0][: match[0].find(b"(")] if arguments else b"Mapping" in match[0]
        if word == "Request" and not is_mapping:
            continue
        methods = [each.decode() for each in _METHOD.findall(arguments)] or [ANY] if word == "Request" else [word]
        named = _ARGUMENT.search(arguments)
        found += [(method, named[1].decode("utf-8", "replace") if named else "", match.start()) for method in methods]
    if not found:
        found = [(match[1].decode(), path or "", match.start()) for match in _VERB.finditer(head)]
    return found


def _find_path(head: bytes) -> str | None:
    """The path that an annotation of a class, or `@Path` of a method, has; None for none."""
    match = _PATH.search(head)
    named = _ARGUMENT.search(match[1]) if match is not None else None
    return named[1].decode("utf-8", "replace") if named is not None else None
