"""The search, the same for every backend: names first, then atoms by the rank of their text.

A backend gives lists: of atoms by their names, and of atoms by a term of the ranked index.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import msgspec

from omny.model.atoms import StoredAtom
from omny.storage.port.ranking import (
    MAX_KEPT,
    MAX_SELECTED,
    Candidate,
    Key,
    count_pieces,
    order,
    query_stems,
    whole_names,
)
from omny.storage.port.records import EVERYTHING, Hits, SearchScope
from omny.storage.port.search_text import SearchText, search_text
from omny.storage.sql.answers import AnswersReader

if TYPE_CHECKING:
    from omny.storage.port.selection import Postings, Selection
    from omny.storage.sql.posting_cache import PostingCache
    from omny.storage.sql.terms import Tokenizer

MAX_BEGINNINGS = 200
"""Atoms whose names begin with the text."""

EVERY = 1_000_000_000
"""More atoms than any index has."""

FIRST_WEIGHED = 60
"""Atoms beyond those that are asked for, whose text is weighed first."""

ROUNDED = 1e-6
"""More than what is lost by rounding a score."""

SMALL = 4_000
"""Atoms of an index whose lists are read for all related stems at once: none of them is long."""

BEGINS_SO = 2
"""The place of a name that only begins with the text."""

Named = list[tuple[int, int]]
"""Numbers of atoms, each with its place: 0 where the text is the name, 1 where it is but for case and underscores."""


class Chosen(msgspec.Struct, frozen=True):
    """A scope, with what the index knows of it."""

    scope: SearchScope
    paths: list[str] | None  # of its files; None for all
    required: set[int] | None  # the atoms with all words that have to be there; None where none has to
    excluded: frozenset[int]  # the atoms that have what is excluded

    def leave(self, numbers: Collection[int], within: Callable[[Collection[int], Chosen], set[int]]) -> Collection[int]:
        """Those of the atoms that are in the scope. `within` says it of types and files."""
        if self.scope == EVERYTHING:
            return numbers
        return [
            number
            for number in within(numbers, self)
            if number not in self.excluded and (self.required is None or number in self.required)
        ]


class RankedReader(AnswersReader):
    """`search`; the port says what it means."""

    _tokenizer: Tokenizer
    _postings_kept: PostingCache | None = None  # of the generation that was searched last

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        with self.reading():
            keys, total, unknown = self._find(text, limit, scope)
            atoms = self.get_many([key[-1] for key in keys])
        return Hits([atoms[key[-1]] for key in keys], total, unknown, [-key[3] for key in keys])

    def ids_within(self, ids: Collection[str], scope: SearchScope) -> set[str]:
        with self.reading():
            known: dict[int, str] = dict(self._rows(self._sql.numbers_of_ids, ids=self._list(ids)))
            wanted = self._choose(scope).leave(known, self._within)
        return {known[number] for number in wanted}

    def by_words(self, text: str) -> list[StoredAtom]:
        with self.reading():
            return self._atoms(self._sql.by_numbers, numbers=self._list(self._having_words(text)))

    def _find(self, text: str, limit: int, scope: SearchScope) -> tuple[list[Key], int, list[str]]:
        """What the best atoms are ordered by, their ids at the end; how many there are; and words that none has."""
        from omny.storage.port.selection import Selection  # here and below, since only a search asks

        query = search_text(text)
        chosen = self._choose(scope)
        if not query.text:
            return self._list_scope(chosen, limit) if scope != EVERYTHING else ([], 0, [])
        kept_lists = self._keep_postings()
        selection = Selection(kept_lists.atoms)
        unknown: list[str] = []
        whole = whole_names(query.text)
        for stem, word in query_stems(query.text, self._tokenizer.stems).items():
            if not self._select(selection, stem, chosen, kept_lists) and word not in whole:
                unknown.append(word)
        pieces = count_pieces(query.text, self._tokenizer.stems)
        if not pieces:
            self._relate(selection, query.text, kept_lists)
        places: dict[int, int] = {}
        for number, place in self._find_named(query):
            places[number] = min(place, places.get(number, place))
        if scope != EVERYTHING:  # first of all: what is elsewhere is no reason to leave out what is not
            wanted = set(chosen.leave(selection.numbers() | places.keys(), self._within))
            selection.keep(wanted)
            places = {number: place for number, place in places.items() if number in wanted}
        if pieces:
            selection.keep_named(pieces)
        rough = selection.rough()
        for number in places:
            rough.pop(number, None)
        total = len(rough) + len(places)
        if not total and query.match and not scope.required:
            beginning = chosen.leave(self._find_beginning(query, chosen), self._within)
            places = dict.fromkeys(beginning, BEGINS_SO)
            total = len(places)
        return self._order(selection, rough, places, max(limit, 1)), total, unknown

    def _order(self, selection: Selection, rough: dict[int, float], places: dict[int, int], limit: int) -> list[Key]:
        """What the best `limit` atoms are ordered by: those with a place, and those with a rough score. Few of the
        others are looked at: a rough score says how high the score can be."""
        from omny.storage.port.selection import MOST_GAIN, pick_best

        kept, tied = pick_best(rough, max(MAX_KEPT, limit))
        kept += self._first(tied, max(MAX_KEPT, limit)) if tied else []
        first = limit + FIRST_WEIGHED
        keys = self._weigh(selection, [*places, *kept[:first]], places)[:limit]
        if rest := kept[first:]:
            least = -keys[-1][3] if len(keys) == limit else 0.0
            if keys[-1][0] == 2 or len(keys) < limit:
                rest = [number for number in rest if rough[number] * MOST_GAIN + ROUNDED >= least]
                keys = sorted(keys + self._weigh(selection, rest, places))[:limit]
        return keys

    def _weigh(self, selection: Selection, numbers: Collection[int], places: dict[int, int]) -> list[Key]:
        candidates = self._candidates(numbers)
        return sorted(
            order(each, min(places.get(each.number, 2), 2), places.get(each.number) == BEGINS_SO, score)
            for each, score in zip(candidates, selection.score(candidates), strict=True)
        )

    def _keep_postings(self) -> PostingCache:
        """The lists that were read of this generation."""
        from omny.storage.sql.posting_cache import PostingCache

        meta = self.meta()
        state = (meta.uuid, meta.generation)
        if self._postings_kept is None or self._postings_kept.state != state:
            self._postings_kept = PostingCache(state, self.atom_total())
        return self._postings_kept

    def _choose(self, scope: SearchScope) -> Chosen:
        """The scope, with what the index knows of it."""
        paths: list[str] | None = None
        if scope.is_of_files:
            from omny.base.globs import longest_fixed  # here, since most searches name no file

            fixed = longest_fixed(scope.paths[0]) if len(scope.paths) == 1 else ""
            rows = self._rows(self._sql.files_holding, text=fixed)
            paths = [path for path, language in rows if scope.has_file(path, language)]
        required = [self._having_all(text) for text in scope.required]
        excluded = [self._having_all(text) for text in scope.excluded]
        return Chosen(
            scope, paths, set.intersection(*required) if required else None, frozenset[int]().union(*excluded)
        )

    def _select(self, selection: Selection, stem: str, chosen: Chosen, kept: PostingCache) -> bool:
        """Adds the atoms that have one stem. Whether any atom of the index has it. If there are more than it selects,
        those of the scope are looked for among all of them."""
        from omny.storage.port.selection import take_strongest

        postings = kept.get(stem, self._take_strongest)
        if chosen.scope == EVERYTHING or postings.count <= MAX_SELECTED:
            return selection.add(postings)
        among = chosen.required
        if among is None and chosen.paths is not None:
            among = set(self._number_files(chosen.paths))
        if among is None:
            selection.add(take_strongest(self._postings_within(stem, chosen)), is_common=True)
        else:
            lists = [[number for number in found if number in among] for found in self._postings(stem, EVERY)]
            selection.add(take_strongest(lists), is_common=True)
        return True

    def _having_all(self, text: str) -> set[int]:
        """All atoms that have each word of a text."""
        stems = query_stems(text, self._tokenizer.stems)
        whole = whole_names(text)
        found: set[int] | None = None
        for stem, word in stems.items():
            if word not in whole:
                having = {number for numbers in self._postings(stem, EVERY) for number in numbers}
                found = having if found is None else found & having
        return found or set()

    def _list_scope(self, chosen: Chosen, limit: int) -> tuple[list[Key], int, list[str]]:
        """The atoms of a scope by id, as `_find` gives them."""
        ids, total = self._ids_of_scope(chosen, max(limit, 1))
        return [(0, False, 0, 0.0, 0, id_) for id_ in ids], total, []

    def _relate(self, selection: Selection, text: str, kept: PostingCache) -> None:
        """Adds the atoms that have words related to those of the text."""
        from omny.storage.port.related import related_words  # here, since only searches ask
        from omny.storage.port.selection import take_related

        stems = self._tokenizer.stems
        places = {stem: place for place, stem in enumerate(query_stems(text, stems))}
        found = related_words(stems).find(text, places, stems)
        if kept.atoms <= SMALL:
            wanted = {other for related in found.values() for other in related}
            for stem, lists in self._small_postings(sorted(wanted)).items():
                kept.add_related(stem, take_related(lists))
        for stem, related in found.items():
            for other, weight in related.items():
                selection.relate(places[stem], weight, kept.get_related(other, self._take_related))

    def _take_strongest(self, stem: str) -> Postings:
        from omny.storage.port.selection import take_strongest

        return take_strongest(self._postings(stem))

    def _take_related(self, stem: str) -> Postings:
        from omny.storage.port.selection import MAX_READ, take_related

        return take_related(self._postings(stem, MAX_READ))

    def ranked_terms(self, atoms: Sequence[StoredAtom]) -> list[list[str]]:
        from omny.storage.sql.texts import terms_of_atoms  # here, since only the validator asks

        every, maker = [stored.atom for stored in atoms], self._tokenizer.maker
        return list(terms_of_atoms(self._rows, self._sql, maker, every, without_facts=False))

    @abstractmethod
    def atom_total(self) -> int:
        """The number of atoms."""

    @abstractmethod
    def _postings(self, stem: str, most: int = MAX_SELECTED + 1) -> list[list[int]]:
        """The atoms that have each term of a stem, as `list_terms` orders them: the first `most` of them."""

    def _small_postings(self, stems: Sequence[str]) -> dict[str, list[list[int]]]:
        """The same of several stems, all atoms. For a small index."""
        return {stem: self._postings(stem, EVERY) for stem in stems}

    @abstractmethod
    def _postings_within(self, stem: str, chosen: Chosen) -> list[list[int]]:
        """The same of a scope, at most one more than a stem selects."""

    @abstractmethod
    def _number_files(self, paths: Collection[str]) -> list[int]:
        """The atoms of files."""

    @abstractmethod
    def _ids_of_scope(self, chosen: Chosen, most: int) -> tuple[list[str], int]:
        """The first `most` ids of the atoms of a scope, and how many atoms it has."""

    @abstractmethod
    def _having_words(self, text: str) -> list[int]:
        """The atoms of `by_words`."""

    @abstractmethod
    def _find_named(self, query: SearchText) -> Named:
        """The atoms that the text names: all that it is the name of, and MAX_BEGINNINGS whose names
        begin with it."""

    @abstractmethod
    def _find_beginning(self, query: SearchText, chosen: Chosen) -> list[int]:
        """The atoms whose name and signature have words that begin with those of the text, all of them."""

    @abstractmethod
    def _within(self, numbers: Collection[int], chosen: Chosen) -> set[int]:
        """The atoms of those that have the types and stand in the files of a scope."""

    @abstractmethod
    def _first(self, numbers: Collection[int], most: int) -> list[int]:
        """The first of those by id."""

    @abstractmethod
    def _candidates(self, numbers: Collection[int]) -> list[Candidate]:
        """The atoms of those numbers, in no order."""
