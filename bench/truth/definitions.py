"""Compares the definitions of a tree with those that universal-ctags finds in the same files.

    python -m bench.truth.definitions TREE [LANGUAGE ...]

A definition is shared where an atom of the file has its name and its line, or its name a few lines away: ctags and
Omny differ in which line of a definition counts. LANGUAGE is as `ctags --list-languages` has it; without one, all of
`KINDS`. Prints for each language the share, and each definition that is not shared, by kind.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

KINDS = {
    "C": "fsugtd", "C++": "fcsugtd", "C#": "cgimst", "Go": "finst", "Java": "acgim", "JavaScript": "cfgm", "Lua": "f",
    "Kotlin": "cimoT", "PHP": "cfit", "Python": "cf", "Ruby": "cfmS", "Rust": "MPfgist", "Sh": "f",
    "TypeScript": "cfgim",
}  # fmt: skip
"""The letters of the kinds that are functions, methods and types."""

MAX_LINES = 12
"""Lines between a name in ctags and its atom: a decorator or a return type may stand before it."""


class Tag(NamedTuple):
    """A definition as ctags has it."""

    path: str
    line: int
    name: str
    kind: str


def read_tags(tree: Path, language: str) -> list[Tag]:
    """The definitions of a language. Raises CalledProcessError if ctags fails."""
    command = ["ctags", "-R", "--output-format=json", "--fields=+nK", f"--languages={language}", "--links=no"]
    command += [f"--kinds-{language}={KINDS[language]}", "-f", "-", "."]
    done = subprocess.run(command, cwd=tree, capture_output=True, check=True)
    found = [json.loads(line) for line in done.stdout.decode("utf-8", "replace").splitlines()]
    return [
        Tag(each["path"].removeprefix("./"), each["line"], each["name"], each["kind"])
        for each in found
        if not each["name"].startswith(("__anon", "anon"))
    ]


def read_names(tree: Path) -> dict[tuple[str, str], list[int]]:
    """The lines of the atoms of a fresh index, by path and name."""
    command = [sys.executable, "-m", "omny", "dump", "--fresh", str(tree)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for atom in map(json.loads, lines):
        if atom["kind"] == "atom":
            found[atom["file_path"], atom["function_name"]].append(atom["line"])
    return found


def main() -> None:
    """See the module."""
    tree = Path(sys.argv[1])
    names = read_names(tree)
    paths = {path for path, _ in names}
    for language in sys.argv[2:] or KINDS:
        tags = [tag for tag in read_tags(tree, language) if tag.path in paths]
        missing = [tag for tag in tags if not _is_shared(tag, names)]
        if tags:
            print(f"{language}: {len(tags) - len(missing)} of {len(tags)} shared ({1 - len(missing) / len(tags):.4f})")
        for tag in sorted(missing, key=lambda tag: (tag.kind, tag.path, tag.line)):
            print(f"  {tag.kind} {tag.name} {tag.path}:{tag.line}")


def _is_shared(tag: Tag, names: dict[tuple[str, str], list[int]]) -> bool:
    last = tag.name.replace("::", ".").replace(":", ".").rpartition(".")[2] or tag.name
    lines = names.get((tag.path, tag.name)) or names.get((tag.path, last)) or []
    return any(abs(line - tag.line) <= MAX_LINES for line in lines)


if __name__ == "__main__":
    main()
