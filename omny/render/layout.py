"""The layout of a picture: boxes in frames, callers above callees, lines around foreign boxes.

The layered layout is graphlay's, which respects frames and the sizes of boxes and is deterministic. It gets the edges
that close a cycle, and the line breaks of rows (`rows.py`). This module knows the sizes of text in a fixed-width font,
and no output format.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import msgspec

from omny import install_command
from omny.base.errors import UnsupportedError
from omny.base.plain import cells, plain, shorten
from omny.query.documents import Document
from omny.query.subgraph import Line, Node
from omny.render.blocks import Block, blocks
from omny.render.rows import Rows, rows

MAX_NAME_CELLS = 30
"""Of the name in a box; the whole is in its title."""

MAX_WIRES, _MANY_WIRES = 500, 250
"""Wires of one picture: so large a random graph, with cycles, takes up to 4 s to lay out, and 14,400 wires take
minutes. Above the second number the library uses a faster mode, with the same times."""

FONT_PX, FONT_CELL_PX = 12, 7.23  # the advance of DejaVu Sans Mono; text is told its length, so other fonts fit too
SMALL_PX, SMALL_CELL_PX = 11, 6.63
BOX_PX = 26  # height
_BOX_PAD_PX = 12
_MARK_PX = 14  # beside the name: exported, test
_MIN_BOX_PX = 96
_FRAME_HEAD_PX = 20
_FRAME_PAD_PX = 12
_MARGIN_PX = 16
_BESIDE_PX = 4.0  # of a box, where the library would let a line pass along its side
_LAYER_GAP_PX, _NODE_GAP_PX = 36.0, 18.0

_OTHERS = "ask for dot, mermaid, graphml or json, which need no layout"

_OPTIONS = {
    "direction": "topbottom",
    "spacing": {
        "layer_gap": _LAYER_GAP_PX,
        "node_gap": _NODE_GAP_PX,
        "dummy_gap": 12.0,
        "port_gap": 8.0,
        "self_loop_gap": 8.0,
        "compound_padding": float(_FRAME_PAD_PX),
        "compound_header": float(_FRAME_HEAD_PX),
        "isolated_gap": _NODE_GAP_PX,
    },
    "routing": {"style": "diagonal", "port_sides": "facing_preferred"},
    "order": {"heuristic": "alternate"},
}


_Point = tuple[float, float]
_Edge = tuple[str, str, str, str]  # of one block to another: these, type and how


class Rect(msgspec.Struct, frozen=True):
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


class Box(msgspec.Struct, frozen=True):
    """A node, and where it is drawn."""

    node: Node
    label: str
    rect: Rect


class FrameBox(msgspec.Struct, frozen=True):
    """The frame around boxes of one file or folder."""

    group: str
    label: str
    rect: Rect


class Wire(msgspec.Struct, frozen=True):
    """Edges that one line stands for, and its way: those of one box or stack to another that are alike."""

    lines: tuple[Line, ...]
    points: tuple[_Point, ...]


class Drawing(msgspec.Struct, frozen=True):
    """All of it, from (0, 0) to (width, height)."""

    boxes: tuple[Box, ...]
    frames: tuple[FrameBox, ...]
    stacks: tuple[Rect, ...]
    wires: tuple[Wire, ...]
    width: float
    height: float


def boxes_that_fit(document: Document) -> int:
    """How many of the nodes, from the first on, have no more than MAX_WIRES among them."""
    nodes = msgspec.convert(document["results"], list[Node])
    lines = msgspec.convert(document["edges"], list[Line])
    place = {node.id: at for at, node in enumerate(nodes)}

    def too_many(count: int) -> bool:
        inside = [line for line in lines if place[line.source] < count and place[line.target] < count]
        shown = nodes[:count]
        return len(_alike(blocks(shown, inside, dict.fromkeys(place, 0.0), 0.0), inside)) > MAX_WIRES

    if not too_many(len(nodes)):
        return len(nodes)
    return bisect_left(range(1, len(nodes)), True, key=too_many)


def draw(document: Document) -> Drawing:
    """Where everything goes that an answer to the question `graph` holds. Raises UnsupportedError where the library for
    that is missing."""
    nodes = msgspec.convert(document["results"], list[Node])
    lines = msgspec.convert(document["edges"], list[Line])
    if not nodes:
        return Drawing((), (), (), (), 0.0, 0.0)
    labels = {node.id: shorten(plain(node.name), MAX_NAME_CELLS) for node in nodes}
    found = blocks(nodes, lines, {node.id: _width(node, labels[node.id]) for node in nodes}, float(BOX_PX))
    group_of = {node.id: node.group for node in nodes}
    alike = _alike(found, lines)
    order = rows(
        {block.ids[0]: group_of[block.ids[0]] for block in found},
        [(source, target) for source, target, _, _ in alike],
        {block.ids[0]: (block.width + _NODE_GAP_PX, block.height + _LAYER_GAP_PX) for block in found},
    )
    raw = _lay_out(found, list(alike), order)
    return _read(raw, found, {node.id: node for node in nodes}, labels, list(alike.values()), order)


def marks(node: Node) -> int:
    """How many marks stand beside the name in the box."""
    return node.is_exported + node.is_test


def _width(node: Node, label: str) -> float:
    return max(_MIN_BOX_PX, cells(label) * FONT_CELL_PX + 2 * _BOX_PAD_PX + marks(node) * _MARK_PX)


def _alike(found: list[Block], lines: list[Line]) -> dict[_Edge, list[Line]]:
    """The lines that each wire stands for."""
    block_of = {id_: block.ids[0] for block in found for id_ in block.ids}
    alike: dict[_Edge, list[Line]] = {}
    for line in lines:
        alike.setdefault((block_of[line.source], block_of[line.target], line.type, line.how), []).append(line)
    return alike


def _lay_out(found: list[Block], edges: list[_Edge], order: Rows) -> dict[str, Any]:
    """The answer of the library: frames come first among its nodes, the edges in their order first among its edges.

    The library gets numbers and sizes, and no name.
    """
    try:
        import graphlay
    except ImportError:
        hint = f"{install_command('pictures')}, or {_OTHERS}"
        raise UnsupportedError("draw", "the library graphlay is not installed", hint=hint) from None
    graph = graphlay.Graph()
    frame_of = {id_: at for at, frame in enumerate(order.frames) for id_ in frame.ids}
    for at in range(len(order.frames)):
        graph.node(at, label="")
    number = {block.ids[0]: at for at, block in enumerate(found, len(order.frames))}
    for block in found:
        first = block.ids[0]
        width = block.width + 2 * _BESIDE_PX
        graph.node(number[first], label="", width=width, height=block.height, parent=frame_of[first])
    for source, target, _, _ in edges:
        graph.edge(number[source], number[target], reverse_for_ranking=(source, target) in order.upward)
    for upper, lower in order.boxes_below:
        graph.edge(number[upper], number[lower], weight=0.1)
    for above, below in order.frames_below:
        graph.edge(above, below, weight=0.1)
    effort = "fast" if len(edges) > _MANY_WIRES else "balanced"
    try:
        answered: dict[str, Any] = graphlay.layout(graph, options={**_OPTIONS, "effort": effort}).to_dict()
    except graphlay.GraphlayError as error:
        raise UnsupportedError("draw", f"graphlay cannot lay this out: {error}", hint=_OTHERS) from error
    return answered


def _read(
    raw: dict[str, Any],
    found: list[Block],
    nodes: dict[str, Node],
    labels: dict[str, str],
    lines: list[list[Line]],
    order: Rows,
) -> Drawing:
    count = len(order.frames)
    rects = [_rect(each, _BESIDE_PX if at >= count else 0.0) for at, each in enumerate(raw["nodes"])]
    rect_of = {id_: rect for block, rect in zip(found, rects[count:], strict=True) for id_ in block.ids}
    routes = [
        _route(each["points"], rect_of[alike[0].source], rect_of[alike[0].target])
        for alike, each in zip(lines, raw["edges"], strict=False)
    ]
    corners = [(rect.x, rect.y) for rect in rects] + [(rect.x + rect.width, rect.y + rect.height) for rect in rects]
    across, down = zip(*corners, *(point for route in routes for point in route), strict=True)
    left, top = min(across) - _MARGIN_PX, min(down) - _MARGIN_PX
    rects = [Rect(rect.x - left, rect.y - top, rect.width, rect.height) for rect in rects]
    frames, placed = rects[:count], rects[count:]
    return Drawing(
        boxes=tuple(
            Box(nodes[id_], labels[id_], Rect(rect.x + x, rect.y + y, block.box_width, float(BOX_PX)))
            for block, rect in zip(found, placed, strict=True)
            for id_, (x, y) in zip(block.ids, block.places, strict=True)
        ),
        frames=tuple(
            FrameBox(frame.group, _frame_label(frame.group, rect), rect)
            for frame, rect in zip(order.frames, frames, strict=True)
        ),
        stacks=tuple(rect for block, rect in zip(found, placed, strict=True) if block.is_stack),
        wires=tuple(
            Wire(tuple(alike), tuple((x - left, y - top) for x, y in route))
            for alike, route in zip(lines, routes, strict=True)
        ),
        width=max(across) + _MARGIN_PX - left,
        height=max(down) + _MARGIN_PX - top,
    )


def _frame_label(group: str, rect: Rect) -> str:
    return shorten(plain(group or "."), int((rect.width - 12) / SMALL_CELL_PX))


def _route(points: list[dict[str, float]], source: Rect, target: Rect) -> list[_Point]:
    """The points, the first and the last of them moved onto what they lead from and to."""
    route = [(point["x"], point["y"]) for point in points]
    return [_nearest(route[0], source), *route[1:-1], _nearest(route[-1], target)]


def _nearest(point: _Point, rect: Rect) -> _Point:
    x, y = point
    return min(max(x, rect.x), rect.x + rect.width), min(max(y, rect.y), rect.y + rect.height)


def _rect(raw: dict[str, Any], beside: float) -> Rect:
    width, height = raw["size"]["width"] - 2 * beside, raw["size"]["height"]
    return Rect(raw["center"]["x"] - width / 2, raw["center"]["y"] - height / 2, width, height)
