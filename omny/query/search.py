"""The question about words: which atoms are named so, speak of it, or are near to it in meaning."""

from __future__ import annotations

import re

from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.model.atoms import StoredAtom
from omny.model.vectors import VectorWord
from omny.query.answer import Answer, AtomEntry
from omny.query.lookup import MAX_PATHS, file_paths, is_test, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import Limit, Narrowed, View
from omny.storage.port.records import Hits, SearchScope

_PART_OF_NAME = re.compile(r"[/\\:.#()@]")
"""What a text has that names an atom or a file, and a question in words has not, its end apart."""

_FEW_WORDS = 3
"""Words of a text that can be the parts of a name: `class Cart`, `Cart price`."""

MIN_SENTENCE_WORDS = 3

MOST_FUSED = 50
"""Places of the ranking by words that are fused with those by vectors."""

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_CODE = re.compile(r"""[_/\\:;(){}\[\]<>=#"'`*]|\w\.\w|[a-z][A-Z]|\d""")
"""What names, places, filters and quoted phrases have, and sentences have not."""


class SearchAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, best first."""

    results: list[AtomEntry]
    near: list[str] | UnsetType = UNSET  # similar names, where nothing has the name that is looked for
    unknown: list[str] | UnsetType = UNSET  # words that no atom has
    vectors: VectorWord | UnsetType = UNSET  # what vectors did for the ranking, where they could have done something


class Search(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds, best first."""

    text: str = ""
    similar: str = ""  # an atom: those that are near to it in meaning, in place of a text
    limit: Limit = 20

    def answer(self, view: View) -> SearchAnswer:
        if self.similar:
            return self._find_similar(view)
        text = self.text.strip()
        is_name = _PART_OF_NAME.search(text.rstrip(".?!:")) is not None
        every = self._find_named(view) if is_name or len(text.split()) in range(2, _FEW_WORDS + 1) else []
        named = list(filter(self._wants_atom, every))
        if is_name and every:
            return self._respond(view, Hits(named[: self.limit], len(named)))
        scope = SearchScope(self.wanted_types, self.path, self.tests)
        meaning = view.find_meaning() if is_sentence(self.text) else None
        most = self.limit if meaning is None else max(self.limit, MOST_FUSED)
        hits = view.repository.search(self.text, limit=most, scope=scope)
        word: VectorWord | UnsetType = UNSET
        if meaning is not None:
            from omny.query.hybrid import add_near  # here, since most searches are for names

            ranked, word = add_near(view, meaning, self.text, hits.atoms, self._wants_atom)
            hits = Hits(ranked, hits.total + len(ranked) - len(hits.atoms), hits.unknown)
        if named:
            known = {stored.atom.id for stored in hits.atoms}
            further = sum(stored.atom.id not in known for stored in named)
            first = {stored.atom.id: stored for stored in [*named, *hits.atoms]}
            hits = Hits(list(first.values()), hits.total + further, hits.unknown)
        is_missing = not hits.atoms or (hits.unknown and not any(map(str.isspace, text)))
        near = nearest_names(view.repository, parse_name(self.text, view.top)) if text and is_missing else []
        return self._respond(view, Hits(hits.atoms[: self.limit], hits.total, hits.unknown), near, word)

    def _respond(
        self, view: View, hits: Hits, near: list[str] | None = None, word: VectorWord | UnsetType = UNSET
    ) -> SearchAnswer:
        return SearchAnswer(
            results=[AtomEntry.of(stored) for stored in hits.atoms],
            freshness=view.freshness(stored.atom.file_path for stored in hits.atoms),
            total=hits.total,
            near=near or UNSET,
            unknown=hits.unknown or UNSET,
            vectors=word,
        )

    def _find_similar(self, view: View) -> SearchAnswer:
        if self.text:
            raise UsageError("search", "a text and an atom cannot both be searched for", hint="leave one of them out")
        atom = view.resolve_atom(self.similar).stored
        meaning = view.find_meaning()
        if meaning is None:
            raise UsageError("search", "vectors are switched off", hint="see docs/semantic.md")
        from omny.query.hybrid import FETCHED, rank_near  # here, as above

        meant = atom.atom
        found, word = rank_near(view, meaning, lambda asked: asked.near_atom(meant, FETCHED), self._wants_atom)
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
        return found


def is_sentence(text: str) -> bool:
    """Whether a text is one that vectors may know more of than its words; a name is not."""
    words = _WORD.findall(text)
    return len(words) >= MIN_SENTENCE_WORDS and not _CODE.search(text.replace("'s ", "s ").replace("n't", "nt"))
