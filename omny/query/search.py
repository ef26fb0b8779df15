"""The question about names: which atoms have these words."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from omny.model.atoms import StoredAtom
from omny.query.answer import Answer, AtomEntry
from omny.query.lookup import MAX_PATHS, file_paths, is_test, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import Limit, Narrowed, View
from omny.storage.port.records import SearchScope


class SearchAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, best first."""

    results: list[AtomEntry]
    near: list[str] | UnsetType = UNSET  # similar names, where nothing is found


class Search(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds, best first."""

    text: str
    limit: Limit = 20

    def answer(self, view: View) -> SearchAnswer:
        scope = SearchScope(self.wanted_types, self.path, self.tests)
        hits = view.repository.search(self.text, limit=self.limit, scope=scope)
        found, total = hits.atoms, hits.total
        near: list[str] = []
        if not found and self.text.strip():
            every = self._find_named(view)
            found, total = every[: self.limit], len(every)
            near = [] if found else nearest_names(view.repository, parse_name(self.text, view.top))
        fresh = view.freshness(stored.atom.file_path for stored in found)
        results = [AtomEntry.of(stored) for stored in found]
        return SearchAnswer(results=results, freshness=fresh, total=total, near=near or UNSET)

    def _find_named(self, view: View) -> list[StoredAtom]:
        """The atoms that the text names as a whole (`shop/cart.py::Cart`, `class Cart`), or those of the file."""
        found = matching_atoms(view.repository, self.text, view.top)
        if not found:
            paths = file_paths(view.repository, parse_name(self.text, view.top), view.top)
            found = [stored for path in paths[:MAX_PATHS] for stored in view.repository.in_file(path)]
        return [stored for stored in found if self.wants(stored.atom.type, stored.atom.file_path, is_test(stored))]
