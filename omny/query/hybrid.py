"""The ranking of a search by its words, and by vectors where the text looks like a sentence. Pure but for the look-ups.

Reciprocal rank fusion (Cormack, Clarke, Buettcher 2009): a place in each ranking is worth 1 / (K + place), and the sum
orders. The ranking by vectors counts by how much of a sentence the text is. A name is found by its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from omny.base.errors import OmnyError, VectorsAwayError
from omny.derived.meaning import Meaning
from omny.model.atoms import AtomType
from omny.model.standing import find_standing
from omny.model.vectors import VectorWord
from omny.query.lookup import is_test
from omny.query.question import keep_within

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.model.vectors import Near
    from omny.query.question import View
    from omny.storage.port.records import SearchScope

K = 20.0
"""With 60, as in the paper, the first places of two rankings of fifty hardly differ."""

SEEN = 50
"""Places of each ranking that count."""

FETCHED = 200
"""Vectors that are looked at: those that are old or not asked for leave fewer."""

WEIGHTS = ((0.7, 0.02), (0.4, 0.4), (0.0, 1.0))
"""The weight of the ranking by vectors, by the share of the text's words that the first atom found by words has in its
name, documentation or signature. With nearly all of them the words decide, and vectors only add below."""

MIN_WORD_CHARACTERS = 3  # shorter words say little: "of", "a", "is"

STEM_CHARACTERS = 5
"""Words with the same beginning of that length are alike: "hashed" and "hashing"."""

STANDING = (1.0, 0.85, 0.75)
"""The weight of a similarity by standing (`omny/model/standing.py`)."""

MODULE = 0.8
"""The weight of the similarity of a module: of the words of a file's name many say the same."""

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


def weigh_vectors(text: str, best: str) -> float:
    """How much the ranking by vectors counts for a sentence. `best` is the text of the first atom found by words; "" if
    there is none."""
    asked = {word[:STEM_CHARACTERS] for word in _WORD.findall(text.lower()) if len(word) >= MIN_WORD_CHARACTERS}
    there = {word[:STEM_CHARACTERS] for word in _WORD.findall(best.lower())}
    share = len(asked & there) / len(asked) if asked else 1.0
    return next(weight for least, weight in WEIGHTS if share >= least)


def fuse(by_words: Sequence[str], by_vectors: Sequence[str], weight: float) -> list[str]:
    """The ids of both rankings, best first."""
    worth: dict[str, float] = {}
    for ranking, factor in ((by_words, 1.0), (by_vectors, weight)):
        for place, id_ in enumerate(ranking[:SEEN]):
            worth[id_] = worth.get(id_, 0.0) + factor / (K + place)
    return sorted(worth, key=lambda id_: (-worth[id_], id_))


def _factor(stored: StoredAtom) -> float:
    """What a similarity counts: tests and copies less than code, and the module of a file less than what is in it."""
    standing = find_standing(stored.atom.file_path, is_test(stored))
    return STANDING[standing] * (MODULE if stored.atom.type == AtomType.MODULE else 1.0)


def rank_near(
    view: View, meaning: Meaning, find: Callable[[Meaning], list[Near]], scope: SearchScope
) -> tuple[list[StoredAtom], VectorWord]:
    """The atoms that vectors find and that are wanted, best first, with what they did in one word. Without vectors none
    are found, and the word says why."""
    try:
        word = meaning.word(view.repository.meta())
        if word not in (VectorWord.USED, VectorWord.LATE):
            return [], word
        near = find(meaning)
        atoms = view.repository.get_many([each.atom for each in near])
        there = [(each, atoms[each.atom]) for each in near if each.atom in atoms]
        wanted = {stored.atom.id for stored in keep_within(view, [stored for _, stored in there], scope)}
        found = [row for row in there if row[1].atom.id in wanted and meaning.fits(row[0], row[1].atom)]
        found.sort(key=lambda row: (-row[0].similarity * _factor(row[1]), row[1].atom.id))
        return [stored for _, stored in found], word
    except VectorsAwayError as error:
        return [], VectorWord(error.word)
    except OmnyError:  # the answer of the index does not depend on what follows it
        return [], VectorWord.AWAY


def add_near(
    view: View, meaning: Meaning, text: str, found: list[StoredAtom], scope: SearchScope
) -> tuple[list[StoredAtom], VectorWord]:
    """What words have found for a sentence, with what vectors find, best first."""
    nearest, word = rank_near(view, meaning, lambda asked: asked.near_text(text, FETCHED), scope)
    if not nearest:
        return found, word
    nearest = nearest[:SEEN]
    weight = weigh_vectors(text, meaning.describe(found[0].atom) if found else "")
    atoms = {stored.atom.id: stored for stored in (*found, *nearest)}
    order = fuse([stored.atom.id for stored in found], [stored.atom.id for stored in nearest], weight)
    ranked = dict.fromkeys((*order, *(stored.atom.id for stored in found[SEEN:])))
    return [atoms[id_] for id_ in ranked], word
