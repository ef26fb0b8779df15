"""What the call graph alone can answer, while the store that has all else is away: who calls whom, by id.

An id is a path and a qualified name, so files and names are known, and which edges there are. Lines, types, signatures
and places of calls are not, nor who calls something outside of the index.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from omny.base.errors import AmbiguousError
from omny.derived.graph import GraphView
from omny.model.atoms import Atom, AtomType, StoredAtom
from omny.model.edges import How
from omny.query import calls
from omny.query.documents import Document
from omny.query.lookup import matching_ids
from omny.query.naming import is_route
from omny.query.neighbours import Callees, Callers, neighbours
from omny.query.question import parse_question
from omny.query.registry import PRESENT
from omny.query.spelling import constructor_id
from omny.storage.port.records import Namesake


def answer_from_graph(view: GraphView, question: str, arguments: dict[str, Any]) -> Document | None:
    """The document that answers, but for its freshness; None where the graph does not know. Errors as `asked`, and
    AmbiguousError where the atom that is named can be several."""
    if question not in ("callers", "callees"):
        return None
    found = parse_question(PRESENT, question, arguments)
    assert isinstance(found, Callers | Callees)
    ids = _find_ids(view, found.atom)
    if len(ids) > 1:
        raise AmbiguousError("", found.atom, ids)
    if not ids:
        return None
    types = calls.choose_types(found.types, is_route=is_route(ids[0].partition("::")[2]))
    walk = view.callers if found.up else view.callees
    ends = [*ids, *_constructor(view, ids[0])] if found.up else ids
    rows = walk(ends, types=types, depth=found.depth, limit=calls.MAX_EDGES + 1)
    edges = [
        calls.CallEntry(
            row.source_id,
            row.target_id,
            row.edge_type,
            row.depth,
            How.HELD if row.held else "",
            row.source_id.partition("::")[0],
            [],
            row.held,
        )
        for row in rows[: calls.MAX_EDGES]
    ]
    truncated = len(rows) > calls.MAX_EDGES
    answer = calls.Calls(edges, {}, truncated)
    near, total = neighbours(answer, up=found.up, most=found.limit)
    results = [msgspec.to_builtins(msgspec.structs.replace(each, **_parse_id(each.id))) for each in near]
    whole = total + truncated
    return {"results": results, "total": whole, "truncated": whole > len(results), "atom": ids[0]}


def _find_ids(view: GraphView, named: str) -> list[str]:
    """The ids that a text can mean, by the one resolver of names."""
    return [each.id for each in matching_ids(_Names(view), named)]


class _Names:
    """Names of atoms from their ids: without lines, types or text."""

    def __init__(self, view: GraphView) -> None:
        self._ids: Any = view.digraph

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        return {id_: _bare_atom(id_) for id_ in ids if id_ in self._ids}

    def namesakes(self, name: str) -> list[Namesake]:
        return [Namesake(id_, "", False) for id_ in sorted(self._ids) if _parse_id(id_)["function_name"] == name]

    def in_file(self, path: str) -> list[StoredAtom]:
        return []

    def ledger_entry(self, path: str) -> None:
        return None

    def surface(self, hash: str, language: str, extractor: str) -> None:  # noqa: A002
        return None

    def find_publishers(self, name: str, most: int) -> list[str]:
        return []

    def search_paths(self, text: str) -> list[str]:
        return sorted({path for path in (id_.partition("::")[0] for id_ in self._ids) if text in path})


def _bare_atom(id_: str) -> StoredAtom:
    told = _parse_id(id_)
    atom = Atom(id_, told["file_path"], told["function_name"], 0, 0, AtomType.FUNCTION, "", "{}", "")
    return StoredAtom(atom, 0, "", "")


def _constructor(view: GraphView, id_: str) -> list[str]:
    own = constructor_id(id_)
    return [own] if own in view.digraph else []


def _parse_id(id_: str) -> dict[str, str]:
    """What an id says of its atom."""
    path, _, qualified_name = id_.partition("::")
    return {"file_path": path, "function_name": qualified_name.rpartition(".")[2].partition("~")[0]}
