"""How a search ranks atoms by their text: terms, weights and scores. Pure, and the same for every backend.

The index says of each atom by which stems it is found, and in which parts of its text each stands: its name, its
documentation, around it (signature, enclosing names, path), its body. A backend gives lists of atoms for terms, where
a term is a stem with the set of its parts. What to look up, and the order of what is found, is decided here.

The score is BM25F without frequencies: a stem counts by how rare it is, more in a name than in a body, and less in a
long text. A stem that thousands of atoms have in a part does not select: it would tell little, and reading its list
would take longer than all else. Nothing depends on the numbers that a backend gives to atoms.

A word of the text stands for itself and, with less weight, for related words (`related.py`): of those that an atom has
the best counts, the others little. An atom with more of the words comes before one with a rare one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import log

import msgspec

from omny.model.standing import Standing, find_standing
from omny.model.texts import COMMON, split_words

NAME, DOC, AROUND, BODY = 8, 4, 2, 1
"""The parts of a text. The set of parts that a stem stands in is their sum: a hexadecimal digit at a term's end."""

_WEIGHTS = {NAME: 4.0, DOC: 2.0, AROUND: 1.0, BODY: 1.0}

WEIGHTS = tuple(sum(weight for part, weight in _WEIGHTS.items() if parts & part) for parts in range(16))
"""The weight of a stem by the set of its parts."""

STRONGEST = sorted(range(1, 16), key=lambda parts: (-WEIGHTS[parts], -parts))
"""The sets of parts, by weight."""

STRONGEST_WEIGHTS = [WEIGHTS[parts] for parts in STRONGEST]

GROUPS = (
    [parts for parts in range(1, 16) if parts & NAME],
    [parts for parts in range(1, 16) if parts & DOC and not parts & NAME],
    [parts for parts in range(1, 16) if not parts & (DOC | NAME)],
)
"""The groups of sets of parts for related words, by the best part."""

GROUP_WEIGHTS = (_WEIGHTS[NAME], _WEIGHTS[DOC], _WEIGHTS[BODY])

_RUN = re.compile(r"[^\W\d_]+")

MARK = "_"
"""Between a stem and the set of its parts: no stem has it."""

MAX_SELECTED = 2_500
"""Atoms that one stem selects. Sets of parts beyond it, the weakest ones, are left out whole."""

MAX_RELATED = 500
"""Atoms that a related stem selects, in the same way."""

MAX_KEPT = 400
"""Atoms whose text is weighed in full: the best by stems alone."""

MAX_TIED = 2_000
"""Atoms that are as good as the last one kept, and are weighed, too."""

_SATURATION = 1.6  # k1 of BM25
_LENGTH_SHARE = 0.4  # b of BM25
_MEAN_TERMS = 40.0

_FURTHER_SHARE = 0.3
"""What a stem counts beside a better one for the same word of the text."""

_COVERAGE = 0.5
"""The power of the share of the words that an atom has, by which its score is multiplied."""

_STANDING = {Standing.CODE: 1.0, Standing.BESIDE: 0.75, Standing.VENDORED: 0.6}
_MODULE = 0.6
"""The weight of a module: what it holds has atoms of its own."""

_BEGINS_SO = 6.0
"""What a name gains that begins with the text of a search."""

MAX_QUERY_WORDS = 24


class Candidate(msgspec.Struct, frozen=True):
    """What is known of an atom that may be a result."""

    number: int
    id: str
    path: str
    is_module: bool
    is_test: bool
    size: int  # terms of its text


Stems = Callable[[str], Sequence[str]]
"""The stems of a word."""

DIGITS = "0123456789abcdef"


def query_stems(text: str, stems: Stems) -> dict[str, str]:
    """The stems that a text is ranked by, each with the word that it is of."""
    words = list(dict.fromkeys(split_words(text)))
    telling = [word for word in words if word not in COMMON] or words
    return {stem: word for word in reversed(telling[:MAX_QUERY_WORDS]) for stem in stems(word)}


def count_pieces(text: str, stems: Stems) -> int:
    """The number of pieces of a name that a search has to have in the name of an atom; 0 where the text is no name."""
    if any(map(str.isspace, text)) or '"' in text:
        return 0
    whole = whole_names(text)
    return len({stem for word in split_words(text) if word not in whole for stem in stems(word)})


def whole_names(text: str) -> set[str]:
    """The words of a text that are names of several pieces, which are words of it, too."""
    return {run.lower() for run in _RUN.findall(text) if len(split_words(run)) > 1}


def list_terms(stem: str) -> list[str]:
    """The terms of a stem, the strongest set of parts first."""
    return [f"{stem}{MARK}{DIGITS[parts]}" for parts in STRONGEST]


def list_groups(stem: str) -> list[list[str]]:
    """The terms of a related stem, by the groups of sets of parts."""
    return [[f"{stem}{MARK}{DIGITS[parts]}" for parts in group] for group in GROUPS]


class Match(msgspec.Struct, frozen=True):
    """That atoms have a stem in a set of parts."""

    word: int  # the place of the word that the stem stands for
    worth: float  # the rarity of the stem, by its weight
    weight: float  # of the set of parts


class Selection:
    """Atoms by number, with the stems that they have and in which parts."""

    def __init__(self, atoms: int) -> None:
        self._atoms = atoms
        self.found: defaultdict[int, list[Match]] = defaultdict(list)
        self.left_out = False  # whether a stem stands in more atoms than it selects
        self._rarities: list[float] = []  # of each word; 0 where no atom has it
        self._best: list[dict[int, float]] = []  # of each word the score of the best stem of each atom
        self._sums: defaultdict[int, float] = defaultdict(float)  # of each atom the score, but for the share of words
        self._counts: defaultdict[int, int] = defaultdict(int)  # of each atom its words
        self._shares: list[float] = []

    def add(self, lists: Iterable[Sequence[int]], *, is_common: bool = False) -> bool:
        """The lists of the stem of the next word, as `list_terms` orders them. `is_common` where they hold only the
        atoms of a scope, of a stem with more than a stem selects. Whether any atom has it."""
        kept, count = _take(zip(STRONGEST_WEIGHTS, lists, strict=True), MAX_SELECTED)
        self.left_out = self.left_out or count > MAX_SELECTED
        count = MAX_SELECTED + 1 if is_common and kept else min(count, MAX_SELECTED + 1)
        self._rarities.append(self._rarity(count) if count else 0.0)
        self._best.append({})
        self._append(len(self._best) - 1, self._rarities[-1], kept)
        return count > 0

    def relate(self, word: int, weight: float, lists: Iterable[Sequence[int]]) -> None:
        """The lists of a stem that is related to that of a word, as `list_groups` orders them. It is worth no more than
        the word itself."""
        kept, count = _take(zip(GROUP_WEIGHTS, lists, strict=True), MAX_RELATED)
        rarity, own = self._rarity(count), self._rarities[word]
        self._append(word, weight * (min(rarity, own) if own else rarity), kept)

    def _rarity(self, count: int) -> float:
        return log(1 + (self._atoms - min(count, self._atoms) + 0.5) / (count + 0.5))

    def _append(self, word: int, worth: float, kept: list[tuple[float, Sequence[int]]]) -> None:
        found, best, sums, counts = self.found, self._best[word], self._sums, self._counts
        for weight, numbers in kept:
            match, score = Match(word, worth, weight), worth * weight / (weight + _SATURATION)
            further = _FURTHER_SHARE * score
            for number in numbers:
                found[number].append(match)
                if number not in best:
                    best[number] = score
                    sums[number] += score
                    counts[number] += 1
                elif score > best[number]:
                    sums[number] += score - best[number] + _FURTHER_SHARE * best[number]
                    best[number] = score
                else:
                    sums[number] += further

    def keep(self, numbers: Collection[int]) -> None:
        """Leaves out all other atoms."""
        left = {number: found for number, found in self.found.items() if number in numbers}
        self.found = defaultdict(list, left)

    def keep_named(self, pieces: int) -> int:
        """Leaves out what a name of this number of pieces does not mean: all but the atoms that have each piece in
        their own name, or without such an atom those that have fewer of them than the best. How many that were."""
        before = len(self.found)
        named = {
            number: found
            for number, found in self.found.items()
            if sum(1 for each in found if each.weight >= _WEIGHTS[NAME]) >= pieces
        }
        if not named:
            most = max(map(len, self.found.values()), default=0)
            named = {number: found for number, found in self.found.items() if len(found) >= min(most, pieces)}
        self.found = defaultdict(list, named)
        return before - len(named)

    def rough(self) -> dict[int, float]:
        """The score of each atom, its length left out of account. Each is summed in the order of the stems, so it does
        not depend on a backend. No more can be added afterwards."""
        known = max(sum(1 for best in self._best if best), 1)
        shares = self._shares = [float((count / known) ** _COVERAGE) for count in range(known + 1)]
        sums, counts = self._sums, self._counts
        return {number: sums[number] * shares[counts[number]] for number in self.found}

    def score(self, candidate: Candidate) -> float:
        """The score of an atom."""
        saturation = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * candidate.size / _MEAN_TERMS)
        best: dict[int, float] = {}
        total = 0.0
        for each in self.found.get(candidate.number, ()):
            score = each.worth * each.weight / (each.weight + saturation)
            total += score
            if score > best.get(each.word, 0.0):
                best[each.word] = score
        top = sum(best.values())
        return round((top + _FURTHER_SHARE * (total - top)) * self._shares[len(best)], 9)


def _take(lists: Iterable[tuple[float, Sequence[int]]], most: int) -> tuple[list[tuple[float, Sequence[int]]], int]:
    """The first lists, up to `most` atoms in all, each with its weight; and the number of atoms."""
    kept: list[tuple[float, Sequence[int]]] = []
    count = 0
    for weight, numbers in lists:
        count += len(numbers)
        if count > most:
            break
        if numbers:
            kept.append((weight, numbers))
    return kept, count


def pick_best(rough: Mapping[int, float], most: int) -> tuple[list[int], list[int]]:
    """The numbers of the best `most` atoms, and those that are as good as the last of them and are too many."""
    if len(rough) <= most:
        return list(rough), []
    least = sorted(rough.values(), reverse=True)[most - 1]
    tied = [number for number, score in rough.items() if score == least]
    better = [number for number, score in rough.items() if score > least]
    return (better + tied, []) if len(tied) <= MAX_TIED else (better, tied)


Key = tuple[int, bool, int, float, int, str]


def order(candidate: Candidate, place: int, begins_so: bool, selection: Selection) -> Key:
    """What results are ordered by. `place`: 0 where the text is the name, 1 where it is but for case and underscores,
    else 2."""
    standing = find_standing(candidate.path, candidate.is_test)
    if place < 2:
        is_private = candidate.id.rpartition("::")[2].rpartition(".")[2].startswith("_")
        return (place, candidate.is_module, standing, 0.0, int(is_private), candidate.id)
    score = selection.score(candidate) + (_BEGINS_SO if begins_so else 0.0)
    score *= _STANDING[standing] * (_MODULE if candidate.is_module else 1.0)
    return (place, False, 0, -round(score, 9), standing, candidate.id)
