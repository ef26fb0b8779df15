"""Classes that SQLAlchemy maps: relations by the name of a class, and queries whose rows are objects of a class.

`select(User)` holds objects of `User`, and a session passes on what its statement holds (`values.py`). What a session
makes of a class itself, `session.query(User)`, is asked of the class: under `ROWS` a mapped class has its objects. The
head `&*User` stands for them where a base of the class is the library's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.scopes import Binding, Value
from omny.languages.python.frameworks import MAPPED_BASES, ROWS
from omny.languages.python.models import find_origins, list_fields
from omny.languages.python.places import FOUND_BY, Given, find_argument, read_string
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Defined

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_RELATION = "relationship"
_QUERY = "query"  # what a class of Flask-SQLAlchemy has


def note_mapped(walk: FixtureWalk) -> None:
    """Notes the objects and the relations of classes that may be mapped: all with bases."""
    nodes = {each.node.end_byte: each.node for each in walk._brackets if each.kind == "define.class"}
    module = walk.tree.module
    for qualname, scope in walk._members:
        draft = walk.drafts[scope.owner]
        if not draft.bases or qualname in walk.delegates:
            continue
        rows: list[Binding] = [Value(f"&*{qualname}", module)]
        scope.names.setdefault(ROWS, rows)
        if any(base.endswith(" Model") for base in draft.bases):
            scope.names.setdefault(_QUERY, rows)
        walk.surface.setdefault(FOUND_BY, []).append(f"={draft.name}")
        node = nodes.get(draft.end)
        for field, call, _ in list_fields(walk, draft, node) if _RELATION.encode() in walk.source else ():
            target = _find_target(walk, call)
            if target:
                several = (
                    [] if "uselist=False" in walk.text(call).replace(" ", "") else [Value(f"*{target} ()", module)]
                )
                related: list[Binding] = [*several, Value(f"{target} ()", module)]
                scope.names[field] = related


def _find_target(walk: FixtureWalk, call: Node) -> str:
    """The chain of the class that a relation leads to; "" where the call is none."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or walk.text(function).rpartition(".")[2] != _RELATION:
        return ""
    first = find_argument(walk, arguments, "argument")
    text = walk.text(first) if first is not None else ""
    name = read_string(text).rpartition(".")[2] if first is not None and first.type == "string" else text
    if not name.isidentifier():
        return ""
    return name if name in walk.tree.module.names else f"&={name}"


def find_rows(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The objects of a class of a file, if it is mapped."""
    is_mapped = any(base.startswith(MAPPED_BASES) for base in find_origins(evaluator, Defined(path, name)))
    return [(path, f"*@{name} ()")] if is_mapped else []
