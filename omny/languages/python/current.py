"""Which of several definitions of a name a call means that runs where it stands: `def f(): ...`, `f()`, `def f(): ...`.

A scope has one set of values for a name, the last definition. Code of the scope itself runs in order, so between two
definitions the name is the first one. There a *stretch* opens: a scope that knows the name as what is defined so far.
Functions and methods that stand between run later. For them nothing changes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.limits import MAX_VALUES
from omny.extract.scopes import Binding, Scope, Value

MAX_STRETCHES = 500  # in one scope; a file with more is generated, and overlapping ones cost their square

Opened = tuple[int, Scope]
"""Where a scope begins, and the scope."""

Replaced = tuple[Scope, str, str, Draft]
"""A scope, a name in it, the definition that the name was (`@f`), and the one that takes its place."""


class Stretch(NamedTuple):
    """From the end of one definition to the body of the next one of the name."""

    start: int
    end: int
    name: str
    meant: list[Binding]


def open_stretches(
    source: bytes, replaced: Sequence[Replaced], drafts: Sequence[Draft], opened: Sequence[Opened]
) -> list[Opened]:
    """The scopes that were opened, in order, with those of all stretches among them."""
    found: dict[Scope, list[Stretch]] = {}
    for scope, stretch in _stretches(source, replaced, drafts, opened):
        found.setdefault(scope, []).append(stretch)
    more: list[Opened] = []
    for scope, stretches in found.items():
        if len(stretches) <= MAX_STRETCHES:
            more += _stretch_scopes(scope, stretches, opened)
    return sorted([*more, *opened], key=lambda each: each[0])  # stable: what was opened is inside of a stretch


def _stretches(
    source: bytes, replaced: Sequence[Replaced], drafts: Sequence[Draft], opened: Sequence[Opened]
) -> Iterator[tuple[Scope, Stretch]]:
    ends = {earlier: later for _, _, earlier, later in replaced}
    bodies: dict[int, int] = {}
    for start, scope in opened:
        bodies.setdefault(scope.owner, start)
    for (scope, name), several in _definitions(replaced, drafts).items():
        last = max((ends[at].index for each in several if (at := f"@{each.qualname}") in ends), default=0)
        known: list[Draft] = []
        for before, after in pairwise(each for each in several if each.index <= last):
            known = [each for each in known if ends.get(f"@{each.qualname}") is not before] + [before]
            body = bodies.get(after.index)
            if body is None or len(known) > MAX_VALUES or known[-1].detail.get("kind") == "signature":
                break
            meant = [f"@{each.qualname}" for each in known]
            # Else it stands in a branch, or the next one does.
            is_sure = ends.get(meant[-1]) is after and _column(source, before.start) == _column(source, after.start)
            told: list[Binding] = [*meant] if is_sure else [Value(each, scope) for each in meant]
            yield scope, Stretch(before.end, body, name, told)


def _definitions(replaced: Sequence[Replaced], drafts: Sequence[Draft]) -> dict[tuple[Scope, str], list[Draft]]:
    """By scope and name all definitions, of names that nothing else is bound to."""
    found: dict[tuple[Scope, str], list[Draft]] = {(scope, name): [] for scope, name, _, _ in replaced}
    for draft in drafts:
        if (several := found.get((draft.scope, draft.name))) is not None:
            several.append(draft)
    told = {f"@{draft.qualname}" for several in found.values() for draft in several}
    for scope, name, earlier, _ in replaced:
        bindings = {earlier, *(each if isinstance(each, str) else "?" for each in scope.names.get(name, ()))}
        if scope.opaque or not bindings <= told:
            found.pop((scope, name), None)
    return found


def _column(source: bytes, at: int) -> int:
    return at - source.rfind(b"\n", 0, at)


def _stretch_scopes(scope: Scope, stretches: Sequence[Stretch], opened: Sequence[Opened]) -> Iterator[Opened]:
    """The scopes of all stretches of one scope. Where stretches overlap, the part that they share is one."""
    inside = [each for each in opened if each[1].parent is scope]
    places = [start for start, _ in inside]
    for start, end in pairwise(sorted({at for each in stretches for at in (each.start, each.end)})):
        active = [each for each in stretches if each.start <= start and end <= each.end]
        if not active:
            continue
        stretch = Scope(scope, end, scope.owner, scope.qualname)
        stretch.names.update((each.name, each.meant) for each in active)
        yield start, stretch
        for _, child in inside[bisect_left(places, start) : bisect_left(places, end)]:
            if not child.hoists and not child.opaque:
                child.parent = stretch  # a comprehension runs where it stands
            elif child.end < end:
                yield child.end, stretch


def is_in_block(earlier: Node, later: Node) -> bool:
    """Whether the block of `later` is, or is around, the block of `earlier`."""
    block = later.parent
    around = earlier.parent
    while around is not None and block is not None:
        if around.id == block.id:
            return True
        around = around.parent
    return False
