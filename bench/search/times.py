"""How long a daemon takes for a search, on a copy of a tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw

import omny
from bench.corpora import CACHE, Corpus, prepare_tree
from bench.report import Result, spread

ROUNDS = 3


def measure_times(corpus: Corpus, copies: int, questions: Sequence[str]) -> Result:
    """Milliseconds from call to parsed answer, of each question three times, and the number of atoms."""
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        top = Path(scratch) / "tree"
        for copy in range(copies):
            shutil.copytree(prepare_tree(corpus), top / f"copy{copy}" if copies > 1 else top, symlinks=True)
        with omny.open(top) as index:
            index.index()
            _run("start", top)
            try:
                for question in questions:
                    index.search(question, limit=10)
                taken = [_time(index, question) for _ in range(ROUNDS) for question in questions]
            finally:
                _run("stop", top)
        with closing(apsw.Connection(str(top / ".omny" / "omny.db"), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
            [(atoms,)] = connection.execute("SELECT count(*) FROM atoms")
    return {"tree": corpus.name, "copies": copies, "atoms": atoms, "milliseconds": spread(taken)}


def _time(index: Any, question: str) -> float:
    started = time.perf_counter()
    index.search(question, limit=10)
    return (time.perf_counter() - started) * 1000


def _run(command: str, top: Path) -> None:
    subprocess.run([sys.executable, "-m", "omny", command, str(top)], check=True, capture_output=True)
