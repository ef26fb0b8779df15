"""Calls of names outside of the index: libraries, built-ins, and methods of unknown receivers.

Imports qualify a name: `get` after `from requests import get` is `requests.get`. A call on an unknown receiver is named
as written: `connection.cursor`, `?.join`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType

from omny.model.atom_data import read_detail
from omny.model.atoms import StoredAtom
from omny.query.answer import Answer, brief_fields
from omny.query.index_snapshot import is_wanted
from omny.query.nearest import MAX_SUGGESTIONS
from omny.query.question import Limit, Narrowed, View
from omny.query.spelling import spelling

MAX_EXAMPLES = 3  # callers that stand for all: enough to see what a name is

_IN_PARTS = re.compile(r"[()\[\]]")

_UNKNOWN = "?"
"""The beginning of a chain on something unknown."""


class ExternalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An atom that calls something outside by `names`; or, where no name was asked for, a name with its callers."""

    id: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    file_path: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    held: int | UnsetType = UNSET
    names: list[str] | UnsetType = UNSET
    name: str | UnsetType = UNSET
    callers: int | UnsetType = UNSET
    examples: list[str] | UnsetType = UNSET  # ids of callers


class ExternalAnswer(Answer, frozen=True, kw_only=True):
    """Callers by id, or names by the number of their callers."""

    results: list[ExternalEntry]
    name: str | UnsetType = UNSET
    names: dict[str, int] | UnsetType = UNSET  # what the name means: callers by name
    near: list[str] | UnsetType = UNSET  # similar names, where nobody calls it


class External(Narrowed, frozen=True, kw_only=True):
    """What is called that the index does not hold: who calls it, or without a name what is called most."""

    name: str = ""
    limit: Limit = 50

    def answer(self, view: View) -> ExternalAnswer:
        """Who calls what the name means: the name itself, what lies below it, or without a dot also what ends in it.
        Without a name, the outside names that most atoms call."""
        by_name: dict[str, list[str]] = {}
        for row in view.repository.unresolved_calls():
            if _is_meant(self.name, row.name, row.last):
                by_name.setdefault(row.name, []).append(row.source_id)
        atoms = view.repository.get_many({id_ for callers in by_name.values() for id_ in callers})
        details = {id_: read_detail(stored.atom.data) for id_, stored in atoms.items()}
        wanted = {id_ for id_, stored in atoms.items() if is_wanted(self, stored, details[id_])}
        left = {name: [id_ for id_ in callers if id_ in wanted] for name, callers in by_name.items()}
        left = {name: callers for name, callers in left.items() if callers}
        if self.name:
            users: dict[str, list[str]] = {}
            for name, callers in left.items():
                for id_ in callers:
                    users.setdefault(id_, []).append(name)
            results = [_caller(atoms[id_], users[id_]) for id_ in sorted(users)[: self.limit]]
            names = {name: len(callers) for name, callers in sorted(left.items())}
            fresh = view.freshness(atoms[id_].atom.file_path for id_ in sorted(users)[: self.limit])
            near = [] if by_name else _near(view, self.name)
            return ExternalAnswer(
                results=results, freshness=fresh, total=len(users), name=self.name, names=names, near=near
            )
        order = sorted(left, key=lambda name: (-len(left[name]), name))
        results = [
            ExternalEntry(name=name, callers=len(left[name]), examples=left[name][:MAX_EXAMPLES])
            for name in order[: self.limit]
        ]
        return ExternalAnswer(results=results, freshness=view.freshness(()), total=len(order))


def outside_names(names: Sequence[str]) -> list[str]:
    """Of the outside names of an atom those that an import qualifies. A name without a dot is a built-in, or a value
    that was passed in; one with a call in it is a member of something unknown."""
    return [name for name in names if "." in name and not _IN_PARTS.search(name) and _is_meant("", name, "")]


def _caller(stored: StoredAtom, names: list[str]) -> ExternalEntry:
    fields = brief_fields(stored)
    return ExternalEntry(**fields | {"held": fields["held"] or UNSET}, names=sorted(names))


def _near(view: View, name: str) -> list[str]:
    """The outside names that are most like one that nobody calls."""
    from difflib import get_close_matches  # here, since a name that is called asks for no other

    known = sorted({row.name for row in view.repository.unresolved_calls() if _is_meant("", row.name, row.last)})
    return get_close_matches(name, known, n=MAX_SUGGESTIONS)


def _is_meant(asked: str, name: str, last: str) -> bool:
    if not asked:
        first = name.partition(".")[0]
        return first != _UNKNOWN and first not in spelling().receivers  # these are of the tree, or nobody knows whose
    return name == asked or name.startswith(f"{asked}.") or ("." not in asked and last == asked)
