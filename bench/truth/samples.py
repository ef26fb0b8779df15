"""Verdicts on samples that people read by hand, for languages without a compiler here.

    python -m bench.truth.samples            precision and recall, by tree
    python -m bench.truth.samples TREE FILE  the lines of FILE that an index of TREE now answers otherwise

`LANGUAGE/TREE-edges.jsonl` is a seeded sample of edges: path, line and column of the site, the target, and `right` or
`wrong`. `LANGUAGE/TREE-calls.jsonl` is a seeded sample of calls of names that the tree has: path, line, column, name,
and `edge`, `missing` (the target is in the tree, the index has no edge) or `outside`. Lines begin at 1, columns at 0.
`LANGUAGE/TREE-callers.jsonl` is a seeded sample of functions: the atom, the number of sites that lead to it, and
`right` (no other place calls it, and each of these does) or `missing`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read_lines(file: Path) -> list[list[Any]]:
    """The verdicts of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def find_sites(tree: Path) -> dict[tuple[str, int, int], set[str]]:
    """By site of a call the targets that an index of the tree has for it."""
    command = [sys.executable, "-m", "omny", "dump", "--fresh", str(tree)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    sites: dict[tuple[str, int, int], set[str]] = {}
    for atom in (each for each in map(json.loads, lines) if each["kind"] == "atom"):
        path = atom["id"].partition("::")[0]
        for site in atom["data"].get("call_sites", ()):
            sites.setdefault((path, atom["line"] + site["offset"], site["column"]), set()).add(site["target"])
    return sites


def report() -> None:
    """Prints precision or recall for each file."""
    for file in sorted(HERE.glob("*/*.jsonl")):
        counts = Counter(line[-1] for line in read_lines(file))
        good, bad = counts["right"] + counts["edge"], counts["wrong"] + counts["missing"]
        kind = "precision" if file.stem.endswith("-edges") else "recall"
        print(f"{file.parent.name:8} {file.stem:24} {kind:9} {good / (good + bad):.3f}  ({good} of {good + bad})")


def compare(tree: Path, file: Path) -> None:
    """Prints the lines that an index of the tree now answers otherwise."""
    sites = find_sites(tree)
    for line in read_lines(file):
        targets = sites.get((line[0], line[1], line[2]), set())
        has_edge = line[3] in targets if line[-1] in ("right", "wrong") else bool(targets)
        if has_edge != (line[-1] in ("right", "edge")) and not (line[-1] == "outside" and not has_edge):
            print(json.dumps(line), "now", "there" if has_edge else "not there")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        compare(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        report()
