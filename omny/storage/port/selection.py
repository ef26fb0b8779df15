"""`Selection`: the atoms that the stems of a search select, and their scores. Pure, and the same for every backend.

The scores of thousands of atoms are sums of a few numbers, so they are made list by list, with the operations of whole
dicts; only an atom that several lists have is looked at for itself. What an atom is worth with its length known is
computed for the best of them, as long as it can still change the order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log

import msgspec

from omny.storage.port.ranking import (
    COVERAGE,
    DOC,
    FURTHER_SHARE,
    GROUP_WEIGHTS,
    LENGTH_SHARE,
    MAX_RELATED,
    MAX_SELECTED,
    MAX_TIED,
    MEAN_TERMS,
    NAME,
    SATURATION,
    STRONGEST,
    STRONGEST_WEIGHTS,
    WEIGHTS,
    Candidate,
)

_GROUPS = (
    [at for at, parts in enumerate(STRONGEST) if parts & NAME],
    [at for at, parts in enumerate(STRONGEST) if parts & DOC and not parts & NAME],
    [at for at, parts in enumerate(STRONGEST) if not parts & (DOC | NAME)],
)
"""The places of the lists of a stem, by the best part."""

_SHORTEST = SATURATION * (1 - LENGTH_SHARE)

MOST_GAIN = max((weight + SATURATION) / (weight + _SHORTEST) for weight in WEIGHTS[1:])
"""How much higher than its rough score the score of an atom can be: that of an atom without any text."""


class Postings(msgspec.Struct, frozen=True):
    """The atoms that a stem selects."""

    kept: list[tuple[float, array[int]]]  # the numbers of atoms, by the weight of the set of parts
    count: int  # atoms that have the stem; more than it selects where they are too many


def take_strongest(lists: Sequence[Sequence[int]]) -> Postings:
    """What the stem of a word selects, of lists as `list_terms` orders them."""
    postings = _take(zip(STRONGEST_WEIGHTS, lists, strict=True), MAX_SELECTED)
    return Postings(postings.kept, min(postings.count, MAX_SELECTED + 1))


MAX_READ = 2 * MAX_RELATED + 1
"""Atoms that are read for a related stem: one group may be kept, and the next one too long."""


def take_related(lists: Sequence[Sequence[int]]) -> Postings:
    """What a related stem selects, of the same lists: by the best part, in three groups of sets."""
    joined = ([number for at in group for number in lists[at]][: MAX_RELATED + 1] for group in _GROUPS)
    return _take(zip(GROUP_WEIGHTS, joined, strict=True), MAX_RELATED)


def _take(lists: Iterable[tuple[float, Sequence[int]]], most: int) -> Postings:
    """The first lists, up to `most` atoms in all."""
    kept: list[tuple[float, array[int]]] = []
    count = 0
    for weight, numbers in lists:
        count += len(numbers)
        if count > most:
            break
        if numbers:
            kept.append((weight, array("q", numbers)))
    return Postings(kept, count)


class _Stem(msgspec.Struct, frozen=True):
    """A stem that stands for a word of the text."""

    worth: float  # its rarity, by its weight
    kept: list[tuple[float, array[int]]]


class Selection:
    """The atoms that have the stems of a text, by number."""

    def __init__(self, atoms: int) -> None:
        self._atoms = atoms
        self.left_out = False  # whether a stem stands in more atoms than it selects
        self._rarities: list[float] = []  # of each word; 0 where no atom has it
        self._words: list[list[_Stem]] = []  # of each word its own stem, and those that are related to it
        self._within: Collection[int] | None = None  # all other atoms are left out
        self._shares: list[float] = []

    def add(self, postings: Postings, *, is_common: bool = False) -> bool:
        """The stem of the next word. `is_common` where the lists hold only the atoms of a scope, of a stem with more
        than a stem selects. Whether any atom has it."""
        count = postings.count
        self.left_out = self.left_out or count > MAX_SELECTED
        rarity = self._rarity(MAX_SELECTED + 1 if is_common and postings.kept else count) if count else 0.0
        self._rarities.append(rarity)
        self._words.append([_Stem(rarity, postings.kept)] if postings.kept else [])
        return count > 0

    def relate(self, word: int, weight: float, postings: Postings) -> None:
        """A stem that is related to that of a word. It is worth no more than the word itself."""
        if postings.kept:
            rarity, own = self._rarity(postings.count), self._rarities[word]
            self._words[word].append(_Stem(weight * (min(rarity, own) if own else rarity), postings.kept))

    def _rarity(self, count: int) -> float:
        return log(1 + (self._atoms - min(count, self._atoms) + 0.5) / (count + 0.5))

    def numbers(self) -> set[int]:
        """The atoms that were found, but for those that are left out."""
        found = set[int]().union(*[numbers for word in self._words for stem in word for _, numbers in stem.kept])
        return found if self._within is None else found.intersection(self._within)

    def keep(self, numbers: Collection[int]) -> None:
        """Leaves out all other atoms."""
        self._within = numbers

    def keep_named(self, pieces: int) -> int:
        """Leaves out what a name of this number of pieces does not mean: all but the atoms that have each piece in
        their own name, or without such an atom those that have fewer of them than the best. How many that were."""
        before = self.numbers()
        stems = [stem for word in self._words for stem in word]
        named = _count(numbers for stem in stems for weight, numbers in stem.kept if weight >= WEIGHTS[NAME])
        kept = {number for number, count in named.items() if count >= pieces} & before
        if not kept:
            found = _count(numbers for stem in stems for _, numbers in stem.kept)
            least = min(max((found[number] for number in before), default=0), pieces)
            kept = {number for number in before if found[number] >= least}
        self._within = kept
        return len(before) - len(kept)

    def rough(self) -> dict[int, float]:
        """The score of each atom, its length left out of account. Each is summed in the order of the stems, so it does
        not depend on a backend. No more can be added afterwards."""
        words = [word for word in map(_sum_stems, self._words) if word]
        known = max(len(words), 1)
        shares = self._shares = [float((count / known) ** COVERAGE) for count in range(known + 1)]
        sums: dict[int, float] = {}
        counts: dict[int, int] = {}  # of the atoms with several words
        for word in words:
            for number in sums.keys() & word.keys() if sums else ():
                word[number] += sums[number]
                counts[number] = counts.get(number, 1) + 1
            sums.update(word)
        within, alone = self._within, shares[1]
        if within is None:
            rough = {number: score * alone for number, score in sums.items()}
        else:
            rough = {number: sums[number] * alone for number in sums.keys() & within}
        for number in counts.keys() & rough.keys() if within is not None else counts:
            rough[number] = sums[number] * shares[counts[number]]
        return rough

    def score(self, candidates: Sequence[Candidate]) -> list[float]:
        """The score of each atom."""
        found: dict[int, list[tuple[int, float, float]]] = {candidate.number: [] for candidate in candidates}
        wanted = found.keys()
        for place, word in enumerate(self._words):
            for stem in word:
                for weight, numbers in stem.kept:
                    match = (place, stem.worth * weight, weight)
                    for number in wanted & numbers:
                        found[number].append(match)
        return [self._score(found[candidate.number], candidate.size) for candidate in candidates]

    def _score(self, found: list[tuple[int, float, float]], size: int) -> float:
        saturation = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * size / MEAN_TERMS)
        best: dict[int, float] = {}
        total = 0.0
        for word, worth, weight in found:
            score = worth / (weight + saturation)
            total += score
            if score > best.get(word, 0.0):
                best[word] = score
        top = sum(best.values())
        return round((top + FURTHER_SHARE * (total - top)) * self._shares[len(best)], 9)


def _sum_stems(stems: list[_Stem]) -> dict[int, float]:
    """The score of each atom for one word: that of its best stem, and a share of the others."""
    best: dict[int, float] = {}
    further: dict[int, float] = {}
    for stem in stems:
        scores: dict[int, float] = {}
        for weight, numbers in stem.kept:
            scores.update(dict.fromkeys(numbers, stem.worth * weight / (weight + SATURATION)))
        for number in best.keys() & scores.keys() if best else ():
            one, other = best[number], scores[number]
            further[number] = further.get(number, 0.0) + FURTHER_SHARE * min(one, other)
            scores[number] = max(one, other)
        best.update(scores)
    for number, score in further.items():
        best[number] += score
    return best


def _count(lists: Iterable[Sequence[int]]) -> Counter[int]:
    """In how many lists each number is."""
    count = Counter[int]()
    for numbers in lists:
        count.update(numbers)
    return count


def pick_best(rough: Mapping[int, float], most: int) -> tuple[list[int], list[int]]:
    """The numbers of the best `most` atoms, best first, and those that are as good as the last of them and are too
    many."""
    if len(rough) <= most:
        return sorted(rough, key=rough.__getitem__, reverse=True), []
    least = sorted(rough.values(), reverse=True)[most - 1]
    tied = [number for number, score in rough.items() if score == least]
    better = sorted([number for number, score in rough.items() if score > least], key=rough.__getitem__, reverse=True)
    return (better + tied, []) if len(tied) <= MAX_TIED else (better, tied)
