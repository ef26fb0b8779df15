"""What changed between two lists, as edits that can be applied in both directions. Pure.

An edit is `[place, removed, added]`: at that place of the first list, these items give way to those. Where an object
gives way to one with the same keys, it is `[place, {key: [before, after]}]`, with the values that changed. Edits are in
the order of their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Edit = list[Any]

MIN_ITEMS = 4
"""Of both lists together: two shorter ones take no more room than their edits."""


def find_edits(before: Sequence[Any], after: Sequence[Any]) -> list[Edit] | None:
    """The edits that make `after` of `before`; None where they would not be much smaller than both lists."""
    if len(before) + len(after) < MIN_ITEMS and not _are_objects(before, after):
        return None
    edits = _merge_sorted(before, after) if _are_texts(before) and _are_texts(after) else _compare(before, after)
    if edits is None or 2 * sum(map(_size, edits)) > len(before) + len(after):
        return None
    return edits


def apply_edits(items: Sequence[Any], edits: Sequence[Edit], *, forward: bool) -> list[Any]:
    """The list after the edits; with `forward` false, the list before them. Raises ValueError where they do not fit."""
    made: list[Any] = []
    taken = shift = 0  # items of the list that are taken over; by how much places differ from those of the first list
    for edit in edits:
        place = edit[0] if forward else edit[0] + shift
        if not taken <= place <= len(items):
            raise ValueError("an edit is out of place")
        made += items[taken:place]
        if len(edit) == 2:
            made.append(_change(items[place] if place < len(items) else None, edit[1], forward=forward))
            taken = place + 1
            continue
        removed, added = edit[1:] if forward else (edit[2], edit[1])
        taken = place + len(removed)
        if list(items[place:taken]) != removed:
            raise ValueError("an edit removes what is not there")
        made += added
        shift += len(edit[2]) - len(edit[1])
    return made + list(items[taken:])


def _change(item: Any, changes: dict[str, Any], *, forward: bool) -> dict[str, Any]:
    old, new = (0, 1) if forward else (1, 0)
    if not isinstance(item, dict) or any(item.get(key) != pair[old] for key, pair in changes.items()):
        raise ValueError("an edit changes what is not there")
    return item | {key: pair[new] for key, pair in changes.items()}


def _size(edit: Edit) -> float:
    """How much an edit holds, in items."""
    return 0.5 if len(edit) == 2 else len(edit[1]) + len(edit[2])


def _are_texts(items: Sequence[Any]) -> bool:
    return all(type(item) is str for item in items)


def _are_objects(before: Sequence[Any], after: Sequence[Any]) -> bool:
    return len(before) == len(after) and all(type(item) is dict for item in (*before, *after))


def _merge_sorted(before: Sequence[str], after: Sequence[str]) -> list[Edit] | None:
    """Edits of two lists whose common items have the same order; None where they have not."""
    gone, come = set(before) - set(after), set(after) - set(before)
    edits: list[Edit] = []
    one = other = 0
    while one < len(before) or other < len(after):
        start, begin = one, other
        while one < len(before) and before[one] in gone:
            one += 1
        while other < len(after) and after[other] in come:
            other += 1
        if one > start or other > begin:
            edits.append([start, list(before[start:one]), list(after[begin:other])])
        elif one < len(before) and other < len(after) and before[one] == after[other]:
            one, other = one + 1, other + 1
        else:
            return None
    return edits


def _compare(before: Sequence[Any], after: Sequence[Any]) -> list[Edit]:
    """Edits item by item where both lists are as long, else one of all that is between the first and the last
    difference."""
    if len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [_edit(place, old, new) for place, (old, new) in pairs if not _is_same(old, new)]
    start, most = 0, min(len(before), len(after))
    while start < most and _is_same(before[start], after[start]):
        start += 1
    end = 0
    while end < most - start and _is_same(before[-1 - end], after[-1 - end]):
        end += 1
    return [[start, list(before[start : len(before) - end]), list(after[start : len(after) - end])]]


def _edit(place: int, old: Any, new: Any) -> Edit:
    if type(old) is dict and type(new) is dict and list(old) == list(new):
        return [place, {key: [old[key], new[key]] for key in old if not _is_same(old[key], new[key])}]
    return [place, [old], [new]]


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; `==` alone takes 1, 1.0 and True for equal."""
    return one == other and repr(one) == repr(other)
