"""Paths and names of a legacy store as the index writes them. Pure.

A path is relative to the project, with `/`. The legacy tool also wrote absolute ones, of Linux and of Windows: they are
made relative by the directory that most of them have in front of a path which is known to be of the project.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable

_DRIVE = re.compile(r"[A-Za-z]:/")
_REPEATED = re.compile(r"~(?=\d+$)")  # as the second of a name is written
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def plain_path(path: str) -> str:
    """The path with `/`, without `.` and empty parts, and the letter of a drive in upper case."""
    path = one_line(path).replace("\\", "/")
    if not path:
        return ""
    plain = posixpath.normpath(path)
    if _DRIVE.match(plain):
        plain = plain[0].upper() + plain[1:]
    return plain.replace("//", "/", 1) if plain.startswith("//") else plain


def is_outside(path: str) -> bool:
    """Whether a plain path is no path below a project: absolute, or leading out."""
    return path.startswith(("/", "../")) or path in ("..", ".", "") or _DRIVE.match(path) is not None


def is_absolute(path: str) -> bool:
    """Whether a plain path is an absolute one."""
    return path.startswith("/") or _DRIVE.match(path) is not None


def one_line(text: str) -> str:
    """The text without control characters."""
    return _CONTROL.sub(" ", text).strip()


def plain_name(name: str) -> str:
    """The name on one line, and not as that of a repeated definition is written."""
    return _REPEATED.sub("_", one_line(name))


def split_id(id_: str) -> tuple[str, str]:
    """The path and the qualified name of an id, split at its first `::`; no path without one. A name can contain more:
    `a.test.js::it(finds A::B)`."""
    path, separator, name = id_.partition("::")
    return (plain_path(path), plain_name(name)) if separator else ("", plain_name(id_))


def qualify(name: str, class_name: object, of_id: str) -> str:
    """The qualified name of an atom: that of its id where this ends in its name, else of its class and name."""
    name = plain_name(name)
    owner = plain_name(class_name) if isinstance(class_name, str) else ""
    if owner and not name.startswith(f"{owner}."):
        name = f"{owner}.{name}"
    return of_id if of_id.endswith(f".{name}") else name


def common_root(absolute: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """The base directory of absolute paths, without `/` at its end; "" without such paths.

    Each path votes for its part before the longest end that is a known path of the project. If no end is known, the
    result is the common directory of all paths.
    """
    votes: Counter[str] = Counter()
    directories: list[list[str]] = []
    for path in absolute:
        parts = path.split("/")
        directories.append(parts[:-1])
        for at in range(1, len(parts)):
            if is_known("/".join(parts[at:])):
                votes["/".join(parts[:at])] += 1
                break
    if votes:
        most = max(votes.values())
        return min(root for root, count in votes.items() if count == most)
    if not directories:
        return ""
    first, last = min(directories), max(directories)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return "/".join(first[:shared])


def below(path: str, root: str) -> str | None:
    """The path from the root on; None where it is not below it."""
    return path[len(root) + 1 :] if root and path.startswith(f"{root}/") else None
