"""Compares edges with truth, as pairs of functions.

A pair is right if the truth or a run has it. It is wrong if the truth names another function, or one outside of the
tree, at a call that has the pair. A pair at a call that the truth does not resolve is *unjudged*: neither. Recall is of
the pairs of the truth alone: what only a run can know (`Score.found_in_runs`) stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from bench.accuracy.truth import Call, Key, Truth

Pair = tuple[Key, Key]
Edge = tuple[str, int, int, Key | None]
"""Path, line and column of a called name, and the function; None for what is no function of the truth."""


class Score(NamedTuple):
    """Pairs, and a call for each that is listed."""

    right: set[Pair]
    wrong: dict[Pair, Call]
    missed: dict[Pair, Call]
    unjudged: set[Pair]
    only_in_runs: set[Pair]
    found_in_runs: set[Pair]

    @property
    def precision(self) -> float:
        """Share of the judged pairs that are right."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the pairs of the truth that are found."""
        found = len(self.right - self.only_in_runs)
        return found / max(1, found + len(self.missed))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def score(truth: Truth, edges: Iterable[Edge], ran: Iterable[Edge] = ()) -> Score:
    """Compares edges with the truth and with what ran."""
    known = _find_pairs(truth)
    seen = {(truth.find_caller(*edge[:3]), edge[3]) for edge in ran if edge[3]}
    right: set[Pair] = set()
    unjudged: set[Pair] = set()
    wrong: dict[Pair, Call] = {}
    for path, line, column, target in edges:
        call = truth.sites.get((path, line, column))
        pair = truth.find_caller(path, line, column), target or (path, -1)
        if pair in known or pair in seen:
            right.add(pair)
        elif call and _is_judged(truth, call):
            wrong[pair] = call
        else:
            unjudged.add(pair)
    missed = {pair: call for pair, call in known.items() if pair not in right}
    only = {pair for pair in seen if pair not in known}
    return Score(right, wrong, missed, unjudged - right - wrong.keys(), only, only & right)


def find_edges_by_name(truth: Truth, *, is_unique: bool) -> list[Edge]:
    """What an index by bare names has: each call leads to each function of its name, or to the only one."""
    named = defaultdict(set)
    for key, name in truth.names.items():
        named[name].add(key)
    return [
        (call.path, call.line, call.column, key)
        for call in truth.calls
        if not is_unique or len(named[call.name]) == 1
        for key in named[call.name]
    ]


def _is_judged(truth: Truth, call: Call) -> bool:
    """Whether the truth names a function for a call, or something outside of the tree."""
    return call.target_path == "" or (call.target_path or "", call.target_line) in truth.names


def _find_pairs(truth: Truth) -> dict[Pair, Call]:
    pairs: dict[Pair, Call] = {}
    for call in truth.calls:
        if call.target_path and _is_judged(truth, call):
            target = call.target_path, call.target_line
            pairs.setdefault((truth.find_caller(call.path, call.line, call.column), target), call)
    return pairs
