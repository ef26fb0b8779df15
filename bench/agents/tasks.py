"""The tasks with their truth, and the scripts of calls, as they stand in the files beside this module."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from bench.agents.replies import Call, are_named

HERE = Path(__file__).parent


class Change(msgspec.Struct, frozen=True):
    """A change of a file in the working tree."""

    file: str
    old: str
    new: str

    def make(self, tree: Path) -> None:
        file = tree / self.file
        text = file.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has the text to change {text.count(self.old)} times")
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")


class Task(msgspec.Struct, frozen=True):
    """What an agent is asked, and what is right."""

    name: str
    kind: str
    tree: str
    ask: str
    named: tuple[tuple[str, ...], ...]  # atoms and paths: one of each group has to be named
    change: Change | None = None
    holds: tuple[tuple[str, str], ...] = ()  # texts of files after the task
    lacks: str = ""  # a text that none of those files has then

    def is_right(self, text: str, tree: Path, *, by_last_name: bool = False) -> bool:
        """Whether the replies name what has to be named, and the files are as they should be. Whoever reads source sees
        `def price` below the name of a file, not the qualified name."""
        groups = self.named
        if by_last_name:
            groups = tuple(tuple(map(_shorten, group)) for group in groups)
        files = {path: (tree / path).read_text(encoding="utf-8") for path, _ in self.holds}
        whole = all(text in files[path] for path, text in self.holds)
        return whole and not any(self.lacks in text for text in files.values()) and are_named(text, groups)


def _shorten(named: str) -> str:
    path, colons, name = named.partition("::")
    return path + colons + name.rpartition(".")[2]


class Script(msgspec.Struct, frozen=True):
    """The calls for a task."""

    task: str
    omny: tuple[Call, ...]
    grep: tuple[tuple[Any, ...], ...]


def read_tasks() -> list[tuple[Task, Script]]:
    """The tasks, each with its script."""
    tasks = tomllib.loads((HERE / "tasks.toml").read_text(encoding="utf-8"))["task"]
    scripts = tomllib.loads((HERE / "scripts.toml").read_text(encoding="utf-8"))["script"]
    by_task = {script["task"]: msgspec.convert(script, Script) for script in scripts}
    return [(msgspec.convert(task, Task), by_task[task["name"]]) for task in tasks]
