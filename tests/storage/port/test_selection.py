"""What the stems of a search select, and what an atom is worth: compared with the formula, atom by atom."""

from __future__ import annotations

import random
from math import log

import pytest

from omny.storage.port.ranking import (
    COVERAGE,
    FURTHER_SHARE,
    LENGTH_SHARE,
    MAX_RELATED,
    MAX_SELECTED,
    MEAN_TERMS,
    SATURATION,
    STRONGEST,
    WEIGHTS,
    Candidate,
)
from omny.storage.port.selection import (
    MAX_READ,
    MOST_GAIN,
    Selection,
    pick_best,
    take_related,
    take_strongest,
)

ATOMS = 5_000
SIZE = 25


def spread(chance: random.Random, atoms: int) -> list[list[int]]:
    """Lists of a stem in some atoms, each in one set of parts."""
    lists: list[list[int]] = [[] for _ in STRONGEST]
    for number in sorted(chance.sample(range(1, ATOMS), atoms)):
        chance.choice(lists).append(number)
    return lists


def formula(stems: list[tuple[int, float, list[tuple[float, list[int]]]]], number: int, size: float) -> float:
    """The score of an atom: of each word the best stem, a share of the others, and the share of the words."""
    saturation = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * size / MEAN_TERMS)
    words: dict[int, list[float]] = {}
    for word, worth, kept in stems:
        for weight, numbers in kept:
            if number in numbers:
                words.setdefault(word, []).append(worth * weight / (weight + saturation))
    known = len({word for word, _, _ in stems})
    total = sum(max(scores) + FURTHER_SHARE * (sum(scores) - max(scores)) for scores in words.values())
    return float(total * (len(words) / known) ** COVERAGE)


@pytest.mark.parametrize("seed", range(5))
def test_scores_of_whole_lists_are_those_of_the_formula(seed: int) -> None:
    chance = random.Random(seed)
    selection = Selection(ATOMS)
    stems: list[tuple[int, float, list[tuple[float, list[int]]]]] = []
    for word, count in enumerate((300, 40, 900)):
        lists = spread(chance, count)
        assert selection.add(take_strongest(lists))
        rarity = log(1 + (ATOMS - count + 0.5) / (count + 0.5))
        stems.append(
            (word, rarity, [(WEIGHTS[parts], numbers) for parts, numbers in zip(STRONGEST, lists, strict=True)])
        )
    for word in (0, 1, 1):
        postings = take_related(spread(chance, 200))
        selection.relate(word, 0.8, postings)
        rarity = log(1 + (ATOMS - 200 + 0.5) / 200.5)
        kept = [(weight, list(numbers)) for weight, numbers in postings.kept]
        stems.append((word, 0.8 * min(rarity, stems[word][1]), kept))
    rough = selection.rough()
    assert rough.keys() == {number for _, _, kept in stems for _, numbers in kept for number in numbers}
    for number, score in rough.items():
        assert score == pytest.approx(formula(stems, number, MEAN_TERMS))
    candidates = [Candidate(number, "", "", False, False, SIZE) for number in rough]
    for candidate, score in zip(candidates, selection.score(candidates), strict=True):
        assert score == pytest.approx(formula(stems, candidate.number, SIZE), abs=1e-8)
        assert score <= rough[candidate.number] * MOST_GAIN + 1e-6


def test_the_weakest_sets_of_parts_are_left_out_whole_where_a_stem_is_in_too_many_atoms() -> None:
    lists = [[1, 2], *([] for _ in STRONGEST[2:]), list(range(3, MAX_SELECTED + 3))]
    postings = take_strongest(lists)
    assert [list(numbers) for _, numbers in postings.kept] == [[1, 2]]
    assert postings.count == MAX_SELECTED + 1


def test_a_related_stem_selects_by_its_best_part() -> None:
    lists: list[list[int]] = [[number] for number in range(len(STRONGEST) - 1)]
    lists.append(list(range(100, 100 + MAX_READ)))
    postings = take_related(lists)
    assert [(weight, len(numbers)) for weight, numbers in postings.kept] == [(4.0, 8), (2.0, 4)]
    assert postings.count == 12 + MAX_RELATED + 1


def test_all_that_are_as_good_as_the_last_one_are_picked() -> None:
    rough = {1: 3.0, 2: 5.0, 3: 3.0, 4: 1.0, 5: 3.0}
    assert pick_best(rough, 2) == ([2, 1, 3, 5], [])
    assert pick_best(rough, 9) == ([2, 1, 3, 5, 4], [])
