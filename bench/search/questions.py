"""The labelled questions, as they stand in the files beside this module. Written by hand from reading the sources.

Nobody tunes on the unseen ones. Which they are is decided by the hash of a question, not by its answer.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
SEEN, UNSEEN, NAMES = HERE / "questions.jsonl", HERE / "unseen.jsonl", HERE / "names.jsonl"
HALVES = ("docs", "paraphrased")


class Question(msgspec.Struct, frozen=True):
    """A question about a tree, with the atoms that answer it: any of them is a right answer."""

    tree: str  # a name of `bench/search/trees.py`
    half: str  # "docs": in the words of the docs; "paraphrased": in other words; "exact", "near": names
    question: str
    atoms: tuple[str, ...]  # ids, one to five


def read_questions(file: Path) -> list[Question]:
    """The questions of a file, one a line."""
    lines = file.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Question) for line in lines]


def draw_unseen(questions: Iterable[Question]) -> set[str]:
    """The texts of the third that is unseen: of each tree and half those with the smallest hashes."""
    cells: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for question in questions:
        cells[question.tree, question.half].append(question.question)
    return {text for texts in cells.values() for text in sorted(texts, key=hash_text)[: round(len(texts) / 3)]}


def hash_text(text: str) -> str:
    """The SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
