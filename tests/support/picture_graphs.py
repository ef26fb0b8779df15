"""Graphs to be drawn: small ones by hand, random ones by a seed; as answers to the question `graph`."""

from __future__ import annotations

import random
from typing import Any

HOSTILE = (
    "</text><script>alert(1)</script>\"'&",
    'a"];b[label="x\\',
    "end] --> x; click y",
    "line\nbreak\ttab\x1b[31m\u202eesrever\x00\ud800\ufffe",
    "`**bold**` #quot; %%{init: {}}%% <b>",
    "名前" * 30,
)


def node(id_: str, *, depth: int = 1, kind: str = "function", **more: Any) -> dict[str, Any]:
    group, _, name = id_.rpartition("::")
    told = {"name": name, "group": group, "line": 3, "type": kind, "kind": "", "is_exported": False, "is_test": False}
    return {"id": id_, **told, "depth": depth, **more}


def line(source: str, target: str, kind: str = "call", how: str = "exact", sites: int = 1) -> dict[str, Any]:
    return {"source": source, "target": target, "type": kind, "how": how, "sites": sites}


def document(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], *, title: str = "of it") -> dict[str, Any]:
    return {
        "results": nodes,
        "total": len(nodes),
        "truncated": False,
        "title": title,
        "of": "atoms",
        "alone": 0,
        "edges": edges,
        "freshness": {},
    }


def random_document(seed: int, most: int) -> dict[str, Any]:
    """Some atoms in some files: trees, hubs, cycles and loops, as it comes."""
    chance = random.Random(seed)
    count = chance.randint(1, most)
    files = chance.randint(1, max(1, count // chance.randint(1, 12)))
    ids = [f"src/part{chance.randrange(files)}.py::{'x' * chance.randint(1, 40)}{at}" for at in range(count)]
    hubs = chance.sample(ids, min(3, count))
    edges = {}
    for _ in range(chance.randint(0, 2 * count)):
        source, target = chance.choice(ids), chance.choice(hubs if chance.random() < 0.3 else ids)
        kind = chance.choice(["call"] * 6 + ["callback", "decorator", "inherit"])
        edges[source, target, kind] = line(source, target, kind, chance.choice(["exact", "inferred"]), 2)
    nodes = [
        node(id_, depth=chance.randint(-2, 2), is_exported=chance.random() < 0.5, is_test=chance.random() < 0.3)
        for id_ in ids
    ]
    return document(nodes, [edges[key] for key in sorted(edges)])
