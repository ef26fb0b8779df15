"""A file system under edits whose every step can fail, or be the last one that a process takes."""

from __future__ import annotations

import errno
from typing import Any

from omny.edit.steps import Steps

CHANGING = ("draft", "exchange", "put", "replace", "remove", "make_directory", "remove_directory", "sync")
ASKING = ("open_root", "open_directory", "open_file", "read", "guard", "inode")
METHODS = (*CHANGING, *ASKING)


class Killed(BaseException):
    """The process is no more."""


class FaultySteps(Steps):
    """Passes on to the real disk what does not fail. The call of number `at` fails: with an error, or as the last one
    of a process that dies `before` it, in the `middle` of it, or `after` it. Only calls that change something can be
    the last, and only one that writes has a middle; others are not counted then."""

    def __init__(self, manner: str = "", at: int = 0) -> None:
        self.calls = 0
        self.log: list[str] = []
        self._manner = manner
        self._at = at
        self._is_dead = False

    def __getattribute__(self, name: str) -> Any:
        real = super().__getattribute__(name)
        if name not in METHODS:
            return real

        def step(*arguments: Any, **named: Any) -> Any:
            return self._step(name, real, arguments, named)

        return step

    def _step(self, name: str, real: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self._is_dead:
            raise Killed
        counted = {"error": METHODS, "middle": ("draft",)}.get(self._manner, CHANGING)
        if name not in counted:
            return real(*arguments, **named)
        self.calls += 1
        self.log.append(name)
        if self.calls != self._at:
            return real(*arguments, **named)
        if self._manner == "error":
            raise OSError(errno.EIO, "input/output error")
        self._is_dead = True
        if self._manner == "middle":
            target, directory, content, *rest = arguments
            real(target, directory, content[: len(content) // 2], *rest)
        elif self._manner == "after":
            real(*arguments, **named)
        raise Killed
