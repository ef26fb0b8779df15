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
from collections.abc import Callable, Sequence

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

GROUP_WEIGHTS = (_WEIGHTS[NAME], _WEIGHTS[DOC], _WEIGHTS[BODY])
"""The weights of the sets of parts of related words: in groups, by the best part."""

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

SATURATION = 1.6  # k1 of BM25
LENGTH_SHARE = 0.4  # b of BM25
MEAN_TERMS = 40.0

FURTHER_SHARE = 0.3
"""What a stem counts beside a better one for the same word of the text."""

COVERAGE = 0.5
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


Key = tuple[int, bool, int, float, int, str]


def order(candidate: Candidate, place: int, begins_so: bool, score: float) -> Key:
    """What results are ordered by. `place`: 0 where the text is the name, 1 where it is but for case and underscores,
    else 2. `score` is that of the text."""
    standing = find_standing(candidate.path, candidate.is_test)
    if place < 2:
        is_private = candidate.id.rpartition("::")[2].rpartition(".")[2].startswith("_")
        return (place, candidate.is_module, standing, 0.0, int(is_private), candidate.id)
    score += _BEGINS_SO if begins_so else 0.0
    score *= _STANDING[standing] * (_MODULE if candidate.is_module else 1.0)
    return (place, False, 0, -round(score, 9), standing, candidate.id)
