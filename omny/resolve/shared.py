"""Answers that are worked out once for all files of a pass.

What a chain means in a file does not depend on who asks, unless the asker itself takes part in the answer. So such
answers are kept with the keys that were asked on the way, and whoever uses one depends on the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, Protocol, TypeVar

from omny.resolve.lookup import SymbolLookup

DEEPEST = 160
"""Questions within questions. Each call in a.b().c() takes two. What goes deeper is generated, and stays unknown."""

MAX_FOLLOWED = 200
"""Steps within steps that are no questions: star imports of star imports, calls of what is called by what it gives. It
takes a few Python calls each, as those do."""

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


Question = tuple[str, str, str]
"""Its kind, the path that it is about, and what is asked."""

IndexSnapshot = tuple[Any, Set[int], int]
"""An answer that is whole: its value, the keys that were asked on the way, and how many questions within questions it
took. A plain tuple, since there are hundreds of thousands."""


class Shared(dict[Question, IndexSnapshot]):
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
        self._own: dict[Question, IndexSnapshot] = {}
        self._passing: dict[Question, Any] = {}  # in progress, or not whole
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
        lookup, depth = self._lookup, self._depth
        if is_own := path == self._path:
            lookup.own += 1
            known = self._own.get(key)
        elif (known := self._shared.get(key)) is None and (known := self._own.get(key)) is not None:
            lookup.own += 1
        if known is not None:
            value, keys, height = known
            height += depth
            if height < DEEPEST:
                if keys:
                    lookup.note(keys)
                if height > self._reached:
                    self._reached = height
                return value  # type: ignore[no-any-return]
        passing = self._passing
        if not depth:
            passing.clear()
        elif key in passing:
            self._cuts += 1
            return passing[key]  # type: ignore[no-any-return]
        if depth >= DEEPEST:
            self._cuts += 1
            return default
        passing[key] = default
        cuts, reached = self._cuts, self._reached
        self._reached = depth
        self._depth = depth + 1
        try:
            if is_own:
                value = work_out(path, what)
            else:
                own, before = lookup.own, lookup.begin()
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
            passing[key] = value
        else:
            del passing[key]
            if is_own or own != lookup.own:
                lookup.own += 1
                self._own[key] = (value, _NO_KEYS, height)
            else:
                self._shared[key] = (value, keys, height)
        return value
