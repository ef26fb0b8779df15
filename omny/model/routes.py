"""Paths of routes: the form in which a server's routes and its clients' addresses are compared.

A *pattern* is a path whose parameters are `{}`: `/users/{}`. A file of any language is found by the patterns of its
routes, and its surface has the routes of each. A client's address is a path, too; text that only a run knows is `{}`
there. A chain `@/GET/users/{}` stands for an address in the facts of a file, `@/GET*/users` for one below a base that
the file does not say, and `@/=` begins the name of a route of the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from urllib.parse import quote, unquote

from omny.model.surfaces import Surface

ANY = "ANY"
"""In place of a method, for a route that takes every method or does not say which."""

PARAMETER = "{}"

PATTERNS = "#routes"
"""The key of a surface that lists the patterns by which the file is found."""

MOUNTS = "#mounts"
"""The key of a surface that lists the prefixes at which the file mounts routers."""

MOUNTING = "mount:"
"""The name that each file with mounts publishes."""

ANY_PREFIX = "*"
"""A prefix that is no plain text."""

CLIENT = "@/"
"""Begins the chain of a client's address."""

OWN = f"{CLIENT}="
"""Begins the chain of a route of the same file."""

FILE = "<"
"""Begins the chain of a file that is mounted as a whole: by its path below a folder above, or with `./` by the path
from the file that mounts it."""

MAKER = ">"
"""Begins the chain of a function that is mounted: what it adds to a router, or those of the router that it makes."""

EVERYWHERE = "*"
"""Begins the name of a router whose routes are mounted in all files below the folder of the file that says so."""

MAX_SEGMENTS = 10
"""Of a path that is compared."""

MAX_PATTERNS = 40
"""That one address is looked up by."""

_BRACES = re.compile(r"\{[^{}]*\}")


def write_pattern(path: str) -> str:
    """The pattern of the path of a route, whose parameters are in braces, or of a client's address.

    >>> write_pattern("/users/{id}/"), write_pattern("/files/{name}.json"), write_pattern("//")
    ('/users/{}', '/files/{}', '/')
    """
    parts = [part for part in path.split("/") if part]
    return "/" + "/".join(PARAMETER if "{" in part or "*" in part else part for part in parts)


def route_key(pattern: str, router: str = "") -> str:
    """The key of a surface that lists the qualified names of the routes with a pattern: of a variable that is a router,
    or of the whole file."""
    return f"#route {router} {pattern}" if router else f"#route {pattern}"


def mount_key(prefix: str) -> str:
    """The key of a surface that lists what is mounted at a prefix, as chains."""
    return f"#mount {prefix}"


def inner_key(router: str) -> str:
    """The key of a surface that lists what a router of the file mounts: the prefix, a space, and a chain."""
    return f"#mounted {router}"


def list_names(surface: Surface) -> list[str]:
    """The names by which a file is found for its routes and mounts."""
    patterns, prefixes = surface.get(PATTERNS), surface.get(MOUNTS)
    names = [pattern_name(each) for each in patterns] if patterns is not None else []
    return names if prefixes is None else [*names, MOUNTING, *map(mount_name, prefixes)]


def mount_name(prefix: str) -> str:
    """The name by which files are found that mount something at a prefix."""
    return f"mount:{prefix}"


def pattern_name(pattern: str) -> str:
    """The name by which files with a route of a pattern are found."""
    return f"route:{pattern}"


def is_telling(pattern: str) -> bool:
    """Whether a pattern says enough to look for it: it is the root, or has more than parameters."""
    return pattern == "/" or any(part != PARAMETER for part in pattern[1:].split("/"))


def list_patterns(address: str, *, parameters_alone: bool = False) -> Iterator[list[str]]:
    """The patterns that take an address, the most special first; those of one list have as many parameters. With
    `parameters_alone` also one in which no part is equal.

    >>> list(list_patterns("/users/42"))
    [['/users/42'], ['/users/{}', '/{}/42']]
    """
    parts = address[1:].split("/")
    if len(parts) > MAX_SEGMENTS:
        return
    if address == "/":
        yield ["/"]
        return
    literal = [at for at in range(len(parts) - 1, -1, -1) if parts[at] != PARAMETER]
    left = MAX_PATTERNS
    for count in range(len(literal) + parameters_alone):
        found: list[str] = []
        for given in combinations(literal, count):
            if left > 0:
                found.append("/" + "/".join(PARAMETER if at in given else part for at, part in enumerate(parts)))
                left -= 1
        if found:
            yield found


def takes(route: str, method: str) -> bool:
    """Whether a route with that name, `GET /users`, takes a client's method."""
    own = route.partition(" ")[0]
    return own == method or ANY in (own, method)


def write_client(method: str, address: str, *, has_base: bool) -> str:
    """The chain of a client's address."""
    return f"{CLIENT}{method}{'*' if has_base else ''}{quote(address, safe='/{}~:@!$&()+,=')}"


def read_client(chain: str) -> tuple[str, str]:
    """The method and the address that `write_client` made a chain of."""
    method, _, path = chain[len(CLIENT) :].partition("/")
    return method.rstrip("*"), unquote(f"/{path}")


def write_own(qualname: str) -> str:
    """The chain of a route of the same file."""
    return OWN + quote(qualname, safe="/{}~:")


def read_own(chain: str) -> str:
    """The qualified name that `write_own` made a chain of."""
    return unquote(chain[len(OWN) :])


def write_file(path: str, *, is_near: bool) -> str:
    """The chain of a file that is mounted, by its path from the file that says so, or from a folder above it."""
    return FILE + ("./" if is_near else "") + path


def write_maker(chain: str) -> str:
    """The chain of a function that is mounted, by the chain of the function."""
    return MAKER + chain


def write_everywhere(router: str) -> str:
    """The chain of all routes of a router that many files share."""
    return EVERYWHERE + router
