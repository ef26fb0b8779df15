"""The search of PostgreSQL, over `tsvector`: no other database has its rank, its query and its look-ups."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from omny.model.standing import BESIDE, SCORES, VENDORED
from omny.storage.port.records import EVERYTHING, Hits, SearchScope
from omny.storage.port.search_text import search_text
from omny.storage.postgres.reader import Reader
from omny.storage.sql.answers import AnswersReader
from omny.storage.sql.rows import Row
from omny.storage.sql.terms import Tokenizer

_BEHIND_ALL = "\U0010ffff"  # sorts after every text that continues a beginning

_FOUND = """
    SELECT number, 3 AS place, -rank AS score FROM matching(p.number, %(match)s::TSQUERY) WHERE %(match)s <> ''
    UNION ALL SELECT number, CASE plain_name WHEN %(plain)s THEN 1 ELSE 3 END, 0.0
        FROM atoms WHERE project = p.number AND %(plain)s <> '' AND plain_name >= %(plain)s AND plain_name < %(behind)s
    UNION ALL SELECT number, 0, 0.0 FROM atoms WHERE project = p.number AND function_name = %(text)s
    UNION ALL SELECT number, 0, 0.0
        FROM atoms WHERE project = p.number AND function_name = %(last)s AND id = file_path || '::' || %(text)s
"""
"""Each way to find an atom of a project `p`, with its place in the order and its rank."""


def _folders(names: frozenset[str]) -> str:
    """A pattern of paths with one of these folders."""
    return f"(^|/)({'|'.join(sorted(names))})/"


SEARCH = f"""
    SELECT p.name, a.id, count(*) OVER ()
    FROM projects p
    CROSS JOIN LATERAL (
        SELECT number, min(place) AS place, min(score) AS score FROM ({_FOUND}) AS every GROUP BY number
    ) f
    CROSS JOIN LATERAL (
        SELECT *, coalesce(said -> 'is_test' IN ('true', '1'), false) AS is_test
        FROM atoms WHERE project = p.number AND number = f.number OFFSET 0
    ) a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.file_path ~ '{_folders(VENDORED)}' THEN 2
            WHEN a.is_test OR a.file_path ~ '{_folders(BESIDE)}' THEN 1 ELSE 0 END AS standing
    ) s
    WHERE p.number = ANY (%(projects)s::INTEGER[])
        AND (%(types)s::TEXT[] = '{{}}' OR a.type = ANY (%(types)s))
        AND starts_with(a.file_path, %(prefix)s)
        AND (%(tests)s::BOOLEAN IS NULL OR a.is_test = %(tests)s)
    ORDER BY f.place, a.type = 'module', CASE WHEN f.place < 3 THEN s.standing ELSE 0 END,
        f.score * (ARRAY[{SCORES[0]}, {SCORES[1]}, {SCORES[2]}])[s.standing + 1], s.standing, a.id, p.name
    LIMIT %(limit)s
"""
"""What a search finds in some projects: project, atom, and how many there are in all. The offset is a fence: atoms are
looked up by their numbers, also if the planner has no statistics of the tables."""


class SearchReader(Reader, AnswersReader):
    """`search`; the port says what it means."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._tokenizer = Tokenizer()
        super().__init__(*arguments, **named)

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        with self.reading():
            rows = self._search([self._project], text, limit, scope)
            atoms = self.get_many([id_ for _, id_, _ in rows])
        return Hits([atoms[id_] for _, id_, _ in rows], rows[0][2] if rows else 0)

    def _search(self, projects: list[int], text: str, limit: int, scope: SearchScope) -> list[Row]:
        query = search_text(text)
        parameters = {
            "projects": projects,
            "match": self._tsquery(query.words),
            "plain": query.plain,
            "behind": query.plain + _BEHIND_ALL,
            "text": query.text,
            "last": query.last,
            "types": list(scope.types),
            "prefix": scope.path_prefix,
            "tests": scope.tests,
            "limit": max(limit, 1),
        }
        with self._using("search index") as connection:
            return connection.execute(SEARCH, parameters).fetchall()

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
