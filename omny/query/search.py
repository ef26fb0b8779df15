"""The question about names: which atoms have these words, or are near to them in meaning."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.model.atoms import StoredAtom
from omny.model.vectors import VectorWord
from omny.query.answer import Answer, AtomEntry
from omny.query.hybrid import FETCHED, SEEN, fuse, rank_near, weigh_vectors
from omny.query.lookup import MAX_PATHS, file_paths, is_test, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import Limit, Narrowed, View
from omny.storage.port.records import SearchScope


class SearchAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, best first."""

    results: list[AtomEntry]
    near: list[str] | UnsetType = UNSET  # similar names, where nothing is found
    vectors: VectorWord | UnsetType = UNSET  # what vectors did for the ranking, where they could have done something


class Search(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds, best first."""

    text: str = ""
    similar: str = ""  # an atom: those that are near to it in meaning, in place of a text
    limit: Limit = 20

    def answer(self, view: View) -> SearchAnswer:
        if self.similar:
            return self._find_similar(view)
        scope = SearchScope(self.wanted_types, self.path, self.tests)
        weight = weigh_vectors(self.text) if view.meaning is not None else 0.0
        most = max(self.limit, SEEN) if weight else self.limit
        hits = view.repository.search(self.text, limit=most, scope=scope)
        found, total = hits.atoms, hits.total
        near: list[str] = []
        word: VectorWord | UnsetType = UNSET
        if weight:
            nearest, word = rank_near(view, lambda meaning: meaning.near_text(self.text, FETCHED), self._wants_atom)
            found, total = _fuse_atoms(found, nearest[:SEEN], weight, total)
            found = found[: self.limit]
        if not found and self.text.strip():
            every = self._find_named(view)
            found, total = every[: self.limit], len(every)
            near = [] if found else nearest_names(view.repository, parse_name(self.text, view.top))
        fresh = view.freshness(stored.atom.file_path for stored in found)
        results = [AtomEntry.of(stored) for stored in found]
        return SearchAnswer(results=results, freshness=fresh, total=total, near=near or UNSET, vectors=word)

    def _find_similar(self, view: View) -> SearchAnswer:
        if self.text:
            raise UsageError("search", "a text and an atom cannot both be searched for", hint="leave one of them out")
        atom = view.resolve_atom(self.similar).stored
        if view.meaning is None:
            raise UsageError("search", "vectors are switched off", hint="see docs/semantic.md")
        meant = atom.atom
        found, word = rank_near(view, lambda meaning: meaning.near_atom(meant, FETCHED), self._wants_atom)
        if word not in (VectorWord.USED, VectorWord.LATE):
            hint = Hint.of("{} says why; see docs/semantic.md", Command("status"))
            raise UsageError("search", f"there are no vectors to compare: {word}", hint=hint)
        found = [stored for stored in found if stored.atom.id != meant.id]
        fresh = view.freshness(stored.atom.file_path for stored in found[: self.limit])
        results = [AtomEntry.of(stored) for stored in found[: self.limit]]
        return SearchAnswer(results=results, freshness=fresh, total=len(found), vectors=word)

    def _wants_atom(self, stored: StoredAtom) -> bool:
        return self.wants(stored.atom.type, stored.atom.file_path, is_test(stored))

    def _find_named(self, view: View) -> list[StoredAtom]:
        """The atoms that the text names as a whole (`shop/cart.py::Cart`, `class Cart`), or those of the file."""
        found = matching_atoms(view.repository, self.text, view.top)
        if not found:
            paths = file_paths(view.repository, parse_name(self.text, view.top), view.top)
            found = [stored for path in paths[:MAX_PATHS] for stored in view.repository.in_file(path)]
        return list(filter(self._wants_atom, found))


def _fuse_atoms(
    by_words: list[StoredAtom], by_vectors: list[StoredAtom], weight: float, total: int
) -> tuple[list[StoredAtom], int]:
    """Both rankings as one, and how many there are in all."""
    atoms = {stored.atom.id: stored for stored in (*by_words, *by_vectors)}
    order = fuse([stored.atom.id for stored in by_words], [stored.atom.id for stored in by_vectors], weight)
    rest = [stored.atom.id for stored in by_words[SEEN:]]
    ranked = list(dict.fromkeys((*order, *rest)))
    return [atoms[id_] for id_ in ranked], total + len(atoms) - len(by_words)
