"""What tells functions with the same words of parameters apart: other types, and the branches of `#if` in a file. Of
functions that stand in several branches, a build has one."""

from __future__ import annotations

import re
from bisect import bisect_right
from zlib import crc32

from omny.languages.swift.overloads import BRANCH, MORE, RESULT

_DIRECTIVE = re.compile(rb"^[ \t]*#(if|elseif|else|endif)\b", re.MULTILINE)


class Branches:
    """The branches of one file, each by the number of its `#if` and its own number there."""

    def __init__(self, source: bytes) -> None:
        self._starts: list[int] = []
        self._names: list[str] = []
        around: list[tuple[int, int]] = []
        count = 0
        for found in _DIRECTIVE.finditer(source) if b"#if" in source else ():
            word = found[1]
            if word == b"if":
                count += 1
                around.append((count, 0))
            elif around:
                condition, branch = around.pop()
                if word != b"endif":
                    around.append((condition, branch + 1))
            self._starts.append(found.start())
            self._names.append("{}.{}".format(*around[-1]) if around else "")

    def find(self, place: int) -> str:
        """The innermost branch around a byte; "" for none."""
        index = bisect_right(self._starts, place)
        return self._names[index - 1] if index else ""


def add_rest(words: list[str], condition: str, signature: str, branch: str) -> None:
    """Adds to the words of a function what they do not say: see `omny.languages.swift.overloads`. `condition` is that
    of the extension around it."""
    rest = condition
    if any(mark in signature for mark in "<[&>"):
        rest += f" {crc32(signature.encode()):x}"
    if not rest and not branch:
        return
    if not words or words[-1][:1] != RESULT:
        words.append(f"{RESULT}:")
    words[-1] += f"{MORE}{rest}{BRANCH if branch else ''}{branch}"
