"""The atoms that an expression of the filter language is true of."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from omny.base.errors import UsageError
from omny.query.answer import Answer, AtomEntry
from omny.query.filter.fields import KNOWN_FIELDS, Row, list_rows
from omny.query.filter.functions import Index
from omny.query.filter.grammar import parse
from omny.query.filter.plan import Plan, nearest
from omny.query.question import Limit, Narrowed, View


class QueryAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, by id or by the field of `sort`."""

    results: list[AtomEntry]
    expression: str


class Query(Narrowed, frozen=True, kw_only=True):
    """The atoms that an expression is true of; see docs/query.md."""

    expression: str
    sort: str = ""  # a field; numbers with the highest first
    limit: Limit = 100

    def answer(self, view: View) -> QueryAnswer:
        """The atoms by id, or by the field that they are to be sorted by."""
        plan = Plan(parse(self.expression), Index(view.repository, view.clock, view.snapshot if view.keep else None))
        order = _order(plan, self.sort)
        is_known = view.keep is not None and {*plan.asked, self.sort or "id"} <= KNOWN_FIELDS
        rows = plan.rows(every=(lambda: _list_every(view)) if is_known else None)
        found = [row for row in rows if self.wants(row.stored.atom.type, row.stored.atom.file_path, row.detail.is_test)]
        shown = [row.stored.atom.id for row in heapq.nsmallest(self.limit, found, key=order)]
        stored = view.repository.get_many(shown)
        results = [AtomEntry.of(stored[id_]) for id_ in shown]
        fresh = view.freshness(each.file_path for each in results)
        return QueryAnswer(results=results, freshness=fresh, total=len(found), expression=self.expression)


def _list_every(view: View) -> list[Row]:
    """All atoms, as a snapshot knows them."""
    whole = view.atoms_snapshot()
    return whole.work_out("rows", lambda: list_rows(whole))


def _order(plan: Plan, name: str) -> Callable[[Row], Any]:
    if not name:
        return lambda row: row.stored.atom.id
    field = plan.fields.get(name)
    if field is None or field.kind == "list":
        hint = nearest(name, [key for key, each in plan.fields.items() if each.kind != "list"])
        raise UsageError("read options", f"cannot sort by {name!r}", hint=hint)
    sign = -1 if field.kind in ("number", "flag") else 1
    return lambda row: (field.of(row) * sign, row.stored.atom.id)
