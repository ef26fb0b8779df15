"""The atoms that most others call, with how many they call themselves and how much leads to them in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.model.edges import EdgeType
from omny.query.answer import Answer, BriefAtom
from omny.query.digraph import Digraph, ranks
from omny.query.question import Limit, Narrowed, View

if TYPE_CHECKING:
    from omny.query.index_snapshot import IndexSnapshot


class Hub(BriefAtom, frozen=True, kw_only=True):
    """An atom that others call."""

    callers: int  # atoms that call it, itself apart
    callees: int
    page_rank: float


class HubsAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, the most called first."""

    results: list[Hub]


class Hubs(Narrowed, frozen=True, kw_only=True):
    """The atoms that most others call."""

    limit: Limit = 30

    def answer(self, view: View) -> HubsAnswer:
        """The called atoms by the number of their callers, then of PageRank, then by id. Calls of an atom by itself do
        not count; where only tests or no tests are asked for, calls by others do not, either."""
        whole = view.snapshot()
        graph, rank = whole.work_out(("hubs", self.tests), lambda: _rank(whole, self.tests))
        callers = {number: len(set(graph.predecessors[number]) - {number}) for number in whole.select(self)}
        hubs = sorted((n for n, count in callers.items() if count), key=lambda n: (-callers[n], -round(rank[n], 6), n))
        results = [
            Hub(
                **whole.brief_fields(number),
                callers=callers[number],
                callees=len(set(graph.successors[number]) - {number}),
                page_rank=round(rank[number], 6),
            )
            for number in hubs[: self.limit]
        ]
        return HubsAnswer(
            results=results, freshness=view.freshness(each.file_path for each in results), total=len(hubs)
        )


def _rank(whole: IndexSnapshot, tests: bool | None) -> tuple[Digraph, list[float]]:
    """The calls among all atoms, or among tests or the others, with the rank of each atom."""
    among = None
    if tests is not None:
        among = whole.tests if tests else set(range(len(whole.atoms))) - whole.tests
    graph = whole.digraph([EdgeType.CALL], among)
    return graph, ranks(graph)
