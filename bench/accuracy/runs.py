"""What ran while the tests of a library ran: calls that no checker can know."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from bench.accuracy.libraries import HERE, Library
from bench.accuracy.score import Edge
from bench.accuracy.truth import Truth
from bench.corpora import prepare_tree

MAX_SECONDS = 900
"""For the tests of a library: what was seen until then counts."""


def read_runs(library: Library, truth: Truth) -> list[Edge]:
    """The edges that ran; none where libraries.toml has no tests of the library."""
    table = tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))
    tests = table["runs"].get(library.corpus.name)
    file = library.work / "runs.jsonl"
    if tests and not file.exists():
        _run_tests(library, file, *tests)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    edges = [((path, line, column), truth.find_function(*target)) for path, line, column, *target in rows]
    return [(*site, function) for site, function in edges if function]


def _run_tests(library: Library, file: Path, root: str, packages: list[str], arguments: list[str]) -> None:
    """Runs the tests of the whole archive, in an environment of their own."""
    corpus = library.corpus
    whole = prepare_tree(replace(corpus, name=f"{corpus.name}-whole", parts=("",)))
    python = library.work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(library.work / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "pytest", corpus.requirement, *packages], check=True)
    shutil.copyfile(HERE / "traced.py", library.work / "bench_traced.py")
    paths = os.pathsep.join((str(whole / root), str(library.work)))
    environment = {**os.environ, "PYTHONPATH": paths, "TRACED_TREE": str(whole), "TRACED_OUT": str(file)}
    command = [str(python), "-m", "pytest", "-q", "-p", "bench_traced", "-p", "no:cacheprovider", *arguments]
    print("running the tests of", corpus.requirement, file=sys.stderr, flush=True)
    command = ["timeout", "-s", "INT", str(MAX_SECONDS), *command]
    done = subprocess.run(command, cwd=whole, env=environment, check=False, capture_output=True, text=True)
    print(done.stdout.strip().rpartition("\n")[2], file=sys.stderr)
