"""Answers that are worked out once for all files of a pass.

What a chain means in a file does not depend on who asks, unless the asker itself takes part in the answer. So such
answers are kept with the keys that were asked on the way, and whoever uses one depends on the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, Protocol, TypeVar

from omny.resolve.lookup import SymbolLookup

DEEPEST = 160
"""Questions within questions. Each call in a.b().c() takes two. What goes deeper is generated, and stays unknown."""

Answer = TypeVar("Answer")


class Recorder(SymbolLookup, Protocol):
    """A lookup whose record can be cut into pieces."""

    own: int
    """How often it was asked about the asking file itself, which is no dependency."""

    def begin(self) -> set[int]:
        """Starts a record of its own; gives the one before, for `end`."""
        ...

    def end(self, before: set[int]) -> set[int]:
        """The keys asked since `begin`, which now count for the record before too."""
        ...

    def note(self, keys: set[int]) -> None:
        """Counts keys as asked."""
        ...


class Known(NamedTuple):
    """An answer that is whole."""

    value: Any
    keys: set[int]  # that were asked on the way
    height: int  # how many questions within questions it took


class Shared(dict[Hashable, Known]):
    """Answers by question, for all files of a pass."""


class Memory:
    """The answers that one file's evaluation has come by.

    An answer is whole if no cycle and no limit cut it. A whole answer is kept; it is kept for all files if the asking
    file had no part in it. One that is not whole serves only inside the question that it was met in: what a question
    gets never depends on what was asked before, by this file or another.
    """

    def __init__(self, path: str, lookup: Recorder, shared: Shared) -> None:
        self._path = path
        self._lookup = lookup
        self._shared = shared
        self._own: dict[Hashable, Known] = {}
        self._passing: dict[Hashable, Any] = {}  # in progress, or not whole
        self._cuts = 0
        self._depth = 0
        self._reached = 0  # the depth that was reached below the question in hand

    def cut(self) -> None:
        """Tells that what is being worked out is not whole."""
        self._cuts += 1

    def touch(self) -> None:
        """Tells that the asking file has a part in what is being worked out."""
        self._lookup.own += 1

    def answer(self, kind: str, path: str, what: str, default: Answer, work_out: Callable[[], Answer]) -> Answer:
        """The answer to a question about `path`; `default` where that question is already being worked out."""
        key = (kind, path, what)
        depth = self._depth
        known = self._shared.get(key) if path != self._path else None
        if known is not None:
            if depth + known.height < DEEPEST:
                self._lookup.note(known.keys)
                self._reached = max(self._reached, depth + known.height)
                return known.value  # type: ignore[no-any-return]
        elif (known := self._own.get(key)) is not None and depth + known.height < DEEPEST:
            self._lookup.own += 1
            self._reached = max(self._reached, depth + known.height)
            return known.value  # type: ignore[no-any-return]
        if not depth:
            self._passing.clear()
        elif key in self._passing:
            self._cuts += 1
            return self._passing[key]  # type: ignore[no-any-return]
        if depth >= DEEPEST:
            self._cuts += 1
            return default
        self._passing[key] = default
        cuts, own, reached = self._cuts, self._lookup.own, self._reached
        self._reached = depth
        before = self._lookup.begin()
        self._depth = depth + 1
        try:
            value = work_out()
        finally:
            self._depth = depth
            keys = self._lookup.end(before)
        height = self._reached - depth
        self._reached = max(self._reached, reached)
        if cuts != self._cuts:
            self._passing[key] = value
            return value
        del self._passing[key]
        if path == self._path or own != self._lookup.own:
            self._own[key] = Known(value, keys, height)
            self._lookup.own += 1
        else:
            self._shared[key] = Known(value, keys, height)
        return value
