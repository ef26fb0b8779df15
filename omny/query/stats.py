"""Figures of the code: how much of what there is, how it is spread, and what stands out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.query.answer import Answer, BriefAtom
from omny.query.question import Limit, Narrowed, View

if TYPE_CHECKING:
    from omny.query.index_snapshot import IndexSnapshot

FUNCTIONS = (AtomType.FUNCTION, AtomType.METHOD, AtomType.ARROW)

SHARES = (50, 90, 99)  # percentiles: the ordinary, the large, the exceptional


class ComplexFunction(BriefAtom, frozen=True, kw_only=True):
    """A function, with its complexity."""

    complexity: int
    lines_of_code: int


class LongFunction(BriefAtom, frozen=True, kw_only=True):
    """A function, with its length."""

    lines_of_code: int


class LargeFile(msgspec.Struct, frozen=True):
    """A file, with the number of its atoms."""

    path: str
    atoms: int


class FunctionCounts(msgspec.Struct, frozen=True, rename={"is_async": "async"}):
    """Numbers of functions, by sort."""

    total: int
    is_async: int
    generators: int
    exported: int
    documented: int
    in_tests: int
    called: int


class Spread(msgspec.Struct, frozen=True):
    """The mean and the percentiles (nearest rank) of some numbers."""

    mean: float
    p50: int
    p90: int
    p99: int
    most: int


class StatsAnswer(Answer, frozen=True, kw_only=True):
    """The most complex functions, and figures of the code."""

    results: list[ComplexFunction]
    files: int
    lines_of_code: int
    atoms: dict[str, int]  # by type
    edges: dict[str, int]  # by type
    outside_calls: int
    functions: FunctionCounts
    complexity: Spread
    lengths: Spread
    longest: list[LongFunction]
    largest_files: list[LargeFile]


class Stats(Narrowed, frozen=True, kw_only=True):
    """Figures of the code."""

    limit: Limit = 10

    def answer(self, view: View) -> StatsAnswer:
        """The figures; its results are the most complex functions."""
        whole = view.snapshot()
        asked = ("stats", tuple(self.types), self.path, self.tests, self.limit)
        found = whole.work_out(asked, lambda: self._count(view, whole))
        return msgspec.structs.replace(found, freshness=view.freshness(()))

    def _count(self, view: View, whole: IndexSnapshot) -> StatsAnswer:
        wanted = sorted(whole.select(self))
        every = [*whole.arrows(), *whole.list_dispatched(view.repository)]
        functions = [number for number in wanted if whole.atoms[number].type in FUNCTIONS]
        complexity = {number: whole.details[number].complexity for number in functions}
        lines = {number: whole.details[number].lines_of_code for number in functions}
        called = {target for _, target, type_ in every if type_ == EdgeType.CALL}
        among = set(wanted)
        edges = Counter(type_ for source, _, type_ in every if source in among)
        unresolved = sum(whole.details[number].outside for number in wanted)
        order = sorted(functions, key=lambda number: (-complexity[number], -lines[number], number))
        results = [
            ComplexFunction(**whole.brief_fields(number), complexity=complexity[number], lines_of_code=lines[number])
            for number in order[: self.limit]
        ]
        longest = sorted(functions, key=lambda number: (-lines[number], number))
        per_file = Counter(whole.atoms[number].file_path for number in wanted)
        files = sorted(per_file, key=lambda path: (-per_file[path], path))
        return StatsAnswer(
            results=results,
            freshness=view.freshness(()),
            total=len(functions),
            files=len(per_file),
            lines_of_code=sum(
                whole.details[number].lines_of_code for number in wanted if whole.atoms[number].type == AtomType.MODULE
            ),
            atoms=dict(sorted(Counter(str(whole.atoms[number].type) for number in wanted).items())),
            edges=dict(sorted(edges.items())),
            outside_calls=unresolved,
            functions=FunctionCounts(
                total=len(functions),
                is_async=sum(whole.details[number].is_async for number in functions),
                generators=sum(whole.details[number].is_generator for number in functions),
                exported=sum(whole.details[number].is_exported for number in functions),
                documented=sum(bool(whole.details[number].doc) for number in functions),
                in_tests=sum(whole.details[number].is_test for number in functions),
                called=sum(number in called for number in functions),
            ),
            complexity=_spread(list(complexity.values())),
            lengths=_spread(list(lines.values())),
            longest=[
                LongFunction(**whole.brief_fields(number), lines_of_code=lines[number])
                for number in longest[: self.limit]
            ],
            largest_files=[LargeFile(path, per_file[path]) for path in files[: self.limit]],
        )


def _spread(values: list[int]) -> Spread:
    ordered = sorted(values)
    if not ordered:
        return Spread(0.0, 0, 0, 0, 0)
    p50, p90, p99 = (ordered[max(0, -(-share * len(ordered) // 100) - 1)] for share in SHARES)
    return Spread(round(sum(ordered) / len(ordered), 2), p50, p90, p99, ordered[-1])
