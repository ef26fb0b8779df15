"""semble, a code search for agents from PyPI, on the same trees and questions. It is installed into the cache once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import apsw

from bench.corpora import CACHE
from bench.search.questions import Question

PACKAGES = ("semble==0.7.0", "wordllama==0.4.0.post1")
RUNNER = Path(__file__).parent / "semble_chunks.py"


def rank_chunks(tree: Path, database: Path, questions: Sequence[Question]) -> list[int]:
    """The rank of the first chunk that shares a line with a right atom, for each question; 0 if there is none."""
    folder = CACHE / "search" / "semble"
    if not folder.is_dir():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *PACKAGES]
        subprocess.run(install, check=True)
    asked = json.dumps([question.question for question in questions])
    command = [sys.executable, str(RUNNER), str(tree)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, env=environment)
    answered = json.loads(done.stdout)["chunks"]
    with closing(apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        return [_rank(connection, chunks, question) for chunks, question in zip(answered, questions, strict=True)]


def _rank(connection: apsw.Connection, chunks: list[tuple[str, int, int]], question: Question) -> int:
    lines = "SELECT file_path, line, end_line FROM atoms WHERE id IN (SELECT value FROM json_each(?))"
    right = list(connection.execute(lines, (json.dumps(question.atoms),)))
    for at, (path, first, last) in enumerate(chunks, 1):
        if any(path == where and first <= end and last >= begin for where, begin, end in right):
            return at
    return 0
