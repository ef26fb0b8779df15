"""Atoms that call each other in a cycle: groups in which each atom reaches all others, with one cycle written out."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from omny.model.edges import EdgeType
from omny.query.answer import Answer, BriefAtom
from omny.query.basis import surest
from omny.query.calls import edge_sites
from omny.query.digraph import components, shortest_cycle
from omny.query.index_snapshot import IndexSnapshot
from omny.query.question import Limit, Narrowed, View

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
        whole = IndexSnapshot(view.repository)
        wanted = whole.select(self)
        near = whole.digraph(RING, wanted).successors
        groups = components(near)
        recursive = [number for number, targets in near.items() if number in targets]
        results = [_group(whole, near, group) for group in groups[: self.limit]]
        paths = {edge.source.partition("::")[0] for result in results for edge in result.cycle}
        return CyclesAnswer(
            results=results,
            freshness=view.freshness(paths),
            total=len(groups),
            recursive=[whole.brief(number) for number in recursive[: self.limit]],
            recursive_total=len(recursive),
        )


def _group(whole: IndexSnapshot, near: dict[int, list[int]], group: list[int]) -> CycleGroup:
    ring = shortest_cycle(near, group[0], set(group))
    return CycleGroup(
        size=len(group),
        files=sorted({whole.atoms[number].atom.file_path for number in group})[:MAX_MEMBERS],
        atoms=[whole.brief(number) for number in group[:MAX_MEMBERS]],
        cycle=[_step(whole, source, target) for source, target in pairwise([*ring, ring[0]])],
    )


def _step(whole: IndexSnapshot, source: int, target: int) -> CycleStep:
    caller, called = whole.atoms[source], whole.atoms[target].atom.id
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
