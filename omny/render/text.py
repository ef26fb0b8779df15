"""A graph in the formats of other tools, which lay it out themselves: dot, mermaid, GraphML. Needs no layout.

Text of a source file is data in these formats: nodes have numbers, names are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from omny.base.plain import plain
from omny.model.edges import EdgeType, How
from omny.query.basis import TYPED_OR_ONE
from omny.query.documents import Document
from omny.query.subgraph import Line, Node

_DOT_HEADS = {
    EdgeType.CALL: "normal",
    EdgeType.CALLBACK: "vee",
    EdgeType.DECORATOR: "diamond",
    EdgeType.INHERIT: "empty",
    EdgeType.IMPLICIT: "normal",
    EdgeType.DISPATCH: "onormal",
    EdgeType.ROUTE: "dot",
}
_MERMAID_LABELS = {
    EdgeType.CALLBACK: "passes",
    EdgeType.DECORATOR: "decorated by",
    EdgeType.INHERIT: "inherits",
    EdgeType.IMPLICIT: "implicitly",
    EdgeType.DISPATCH: "may dispatch to",
    EdgeType.ROUTE: "handled by",
}
_MERMAID_SAFE = re.compile(r"[^\w ./:()\[\],~-]", re.ASCII)


def dot(document: Document) -> str:
    """As Graphviz reads it: a cluster for each group, inferred edges dashed, held ones dotted."""
    nodes, lines = _read(document)
    return "".join(f"{line}\n" for line in _dot(document["title"], nodes, lines))


def mermaid(document: Document) -> str:
    """As Mermaid reads it: a flowchart with a subgraph for each group, inferred and held edges dotted."""
    nodes, lines = _read(document)
    return "".join(f"{line}\n" for line in _mermaid(nodes, lines))


def graphml(document: Document) -> str:
    """As GraphML, a node's id being the atom's."""
    import networkx as nx

    nodes, lines = _read(document)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=plain(document["title"]))
    for node in nodes:
        told = {key: plain(value) if isinstance(value, str) else value for key, value in _fields(node).items()}
        graph.add_node(plain(node.id), **told)
    for line in lines:
        graph.add_edge(
            plain(line.source), plain(line.target), key=line.type, type=line.type, how=line.how, sites=line.sites
        )
    return "".join(f"{line}\n" for line in nx.generate_graphml(graph, named_key_ids=True))


def _read(document: Document) -> tuple[list[Node], list[Line]]:
    return msgspec.convert(document["results"], list[Node]), msgspec.convert(document["edges"], list[Line])


def _fields(node: Node) -> dict[str, str | int | bool]:
    return {key: value for key, value in msgspec.structs.asdict(node).items() if key != "id"}


def _group_nodes(nodes: list[Node]) -> Iterator[tuple[int, str, list[tuple[int, Node]]]]:
    """The groups with a number each, and their nodes with theirs."""
    groups: dict[str, list[tuple[int, Node]]] = {}
    for at, node in enumerate(nodes):
        groups.setdefault(node.group, []).append((at, node))
    for at, (group, inside) in enumerate(groups.items()):
        yield at, group, inside


def _dot(title: str, nodes: list[Node], lines: list[Line]) -> Iterator[str]:
    yield "digraph omny {"
    yield f"  graph [label={_dot_text(title)}, rankdir=TB, fontname=monospace];"
    yield "  node [shape=box, style=rounded, fontname=monospace];"
    for at, group, inside in _group_nodes(nodes):
        yield f"  subgraph cluster_{at} {{"
        yield f"    label={_dot_text(group or '.')};"
        for number, node in inside:
            look = ", penwidth=2" if node.depth == 0 and node.line else ""
            yield f"    n{number} [label={_dot_text(node.name)}, tooltip={_dot_text(node.id)}{look}];"
        yield "  }"
    number_of = {node.id: at for at, node in enumerate(nodes)}
    for line in lines:
        style = {How.INFERRED: ", style=dashed", How.HELD: ", style=dotted"}.get(How(line.how), "")
        head = _DOT_HEADS[EdgeType(line.type)]
        how = TYPED_OR_ONE if line.how == How.INFERRED else line.how
        told = f"arrowhead={head}{style}, tooltip={_dot_text(f'{line.type}, {how}')}"
        yield f"  n{number_of[line.source]} -> n{number_of[line.target]} [{told}];"
    yield "}"


def _dot_text(text: str) -> str:
    """A quoted string of dot. A backslash begins an escape there, in labels even of its own: it is doubled."""
    quoted = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _mermaid(nodes: list[Node], lines: list[Line]) -> Iterator[str]:
    yield "flowchart TB"
    for at, group, inside in _group_nodes(nodes):
        yield f'  subgraph g{at}["{_mermaid_text(group or ".")}"]'
        for number, node in inside:
            yield f'    n{number}["{_mermaid_text(node.name)}"]'
        yield "  end"
    number_of = {node.id: at for at, node in enumerate(nodes)}
    for line in lines:
        arrow = "-->" if line.how == How.EXACT else "-.->"
        label = " ".join(
            filter(None, (_MERMAID_LABELS.get(EdgeType(line.type)), "held" if line.how == How.HELD else ""))
        )
        said = f"|{label}|" if label else ""
        yield f"  n{number_of[line.source]} {arrow}{said} n{number_of[line.target]}"
    asked = [f"n{at}" for at, node in enumerate(nodes) if node.depth == 0 and node.line]
    if asked:
        yield "  classDef asked stroke-width:3px"
        yield f"  class {','.join(asked)} asked"


def _mermaid_text(text: str) -> str:
    """A label of Mermaid, which knows no escapes but numbers of characters."""
    return _MERMAID_SAFE.sub(lambda match: f"#{ord(match.group())};", plain(text))
