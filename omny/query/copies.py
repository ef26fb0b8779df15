"""Vendored copies: many files of a tree that have one content. An index of them all makes each name ambiguous."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from posixpath import dirname
from typing import NamedTuple

from omny.model.files import LedgerEntry

MIN_LINES = 20  # of a file that counts: short ones (an empty `__init__.py`) are alike by nature
MIN_COPIES = 5  # of one content: a project may well hold a library twice
MIN_SHARE = 0.05  # of the indexed lines that are copies, and
MIN_COPIED_FILES = 20  # how many files are, before anything is said


class Copies(NamedTuple):
    """The number of copies in an index."""

    told: str  # how many, and where they are
    cure: str

    def __str__(self) -> str:
        return f"{self.told}: {self.cure}"


def find_copies(entries: Iterable[LedgerEntry]) -> Copies | None:
    """The copies of an index; None if there are few."""
    by_hash: dict[str, list[LedgerEntry]] = {}
    lines = 0
    for entry in entries:
        if entry.is_indexed:
            lines += entry.lines
            if entry.lines >= MIN_LINES:
                by_hash.setdefault(entry.hash, []).append(entry)
    copies = [copy for same in by_hash.values() if len(same) >= MIN_COPIES for copy in sorted(same, key=_path)[1:]]
    if len(copies) < MIN_COPIED_FILES or sum(copy.lines for copy in copies) < MIN_SHARE * lines:
        return None
    folder, number = Counter(_last_two(dirname(copy.path)) for copy in copies).most_common(1)[0]
    pattern = f"**/{folder}/" if folder else "their paths"
    told = f"{len(copies):,} indexed files are copies of others, {number:,} of them in folders named {folder or '.'!r}"
    return Copies(told, f"if they are vendored, {pattern} in .omnyignore leaves them out")


def _path(entry: LedgerEntry) -> str:
    return entry.path


def _last_two(folder: str) -> str:
    return "/".join(folder.split("/")[-2:])
