"""Clients: calls that ask a server, which lead from the code around them to a route.

A client's address is the text of its first argument, with `{}` for what only a run knows. It counts if it is a path, or
names no host but this one: what other hosts answer is not in the tree. Which route is meant is asked of the whole tree
(`omny/resolve/clients.py`), unless the same file has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.routes import (
    PARAMETER,
    is_telling,
    list_patterns,
    takes,
    write_client,
    write_own,
    write_pattern,
)

if TYPE_CHECKING:
    from omny.extract.draft import Draft
    from omny.extract.scopes import Scope
    from omny.extract.walk import Walk

MAX_ADDRESS = 200
"""Characters of a longest address; a longer text is none."""

_ROUTE = EDGE_TYPES.index(EdgeType.ROUTE)
_BASE = re.compile(r"\{\}(?=/)")
_HOST = re.compile(r"(?:https?|wss?)://([^/?#]*)", re.IGNORECASE)
_OWN_HOSTS = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|testserver|\{\})(?::(?:\d+|\{\}))?")
_END = re.compile(r"[?#]")
_PART = re.compile(r"[\w.~!$&'()*+,;=:@%{}-]*")
_LAST = re.compile(r"(?<=\w)\{\}$")


def note_client(walk: Walk, method: str, text: str, at: int, scope: Scope) -> None:
    """Adds a use, at a byte, of the route that takes a method (in any case) at an address as it is written."""
    address, has_base = read_address(text)
    if not address or not method.isalpha():
        return
    method = method.upper()
    own = _find_own(walk, method, address, scope)
    if own is None:
        chain = write_client(method, address, has_base=has_base)
    elif len(own) == 1:
        chain = write_own(own[0].qualname)
    else:
        return
    walk._references.append((scope, scope.owner, chain, _ROUTE, at))


def read_address(text: str) -> tuple[str, bool]:
    """The pattern of an address, "" for none, and whether it stands below a base that the text does not say.

    >>> read_address("/users/42?x=1"), read_address("{}/users/{}/"), read_address("https://example.com/users")
    (('/users/42', False), ('/users/{}', True), ('', False))
    """
    text, has_base = text.strip(), False
    if host := _HOST.match(text):
        if not _OWN_HOSTS.fullmatch(host[1]):
            return "", False
        has_base = PARAMETER in host[1]
        text = text[host.end() :] or "/"
    while _BASE.match(text):
        has_base = True
        text = text[len(PARAMETER) :]
    text = _END.split(text)[0]
    text = _LAST.sub("", text)  # of a query
    if text[:1] != "/" or text[:2] == "//" or len(text) > MAX_ADDRESS:
        return "", False
    if not all(_PART.fullmatch(part) for part in text.split("/")):
        return "", False
    address = write_pattern(text)
    return (address, has_base) if is_telling(address) and not (has_base and address == "/") else ("", False)


def _find_own(walk: Walk, method: str, address: str, scope: Scope) -> list[Draft] | None:
    """The routes of the file that take an address: those of the nearest code around the client; None for none."""
    if not walk.routes:
        return None
    by_pattern: dict[str, list[Draft]] = {}
    for route in walk.routes:
        if takes(route.name, method):
            by_pattern.setdefault(write_pattern(route.name.partition(" ")[2]), []).append(route)
    for patterns in list_patterns(address):
        found = [route for pattern in patterns for route in by_pattern.get(pattern, ())]
        if found:
            same = [route for route in found if route.name.startswith(f"{method} ")] or found
            return _keep_nearest(walk, same, scope)
    return None


def _keep_nearest(walk: Walk, found: list[Draft], scope: Scope) -> list[Draft]:
    around = list(_list_around(walk, scope.owner))
    for owner in around:
        nearest = [route for route in found if route.parent == owner]
        if nearest:
            return nearest
    return found


def _list_around(walk: Walk, owner: int) -> Iterable[int]:
    while owner >= 0:
        yield owner
        owner = walk.drafts[owner].parent
