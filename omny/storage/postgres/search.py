"""The lists that a search of PostgreSQL is made from: names, and the terms of `tsvector`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from omny.storage.port.ranking import MAX_SELECTED, Candidate, list_terms
from omny.storage.port.search_text import SearchText
from omny.storage.postgres.reader import Reader
from omny.storage.sql.rows import Row
from omny.storage.sql.search import EVERY, MAX_BEGINNINGS, Chosen, Named, RankedReader
from omny.storage.sql.terms import Tokenizer

_BEHIND_ALL = "\U0010ffff"  # sorts after every text that continues a beginning

_NAMED = f"""
    SELECT number, 1 FROM atoms WHERE project = %(project)s AND %(plain)s <> '' AND plain_name = %(plain)s
    UNION ALL SELECT number, 2 FROM (
        SELECT number FROM atoms
        WHERE project = %(project)s AND %(plain)s <> '' AND plain_name > %(plain)s AND plain_name < %(behind)s
        ORDER BY plain_name, id LIMIT {MAX_BEGINNINGS}
    ) AS beginning
    UNION ALL SELECT number, 0 FROM atoms WHERE project = %(project)s AND function_name = %(text)s
    UNION ALL SELECT number, 0
        FROM atoms WHERE project = %(project)s AND function_name = %(last)s AND id = file_path || '::' || %(text)s
"""
"""Each way to name an atom, with its place in the order."""

_IS_TEST = "coalesce(a.said -> 'is_test' IN ('true', '1'), false)"

_OF_SCOPE = f"""
    (%(types)s::TEXT[] = '{{}}' OR a.type = ANY (%(types)s)) AND starts_with(a.file_path, %(prefix)s)
    AND (%(tests)s::BOOLEAN IS NULL OR {_IS_TEST} = %(tests)s)
    AND (%(paths)s::TEXT[] IS NULL OR a.file_path = ANY (%(paths)s))
"""

_OF_FILES = "SELECT number FROM atoms WHERE project = %(project)s AND file_path = ANY (%(paths)s::TEXT[])"

_IDS = f"""
    SELECT a.id, count(*) OVER () FROM atoms a
    WHERE a.project = %(project)s AND {_OF_SCOPE} AND a.number <> ALL (%(excluded)s::BIGINT[])
    ORDER BY a.id LIMIT %(limit)s
"""

_HAVING = "SELECT number FROM matching(%(project)s, %(match)s::TSQUERY)"

_WITHIN = (
    f"SELECT number FROM atoms a WHERE project = %(project)s AND number = ANY (%(numbers)s::BIGINT[]) AND {_OF_SCOPE}"
)

_BEGINNING = f"""
    SELECT a.number FROM matching(%(project)s, %(match)s::TSQUERY) m
    JOIN atoms a ON a.project = %(project)s AND a.number = m.number
    WHERE {_OF_SCOPE} ORDER BY a.id LIMIT %(most)s
"""

_FIRST = (
    "SELECT number FROM atoms WHERE project = %(project)s AND number = ANY (%(numbers)s::BIGINT[]) "
    "ORDER BY id LIMIT %(most)s"
)

_CANDIDATES = f"""
    SELECT a.number, a.id, a.file_path, a.type = 'module', {_IS_TEST}, greatest(length(t.ranked) - 1, 0)
    FROM atoms a LEFT JOIN terms t ON t.project = a.project AND t.number = a.number
    WHERE a.project = %(project)s AND a.number = ANY (%(numbers)s::BIGINT[])
"""
"""One term of each atom is its project."""

_RANKED = "SELECT place, number FROM ranked(%(project)s, %(terms)s::TEXT[], %(most)s)"

_RANKED_WITHIN = f"""
    SELECT r.place, r.number FROM ranked(%(project)s, %(terms)s::TEXT[], {EVERY}) r
    JOIN atoms a ON a.project = %(project)s AND a.number = r.number
    WHERE {_OF_SCOPE} ORDER BY r.place LIMIT %(most)s
"""


class SearchReader(Reader, RankedReader):
    """See `RankedReader`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._tokenizer = Tokenizer()
        super().__init__(*arguments, **named)

    def atom_total(self) -> int:
        return int(self._value(self._sql.rows["atoms"]))

    def _postings(self, stem: str, most: int = MAX_SELECTED + 1) -> list[list[int]]:
        terms = list_terms(stem)
        return _by_place(terms, self._rows(_RANKED, terms=terms, most=most))

    def _postings_within(self, stem: str, chosen: Chosen) -> list[list[int]]:
        terms = list_terms(stem)
        values = {"terms": terms, "most": MAX_SELECTED + 1, **_of_scope(chosen)}
        return _by_place(terms, self._rows(_RANKED_WITHIN, **values))

    def _number_files(self, paths: Collection[str]) -> list[int]:
        return self._column(_OF_FILES, paths=list(paths))

    def _ids_of_scope(self, chosen: Chosen, most: int) -> tuple[list[str], int]:
        rows = self._rows(_IDS, limit=most, excluded=list(chosen.excluded), **_of_scope(chosen))
        return [row[0] for row in rows], rows[0][1] if rows else 0

    def _having_words(self, text: str) -> list[int]:
        match = self._phrase(text).removesuffix(":*")
        return self._column(_HAVING, match=match) if match else []

    def _find_named(self, query: SearchText) -> Named:
        values = {"plain": query.plain, "behind": query.plain + _BEHIND_ALL, "text": query.text, "last": query.last}
        return self._rows(_NAMED, **values)

    def _find_beginning(self, query: SearchText, chosen: Chosen) -> list[int]:
        match = self._tsquery(query.words)
        return self._column(_BEGINNING, match=match, most=MAX_BEGINNINGS, **_of_scope(chosen)) if match else []

    def _within(self, numbers: Collection[int], chosen: Chosen) -> set[int]:
        return set(self._column(_WITHIN, numbers=list(numbers), **_of_scope(chosen)))

    def _first(self, numbers: Collection[int], most: int) -> list[int]:
        return self._column(_FIRST, numbers=list(numbers), most=most)

    def _candidates(self, numbers: Collection[int]) -> list[Candidate]:
        rows = self._rows(_CANDIDATES, numbers=list(numbers))
        return [Candidate(*row) for row in rows]

    def _tsquery(self, words: Collection[tuple[str, ...]]) -> str:
        """The words as a query; "" where one of them has no term, since then nothing has all of them."""
        every: list[str] = []
        for word in words:
            whole, *pieces = map(self._phrase, word)
            several = " & ".join(pieces) if pieces and all(pieces) else ""
            found = " | ".join(f"({part})" for part in (whole, several) if part)
            if not found:
                return ""
            every.append(f"({found})")
        return " & ".join(every)

    def _phrase(self, piece: str) -> str:
        """What begins with a piece. No term holds a quote or a backslash, which would end it."""
        terms = [f"'{term}'" for term in self._tokenizer.terms(piece)]
        return f"{' <-> '.join(terms)}:*" if terms else ""


def _by_place(terms: Sequence[str], rows: Iterable[Row]) -> list[list[int]]:
    """The numbers that were found for each term."""
    lists: list[list[int]] = [[] for _ in terms]
    for place, number in rows:
        lists[place - 1].append(number)
    return lists


def _of_scope(chosen: Chosen) -> dict[str, Any]:
    scope = chosen.scope
    return {"types": list(scope.types), "prefix": scope.path_prefix, "tests": scope.tests, "paths": chosen.paths}
