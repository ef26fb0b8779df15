"""Atoms that call each other in a cycle: groups in which each atom reaches all others, with one cycle written out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from omny.model.atoms import StoredAtom
from omny.model.edges import EdgeType
from omny.query.answer import Answer, BriefAtom
from omny.query.basis import surest
from omny.query.calls import edge_sites
from omny.query.digraph import components, shortest_cycle
from omny.query.question import Limit, Narrowed, View

if TYPE_CHECKING:
    from omny.query.index_snapshot import IndexSnapshot

MAX_MEMBERS = 100
"""Atoms of a group that an answer names; its ring is whole."""

RING = (EdgeType.CALL,)
"""To pass a function by name, or to inherit, is no step of a ring: nothing runs by it."""


class CycleStep(msgspec.Struct, frozen=True):
    """A call of a ring."""

    source: str
    target: str
    path: str  # of the source
    line: int
    how: str  # exact, inferred, held
    basis: str


class CycleGroup(msgspec.Struct, frozen=True):
    """A group of atoms: each leads to all others."""

    size: int
    files: list[str]
    atoms: list[BriefAtom]
    cycle: list[CycleStep]  # a shortest ring


class CyclesAnswer(Answer, frozen=True, kw_only=True):
    """The groups, the largest first."""

    results: list[CycleGroup]
    recursive: list[BriefAtom]  # atoms that call themselves
    recursive_total: int


class Cycles(Narrowed, frozen=True, kw_only=True):
    """Groups of atoms that all reach each other, the largest first."""

    limit: Limit = 50

    def answer(self, view: View) -> CyclesAnswer:
        """The groups of those atoms by size, and the atoms that call themselves."""
        whole = view.snapshot()
        asked = ("cycles", tuple(self.types), self.path, self.tests)
        near, groups, recursive = whole.work_out(asked, lambda: _find_groups(whole, self))
        results = [_group(view, whole, near, group) for group in groups[: self.limit]]
        paths = {edge.source.partition("::")[0] for result in results for edge in result.cycle}
        return CyclesAnswer(
            results=results,
            freshness=view.freshness(paths),
            total=len(groups),
            recursive=[whole.brief(number) for number in recursive[: self.limit]],
            recursive_total=len(recursive),
        )


def _find_groups(whole: IndexSnapshot, asked: Narrowed) -> tuple[dict[int, list[int]], list[list[int]], list[int]]:
    """The calls among those atoms, the groups, and the atoms that call themselves."""
    among = whole.select(asked) if asked.is_narrowed else None
    near = whole.digraph(RING, among).successors
    recursive = [number for number, targets in near.items() if number in targets]
    return near, components(near), recursive


def _group(view: View, whole: IndexSnapshot, near: dict[int, list[int]], group: list[int]) -> CycleGroup:
    ring = shortest_cycle(near, group[0], set(group))
    ends = [(whole.atoms[source].id, whole.atoms[target].id) for source, target in pairwise([*ring, ring[0]])]
    callers = view.repository.get_many({source for source, _ in ends})
    return CycleGroup(
        size=len(group),
        files=sorted({whole.atoms[number].file_path for number in group})[:MAX_MEMBERS],
        atoms=[whole.brief(number) for number in group[:MAX_MEMBERS]],
        cycle=[_step(callers[source], target) for source, target in ends],
    )


def _step(caller: StoredAtom, called: str) -> CycleStep:
    sites = edge_sites(caller).get((called, EdgeType.CALL), [])
    how, basis = surest(sites)
    return CycleStep(
        source=caller.atom.id,
        target=called,
        path=caller.atom.file_path,
        line=min((site.line for site in sites), default=caller.atom.line),
        how=how,
        basis=basis,
    )
