"""The questions about the neighbours of an atom in the call graph."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from omny.model.atoms import AtomType, StoredAtom
from omny.model.edges import EdgeType
from omny.query import calls
from omny.query.answer import AtomEntry, NamedAnswer, Unlisted
from omny.query.lookup import ResolvedName, matching_ids
from omny.query.question import Depth, Limit, Question, View, check_types
from omny.query.unlisted import unlisted_callees, unlisted_callers

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """An atom at the far end of edges. One outside of the index has an id and edges only."""

    id: str
    file_path: str | UnsetType = UNSET
    function_name: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    end_line: int | UnsetType = UNSET
    type: str | UnsetType = UNSET
    signature: str | UnsetType = UNSET
    version: int | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    held: int | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET
    edges: list[calls.CallEntry]


class NeighboursAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The atoms at the far ends, nearest first."""

    results: list[Neighbour]
    atom: str  # the id of the atom asked for, or a name outside of the index


def neighbours(answer: calls.Calls, *, up: bool, most: int) -> tuple[list[Neighbour], int]:
    """The first `most` atoms at the far end of an answer's edges, nearest first, each with its edges; and how many
    there are in all."""
    by_end: dict[str, list[calls.CallEntry]] = {}
    for call in answer.calls:
        by_end.setdefault(call.source if up else call.target, []).append(call)
    found = []
    for id_, edges in islice(by_end.items(), most):
        stored = answer.atoms.get(id_)
        if stored is None:
            found.append(Neighbour(id=id_, edges=edges))
            continue
        entry = AtomEntry.of(stored)
        fields = {name: getattr(entry, name) for name in AtomEntry.__struct_fields__}
        found.append(Neighbour(**fields | {"held": entry.held or UNSET}, edges=edges))
    return found, len(by_end) + answer.hidden


class _Graph(Question, frozen=True, kw_only=True):
    up: ClassVar[bool]  # whether towards the callers

    atom: str
    depth: Depth = 1
    possible: bool = False  # also what only the name speaks for
    types: tuple[str, ...] = ()  # of edges; "all" means each, none the calls
    limit: Limit = 100

    def answer(self, view: View) -> NeighboursAnswer:
        check_types(self.types, [*EdgeType, "all"])
        title, found, meant = self._find_edges(view)
        types = self._choose_types(meant)
        results, total = neighbours(found, up=self.up, most=self.limit)
        paths = {edge.path for each in results for edge in each.edges if edge.path}
        paths |= {title.partition("::")[0]} if "::" in title else set()
        paths |= {each.file_path for each in results if each.file_path is not UNSET}
        told = (
            {
                **meant.document_fields,
                **self._find_unlisted(view.repository, meant.stored, found.ids, types).document_fields,
            }
            if meant
            else {}
        )
        return NeighboursAnswer(
            results=results, freshness=view.freshness(paths), total=total + found.truncated, atom=title, **told
        )

    def _find_unlisted(
        self, repository: AtomRepository, stored: StoredAtom, ids: Sequence[str], types: Collection[str]
    ) -> Unlisted:
        if self.up:
            return unlisted_callers(repository, stored, ids, types, possible=self.possible)
        return unlisted_callees(repository, stored, types, possible=self.possible)

    def _choose_types(self, meant: ResolvedName | None) -> Collection[str]:
        is_route = meant is not None and meant.stored.atom.type == AtomType.ROUTE
        return calls.choose_types(self.types, is_route=is_route)

    def _find_edges(self, view: View) -> tuple[str, calls.Calls, ResolvedName | None]:
        """The name of the atom, its edges, and the atom, where it is none from outside of the index."""
        repository = view.repository
        if self.up and not matching_ids(repository, self.atom, view.top):
            external = calls.external_callers(repository, self.atom)
            if external.calls:
                return f"{self.atom} (outside of the index)", external, None
        meant = view.resolve_called(self.atom)
        ask, types = calls.callers if self.up else calls.callees, self._choose_types(meant)
        found = ask(repository, meant.stored, depth=self.depth, types=types, possible=self.possible, most=self.limit)
        return meant.stored.atom.id, found, meant


class Callers(_Graph, frozen=True, kw_only=True):
    """Who calls an atom, with the places where that happens."""

    up = True


class Callees(_Graph, frozen=True, kw_only=True):
    """Whom an atom calls, with the places where that happens."""

    up = False
