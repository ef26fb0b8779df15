"""What is known of the calls of a tree: records, and the files that hold them.

A *function* is a function, a method or a class. It is counted under the path, line and name of another one where a call
does not tell them apart: an overload under its implementation, a constructor under its class, a class that inherits its
constructor under the class that has it.

A *call* is the place of a called name. `target_path` is "" for what is outside of the tree, and None where the checker
names no single function: a value, a parameter, several definitions. Lines and columns are from 1, columns in bytes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

MAX_LINES = 12
"""Lines between an atom and the name of its function: decorators may stand before it."""

Key = tuple[str, int]
"""Path and line under which a function is counted."""


class Function(NamedTuple):
    """A function, its extent, and what it is counted as."""

    path: str
    line: int
    name: str
    first: int
    first_column: int
    last: int
    last_column: int
    as_path: str
    as_line: int
    as_name: str


class Call(NamedTuple):
    """A call, how its name is reached, and what it calls."""

    path: str
    line: int
    column: int
    how: str
    target_path: str | None
    target_line: int
    name: str


class Truth:
    """The functions and calls of a tree."""

    def __init__(self, functions: list[Function], calls: list[Call]) -> None:
        self.functions, self.calls = functions, calls

    def narrow(self, paths: set[str]) -> Truth:
        """The truth of some files, with the others outside: an index leaves out generated files."""
        calls = [
            each._replace(target_path=each.target_path and (each.target_path if each.target_path in paths else ""))
            for each in self.calls
            if each.path in paths
        ]
        return Truth([each for each in self.functions if each.path in paths], calls)

    @cached_property
    def sites(self) -> dict[tuple[str, int, int], Call]:
        """The calls by their places."""
        return {(each.path, each.line, each.column): each for each in self.calls}

    @cached_property
    def names(self) -> dict[Key, str]:
        """The names of what is counted."""
        return {(each.as_path, each.as_line): each.as_name for each in self.functions if each.as_name}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Function]]:
        found = defaultdict(list)
        for each in self.functions:
            found[each.path, each.name].append(each)
        return found

    @cached_property
    def _by_line(self) -> dict[Key, list[Function]]:
        found = defaultdict(list)
        for each in self.functions:
            found[each.path, each.line].append(each)
        return found

    @cached_property
    def _by_path(self) -> dict[str, list[Function]]:
        found = defaultdict(list)
        for each in sorted(self.functions, key=lambda each: (each.first, each.first_column)):
            if each.name and each.as_name:
                found[each.path].append(each)
        return found

    def find_caller(self, path: str, line: int, column: int) -> Key:
        """The innermost function with a name around a place; line 0 for the module."""
        around = self._by_path[path]
        at = bisect_right(around, (line, column), key=lambda each: (each.first, each.first_column))
        for each in reversed(around[:at]):
            if (line, column) < (each.last, each.last_column + 1):
                return each.as_path, each.as_line
        return path, 0

    def find_function(self, path: str, line: int, name: str) -> Key | None:
        """What the function of a name at or shortly below a line is counted as."""
        near = [each for each in self._by_name[path, name] if 0 <= each.line - line <= MAX_LINES]
        if not near:
            near = self._by_line[path, line]
        best = min(near, key=lambda each: each.line, default=None)
        return (best.as_path, best.as_line) if best else None


def write(truth: Truth, file: Path) -> None:
    """Writes JSON lists."""
    rows = [["function", *each] for each in truth.functions] + [["call", *each] for each in truth.calls]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def read(file: Path) -> Truth:
    """Reads what `write` wrote."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    functions = [Function(*row[1:]) for row in rows if row[0] == "function"]
    return Truth(functions, [Call(*row[1:]) for row in rows if row[0] == "call"])
