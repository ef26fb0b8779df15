"""The lists that a search of SQLite is made from: names, and the terms of FTS5."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from omny.storage.port.ranking import DIGITS, MARK, MAX_SELECTED, STRONGEST, Candidate, list_terms
from omny.storage.port.search_text import SearchText
from omny.storage.sql.rows import Row
from omny.storage.sql.search import MAX_BEGINNINGS, Chosen, Named, RankedReader
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.reader import Reader, as_list

if TYPE_CHECKING:
    from omny.storage.sql.terms import Tokenizer

_PLAIN_NAME = "lower(replace(function_name, '_', ''))"  # as in the index atoms_by_plain_name

_BEHIND_ALL = "\U0010ffff"  # sorts after every text that continues a beginning

_NAMED = f"""
    SELECT number, 1 FROM atoms WHERE :plain <> '' AND {_PLAIN_NAME} = :plain
    UNION ALL SELECT number, 2 FROM (
        SELECT number FROM atoms
        WHERE :plain <> '' AND {_PLAIN_NAME} > :plain AND {_PLAIN_NAME} < :plain || '{_BEHIND_ALL}'
        ORDER BY {_PLAIN_NAME}, id LIMIT {MAX_BEGINNINGS}
    )
    UNION ALL SELECT number, 0 FROM atoms WHERE function_name = :text
    UNION ALL SELECT number, 0 FROM atoms WHERE function_name = :last AND id = file_path || '::' || :text
"""
"""Each way to name an atom, with its place in the order."""

_POSTINGS = "SELECT term, doc FROM temp.ranked_terms WHERE term >= ? AND term <= ? LIMIT ?"
"""Of all terms of a stem: a statement for each of them would take several times as long."""

_POSTINGS_OF_ALL = f"""
    SELECT term, doc FROM json_each(:stems) CROSS JOIN temp.ranked_terms
    WHERE term >= value || '{MARK}{DIGITS[0]}' AND term <= value || '{MARK}{DIGITS[-1]}'
"""

_STRONGEST = "SELECT key, doc FROM json_each(?) CROSS JOIN temp.ranked_terms WHERE term = value LIMIT ?"

_OF_SCOPE = """
    (:types = '[]' OR a.type IN (SELECT value FROM json_each(:types)))
    AND substr(a.file_path, 1, length(:prefix)) = :prefix
    AND (:tests IS NULL OR coalesce(a.data ->> '$.is_test', 0) = :tests)
    AND (:paths IS NULL OR a.file_path IN (SELECT value FROM json_each(:paths)))
"""

_OF_FILES = "SELECT number FROM json_each(?) JOIN atoms ON file_path = value"

_IDS = f"""
    SELECT a.id, count(*) OVER () FROM atoms a
    WHERE {_OF_SCOPE} AND a.number NOT IN (SELECT value FROM json_each(:excluded)) ORDER BY a.id LIMIT :most
"""

_HAVING = "SELECT rowid FROM atoms_fts WHERE atoms_fts MATCH ?"

_POSTINGS_WITHIN = f"""
    SELECT t.key, f.doc FROM json_each(:terms) t CROSS JOIN temp.ranked_terms f CROSS JOIN atoms a ON a.number = f.doc
    WHERE f.term = t.value AND {_OF_SCOPE} LIMIT :most
"""
"""The terms come first: few words are in more atoms than a search reads."""

_WITHIN = f"SELECT number FROM json_each(:numbers) JOIN atoms a ON a.number = value WHERE {_OF_SCOPE}"

_BEGINNING = f"""
    SELECT a.number FROM atoms_fts f JOIN atoms a ON a.number = f.rowid
    WHERE atoms_fts MATCH :match AND {_OF_SCOPE} ORDER BY a.id LIMIT :most
"""

_FIRST = "SELECT number FROM json_each(:numbers) JOIN atoms a ON number = value ORDER BY a.id LIMIT :most"

_CANDIDATES = """
    SELECT number, a.id, file_path, a.type = 'module', instr(data, '"is_test":true'), sz
    FROM json_each(?) JOIN atoms a ON number = value LEFT JOIN atoms_text_docsize d ON d.id = number
"""
"""To look for the text costs a tenth of parsing the JSON of each atom; a quote inside of a string has a backslash
before it."""


class SearchReader(Reader, RankedReader):
    """See `RankedReader`."""

    @cached_property
    def _tokenizer(self) -> Tokenizer:  # type: ignore[override]
        from omny.storage.sql.terms import Tokenizer  # here, since only a search asks

        return Tokenizer(self._connection)

    def atom_total(self) -> int:
        return int(self._value(self._sql.rows["atoms"]))

    def _postings(self, stem: str, most: int = MAX_SELECTED + 1) -> list[list[int]]:
        lists: list[list[int]] = [[] for _ in STRONGEST]
        with translated("search index", self._path):
            first, last = f"{stem}{MARK}{DIGITS[0]}", f"{stem}{MARK}{DIGITS[-1]}"
            rows: list[Row] = list(self._connection.execute(_POSTINGS, (first, last, most)))
            if len(rows) < most:
                by_term = dict(zip(list_terms(stem), lists, strict=True))
                for term, number in rows:
                    by_term[term].append(number)
            else:  # those rows are of the weakest terms
                rows = list(self._connection.execute(_STRONGEST, (as_list(list_terms(stem)), most)))
                for place, number in rows:
                    lists[place].append(number)
        return lists

    def _small_postings(self, stems: Sequence[str]) -> dict[str, list[list[int]]]:
        found: dict[str, list[list[int]]] = {stem: [[] for _ in STRONGEST] for stem in stems}
        by_term: dict[str, list[int]] = {}
        for stem, lists in found.items():
            by_term |= zip(list_terms(stem), lists, strict=True)
        for term, number in self._rows(_POSTINGS_OF_ALL, stems=as_list(stems)):
            by_term[term].append(number)
        return found

    def _postings_within(self, stem: str, chosen: Chosen) -> list[list[int]]:
        lists: list[list[int]] = [[] for _ in STRONGEST]
        terms = as_list(list_terms(stem))
        for place, number in self._rows(_POSTINGS_WITHIN, terms=terms, most=MAX_SELECTED + 1, **_of_scope(chosen)):
            lists[place].append(number)
        return lists

    def _number_files(self, paths: Collection[str]) -> list[int]:
        with translated("search index", self._path):
            return [row[0] for row in self._connection.execute(_OF_FILES, (as_list(paths),))]

    def _ids_of_scope(self, chosen: Chosen, most: int) -> tuple[list[str], int]:
        rows = self._rows(_IDS, most=most, excluded=as_list(chosen.excluded), **_of_scope(chosen))
        return [row[0] for row in rows], rows[0][1] if rows else 0

    def _having_words(self, text: str) -> list[int]:
        terms = self._tokenizer.terms(text)
        if not terms:
            return []
        with translated("search index", self._path):
            return [row[0] for row in self._connection.execute(_HAVING, (f'"{" ".join(terms)}"',))]

    def _find_named(self, query: SearchText) -> Named:
        return self._rows(_NAMED, plain=query.plain, text=query.text, last=query.last)

    def _find_beginning(self, query: SearchText, chosen: Chosen) -> list[int]:
        return self._column(_BEGINNING, match=query.match, most=MAX_BEGINNINGS, **_of_scope(chosen))

    def _within(self, numbers: Collection[int], chosen: Chosen) -> set[int]:
        return set(self._column(_WITHIN, numbers=as_list(numbers), **_of_scope(chosen)))

    def _first(self, numbers: Collection[int], most: int) -> list[int]:
        return self._column(_FIRST, numbers=as_list(numbers), most=most)

    def _candidates(self, numbers: Collection[int]) -> list[Candidate]:
        with translated("search index", self._path):
            rows = self._connection.execute(_CANDIDATES, (as_list(numbers),))
            return [
                Candidate(number, id_, path, bool(is_module), bool(is_test), _count(size))
                for number, id_, path, is_module, is_test, size in rows
            ]


def _of_scope(chosen: Chosen) -> dict[str, object]:
    scope, paths = chosen.scope, chosen.paths
    return {
        "types": as_list(scope.types),
        "prefix": scope.path_prefix,
        "tests": scope.tests,
        "paths": None if paths is None else as_list(paths),
    }


def _count(size: bytes | None) -> int:
    """The number of terms in a row of FTS5's table of sizes: a number of SQLite's own, of seven bits a byte."""
    count = 0
    for byte in size or b"":
        count = count << 7 | byte & 0x7F
    return count
