"""The search of SQLite, over FTS5: no other database has its rank, its query and its look-ups."""

from __future__ import annotations

from omny.model.standing import SCORES
from omny.storage.port.records import EVERYTHING, Hits, SearchScope
from omny.storage.port.search_text import search_text
from omny.storage.sql.answers import AnswersReader
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.reader import Reader, as_list

_PLAIN_NAME = "lower(replace(function_name, '_', ''))"  # as in the index atoms_by_plain_name

_BEHIND_ALL = "\U0010ffff"  # sorts after every text that continues a beginning

_FOUND = f"""
    SELECT rowid AS number, 3 AS place, bm25(atoms_fts, 10.0, 1.0, 5.0) AS score
        FROM atoms_fts WHERE :match <> '' AND atoms_fts MATCH :match
    UNION ALL SELECT number, CASE {_PLAIN_NAME} WHEN :plain THEN 1 ELSE 3 END, 0.0
        FROM atoms WHERE :plain <> '' AND {_PLAIN_NAME} >= :plain AND {_PLAIN_NAME} < :plain || '{_BEHIND_ALL}'
    UNION ALL SELECT number, 0, 0.0 FROM atoms WHERE function_name = :text
    UNION ALL SELECT number, 0, 0.0 FROM atoms WHERE function_name = :last AND id = file_path || '::' || :text
"""
"""Each way to find an atom, with its place in the order and its rank."""

_SEARCH = f"""
    SELECT id, count(*) OVER () FROM (
        SELECT a.id, a.type, f.place, f.score, standing(a.file_path, instr(a.data, '"is_test":true')) AS standing
        FROM (SELECT number, min(place) AS place, min(score) AS score FROM ({_FOUND}) GROUP BY number) f
        JOIN atoms a USING (number)
        WHERE (:types = '[]' OR a.type IN (SELECT value FROM json_each(:types)))
            AND substr(a.file_path, 1, length(:prefix)) = :prefix
            AND (:tests IS NULL OR coalesce(a.data ->> '$.is_test', 0) = :tests)
    )
    ORDER BY place, type = 'module', iif(place < 3, standing, 0),
        score * iif(standing = 0, {SCORES[0]}, iif(standing = 1, {SCORES[1]}, {SCORES[2]})), standing, id
    LIMIT :limit
"""
"""`standing` is `omny/model/standing.py:find_standing`, see `sqlite_connection`. To look for the text costs a tenth of
parsing the JSON of each atom that was found; a quote inside of a string has a backslash before it."""


class SearchReader(Reader, AnswersReader):
    """`search`; the port says what it means."""

    def search(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> Hits:
        query = search_text(text)
        parameters = {
            "match": query.match,
            "plain": query.plain,
            "text": query.text,
            "last": query.last,
            "types": as_list(scope.types),
            "prefix": scope.path_prefix,
            "tests": scope.tests,
            "limit": max(limit, 1),
        }
        with translated("search index", self._path):
            rows = list(self._connection.execute(_SEARCH, parameters))
        atoms = self.get_many([id_ for id_, _ in rows])
        return Hits([atoms[id_] for id_, _ in rows], rows[0][1] if rows else 0)
