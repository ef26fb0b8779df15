"""`Seeds`: the atoms that a question of `explore` leads to, each with a weight and the way it was found."""

from __future__ import annotations

import msgspec

from omny.model.atoms import StoredAtom
from omny.model.standing import Standing

NAME_WEIGHT = 10.0
"""Of an atom that is named, or stands in a trace or in a diff."""

FILE_WEIGHT = 5.0
"""Of the most used atom of a file that is named."""

HIT_WEIGHT = 4.0
"""Of the first hit of a search; the others weigh less by rank."""

HALF_RANK = 10
"""Hits after which the weight of one has halved."""

STANDING_WEIGHTS = {Standing.CODE: 1.0, Standing.BESIDE: 0.4, Standing.VENDORED: 0.3}
"""The factor of a weight: code comes before tests and copies."""


class Seed(msgspec.Struct):
    """An atom that the question leads to."""

    stored: StoredAtom
    weight: float
    found_by: list[str]
    role: str = ""  # in a trace or a diff, for people
    marked: set[int] = set()  # its lines that the question names


class Seeds(msgspec.Struct):
    """All of them."""

    by_id: dict[str, Seed] = {}
    asked: list[str] = []  # how the question was read
    notes: list[str] = []
    near: list[str] = []
    words: list[str] = []  # that lines of source are looked through for

    def add(self, stored: StoredAtom, weight: float, way: str) -> Seed:
        """Adds an atom; weights of one add up."""
        seed = self.by_id.setdefault(stored.atom.id, Seed(stored, 0.0, []))
        seed.weight += weight
        if way not in seed.found_by:
            seed.found_by.append(way)
        return seed

    def read_as(self, kind: str) -> None:
        """Notes how a part of the question was read."""
        if kind not in self.asked:
            self.asked.append(kind)
