"""Answers that are worked out once for all files of a pass.

What a chain means in a file does not depend on who asks, unless the asker itself takes part in the answer. So such
answers are kept with the keys that were asked on the way, and whoever uses one depends on the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from typing import Any, NamedTuple, Protocol, TypeVar

from omny.resolve.lookup import SymbolLookup

DEEPEST = 160
"""Questions within questions. Each call in a.b().c() takes two. What goes deeper is generated, and stays unknown."""

_NO_KEYS: Set[int] = frozenset()

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

    def note(self, keys: Set[int]) -> None:
        """Counts keys as asked."""
        ...


class Known(NamedTuple):
    """An answer that is whole."""

    value: Any
    keys: Set[int]  # that were asked on the way
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

    def answer(
        self, kind: str, path: str, what: str, default: Answer, work_out: Callable[[str, str], Answer]
    ) -> Answer:
        """The answer to a question about `path`, which `work_out(path, what)` gives where it is not known; `default`
        where that question is already being worked out."""
        key = (kind, path, what)
        depth, lookup = self._depth, self._lookup
        is_own = path == self._path
        known = None if is_own else self._shared.get(key)
        if known is not None:
            if depth + known.height < DEEPEST:
                if known.keys:
                    lookup.note(known.keys)
                if depth + known.height > self._reached:
                    self._reached = depth + known.height
                return known.value  # type: ignore[no-any-return]
        elif (known := self._own.get(key)) is not None and depth + known.height < DEEPEST:
            lookup.own += 1
            if depth + known.height > self._reached:
                self._reached = depth + known.height
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
        cuts, own, reached = self._cuts, lookup.own, self._reached
        self._reached = depth
        self._depth = depth + 1
        keys: Set[int] = _NO_KEYS  # of an answer that nobody else gets
        try:
            if is_own:
                value = work_out(path, what)
            else:
                before = lookup.begin()
                try:
                    value = work_out(path, what)
                finally:
                    keys = lookup.end(before)
        finally:
            self._depth = depth
        height = self._reached - depth
        if self._reached < reached:
            self._reached = reached
        if cuts != self._cuts:
            self._passing[key] = value
            return value
        del self._passing[key]
        if is_own or own != lookup.own:
            self._own[key] = Known(value, _NO_KEYS, height)
            lookup.own += 1
        else:
            self._shared[key] = Known(value, keys, height)
        return value
