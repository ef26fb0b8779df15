"""What an agent has without an index: grep, reading of lines, a diff, and a replacement of a name in all files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HIDDEN = (".git", ".omny")


def call(tree: Path, step: tuple[Any, ...]) -> str:
    """The output of a step of a script."""
    match step:
        case ("grep", pattern, folder):
            return "\n".join(_grep(tree, pattern, folder))
        case ("read", path, first, last):
            lines = (tree / path).read_text(encoding="utf-8").split("\n")[first - 1 : last]
            return "\n".join([path, *(f"{first + at:6}\t{line}" for at, line in enumerate(lines))])
        case ("diff",):
            return subprocess.run(["git", "diff"], cwd=tree, capture_output=True, text=True, check=True).stdout
        case ("replace", old, new):
            return _replace(tree, old, new)
    raise ValueError(f"no such step: {step}")


def _files(tree: Path, folder: str) -> Iterator[tuple[Path, str]]:
    for file in sorted((tree / folder).rglob("*")):
        if file.is_file() and not set(file.relative_to(tree).parts) & set(HIDDEN):
            try:
                yield file, file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def _grep(tree: Path, pattern: str, folder: str) -> Iterator[str]:
    wanted = re.compile(pattern)
    for file, text in _files(tree, folder):
        for number, line in enumerate(text.split("\n"), 1):
            if wanted.search(line):
                yield f"{file.relative_to(tree).as_posix()}:{number}:{line}"


def _replace(tree: Path, old: str, new: str) -> str:
    for file, text in _files(tree, "."):
        if old in text:
            file.write_text(text.replace(old, new), encoding="utf-8")
    return ""
