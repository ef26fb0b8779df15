"""The atoms that most others call, with how many they call themselves and how much leads to them in the end."""

from __future__ import annotations

from omny.model.edges import EdgeType
from omny.query.answer import Answer, BriefAtom
from omny.query.digraph import ranks
from omny.query.index_snapshot import IndexSnapshot
from omny.query.question import Limit, Narrowed, View


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
        whole = IndexSnapshot(view.repository)
        among = {
            number for number, detail in enumerate(whole.details) if self.tests is None or self.tests == detail.is_test
        }
        graph = whole.digraph([EdgeType.CALL], among)
        rank = ranks(graph)
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
