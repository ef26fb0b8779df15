"""Answers that are computed once for all files of a pass.

The values of a chain in a file do not depend on the asking file, unless that file itself takes part in the answer. So
such answers are kept with the keys that were asked on the way, and each file that uses one depends on the same keys.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from omny.resolve.recording import Group, RecordingLookup, pack

MAX_DEPTH = 160
"""Questions within questions. Each call in a.b().c() takes two. Deeper chains are generated, and stay unknown."""

MAX_FOLLOWED = 200
"""Steps within steps that are no questions: star imports of star imports, calls of the results of calls. One takes a
few Python calls, as a question does."""

_NO_KEYS: Set[int | Group] = frozenset()

Snapshot = tuple[Any, Set[int | Group], int]
"""A complete answer: its value, the keys that were asked on the way, and how many questions within questions it took. A
plain tuple, since there are hundreds of thousands."""

Kinds = dict[str, dict[str, dict[str, Snapshot]]]
"""Answers by the kind of the question, the path that it is about, and its text."""

Shared = dict[str, Kinds]
"""Answers for all files of a pass, by the rules that they follow from: each language means other things by a name."""


class Answers:
    """The complete answers to the questions of one kind, as one file has them."""

    def __init__(self, kind: str, shared: Kinds) -> None:
        self.kind = kind
        self.shared = shared.setdefault(kind, {})
        self.own: dict[str, Snapshot] = {}  # about the file itself, by text
        self.others: dict[tuple[str, str], Snapshot] = {}  # about another file, where this file took part

    def find(self, path: str, text: str) -> Snapshot | None:
        """An answer about another file that all files share."""
        known = self.shared.get(path)
        return None if known is None else known.get(text)

    def share(self, path: str, text: str, answer: Snapshot) -> None:
        """Keeps an answer about another file for all files."""
        known = self.shared.get(path)
        if known is None:
            known = self.shared[path] = {}
        known[text] = answer


class Memory:
    """The answers to the questions of one file, which a subclass computes.

    An answer is complete if no cycle and no limit cut it. A complete answer is kept; it is kept for all files if the
    asking file had no part in it. An incomplete one serves only inside the question during which it was computed: an
    answer never depends on earlier questions, by this file or another.
    """

    def __init__(self, path: str, lookup: RecordingLookup, shared: Kinds) -> None:
        self.path = path
        self._lookup = lookup
        self._chains = Answers("chain", shared)
        self._orders = Answers("order", shared)
        self._modules = Answers("module", shared)
        self._reaches = Answers("reach", shared)
        self._passing: dict[tuple[str, str, str], Any] = {}  # by kind, path and text: in progress, or incomplete
        self._cuts = 0  # by a cycle or a limit, so far
        self._depth = 0
        self._reached = 0  # the depth that was reached below the question in hand

    def compute(self, kind: str, path: str, text: str) -> Any:
        """The answer to a question, from facts and other questions. Each subclass has its own."""
        raise NotImplementedError

    def assume(self, kind: str, path: str, text: str) -> Any:
        """The answer to a question that is being computed already, or that is too deep."""
        raise NotImplementedError

    def answer(self, answers: Answers, path: str, text: str) -> Any:
        """The answer to a question about `path`, computed where it is not known."""
        lookup, depth = self._lookup, self._depth
        is_own = path == self.path
        if is_own:
            lookup.own += 1
            known = answers.own.get(text)
        else:
            known = answers.find(path, text)
            if known is None:
                known = answers.others.get((path, text))
                if known is not None:
                    lookup.own += 1
        if known is not None:
            height = known[2] + depth
            if height < MAX_DEPTH:
                if known[1]:
                    lookup.asked |= known[1]
                if height > self._reached:
                    self._reached = height
                return known[0]
        passing, key = self._passing, (answers.kind, path, text)
        if not depth:
            passing.clear()
        elif key in passing:
            self._cuts += 1
            return passing[key]
        if depth >= MAX_DEPTH:
            self._cuts += 1
            return self.assume(answers.kind, path, text)
        passing[key] = self.assume(answers.kind, path, text)
        cuts, reached, own = self._cuts, self._reached, lookup.own
        self._reached = depth
        self._depth = depth + 1
        keys: Set[int | Group] = _NO_KEYS
        before = lookup.asked
        if not is_own:
            lookup.asked = set()
        try:
            value = self.compute(answers.kind, path, text)
        finally:
            if not is_own:
                keys = pack(lookup.asked)
                before |= keys
                lookup.asked = before
            self._depth = depth
        height = self._reached - depth
        if self._reached < reached:
            self._reached = reached
        if cuts != self._cuts:
            passing[key] = value
            return value
        del passing[key]
        if is_own:
            lookup.own += 1
            answers.own[text] = (value, _NO_KEYS, height)
        elif own != lookup.own:
            lookup.own += 1
            answers.others[path, text] = (value, _NO_KEYS, height)
        else:
            answers.share(path, text, (value, keys, height))
        return value
