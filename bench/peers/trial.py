"""One tool on one tree: a first index, a look without a change, one changed file, and a switch to another release, each
with what it costs; and whether the index that was updated holds what one of the same files from nothing holds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Cost, measure
from bench.peers.tools import QUIET, Tool

STEPS = ("first", "no change", "one file", "switch")

MAX_SECONDS = 1_800  # a step of a tool that takes longer is stopped

_ADDED = {
    ".py": "\n\ndef added_by_the_bench(value):\n    return len(str(value))\n",
    ".js": "\nexport function addedByTheBench(value) {\n  return String(value)\n}\n",
    ".ts": "\nexport function addedByTheBench(value: number) {\n  return String(value)\n}\n",
}


@dataclass
class Trial:
    """What a tool took on a tree, and whether it told the truth after each step."""

    tool: str
    costs: dict[str, Cost] = field(default_factory=dict)
    bytes: int = 0  # of the first index
    differences: dict[str, int] = field(default_factory=dict)  # rows that only one of updated and fresh index has
    failure: str = ""


def run(tool: Tool, program: Path, tree: Path, other: Path, file: str, scratch: Path) -> Trial:
    """Runs the tool in a copy of the tree, whose second commit changes `file` and whose third is the tree `other`."""
    trial = Trial(tool.name)
    home = scratch / "tree"
    shutil.copytree(tree, home, symlinks=True)
    _git(home, "init", "-q", "-b", "main")
    _commit(home)
    try:
        trial.costs["first"] = _run(tool, program, home, tool.first)
        trial.bytes = _size(tool, home)
        trial.costs["no change"] = _run(tool, program, home, tool.update or tool.first)
        changed = home / file
        changed.write_text(changed.read_text(encoding="utf-8") + _ADDED[changed.suffix], encoding="utf-8")
        _commit(home)
        _update(trial, "one file", tool, program, home)
        for entry in home.iterdir():
            if entry.name != ".git" and entry.name not in tool.kept:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        shutil.copytree(other, home, symlinks=True, dirs_exist_ok=True)
        _commit(home)
        _update(trial, "switch", tool, program, home)
    except RuntimeError as error:
        trial.failure = str(error)
    return trial


def _update(trial: Trial, step: str, tool: Tool, program: Path, home: Path) -> None:
    """Brings the index up to date, and compares it with one from nothing. The updated one goes on."""
    trial.costs[step] = _run(tool, program, home, tool.update or tool.first)
    if not tool.update:
        return
    updated = Counter(tool.read(program, home))
    aside = home.parent / "aside"
    aside.mkdir()
    for name in tool.kept:
        if (home / name).exists():
            (home / name).rename(aside / name)
    _run(tool, program, home, tool.first)
    fresh = Counter(tool.read(program, home))
    for name in tool.kept:
        if (home / name).exists():
            shutil.rmtree(home / name) if (home / name).is_dir() else (home / name).unlink()
        if (aside / name).exists():
            (aside / name).rename(home / name)
    aside.rmdir()
    trial.differences[step] = (updated - fresh).total() + (fresh - updated).total()


def _run(tool: Tool, program: Path, home: Path, arguments: tuple[str, ...]) -> Cost:
    env = {**QUIET, "HOME": str(home.parent)}
    cost = measure(["timeout", str(MAX_SECONDS), str(program), *arguments], cwd=home, env=env)
    if cost.status not in (0, 1):  # 1: parts of files do not parse
        raise RuntimeError(f"{tool.name} {' '.join(arguments)} ended with {cost.status}: {cost.output[-200:]}")
    return cost


def _size(tool: Tool, home: Path) -> int:
    found = [file for name in tool.kept for file in [home / name, *(home / name).rglob("*")] if file.is_file()]
    return sum(file.stat().st_size for file in found)


def _commit(home: Path) -> None:
    ignored = home / ".git" / "info" / "exclude"
    ignored.write_text(".omny\n.codegraph\n.code-review-graph\ntags\nG*TAGS\nGPATH\n", encoding="utf-8")
    _git(home, "add", "-A")
    _git(home, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", "state")


def _git(home: Path, *arguments: str) -> None:
    env = {**os.environ, "HOME": str(home.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=home, env=env, check=True, capture_output=True)
