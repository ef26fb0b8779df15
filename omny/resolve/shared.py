"""Answers that are worked out once for all files of a pass.

What a chain means in a file does not depend on who asks, unless the asker itself takes part in the answer. So such
answers are kept with the keys that were asked on the way, and whoever uses one depends on the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

from omny.resolve.lookup import SymbolLookup

DEEPEST = 60
"""Questions within questions. Real code needs about 10; what goes deeper is a generated chain, and stays unknown."""

Answer = TypeVar("Answer")
_NONE = object()


class Recorder(SymbolLookup, Protocol):
    """A lookup whose record can be cut into pieces."""

    def begin(self) -> set[int]:
        """Starts a record of its own; gives the one before, for `end`."""
        ...

    def end(self, before: set[int]) -> set[int]:
        """The keys asked since `begin`, which now count for the record before too."""
        ...

    def note(self, keys: set[int]) -> None:
        """Counts keys as asked."""
        ...


class Shared(dict[Hashable, tuple[Any, set[int]]]):
    """Answers by question, with the keys asked for each."""


class Memory:
    """The answers that one file's evaluation has come by.

    An answer is shared if it is whole: no cycle and no limit cut it, and the file itself had no part in it. Others are
    kept here, for this file only, so that in which order files are resolved never shows.
    """

    def __init__(self, path: str, lookup: Recorder, shared: Shared) -> None:
        self._path = path
        self._lookup = lookup
        self._shared = shared
        self._own: dict[Hashable, Any] = {}
        self._cuts = 0
        self._depth = 0

    def cut(self) -> None:
        """Tells that what is being worked out is not whole."""
        self._cuts += 1

    def answer(self, kind: str, path: str, what: str, default: Answer, work_out: Callable[[], Answer]) -> Answer:
        """The answer to a question about `path`; `default` where that question is already being worked out."""
        key = (kind, path, what)
        foreign = path != self._path
        if foreign:
            hit = self._shared.get(key)
            if hit is not None:
                self._lookup.note(hit[1])
                return hit[0]  # type: ignore[no-any-return]
        known = self._own.get(key, _NONE)
        if known is not _NONE:
            self._cuts += 1
            return known  # type: ignore[no-any-return]
        self._cuts += not foreign
        if self._depth >= DEEPEST:
            self._cuts += 1
            return default
        self._own[key] = default
        cuts = self._cuts
        before = self._lookup.begin()
        self._depth += 1
        value = work_out()
        self._depth -= 1
        keys = self._lookup.end(before)
        if foreign and cuts == self._cuts:
            self._shared[key] = (value, keys)
            del self._own[key]
        else:
            self._own[key] = value
        return value
