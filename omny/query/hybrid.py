"""The ranking of a search by its words, and by vectors where the text looks like a sentence. Pure but for the look-ups.

A convex combination of scores (Bruch, Gai, Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"): the
score by words, divided by the best one, and the similarity with a weight. A name is found by its words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    from omny.storage.port.records import Hits, SearchScope

FETCHED = 200
"""Vectors that are looked at: those that are old or not asked for leave fewer."""

SHARE = 0.6
"""What a similarity of 1 is worth beside the best score by words."""

STANDING = (1.0, 0.85, 0.75)
"""The weight of a similarity by standing (`omny/model/standing.py`)."""

MODULE = 0.8
"""The weight of the similarity of a module: of the words of a file's name many say the same."""


def fuse(by_words: Mapping[str, float], by_vectors: Mapping[str, float]) -> list[str]:
    """The ids of both rankings, best first: scores by words, and similarities."""
    best = max(by_words.values(), default=0.0) or 1.0
    worth = {id_: score / best for id_, score in by_words.items()}
    for id_, similarity in by_vectors.items():
        worth[id_] = worth.get(id_, 0.0) + SHARE * similarity
    return sorted(worth, key=lambda id_: (-round(worth[id_], 9), id_))


def _factor(stored: StoredAtom) -> float:
    """What a similarity counts: tests and copies less than code, and the module of a file less than what is in it."""
    standing = find_standing(stored.atom.file_path, is_test(stored))
    return STANDING[standing] * (MODULE if stored.atom.type == AtomType.MODULE else 1.0)


def rank_near(
    view: View, meaning: Meaning, find: Callable[[Meaning], list[Near]], scope: SearchScope
) -> tuple[list[tuple[float, StoredAtom]], VectorWord]:
    """The atoms that vectors find and that are wanted, each with its similarity, best first; and what vectors did in
    one word. Without vectors none are found, and the word says why."""
    try:
        word = meaning.word(view.repository.meta())
        if word not in (VectorWord.USED, VectorWord.LATE):
            return [], word
        near = find(meaning)
        atoms = view.repository.get_many([each.atom for each in near])
        there = [(each, atoms[each.atom]) for each in near if each.atom in atoms]
        wanted = {stored.atom.id for stored in keep_within(view, [stored for _, stored in there], scope)}
        found = [row for row in there if row[1].atom.id in wanted and meaning.fits(row[0], row[1].atom)]
        weighed = [(near.similarity * _factor(stored), stored) for near, stored in found]
        return sorted(weighed, key=lambda row: (-row[0], row[1].atom.id)), word
    except VectorsAwayError as error:
        return [], VectorWord(error.word)
    except OmnyError:  # the answer of the index does not depend on what follows it
        return [], VectorWord.AWAY


def add_near(
    view: View, meaning: Meaning, text: str, hits: Hits, scope: SearchScope
) -> tuple[list[StoredAtom], VectorWord]:
    """What words have found for a sentence, with what vectors find, best first."""
    nearest, word = rank_near(view, meaning, lambda asked: asked.near_text(text, FETCHED), scope)
    if not nearest:
        return hits.atoms, word
    atoms = {stored.atom.id: stored for stored in (*hits.atoms, *(stored for _, stored in nearest))}
    by_words = {stored.atom.id: score for stored, score in zip(hits.atoms, hits.scores, strict=True)}
    order = fuse(by_words, {stored.atom.id: similarity for similarity, stored in nearest})
    return [atoms[id_] for id_ in order], word
