"""Vectors of what atoms say: their shape, and how near two of them are. Pure.

A vector is kept twice. The sign of each dimension is a bit, and the number of bits that differ is a coarse distance,
which is cheap for all vectors. The first dimensions are also kept as numbers from -127 to 127: their cosine orders the
nearest ones.
"""

from __future__ import annotations

from array import array
from enum import StrEnum
from math import sqrt

import msgspec

MAX_VALUES = 224
"""Dimensions that are kept as numbers. 45,000 vectors of 256 dimensions take 14 MB so, and 16 MB whole."""

CANDIDATES = 200
"""Vectors that are nearest by their bits and are then ordered by their numbers. Of the true first ten, nine and more
are among them (docs/semantic.md)."""


class Vector(msgspec.Struct, frozen=True):
    """One vector."""

    bits: bytes  # signs, a set bit for a positive number, the first dimension in the highest bit of the first byte
    values: bytes  # the first dimensions, each a signed byte

    @property
    def numbers(self) -> list[int]:
        """The values as numbers."""
        return array("b", self.values).tolist()


class FollowedIndex(msgspec.Struct, frozen=True):
    """The state that the vectors of a model show."""

    uuid: str = ""  # of the index
    generation: int = 0


NOTHING_FOLLOWED = FollowedIndex()


class Near(msgspec.Struct, frozen=True):
    """An atom whose text is near to what was asked for."""

    atom: str  # its id
    text: int  # the key of the text that its vector is of: another text of the atom means that the vector is an old one
    similarity: float  # the cosine: 1.0 for the same direction


class VectorWord(StrEnum):
    """What vectors did for an answer, in one word."""

    USED = "used"
    LATE = "late"  # used, and of an earlier generation: what has changed since is found by its words alone
    EMPTY = "empty"  # nothing is embedded yet
    MISSING = "missing"  # a package or a part of a server is not installed
    AWAY = "away"  # the store or the model cannot be reached


class VectorReport(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the vectors of an index."""

    store: str  # where they are kept
    embedder: str  # what makes them, as it was chosen
    model: str = ""  # that they are of
    generation: int = 0  # of the index, that they show
    word: VectorWord
    problem: str = ""  # the reason of `missing` and `away`, for people


def similarity(left: Vector, right: Vector) -> float:
    """The cosine of two vectors of one model."""
    lefts, rights = left.numbers, right.numbers
    norm = sqrt(sum(a * a for a in lefts) * sum(b * b for b in rights))
    return sum(a * b for a, b in zip(lefts, rights, strict=True)) / norm if norm else 0.0
