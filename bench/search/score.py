"""How good a ranking is: the mean reciprocal rank of the first right atom among the first ten, with its interval."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from statistics import fmean

import msgspec

DEPTH = 10
RESAMPLES = 2_000
CONFIDENCE = 0.95


class Mean(msgspec.Struct, frozen=True):
    """A mean over questions, and the interval that a bootstrap over the questions gives."""

    count: int
    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.2f} ({self.low:.2f}-{self.high:.2f})"


def find_rank(found: Sequence[str], right: Collection[str]) -> int:
    """The rank of the first right id among the first ten, from 1; 0 if there is none."""
    return next((at for at, id_ in enumerate(found[:DEPTH], 1) if id_ in right), 0)


def average(ranks: Sequence[int], seed: int) -> Mean:
    """The mean reciprocal rank."""
    values = [1 / rank if rank else 0.0 for rank in ranks]
    if not values:
        return Mean(0, 0.0, 0.0, 0.0)
    chance = random.Random(seed)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    outside = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return Mean(len(values), fmean(values), means[outside], means[-1 - outside])
