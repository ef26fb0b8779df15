"""Compares the call edges of a tree with the truth of a compiler: precision and recall.

    python -m bench.truth.compare TREE TRUTH [--all]

TRUTH is a gzipped file of JSON lists: path, line and column (in bytes, from 1) of a called name, the kind of the called
object, path and line of the definition if it is a function of the tree (else ""), and the name. Where the kind is
`trait`, each function of the name is right: the truth says what declares it, and an index may say what runs. An edge
into a file that the truth does not read, or beside the right one to a function of its name in its file, is a *twin*,
such as one for another system: the truth says nothing of it, and it is counted apart. `--all` prints each difference.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

Place = tuple[str, int]
Site = tuple[str, int, int]


def read_truth(file: Path) -> tuple[dict[Site, Place | None], dict[Site, str]]:
    """By site of a call where its function is defined, None for what is no function of the tree; and the names of
    those that a trait declares."""
    truth: dict[Site, Place | None] = {}
    declared: dict[Site, str] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for path, line, column, kind, target, target_line, name in map(json.loads, lines):
            truth[path, line, column] = (target, target_line) if target else None
            if kind == "trait":
                declared[path, line, column] = name
    return truth, declared


def read_atoms(tree: Path) -> dict[str, Any]:
    """The atoms of a fresh index by their ids."""
    command = [sys.executable, "-m", "omny", "dump", "--fresh", str(tree)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {line["id"]: line for line in map(json.loads, lines) if line["kind"] == "atom"}


def find_edges(atoms: dict[str, Any]) -> dict[Site, dict[Place, str]]:
    """By site of a call the places of the atoms that the index has for it, with their names."""
    edges: dict[Site, dict[Place, str]] = defaultdict(dict)
    for atom in atoms.values():
        for site in atom["data"].get("call_sites", ()):
            if site["type"] == "call":
                target = atoms[site["target"]]
                at = atom["file_path"], atom["line"] + site["offset"], site["column"] + 1
                edges[at][target["file_path"], target["line"]] = target["function_name"]
    return edges


def main() -> None:
    """See the module."""
    tree, file = Path(sys.argv[1]), Path(sys.argv[2])
    (truth, declared), edges = read_truth(file), find_edges(read_atoms(tree))
    sources = {path for path, _, _ in truth}
    right, missed, wrong, twins = 0, [], [], 0
    for site, target in truth.items():
        named = edges.get(site, {})
        meant = {place for place, name in named.items() if place == target or name == declared.get(site)}
        if target is not None:
            right += bool(meant)
            missed += [] if meant else [f"missed {site} -> {target}"]
        for place in named.keys() - meant:
            is_beside = (
                target is not None and target in meant and place[0] == target[0] and named[place] == named[target]
            )
            if is_beside or place[0] not in sources:
                twins += 1
            else:
                wrong.append(f"wrong {site} -> {place}, not {target}")
    known = sum(target is not None for target in truth.values())
    precision, recall = right / max(1, right + len(wrong)), right / max(1, known)
    print(f"{file.name}: {known} calls of {len(sources)} files; precision {precision:.4f}, recall {recall:.4f}")
    print(f"right {right}, wrong {len(wrong)}, missed {len(missed)}, twins {twins}")
    if "--all" in sys.argv:
        print(*wrong, *missed, sep="\n")


if __name__ == "__main__":
    main()
