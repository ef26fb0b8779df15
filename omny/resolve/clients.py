"""From a client's address to the route that takes it.

Files are found by the patterns of their routes, and by the prefixes at which they mount routers of other files; each
look-up is recorded like any other. A mount is followed by the rules of the language that it is written in. Of several
routes the one with the fewest parameters is meant, then the nearest, by the folders that it shares with the client; a
tie is no answer, for an edge has to be true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from omny.model.atoms import shorten_name
from omny.model.routes import (
    ANY_PREFIX,
    EVERYWHERE,
    MAX_SEGMENTS,
    OWN,
    inner_key,
    is_telling,
    list_patterns,
    mount_key,
    mount_name,
    pattern_name,
    read_client,
    read_own,
    route_key,
    takes,
    write_pattern,
)
from omny.resolve.lookup import count_shared_folders
from omny.resolve.mounts import Reader, find_router

MAX_MOUNTS = 6
"""Routers within routers that are followed."""

MAX_DROPPED = 3
"""Segments of an address that a prefix which is no plain text can stand for."""

Readers = Callable[[str], Reader]
"""What reads the chains of a file."""


class Asking(Protocol):
    """The questions about names and surfaces."""

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of a surface."""
        ...

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """The paths that publish a name; None beyond TOO_MANY."""
        ...


class Candidate(NamedTuple):
    """A route that takes an address."""

    parameters: int  # segments of the address that the route takes as parameters
    is_local: bool  # the path that its own file says is the whole address
    path: str
    qualname: str


def find_routes(readers: Readers, path: str, chain: str) -> list[str]:
    """The ids of the routes that the chain of an address in a file leads to: one, or none."""
    if chain.startswith(OWN):
        return [f"{path}::{read_own(chain)}"]
    return find_by_address(readers(path).evaluator, readers, path, *read_client(chain))


def find_by_address(asking: Asking, readers: Readers, path: str, method: str, address: str) -> list[str]:
    """The ids of the routes that take a method at an address, asked for in a file: one, or none."""
    if address.count("/") > MAX_SEGMENTS:
        return []
    found = [*_find_local(asking, readers, method, address), *_find_mounted(asking, readers, method, address)]
    return _choose(path, method, found or list(_find_below_unknown(asking, readers, method, address)))


def _find_local(asking: Asking, readers: Readers, method: str, address: str) -> list[Candidate]:
    """The routes whose own file says the whole address."""
    for count, patterns in enumerate(list_patterns(address)):
        found = [
            Candidate(count, True, each, route)
            for pattern in patterns
            for each in asking.publishers(shorten_name(pattern_name(pattern))) or ()
            for route in _list_stated(asking, readers, each, pattern)
            if takes(route, method)
        ]
        if found:
            return found
    return []


def _list_stated(asking: Asking, readers: Readers, path: str, pattern: str) -> list[str]:
    """The names of the routes with a pattern that a file says, or is by its path."""
    found = asking.ask(path, route_key(pattern)) or []
    reader = readers(path)
    if reader.semantics.list_file_routes is None:
        return found
    own = reader.semantics.list_file_routes(path, reader.evaluator)
    return [*found, *(each.name for each in own if write_pattern(each.path) == pattern)]


def _find_mounted(asking: Asking, readers: Readers, method: str, address: str) -> Iterator[Candidate]:
    """The routes of routers that files mount at the beginning of the address."""
    parts = address[1:].split("/")
    for count in range(1, len(parts) + 1 if address != "/" else 1):
        prefix, rest = "/" + "/".join(parts[:count]), "/" + "/".join(parts[count:])
        if not is_telling(prefix):
            continue
        for each in asking.publishers(shorten_name(mount_name(prefix))) or ():
            for chain in asking.ask(each, mount_key(prefix)) or ():
                yield from _find_below(readers, each, chain, method, rest, True, MAX_MOUNTS)


def _find_below_unknown(asking: Asking, readers: Readers, method: str, address: str) -> Iterator[Candidate]:
    """The routes of routers that files mount at a prefix which is no plain text."""
    parts = address[1:].split("/")
    for each in asking.publishers(mount_name(ANY_PREFIX)) or ():
        for chain in asking.ask(each, mount_key(ANY_PREFIX)) or ():
            for count in range(min(MAX_DROPPED + 1, len(parts))):
                rest = "/" + "/".join(parts[count:])
                found = list(_find_below(readers, each, chain, method, rest, False, MAX_MOUNTS))
                yield from found
                if found:
                    break


def _find_below(
    readers: Readers, path: str, chain: str, method: str, rest: str, is_known: bool, left: int
) -> Iterator[Candidate]:
    """The routes of the router that a chain in a file is, and of those that it mounts, by the rest of an address.
    `is_known`: a part of the address was found that is no parameter."""
    if chain[:1] == EVERYWHERE:
        yield from _find_everywhere(readers(path).evaluator, path, chain[1:], method, rest)
        return
    router = find_router(readers(path), path, chain) if left > 0 else None
    if router is None:
        return
    file, name = router
    evaluator = readers(file).evaluator
    for count, patterns in enumerate(list_patterns(rest, parameters_alone=is_known)):
        found = [
            Candidate(count, False, file, route)
            for pattern in patterns
            for route in evaluator.ask(file, route_key(pattern, name)) or ()
            if takes(route, method)
        ]
        yield from found
        if found:
            break
    for entry in evaluator.ask(file, inner_key(name)) or ():
        prefix, _, inner = entry.partition(" ")
        if rest == prefix or rest.startswith(f"{prefix}/"):
            below = rest[len(prefix) :] or "/"
            yield from _find_below(readers, file, inner, method, below, is_known or bool(prefix), left - 1)


def _find_everywhere(asking: Asking, path: str, router: str, method: str, rest: str) -> Iterator[Candidate]:
    """The routes of a router that many files share, of those below the folder of the file that mounts it."""
    folder = path.rpartition("/")[0]
    for count, patterns in enumerate(list_patterns(rest)):
        found = [
            Candidate(count, False, each, route)
            for pattern in patterns
            for each in asking.publishers(shorten_name(pattern_name(pattern))) or ()
            if not folder or each.startswith(f"{folder}/")
            for route in asking.ask(each, route_key(pattern, router)) or ()
            if takes(route, method)
        ]
        yield from found
        if found:
            break


def _choose(path: str, method: str, found: list[Candidate]) -> list[str]:
    """The route of several that is meant."""
    if not found:
        return []
    fewest = min(each.parameters for each in found)
    special = [each for each in found if each.parameters == fewest]
    whole = [each for each in special if not each.is_local] or special
    same = [each for each in whole if each.qualname.startswith(f"{method} ")] or whole
    most = max(count_shared_folders(path, each.path) for each in same)
    nearest = {f"{each.path}::{each.qualname}" for each in same if count_shared_folders(path, each.path) == most}
    return list(nearest) if len(nearest) == 1 else []
