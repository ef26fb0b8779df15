"""Questions about all projects of a shared store.

Only names are compared: no import binds a call in one project to a function in another.
"""

from __future__ import annotations

from omny.query.answer import Answer, ProjectAtom
from omny.query.question import Limit, Narrowed, Question, View
from omny.storage.port.records import SearchScope


class SearchEverywhereAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, best first."""

    results: list[ProjectAtom]
    alike: bool  # whether only similar names are found


class CallersEverywhereAnswer(Answer, frozen=True, kw_only=True):
    """The atoms that call something of that name."""

    results: list[ProjectAtom]
    atom: str  # the name


class SearchEverywhere(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds in all projects, best first, each with its `project`."""

    text: str
    limit: Limit = 20

    def answer(self, view: View) -> SearchEverywhereAnswer:
        scope = SearchScope(self.wanted_types, self.path, self.tests)
        hits = view.repository.search_projects(self.text, limit=self.limit, scope=scope)
        found = [ProjectAtom.of(stored, project=project) for project, stored in hits.atoms]
        return SearchEverywhereAnswer(results=found, freshness=view.freshness(()), total=hits.total, alike=hits.alike)


class CallersEverywhere(Question, frozen=True, kw_only=True):
    """Who in other projects calls something by the name of an atom of this one, or by any name: each with its `project`
    and the `name` that it uses."""

    atom: str
    limit: Limit = 100

    def answer(self, view: View) -> CallersEverywhereAnswer:
        name = self.atom.rpartition("::")[2]
        calls, total = view.repository.callers_across(name, limit=self.limit)
        found = [ProjectAtom.of(call.caller, project=call.project, name=call.name) for call in calls]
        return CallersEverywhereAnswer(results=found, freshness=view.freshness(()), total=total, atom=name)
