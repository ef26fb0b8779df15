"""Whatever is drawn: boxes do not overlap, every edge is drawn, callers stand above what they call."""

from __future__ import annotations

import os
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omny.render.layout import BOX_PX, MAX_WIRES, Box, Drawing, Rect, boxes_that_fit, draw
from omny.render.rows import rows
from tests.support.picture_graphs import document, line, node, random_document

pytest.importorskip("graphlay")

SLACK_PX = 0.5
LONG = bool(os.environ.get("OMNY_LONG"))


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.x + other.width - SLACK_PX
        and other.x < one.x + one.width - SLACK_PX
        and one.y < other.y + other.height - SLACK_PX
        and other.y < one.y + one.height - SLACK_PX
    )


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        outer.x <= inner.x + SLACK_PX
        and outer.y <= inner.y + SLACK_PX
        and inner.x + inner.width <= outer.x + outer.width + SLACK_PX
        and inner.y + inner.height <= outer.y + outer.height + SLACK_PX
    )


def touches(point: tuple[float, float], box: Box, drawn: Drawing) -> bool:
    """Whether a line that ends there ends at the box, or at the stack that the box is in."""
    spot = Rect(point[0], point[1], 0, 0)
    return any(inside(spot, rect) for rect in (box.rect, *(stack for stack in drawn.stacks if inside(box.rect, stack))))


def assert_sound(told: dict, drawn: Drawing) -> None:
    boxes = {box.node.id: box for box in drawn.boxes}
    assert sorted(boxes) == sorted(each["id"] for each in told["results"])
    whole = Rect(0, 0, drawn.width, drawn.height)
    for one, other in combinations(drawn.boxes, 2):
        assert not overlap(one.rect, other.rect), (one.node.id, other.node.id)
    for frame, another in combinations(drawn.frames, 2):
        assert not overlap(frame.rect, another.rect), (frame, another)
    for box in drawn.boxes:
        assert any(frame.group == box.node.group and inside(box.rect, frame.rect) for frame in drawn.frames)
    for rect in [*(box.rect for box in drawn.boxes), *(frame.rect for frame in drawn.frames), *drawn.stacks]:
        assert inside(rect, whole)
    lines = [(each.source, each.target, each.type, each.how) for wire in drawn.wires for each in wire.lines]
    assert sorted(lines) == sorted((e["source"], e["target"], e["type"], e["how"]) for e in told["edges"])
    for wire in drawn.wires:
        assert len({(each.type, each.how) for each in wire.lines}) == 1
        for x, y in wire.points:
            assert inside(Rect(x, y, 0, 0), whole)
        for each in wire.lines:
            assert touches(wire.points[0], boxes[each.source], drawn), each
            assert touches(wire.points[-1], boxes[each.target], drawn), each


def assert_downward(told: dict, drawn: Drawing) -> None:
    """Whoever is no part of a cycle stands above all that it calls."""
    import networkx as nx

    graph = nx.DiGraph([(each["source"], each["target"]) for each in told["edges"]])
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    boxes = {box.node.id: box.rect for box in drawn.boxes}
    for source, target in graph.edges:
        if source != target and not any({source, target} <= knot for knot in knots):
            assert boxes[source].y < boxes[target].y, (source, target)


@settings(max_examples=200 if LONG else 25)
@given(st.integers(0, 1_000_000), st.sampled_from([1, 2, 5, 12, 40, 80]))
def test_a_picture_of_any_graph_is_sound(seed, most):
    told = random_document(seed, most)
    drawn = draw(told)
    assert_sound(told, drawn)
    assert_downward(told, drawn)


@pytest.mark.parametrize("seed", range(12 if LONG else 1))
def test_a_picture_of_two_hundred_boxes_is_sound(seed):
    told = random_document(seed + 41, 200)
    drawn = draw(told)
    assert_sound(told, drawn)
    assert_downward(told, drawn)


def test_the_same_graph_gives_the_same_picture():
    told = random_document(7, 60)
    assert draw(told) == draw(told)


def test_nothing_at_all_is_a_picture():
    assert draw(document([], [])) == Drawing((), (), (), (), 0.0, 0.0)


def test_boxes_with_the_same_edges_are_a_stack_with_one_line():
    tests = [node(f"t.py::test_{at}") for at in range(20)]
    told = document([node("a.py::f", depth=0), *tests], [line(each["id"], "a.py::f") for each in tests])
    drawn = draw(told)
    assert_sound(told, drawn)
    assert (len(drawn.stacks), len(drawn.wires)) == (1, 1)
    assert len(drawn.wires[0].lines) == 20


def test_more_lines_than_can_be_laid_out_leave_the_first_boxes():
    ids = [f"a.py::d{at}" for at in range(120)]
    told = document([node(id_) for id_ in ids], [line(one, other) for one in ids for other in ids])
    most = boxes_that_fit(told)
    assert most**2 <= MAX_WIRES < (most + 1) ** 2


def test_lines_that_a_stack_shares_are_one_of_those_that_can_be_laid_out():
    hubs, tests = [f"a.py::f{at}" for at in range(6)], [f"t.py::test_{at}" for at in range(100)]
    told = document([node(id_) for id_ in hubs + tests], [line(one, other) for one in tests for other in hubs])
    assert len(told["edges"]) > MAX_WIRES
    assert boxes_that_fit(told) == 106
    assert_sound(told, draw(told))


def test_a_file_is_cut_into_frames_where_files_call_each_other():
    edges = [("a::f", "b::g"), ("b::g", "a::h"), ("a::f", "a::i")]
    order = rows({id_: id_[0] for id_ in ("a::f", "a::h", "a::i", "b::g")}, edges, dict.fromkeys(SIZES, (100.0, 60.0)))
    assert [(frame.group, frame.ids) for frame in order.frames] == [
        ("a", ("a::f", "a::i")),
        ("a", ("a::h",)),
        ("b", ("b::g",)),
    ]
    assert order.upward == set()


SIZES = ("a::f", "a::h", "a::i", "b::g")


def test_a_file_is_one_frame_where_it_can_be():
    edges = [("a::f", "b::g"), ("c::e", "a::h")]
    groups = {id_: id_[0] for id_ in ("a::f", "a::h", "b::g", "c::e")}
    assert len(rows(groups, edges, dict.fromkeys(groups, (100.0, 60.0))).frames) == 3


def test_of_a_cycle_one_edge_leads_up():
    edges = [("a::f", "a::g"), ("a::g", "a::h"), ("a::h", "a::f")]
    groups = {"a::f": "a", "a::g": "a", "a::h": "a"}
    assert len(rows(groups, edges, dict.fromkeys(groups, (100.0, 60.0))).upward) == 1


def test_a_row_that_would_be_too_wide_is_broken():
    groups = {f"f{at}::g": f"f{at}" for at in range(50)}
    order = rows(
        {**groups, "x::h": "x"}, [(id_, "x::h") for id_ in groups], dict.fromkeys([*groups, "x::h"], (150.0, 62.0))
    )
    assert len(order.frames_below) > 30


def test_a_long_name_loses_its_middle_and_a_box_is_as_high_as_any():
    told = document([node("a.py::" + "long_" * 30)], [])
    (box,) = draw(told).boxes
    assert "…" in box.label
    assert len(box.label) == 30
    assert box.rect.height == BOX_PX
