"""The questions that are put verbatim to `explore`, with the atoms that the beginning of its reply has to name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from bench.search.questions import hash_text

HERE = Path(__file__).parent
SEEN, UNSEEN = HERE / "first.jsonl", HERE / "first_unseen.jsonl"


class FirstQuestion(msgspec.Struct, frozen=True):
    """A question about a tree. Of each group of ids one has to be named."""

    tree: str  # a name of `bench/search/trees.py`
    question: str
    atoms: tuple[tuple[str, ...], ...]


def read_first(file: Path) -> list[FirstQuestion]:
    """The questions of a file, one a line."""
    return [msgspec.json.decode(line, type=FirstQuestion) for line in file.read_bytes().splitlines()]


def draw_unseen(questions: Iterable[FirstQuestion]) -> set[str]:
    """The texts of the third that is unseen: those with the smallest hashes."""
    texts = sorted((question.question for question in questions), key=hash_text)
    return set(texts[: round(len(texts) / 3)])
