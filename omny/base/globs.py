"""Patterns of paths and names. `*` is any text within a folder, `**` any number of folders, `?` a character, `[ab]` one
of some.

No text makes matching slow: parts of a path are matched by patterns that never go back over what they have passed
(`fnmatch.translate`), and `**` costs the product of the lengths at most.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from functools import lru_cache

_SIGN = re.compile(r"[*?[]")

MAX_CHARACTERS = 1_000
"""Characters of a pattern. Nobody writes a longer one by hand."""


def matches_path(pattern: str, path: str) -> bool:
    """Whether a whole path matches, from the root on. A pattern that ends in `/` means all files below it."""
    parts = f"{pattern}**".split("/") if pattern.endswith("/") else pattern.removeprefix("./").split("/")
    return _matches(parts, path.split("/"))


def matches_part(pattern: str, path: str) -> bool:
    """Whether a pattern matches the end of a path from some folder on, or without a sign of a pattern a part of it. A
    `/` before it means the root; a final one all files below."""
    if _SIGN.search(pattern) is None and not pattern.startswith("/"):
        return pattern.removeprefix("./") in path
    return matches_path(pattern[1:] if pattern.startswith("/") else f"**/{pattern}", path)


def longest_fixed(pattern: str) -> str:
    """The longest text without a sign of a pattern that all matching paths hold."""
    return max(re.split(r"\[[^]]*\]?|[*?]+", pattern.removeprefix("./").replace("**/", "*")), key=len).strip("/")


def matches_name(pattern: str, name: str) -> bool:
    """Whether a whole text matches; here `*` is any text, slashes included."""
    return _compile(pattern)(name) is not None


def fixed_beginning(pattern: str) -> str:
    """The beginning that all matching texts share."""
    found = _SIGN.search(pattern)
    return pattern[: found.start()] if found else pattern


def _matches(pattern: list[str], path: list[str]) -> bool:
    """The usual walk for one kind of star: on a mismatch the last `**` takes one part more."""
    at = done = 0
    star: tuple[int, int] | None = None
    while done < len(path):
        if at < len(pattern) and pattern[at] == "**":
            star = (at, done)
            at += 1
        elif at < len(pattern) and _compile(pattern[at])(path[done]):
            at, done = at + 1, done + 1
        elif star is not None:
            star = (star[0], star[1] + 1)
            at, done = star[0] + 1, star[1]
        else:
            return False
    return all(part == "**" for part in pattern[at:])


@lru_cache(maxsize=1_000)
def _compile(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(fnmatch.translate(pattern)).match
