"""The labelled questions of `bench.search` and `bench.agents`: their number, their shape, and who may tune on them."""

from __future__ import annotations

from collections import Counter

from bench.agents import first
from bench.search import questions
from bench.search.trees import TREES

SEEN = questions.read_questions(questions.SEEN)
UNSEEN = questions.read_questions(questions.UNSEEN)
NAMES = questions.read_questions(questions.NAMES)
FIRST = [*first.read_first(first.SEEN), *first.read_first(first.UNSEEN)]


def test_there_are_240_questions_over_six_trees_half_of_them_paraphrased() -> None:
    halves = Counter(question.half for question in (*SEEN, *UNSEEN))
    assert sum(halves.values()) >= 240
    assert halves["docs"] == halves["paraphrased"]
    assert {question.tree for question in (*SEEN, *UNSEEN, *NAMES)} == set(TREES)
    assert len(NAMES) == 40
    assert len(FIRST) == 60


def test_each_question_stands_once_and_has_one_to_five_atoms() -> None:
    everything = [*SEEN, *UNSEEN, *NAMES]
    assert len({(question.tree, question.question) for question in everything}) == len(everything)
    assert all(1 <= len(question.atoms) <= 5 and "::" in atom for question in everything for atom in question.atoms)
    assert all(group and "::" in atom for question in FIRST for group in question.atoms for atom in group)


def test_the_unseen_third_is_chosen_by_the_hash_of_the_question() -> None:
    assert {question.question for question in UNSEEN} == questions.draw_unseen([*SEEN, *UNSEEN])
    assert {question.question for question in first.read_first(first.UNSEEN)} == first.draw_unseen(FIRST)
