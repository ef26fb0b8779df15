"""Functions with the same body, word for word: white space and comments do not count, and their names may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from omny.model.atom_data import read_detail
from omny.model.atoms import TYPES_WITH_MEMBERS, VALUE_TYPES, AtomType
from omny.query.answer import Answer, BriefAtom, brief
from omny.query.index_snapshot import is_wanted
from omny.query.question import Limit, Narrowed, View

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom

_LEFT_OUT = TYPES_WITH_MEMBERS | VALUE_TYPES | {AtomType.MODULE}  # of what is in them, their hash knows only the names


class DuplicateGroup(msgspec.Struct, frozen=True):
    """Functions with one body."""

    lines: int  # of code, of each
    copies: int
    lines_too_many: int
    atoms: list[BriefAtom]


class DuplicatesAnswer(Answer, frozen=True, kw_only=True):
    """The groups, those with the most lines too many first."""

    results: list[DuplicateGroup]
    lines_too_many: int  # of all groups


class Duplicates(Narrowed, frozen=True, kw_only=True):
    """Functions with the same body."""

    lines: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 5  # of code, at least
    limit: Limit = 50

    def answer(self, view: View) -> DuplicatesAnswer:
        """Groups of equal functions, those first that hold the most lines too many."""
        groups: dict[tuple[str, int], list[StoredAtom]] = {}
        for stored in view.repository.atoms():
            if stored.atom.type in _LEFT_OUT:
                continue
            detail = read_detail(stored.atom.data)
            # The signature is part of the hash; its lines are part of the count, so equal bodies have equal counts.
            if detail.lines_of_code >= self.lines and is_wanted(self, stored, detail):
                groups.setdefault((detail.body_hash, detail.lines_of_code), []).append(stored)
        several = {key: atoms for key, atoms in groups.items() if len(atoms) > 1}
        order = sorted(several, key=lambda key: (-key[1] * (len(several[key]) - 1), several[key][0].atom.id))
        results: list[DuplicateGroup] = [
            DuplicateGroup(
                lines=key[1],
                copies=len(several[key]),
                lines_too_many=key[1] * (len(several[key]) - 1),
                atoms=[brief(stored) for stored in several[key]],
            )
            for key in order[: self.limit]
        ]
        paths = {each.file_path for result in results for each in result.atoms}
        return DuplicatesAnswer(
            results=results,
            freshness=view.freshness(paths),
            total=len(order),
            lines_too_many=sum(key[1] * (len(several[key]) - 1) for key in order),
        )
