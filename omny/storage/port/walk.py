"""A walk through the call graph, level by level, for what finds the edges of several atoms at once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from omny.storage.port.records import Neighbour

EdgesOf = Callable[[list[str], int], Sequence[tuple[Any, ...]]]
"""At most that many edges of some atoms: source, target, type and held generation, in that order, and where edges of
dispatch can be among them `EdgeRow.via`."""


def walk(edges_of: EdgesOf, far_end: int, ids: Collection[str], depth: int, limit: int) -> list[Neighbour]:
    """The edges that `AtomRepository.callers` (with `far_end` 0) or `callees` (1) answer with.

    Each atom is met once: a recursive query cannot know at which depth an atom was met first, and would walk each cycle
    `depth` times.
    """
    found: list[Neighbour] = []
    seen = set(ids)
    frontier = sorted(seen)
    for level in range(1, depth + 1):
        if not frontier or len(found) >= limit:
            break
        rows = edges_of(frontier, limit - len(found))
        found += [Neighbour(row[0], row[1], row[2], level, *row[3:]) for row in rows]
        frontier = sorted({row[far_end] for row in rows} - seen)
        seen.update(frontier)
    return found
