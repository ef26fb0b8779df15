"""Every format can be read back, whatever the names in it hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from omny.base.errors import UnsupportedError
from omny.base.plain import plain
from omny.render import text
from omny.render.layout import draw
from omny.render.svg import svg
from tests.support.picture_graphs import HOSTILE, document, line, node, random_document

SVG = "{http://www.w3.org/2000/svg}"
_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_ATTRIBUTES = rf"\[\w+=(?:{_QUOTED}|\w+)(?:, \w+=(?:{_QUOTED}|\w+))*\]"
_DOT_LINE = re.compile(
    rf"digraph omny {{|  graph {_ATTRIBUTES};|  node {_ATTRIBUTES};|  subgraph cluster_\d+ {{|    label={_QUOTED};"
    rf"|    n\d+ {_ATTRIBUTES};|  }}|  n\d+ -> n\d+ {_ATTRIBUTES};|}}"
)
_LABEL = r'\["(?:[\w ./:()\[\],~-]|#\d+;)*"\]'
_MERMAID_LINE = re.compile(
    rf"flowchart TB|  subgraph g\d+{_LABEL}|    n\d+{_LABEL}|  end|  n\d+ (?:-->|-\.->)(?:\|[a-z ]+\|)? n\d+"
    r"|  classDef asked stroke-width:3px|  class n\d+(?:,n\d+)* asked",
    re.ASCII,
)


@pytest.fixture
def hostile() -> dict:
    nodes = [
        node(f"a{at}.py::{name}", name=name, group=f"a{at}.py{name}", depth=0 if at == 0 else 1)
        for at, name in enumerate(HOSTILE)
    ]
    ids = [each["id"] for each in nodes]
    edges = [
        line(one, other, kind)
        for one, other, kind in zip(ids, ids[1:], ("call", "callback", "inherit", "decorator", "call"), strict=False)
    ]
    return document(nodes, [*edges, line(ids[0], ids[2], how="inferred")], title=HOSTILE[0])


def parsed(told: dict) -> ET.Element:
    pytest.importorskip("graphlay")
    return ET.fromstring(svg(draw(told), told["title"], "note <&>"))


def test_hostile_names_are_text_in_an_svg(hostile):
    root = parsed(hostile)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        *("svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g", "circle")
    }
    shown = [element.text for element in root.iter(f"{SVG}title")]
    assert any("</text><script>alert(1)</script>" in (each or "") for each in shown)
    assert not any(name.startswith("on") or name.endswith("href") for each in root.iter() for name in each.attrib)


def test_an_svg_needs_nothing_else():
    written = svg(draw(random_document(3, 30)), "t", "n")
    assert set(re.findall(r"https?://[^\"]*", written)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in written
    assert re.findall(r"url\((?!#)", written) == []
    assert "prefers-color-scheme:dark" in written


def test_an_svg_has_a_box_for_each_node_and_says_its_whole_name(hostile):
    root = parsed(hostile)
    boxes = [each for each in root.iter(f"{SVG}g") if each.get("class") == "node"]
    titles = [next(each.iter(f"{SVG}title")).text or "" for each in boxes]
    assert len(boxes) == len(HOSTILE)
    assert [title.split("\n")[0] for title in titles] == [plain(each["id"]) for each in hostile["results"]]


def test_types_of_edges_and_how_they_are_known_look_different():
    ids = [f"a.py::f{at}" for at in range(6)]
    kinds = ("call", "callback", "decorator", "inherit")
    edges = [line(ids[0], ids[at + 1], kind) for at, kind in enumerate(kinds)] + [line(ids[0], ids[5], how="inferred")]
    root = parsed(document([node(id_) for id_ in ids], edges))
    legend = next(each for each in root.iter(f"{SVG}g") if each.get("class") == "legend")
    drawn = {path.get("class") for path in root.iter(f"{SVG}path")} - {None}
    assert {"edge call", "edge callback", "edge decorator", "edge inherit", "edge call inferred"} <= drawn
    assert {"calls", "typed or one of several", "exported", "test"} <= {each.text for each in legend.iter(f"{SVG}text")}


def test_a_legend_has_every_type_that_is_drawn_and_no_other_rare_one():
    types = ("interface", "enum", "constant", "route", "function", "class", "macro")
    nodes = [node(f"a.py::f{at}", type=type_) for at, type_ in enumerate(types)]
    edges = [line("a.py::f0", f"a.py::f{at + 1}", kind) for at, kind in enumerate(("implicit", "dispatch", "route"))]
    for drawn, present in (
        (document(nodes, edges), {"calls implicitly", "may dispatch to", "is handled by", "interface", "enum"}),
        (document(nodes[-3:], []), set()),
    ):
        legend = next(each for each in parsed(drawn).iter(f"{SVG}g") if each.get("class") == "legend")
        told = {each.text for each in legend.iter(f"{SVG}text")}
        rare = {"calls implicitly", "may dispatch to", "is handled by", "interface", "enum"}
        assert told & rare == present
    for written in (text.dot(document(nodes, edges)), text.mermaid(document(nodes, edges))):
        assert len(re.findall(r"-->|->", written)) == len(edges)


def test_text_of_an_svg_is_told_how_long_it_is():
    root = parsed(document([node("a.py::名前")], []))
    label = next(each for each in root.iter(f"{SVG}text") if each.text == "名前")
    assert float(label.get("textLength", 0)) == pytest.approx(4 * 7.23, abs=0.1)


def test_a_png_is_one_and_says_what_is_missing(monkeypatch):
    pytest.importorskip("graphlay")
    pytest.importorskip("resvg_py")
    from omny.render import png

    drawn = svg(draw(random_document(5, 8)), "t", "n")
    try:
        assert png.png(drawn).startswith(b"\x89PNG\r\n")
    except UnsupportedError as error:
        assert "font" in str(error)  # noqa: PT017  # a machine without fonts
    monkeypatch.setattr(png, "_PROBE", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{:.0}</svg>")
    with pytest.raises(UnsupportedError, match="no fixed-width font"):
        png.png(drawn)


def test_dot_is_of_its_grammar_and_hostile_names_stay_names(hostile):
    lines = text.dot(hostile).splitlines()
    assert [each for each in lines if not _DOT_LINE.fullmatch(each)] == []
    assert sum(bool(re.match(r"    n\d+ \[", each)) for each in lines) == len(HOSTILE)
    assert sum(" -> " in each and each.startswith("  n") for each in lines) == len(hostile["edges"])


@pytest.mark.parametrize("seed", range(5))
def test_dot_and_mermaid_have_every_node_and_edge_once(seed):
    told = random_document(seed, 60)
    for written, arrow in ((text.dot(told), r"  n\d+ -> n\d+ "), (text.mermaid(told), r"  n\d+ -[-.]+>")):
        lines = written.splitlines()
        assert sum(bool(re.match(r"    n\d+ ?\[", each)) for each in lines) == len(told["results"])
        assert sum(bool(re.match(arrow, each)) for each in lines) == len(told["edges"])
        opened = sum("subgraph" in each for each in lines)
        assert opened == len({each["group"] for each in told["results"]})


def test_mermaid_is_of_its_grammar_and_hostile_names_stay_names(hostile):
    lines = text.mermaid(hostile).splitlines()
    assert [each for each in lines if not _MERMAID_LINE.fullmatch(each)] == []


def test_graphml_is_read_back_by_networkx(hostile):
    written = text.graphml(hostile)
    graph = nx.parse_graphml(written, force_multigraph=True)
    assert set(graph) == {plain(each["id"]) for each in hostile["results"]}
    assert graph.number_of_edges() == len(hostile["edges"])
    assert {data["how"] for _, _, data in graph.edges(data=True)} == {"exact", "inferred"}
    assert {data["name"] for _, data in graph.nodes(data=True)} == set(map(plain, HOSTILE))


@pytest.mark.parametrize("write", [text.dot, text.mermaid, text.graphml])
def test_the_same_graph_gives_the_same_bytes(write):
    assert write(random_document(9, 40)) == write(random_document(9, 40))
