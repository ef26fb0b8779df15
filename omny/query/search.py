"""The question about words: which atoms are named so, speak of it, or are near to it in meaning."""

from __future__ import annotations

import re

from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.languages import has_bodies
from omny.model.atoms import StoredAtom
from omny.model.vectors import VectorWord
from omny.query.answer import Answer, AtomEntry
from omny.query.lookup import MAX_PATHS, file_paths, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import MAX_SUGGESTIONS, close_atoms, is_meant, nearest_names
from omny.query.question import Limit, Narrowed, View, keep_within
from omny.query.search_language import ParsedSearch, parse_search
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
    """The atoms, best first; those that filters alone name, by id."""

    results: list[AtomEntry]
    near: list[str] | UnsetType = UNSET  # similar names, where nothing has the name that is looked for
    unknown: list[str] | UnsetType = UNSET  # words that no atom has
    unchecked: int | UnsetType = UNSET  # atoms that have the words of a phrase, and whose source was not looked at
    bodies: bool | UnsetType = UNSET  # false where the words of bodies are not indexed
    vectors: VectorWord | UnsetType = UNSET  # what vectors did for the ranking, where they could have done something


class Search(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds, best first; `omny/query/search_language.py` says what a text can hold."""

    text: str = ""
    similar: str = ""  # an atom: those that are near to it in meaning, in place of a text
    limit: Limit = 20

    def answer(self, view: View) -> SearchAnswer:
        if self.similar:
            return self._find_similar(view)
        asked = parse_search(self.text)
        if not asked.words and not asked.has_filters and not self.is_narrowed:
            raise UsageError("search", "nothing to search for", hint="name words, a filter, or an atom that is similar")
        scope = asked.scope(self.scope)
        is_name = _PART_OF_NAME.search(asked.named.rstrip(".?!:")) is not None
        is_short = len(asked.named.split()) in range(2, _FEW_WORDS + 1) and not asked.phrases
        every = _find_named(view, asked.named) if is_name or is_short else []
        named = keep_within(view, every, scope)
        if is_name and every:
            return self._respond(view, Hits(named[: self.limit], len(named)))
        if asked.phrases or asked.not_phrases:
            return self._find_phrases(view, asked, scope)
        meaning = view.find_meaning() if is_sentence(asked.named) else None
        most = self.limit if meaning is None else max(self.limit, MOST_FUSED)
        hits = view.repository.search(asked.words, limit=most, scope=scope)
        word: VectorWord | UnsetType = UNSET
        if meaning is not None:
            from omny.query.hybrid import add_near  # here, since most searches are for names

            ranked, word = add_near(view, meaning, asked.words, hits, scope)
            hits = Hits(ranked, hits.total + len(ranked) - len(hits.atoms), hits.unknown)
        near: list[str] = []
        if asked.words and not (named or any(map(str.isspace, asked.words))):
            named, near = _find_close(view, asked.words, hits, scope)
        if named:
            known = {stored.atom.id for stored in hits.atoms}
            further = sum(stored.atom.id not in known for stored in named)
            first = {stored.atom.id: stored for stored in [*named, *hits.atoms]}
            hits = Hits(list(first.values()), hits.total + further, hits.unknown)
        is_missing = not hits.atoms or (hits.unknown and not any(map(str.isspace, asked.words)))
        if asked.words and is_missing and not near:
            near = nearest_names(view.repository, parse_name(asked.named, view.top))
        return self._respond(view, Hits(hits.atoms[: self.limit], hits.total, hits.unknown), near, word)

    def _find_phrases(self, view: View, asked: ParsedSearch, scope: SearchScope) -> SearchAnswer:
        """What has the words, and of these what has each phrase; see `omny/query/phrases.py`."""
        from omny.query.phrases import MAX_CHECKED, Phrases  # here, since most searches have no phrase

        hits = view.repository.search(asked.words, limit=MAX_CHECKED, scope=scope)
        phrases = Phrases(view.repository, None if view.is_past else view.root, asked.phrases, asked.not_phrases)
        found = phrases.filter(hits.atoms)
        unchecked = phrases.unchecked + hits.total - len(hits.atoms)
        shown = found[: self.limit]
        return SearchAnswer(
            results=[AtomEntry.of(stored) for stored in shown],
            freshness=view.freshness({*phrases.unread, *(stored.atom.file_path for stored in shown)}),
            total=len(found),
            unknown=hits.unknown or UNSET,
            unchecked=unchecked or UNSET,
            bodies=_say_bodies(view, shown),
        )

    def _respond(
        self, view: View, hits: Hits, near: list[str] | None = None, word: VectorWord | UnsetType = UNSET
    ) -> SearchAnswer:
        return SearchAnswer(
            results=[AtomEntry.of(stored) for stored in hits.atoms],
            freshness=view.freshness(stored.atom.file_path for stored in hits.atoms),
            total=hits.total,
            near=near or UNSET,
            unknown=hits.unknown or UNSET,
            bodies=_say_bodies(view, hits.atoms),
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
        found, word = rank_near(view, meaning, lambda asked: asked.near_atom(meant, FETCHED), self.scope)
        if word not in (VectorWord.USED, VectorWord.LATE):
            hint = Hint.of("{} says why; see docs/semantic.md", Command("status"))
            raise UsageError("search", f"there are no vectors to compare: {word}", hint=hint)
        atoms = [stored for _, stored in found if stored.atom.id != meant.id]
        fresh = view.freshness(stored.atom.file_path for stored in atoms[: self.limit])
        results = [AtomEntry.of(stored) for stored in atoms[: self.limit]]
        return SearchAnswer(results=results, freshness=fresh, total=len(atoms), vectors=word)


def _say_bodies(view: View, found: list[StoredAtom]) -> bool | UnsetType:
    """False where the words of bodies are not searched. The file of the first atom tells it, or else the settings."""
    entry = view.repository.ledger_entry(found[0].atom.file_path) if found else None
    if entry is not None:
        return UNSET if has_bodies(entry.extractor) else False
    from omny.base.config import load_settings  # here, since most searches find something

    return UNSET if load_settings(view.root).search_bodies else False


def _find_named(view: View, text: str) -> list[StoredAtom]:
    """The atoms that a text names as a whole (`shop/cart.py::Cart`, `class Cart`), or those of the file."""
    found = matching_atoms(view.repository, text, view.top)
    if not found:
        paths = file_paths(view.repository, parse_name(text, view.top), view.top)
        found = [stored for path in paths[:MAX_PATHS] for stored in view.repository.in_file(path)]
    return found


def _find_close(view: View, text: str, hits: Hits, scope: SearchScope) -> tuple[list[StoredAtom], list[str]]:
    """The atoms with names that differ from one name by a slip of the pen, if no atom has the name, and their ids: the
    nearest first. Words that the index has are what was meant."""
    if hits.atoms and not hits.unknown and is_meant((stored.atom.function_name for stored in hits.atoms), text):
        return [], []
    close = keep_within(view, close_atoms(view.repository, text), scope)
    return close, [stored.atom.id for stored in close][:MAX_SUGGESTIONS]


def is_sentence(text: str) -> bool:
    """Whether a text is one that vectors may know more of than its words; a name is not."""
    words = _WORD.findall(text)
    return len(words) >= MIN_SENTENCE_WORDS and not _CODE.search(text.replace("'s ", "s ").replace("n't", "nt"))
