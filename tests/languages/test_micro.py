"""The small programs of `bench/accuracy/micro`: what runs in them is in the index, and hardly anything else."""

from __future__ import annotations

import pytest

from bench.accuracy.micro import Found, read_programs, score

LEAST = {"python": (0.99, 0.86), "javascript": (0.99, 0.86), "typescript": (0.98, 0.95)}


@pytest.mark.parametrize("language", LEAST)
def test_calls_that_run_are_found_and_hardly_others(language: str) -> None:
    found = Found()
    for program in read_programs(language):
        found.add(score(program))
    precision, recall = LEAST[language]
    assert found.precision >= precision, found.wrong
    assert found.recall >= recall, found.missed
