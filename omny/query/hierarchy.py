"""`Hierarchy`: the classes above a class, or below it, over any number of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from omny.model.edges import EdgeType
from omny.storage.port.records import Neighbour

EVERY_EDGE = 100_000_000
"""More edges than any index has: half of a hierarchy would give wrong answers."""

Held = dict[str, int]
"""Ids with the generation that they are held from, or 0."""


class Hierarchy:
    """Classes with those above them, or below them. What nobody has loaded is unknown."""

    def __init__(self, ask: Callable[..., list[Neighbour]], far_end: int) -> None:
        self._ask = ask
        self._far_end = far_end
        self._near: dict[str, Held] = {}
        self._known: dict[str, Held] = {}
        self._is_complete = False

    def fill(self, pairs: Iterable[tuple[str, str, int]]) -> None:
        """Takes all pairs that there are."""
        for near, far, held in pairs:
            self._near.setdefault(near, {})[far] = held
        self._is_complete = True

    def load(self, classes: Iterable[str]) -> None:
        """Reads the classes and all that they lead to."""
        frontier = set() if self._is_complete else {each for each in classes if each not in self._near}
        while frontier:
            for each in frontier:
                self._near[each] = {}
            for row in self._ask(sorted(frontier), types=[EdgeType.INHERIT], depth=1, limit=EVERY_EDGE):
                ends = row.source_id, row.target_id
                self._near[ends[1 - self._far_end]][ends[self._far_end]] = row.held
            frontier = {far for each in frontier for far in self._near[each] if far not in self._near}

    def closure(self, class_id: str) -> Held:
        """The classes that a loaded class leads to, without itself; each with the generation that this is held from."""
        found = self._known.get(class_id)
        if found is None:
            found, todo = dict[str, int](), [(class_id, 0)]
            while todo:
                each, held = todo.pop()
                for far, also in self._near.get(each, {}).items():
                    least = max(held, also)
                    if far != class_id and found.get(far, EVERY_EDGE) > least:
                        found[far] = least
                        todo.append((far, least))
            self._known[class_id] = found
        return found
