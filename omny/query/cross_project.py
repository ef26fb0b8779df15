"""Questions about all projects of a shared store, of which the one that is asked in is only one.

A name says no more than a name here: no import binds a call in one project to a function in another.
"""

from __future__ import annotations

from typing import cast

from omny.base.errors import UsageError
from omny.query.documents import Document, answer_document, atom_document
from omny.query.question import Limit, Narrowed, Question, View
from omny.storage.port.across import AcrossSide


class SearchEverywhere(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds in all projects, best first, each with its `project`."""

    text: str
    limit: Limit = 20

    def answer(self, view: View) -> Document:
        hits = _across(view).search_projects(
            self.text, limit=self.limit, types=self.types, path_prefix=self.path, tests=self.tests
        )
        found = [{**atom_document(stored), "project": project} for project, stored in hits.atoms]
        return answer_document(found, view.freshness(()), total=hits.total, alike=hits.alike)


class CallersEverywhere(Question, frozen=True, kw_only=True):
    """Who in other projects calls something by the name of an atom of this one, or by any name: each with its `project`
    and the `name` that it uses."""

    atom: str
    limit: Limit = 100

    def answer(self, view: View) -> Document:
        name = self.atom.rpartition("::")[2]
        calls, total = _across(view).callers_across(name, limit=self.limit)
        found = [{**atom_document(call.caller), "project": call.project, "name": call.name} for call in calls]
        return answer_document(found, view.freshness(()), total=total, atom=name)


def _across(view: View) -> AcrossSide:
    """The store, where it knows other projects."""
    if not hasattr(view.repository, "search_projects"):
        hint = "one on a PostgreSQL server does: see docs/postgres.md"
        raise UsageError("answer", "this store knows no other projects", path=view.database, hint=hint)
    return cast(AcrossSide, view.repository)
