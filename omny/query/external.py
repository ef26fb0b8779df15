"""Calls of names outside of the index: libraries, built-ins, and methods of unknown receivers.

Imports qualify a name: `get` after `from requests import get` is `requests.get`. A call on an unknown receiver is named
as written: `connection.cursor`, `?.join`.
"""

from __future__ import annotations

from omny.model.atom_data import read_detail
from omny.query.documents import Document, answer_document
from omny.query.index_snapshot import brief, is_wanted
from omny.query.nearest import MAX_SUGGESTIONS
from omny.query.question import Limit, Narrowed, View
from omny.query.spelling import spelling

MAX_EXAMPLES = 3  # callers that stand for all: enough to see what a name is

_UNKNOWN = "?"
"""The beginning of a chain on something unknown."""


class External(Narrowed, frozen=True, kw_only=True):
    """What is called that the index does not hold: who calls it, or without a name what is called most."""

    name: str = ""
    limit: Limit = 50

    def answer(self, view: View) -> Document:
        return _answer(view, self)


def _answer(view: View, asked: External) -> Document:
    """Who calls what the name means: the name itself, what lies below it, or without a dot also what ends in it.
    Without a name, the outside names that most atoms call."""
    by_name: dict[str, list[str]] = {}
    for row in view.repository.unresolved():
        if _is_meant(asked.name, row.name, row.last):
            by_name.setdefault(row.name, []).append(row.source_id)
    atoms = view.repository.get_many({id_ for callers in by_name.values() for id_ in callers})
    details = {id_: read_detail(stored.atom.data) for id_, stored in atoms.items()}
    wanted = {id_ for id_, stored in atoms.items() if is_wanted(asked, stored, details[id_])}
    left = {name: [id_ for id_ in callers if id_ in wanted] for name, callers in by_name.items()}
    left = {name: callers for name, callers in left.items() if callers}
    if asked.name:
        users: dict[str, list[str]] = {}
        for name, callers in left.items():
            for id_ in callers:
                users.setdefault(id_, []).append(name)
        results = [{**brief(atoms[id_]), "names": sorted(users[id_])} for id_ in sorted(users)[: asked.limit]]
        names = {name: len(callers) for name, callers in sorted(left.items())}
        fresh = view.freshness(each["file_path"] for each in results)
        near = [] if by_name else _near(view, asked.name)
        return answer_document(results, fresh, total=len(users), name=asked.name, names=names, near=near)
    order = sorted(left, key=lambda name: (-len(left[name]), name))
    results = [
        {"name": name, "callers": len(left[name]), "examples": left[name][:MAX_EXAMPLES]}
        for name in order[: asked.limit]
    ]
    return answer_document(results, view.freshness(()), total=len(order))


def _near(view: View, name: str) -> list[str]:
    """The outside names that are most like one that nobody calls."""
    from difflib import get_close_matches  # here, since a name that is called asks for no other

    known = sorted({row.name for row in view.repository.unresolved() if _is_meant("", row.name, row.last)})
    return get_close_matches(name, known, n=MAX_SUGGESTIONS)


def _is_meant(asked: str, name: str, last: str) -> bool:
    if not asked:
        first = name.partition(".")[0]
        return first != _UNKNOWN and first not in spelling().receivers  # these are of the tree, or nobody knows whose
    return name == asked or name.startswith(f"{asked}.") or ("." not in asked and last == asked)
