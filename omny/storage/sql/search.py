"""The search, the same for every backend: names first, then atoms by the rank of their text.

A backend gives lists: of atoms by their names, and of atoms by a term of the ranked index.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from omny.model.atoms import StoredAtom
from omny.storage.port.ranking import (
    MAX_KEPT,
    Candidate,
    Key,
    Selection,
    count_pieces,
    list_terms,
    order,
    pick_best,
    query_stems,
    whole_names,
)
from omny.storage.port.records import EVERYTHING, Hits, SearchScope
from omny.storage.port.search_text import SearchText, search_text
from omny.storage.sql.answers import AnswersReader

if TYPE_CHECKING:
    from omny.storage.sql.terms import Tokenizer

MAX_BEGINNINGS = 200
"""Atoms whose names begin with the text."""

BEGINS_SO = 2
"""The place of a name that only begins with the text."""

Named = list[tuple[int, int]]
"""Numbers of atoms, each with its place: 0 where the text is the name, 1 where it is but for case and underscores."""


class RankedReader(AnswersReader):
    """`search`; the port says what it means."""

    _tokenizer: Tokenizer

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        with self.reading():
            keys, total, unknown = self._find(text, limit, scope)
            atoms = self.get_many([key[-1] for key in keys])
        return Hits([atoms[key[-1]] for key in keys], total, unknown)

    def _find(self, text: str, limit: int, scope: SearchScope) -> tuple[list[Key], int, list[str]]:
        """What the best atoms are ordered by, their ids at the end; how many there are; and words that none has."""
        query = search_text(text)
        selection = Selection(self.atom_total())
        unknown: list[str] = []
        whole = whole_names(query.text)
        for stem, word in query_stems(query.text, self._tokenizer.stems).items():
            if not selection.add(self._postings(list_terms(stem))) and word not in whole:
                unknown.append(word)
        pieces = count_pieces(query.text, self._tokenizer.stems)
        if pieces:
            selection.keep_named(pieces)
        places: dict[int, int] = {}
        for number, place in self._find_named(query):
            places[number] = min(place, places.get(number, place))
        rough = {number: score for number, score in selection.rough().items() if number not in places}
        if scope != EVERYTHING:
            wanted = self._within([*rough, *places], scope)
            rough = {number: score for number, score in rough.items() if number in wanted}
            places = {number: place for number, place in places.items() if number in wanted}
        total = len(rough) + len(places)
        if not total and query.match:
            places = dict.fromkeys(self._find_beginning(query, scope), BEGINS_SO)
            total = len(places)
        kept, tied = pick_best(rough, max(MAX_KEPT, limit))
        kept += self._first(tied, max(MAX_KEPT, limit)) if tied else []
        candidates = self._candidates([*places, *kept])
        keys = sorted(
            order(each, min(places.get(each.number, 2), 2), places.get(each.number) == BEGINS_SO, selection)
            for each in candidates
        )
        return keys[: max(limit, 1)], total, unknown

    def ranked_terms(self, atoms: Sequence[StoredAtom]) -> list[list[str]]:
        from omny.storage.sql.texts import terms_of_atoms  # here, since only the validator asks

        every, maker = [stored.atom for stored in atoms], self._tokenizer.maker
        return list(terms_of_atoms(self._rows, self._sql, maker, every, without_facts=False))

    @abstractmethod
    def atom_total(self) -> int:
        """The number of atoms."""

    @abstractmethod
    def _postings(self, terms: Sequence[str]) -> list[list[int]]:
        """The atoms that have each term, at most one more than a stem selects."""

    @abstractmethod
    def _find_named(self, query: SearchText) -> Named:
        """The atoms that the text names: all that it is the name of, and MAX_BEGINNINGS whose names
        begin with it."""

    @abstractmethod
    def _find_beginning(self, query: SearchText, scope: SearchScope) -> list[int]:
        """The atoms whose name and signature have words that begin with those of the text, all of them."""

    @abstractmethod
    def _within(self, numbers: Collection[int], scope: SearchScope) -> set[int]:
        """The atoms of those that a search looks at."""

    @abstractmethod
    def _first(self, numbers: Collection[int], most: int) -> list[int]:
        """The first of those by id."""

    @abstractmethod
    def _candidates(self, numbers: Collection[int]) -> list[Candidate]:
        """The atoms of those numbers, in no order."""
