"""How a search ranks atoms by their text: terms, weights and scores. Pure, and the same for every backend.

The index says of each atom by which stems it is found, and in which parts of its text each stands: its name, its
documentation, around it (signature, enclosing names, path), its body. A backend gives lists of atoms for terms, where
a term is a stem with the set of its parts. What to look up, and the order of what is found, is decided here.

The score is BM25F without frequencies: a stem counts by how rare it is, more in a name than in a body, and less in a
long text. A stem that thousands of atoms have in a part does not select: it would tell little, and reading its list
would take longer than all else. Nothing depends on the numbers that a backend gives to atoms.
"""

from __future__ import annotations

import re
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

_RUN = re.compile(r"[^\W\d_]+")

MARK = "_"
"""Between a stem and the set of its parts: no stem has it."""

MAX_SELECTED = 5_000
"""Atoms that one stem selects. Sets of parts beyond it, the weakest ones, are left out whole."""

MAX_KEPT = 400
"""Atoms whose text is weighed in full: the best by stems alone."""

MAX_TIED = 2_000
"""Atoms that are as good as the last one kept, and are weighed, too."""

_SATURATION = 1.2  # k1 of BM25
_LENGTH_SHARE = 0.4  # b of BM25
_MEAN_TERMS = 40.0

_STANDING = {Standing.CODE: 1.0, Standing.BESIDE: 0.5, Standing.VENDORED: 0.4}
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


class Selection:
    """Atoms by number, with the stems that they have and in which parts."""

    def __init__(self, atoms: int) -> None:
        self._atoms = atoms
        self.found: dict[int, list[tuple[float, int]]] = {}  # (rarity, set of parts) of each stem
        self.left_out = False  # whether a stem stands in more atoms than it selects

    def add(self, lists: Iterable[Sequence[int]], *, is_common: bool = False) -> bool:
        """The lists of one stem, as `list_terms` orders them. `is_common` where they hold only the atoms of a scope, of
        a stem with more than a stem selects. Whether any atom has it."""
        kept: list[tuple[int, Sequence[int]]] = []
        count = 0
        for parts, numbers in zip(STRONGEST, lists, strict=True):
            count += len(numbers)
            if count > MAX_SELECTED:
                self.left_out = True
                break
            if numbers:
                kept.append((parts, numbers))
        if not kept:
            return count > 0
        count = MAX_SELECTED + 1 if is_common else min(count, MAX_SELECTED + 1)
        rarity = log(1 + (self._atoms - min(count, self._atoms) + 0.5) / (count + 0.5))
        for parts, numbers in kept:
            for number in numbers:
                self.found.setdefault(number, []).append((rarity, parts))
        return True

    def keep(self, numbers: Collection[int]) -> None:
        """Leaves out all other atoms."""
        self.found = {number: found for number, found in self.found.items() if number in numbers}

    def keep_named(self, pieces: int) -> int:
        """Leaves out what a name of this number of pieces does not mean: all but the atoms that have each piece in
        their own name, or without such an atom those that have fewer of them than the best. How many that were."""
        before = len(self.found)
        named = {
            number: found for number, found in self.found.items() if sum(1 for _, of in found if of & NAME) >= pieces
        }
        if not named:
            most = max(map(len, self.found.values()), default=0)
            named = {number: found for number, found in self.found.items() if len(found) >= min(most, pieces)}
        self.found = named
        return before - len(named)

    def rough(self) -> dict[int, float]:
        """The score of each atom, its length left out of account."""
        return {number: _sum_up(found, _SATURATION) for number, found in self.found.items()}

    def score(self, candidate: Candidate) -> float:
        """The score of an atom."""
        found = self.found.get(candidate.number)
        if found is None:
            return 0.0
        length = 1 - _LENGTH_SHARE + _LENGTH_SHARE * candidate.size / _MEAN_TERMS
        return _sum_up(found, _SATURATION * length)


def _sum_up(found: list[tuple[float, int]], saturation: float) -> float:
    """Sums are rounded, since they depend on their order in the last digit."""
    return round(sum([rarity * WEIGHTS[of] / (WEIGHTS[of] + saturation) for rarity, of in found]), 9)


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
