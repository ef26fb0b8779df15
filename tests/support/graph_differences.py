"""How a graph in memory differs from the repository that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from omny.derived.graph import AtomGraph
from omny.storage.port.repository import AtomRepository


def differences(graph: AtomGraph, repository: AtomRepository) -> list[str]:
    """Row by row; empty where both are equal. Raises what `AtomGraph.reading` and the repository raise."""
    with graph.reading() as view, repository.reading():
        generation = repository.meta().generation
        edges = {(row.source_id, row.target_id, row.edge_type, row.held) for row in repository.edges()}
        found = [] if view.generation == generation else [f"generation {view.generation} is not {generation}"]
        found += _compare("atom", ((id_,) for id_ in view.digraph), {(row.atom.id,) for row in repository.atoms()})
        # An edge stands in the graph twice: callees are read from one place, callers from the other.
        found += _compare("callee", _rows(view.digraph.out_edges(data=True)), edges)
        found += _compare("caller", _rows(view.digraph.in_edges(data=True)), edges)
        return found


def _rows(edges: Iterable[tuple[str, str, dict[str, Any]]]) -> Iterator[tuple[Any, ...]]:
    for source, target, edge in edges:
        yield from ((source, target, type_, edge.get("held", {}).get(type_, 0)) for type_ in edge["types"])


def _compare(what: str, held: Iterable[tuple[Any, ...]], stored: set[tuple[Any, ...]]) -> list[str]:
    """The rows that are on one side only, sorted."""
    ours = set(held)
    where = ("repository only", "graph only")
    return [
        f"{what} {' '.join(str(part) for part in row if part)} is in the {where[row in ours]}"
        for row in sorted(ours ^ stored)
    ]
