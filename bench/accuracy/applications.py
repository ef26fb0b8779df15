"""Measures the call edges of applications against what ran while their own tests ran.

    python -m bench.accuracy.applications [--list] [NAME ...]

Prints for each application how many pairs of functions ran, and the share of them that the index has: with edges of the
type `call`, and with those of other types beside it. Then the same for the callers of single functions, and the missed
pairs by how the called name is reached. `--list` prints each missed pair, with place and line.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench.accuracy.traces import Application, Trace, read_applications, read_trace
from bench.accuracy.truth import Key, Truth
from omny.base.config import Settings
from omny.base.paths import Root
from omny.model.edges import EdgeType
from omny.pipeline.indexer import index
from omny.query.dispatch import list_edges
from omny.query.dump import dump
from omny.storage.sqlite.repository import SqliteRepository

TYPES = ("call", "dispatch", "implicit", "callback")
"""Types of edges, in the order in which they are counted: a pair counts under the first one that it has."""

Pair = tuple[Key, Key]


class Found(NamedTuple):
    """The pairs that ran, with the first type of edge that the index has for each; "" where it has none."""

    types: dict[Pair, str]
    places: dict[Pair, tuple[str, int, int]]

    def show(self, pairs: Iterable[Pair]) -> str:
        """Number of pairs, and the share that is found with one type more of edges in each column."""
        counts = Counter(self.types[pair] for pair in pairs)
        total, found, shares = sum(counts.values()), 0, []
        for each in TYPES:
            found += counts[each]
            shares.append(f"{found / max(1, total):9.3f}")
        return f"{total:6} {' '.join(shares)}"


def find(truth: Truth, trace: Trace, edges: dict[Pair, set[str]]) -> Found:
    """What the index has of the pairs that ran."""
    types: dict[Pair, str] = {}
    places: dict[Pair, tuple[str, int, int]] = {}
    for site, targets in trace.runs:
        caller = truth.find_caller(*site)
        keys = [key for target in targets if (key := trace.find(truth, target)) and key in truth.names]
        if not keys:
            continue
        had = set().union(*(edges.get((caller, key), set()) for key in keys))
        pair = caller, keys[-1]
        best = next((each for each in TYPES if each in had), "")
        if not types.get(pair):
            types[pair] = best
        places.setdefault(pair, site)
    return Found(types, places)


def read_index(tree: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The atoms of a fresh index, and its edges of dispatch, which follow from what is stored."""
    repository = SqliteRepository.in_memory()
    try:
        index(Root.of(tree), repository, settings=Settings(), jobs=2)
        lines = [each for each in map(json.loads, dump(repository)) if each["kind"] == "atom"]
        edges = [each for each in list_edges(repository) if each.edge_type == EdgeType.DISPATCH]
        return {each["id"]: each for each in lines}, [(each.source_id, each.target_id) for each in edges]
    finally:
        repository.close()


def find_edges(truth: Truth, atoms: dict[str, Any], dispatched: list[tuple[str, str]]) -> dict[Pair, set[str]]:
    """The edges between functions by their types."""
    edges: dict[Pair, set[str]] = defaultdict(set)

    def find_key(id_: str) -> Key | None:
        atom = atoms[id_]
        return truth.find_function(atom["file_path"], atom["line"], atom["function_name"])

    for atom in atoms.values():
        for site in atom["data"].get("call_sites", ()):
            if key := find_key(site["target"]):
                at = atom["file_path"], atom["line"] + site["offset"], site["column"] + 1
                edges[truth.find_caller(*at), key].add(site["type"])
    for source, target in dispatched:
        if key := find_key(target):
            edges[find_key(source) or (atoms[source]["file_path"], 0), key].add("dispatch")
    return edges


def describe(tree: Path, trace: Trace, found: Found, *, is_listed: bool) -> Iterable[str]:
    """The missed pairs by how the called name is reached, most frequent first."""
    groups = defaultdict(list)
    for pair, type_ in found.types.items():
        if not type_:
            path, line, column = found.places[pair]
            source = (tree / path).read_text(encoding="utf-8").split("\n")[line - 1].strip()[:120]
            at = f"    {path}:{line}:{column}  {source}  -> {pair[1][0]}:{pair[1][1]}"
            groups[trace.reach((path, line, column))].append(at)
    for how, lines in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"  missed: {how} ({len(lines)})"
        yield from sorted(lines) if is_listed else ()


def measure(application: Application, *, is_listed: bool) -> None:
    """Prints the rows of an application."""
    trace = read_trace(application)
    truth = Truth(trace.functions, [])
    atoms, dispatched = read_index(application.tree)
    edges = find_edges(truth, atoms, dispatched)
    paths = {atom["file_path"] for atom in atoms.values()}
    kept = [each for each in trace.runs if each[0][0] in paths]
    found = find(truth.narrow(paths), trace._replace(runs=kept), edges)
    print(f"{application.corpus.requirement:44} {found.show(found.types)}")
    for name in application.watched:
        path, _, owned = name.partition("::")
        key = trace.find(truth, (path, 0, owned))
        print(f"  callers of {owned:31} {found.show([pair for pair in found.types if pair[1] == key])}")
    print(*describe(application.tree, trace, found, is_listed=is_listed), sep="\n")


def main() -> None:
    """See the module."""
    names = {each for each in sys.argv[1:] if not each.startswith("--")}
    print(f"{'':44} {'pairs':>6} {' '.join(f'{each:>9}' for each in TYPES)}")
    for each in read_applications():
        if not names or each.corpus.name in names:
            measure(each, is_listed="--list" in sys.argv)


if __name__ == "__main__":
    main()
