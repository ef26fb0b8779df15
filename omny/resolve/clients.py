"""From a client's address to the route that takes it.

Files are found by the patterns of their routes, each look-up recorded like any other. Of routes in several files the
nearest is meant, by the folders that it shares with the client; a tie is no answer, for an edge has to be true.
"""

from __future__ import annotations

from omny.model.atoms import shorten_name
from omny.model.routes import OWN, list_patterns, pattern_name, read_client, read_own, route_key, takes
from omny.resolve.lookup import NameEvaluator


def find_routes(evaluator: NameEvaluator, path: str, chain: str) -> list[str]:
    """The ids of the routes that the chain of an address in a file leads to: one, or none."""
    if chain.startswith(OWN):
        return [f"{path}::{read_own(chain)}"]
    method, address = read_client(chain)
    for patterns in list_patterns(address):
        found = [
            (each, route)
            for pattern in patterns
            for each in evaluator.publishers(shorten_name(pattern_name(pattern))) or ()
            for route in evaluator.ask(each, route_key(pattern)) or ()
            if takes(route, method)
        ]
        if found:
            return _choose(path, method, found)
    return []


def _choose(path: str, method: str, found: list[tuple[str, str]]) -> list[str]:
    """The route of several that is meant."""
    same = [each for each in found if each[1].startswith(f"{method} ")] or found
    most = max(_count_shared(path, each) for each, _ in same)
    nearest = [f"{each}::{route}" for each, route in same if _count_shared(path, each) == most]
    return nearest if len(nearest) == 1 else []


def _count_shared(path: str, other: str) -> int:
    """The folders above both files."""
    count = 0
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one != two:
            break
        count += 1
    return count
