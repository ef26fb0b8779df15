"""What is drawn as one: boxes of a frame that have the very same edges stand together in a stack, and one line stands
for the edges of all of them. Fifty tests that call a function are a list with a line, not fifty lines. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from omny.query.subgraph import Line, Node

MIN_STACK = 3
"""Boxes of a stack: two are as easily seen apart."""

_LONGEST_COLUMN = 14  # boxes; beyond that a stack gets another column
_GAP_PX = 6.0
_PAD_PX = 7.0


class Block(NamedTuple):
    """A box, or a stack of them in columns."""

    ids: tuple[str, ...]
    width: float
    height: float
    places: tuple[tuple[float, float], ...]  # of the boxes, from the upper left corner of the block
    box_width: float

    @property
    def is_stack(self) -> bool:
        """Whether it has several boxes."""
        return len(self.ids) > 1


def blocks(nodes: Sequence[Node], lines: Sequence[Line], widths: Mapping[str, float], height: float) -> list[Block]:
    """The blocks that the nodes are drawn in, by their first node; boxes are of these widths, and as high as that."""
    edges: dict[str, set[tuple[bool, str, str, str]]] = defaultdict(set)
    alone: set[str] = set()
    for line in lines:
        edges[line.source].add((True, line.target, line.type, line.how))
        edges[line.target].add((False, line.source, line.type, line.how))
        if line.source == line.target:
            alone.add(line.source)
    alike: dict[object, list[str]] = defaultdict(list)
    for node in nodes:
        apart = node.id if node.id in alone else None
        alike[node.group, node.depth == 0, apart, frozenset(edges[node.id])].append(node.id)
    found = []
    for ids in alike.values():
        for each in [ids] if len(ids) >= MIN_STACK else [[id_] for id_ in ids]:
            found.append(_block(each, widths, height))
    return found


def _block(ids: list[str], widths: Mapping[str, float], height: float) -> Block:
    box_width = max(widths[id_] for id_ in ids)
    if len(ids) == 1:
        return Block(tuple(ids), box_width, height, ((0.0, 0.0),), box_width)
    columns = math.ceil(len(ids) / _LONGEST_COLUMN)
    column = math.ceil(len(ids) / columns)
    places = tuple(
        (_PAD_PX + at // column * (box_width + _GAP_PX), _PAD_PX + at % column * (height + _GAP_PX))
        for at in range(len(ids))
    )
    return Block(
        tuple(ids),
        2 * _PAD_PX + columns * (box_width + _GAP_PX) - _GAP_PX,
        2 * _PAD_PX + column * (height + _GAP_PX) - _GAP_PX,
        places,
        box_width,
    )
