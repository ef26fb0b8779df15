"""Questions about all projects of a shared store.

Only names are compared: no import binds a call in one project to a function in another.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.query.answer import Answer, ProjectAtom
from omny.query.phrases import MAX_CHECKED, Phrases
from omny.query.question import Limit, Narrowed, Question, View
from omny.query.search_language import parse_search


class SearchEverywhereAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, best first."""

    results: list[ProjectAtom]
    alike: bool  # whether only similar names are found
    unchecked: int | UnsetType = UNSET  # atoms that have the words of a phrase, and whose source is not here


class CallersEverywhereAnswer(Answer, frozen=True, kw_only=True):
    """The atoms that call something of that name."""

    results: list[ProjectAtom]
    atom: str  # the name


class SearchEverywhere(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds in all projects, best first, each with its `project`."""

    text: str
    limit: Limit = 20

    def answer(self, view: View) -> SearchEverywhereAnswer:
        asked = parse_search(self.text)
        if not asked.words and not asked.has_filters and not self.is_narrowed:
            raise UsageError("search", "nothing to search for", hint="name words or a filter")
        has_phrases = bool(asked.phrases or asked.not_phrases)
        most = MAX_CHECKED if has_phrases else self.limit
        hits = view.repository.search_projects(asked.words, limit=most, scope=asked.scope(self.scope))
        atoms, total, unchecked = hits.atoms, hits.total, 0
        if has_phrases:
            phrases = Phrases(view.repository, None, asked.phrases, asked.not_phrases)
            atoms = [each for each in atoms if phrases.filter([each[1]])]
            unchecked = phrases.unchecked + total - len(hits.atoms)
            total = len(atoms)
        return SearchEverywhereAnswer(
            results=[ProjectAtom.of(stored, project=project) for project, stored in atoms[: self.limit]],
            freshness=view.freshness(()),
            total=total,
            alike=hits.alike,
            unchecked=unchecked or UNSET,
        )


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
