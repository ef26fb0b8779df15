"""The answers side of the port: what queries ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from omny.model.atoms import StoredAtom
from omny.model.files import FileStatus, LedgerEntry
from omny.model.standing import SCORES
from omny.storage.port.records import (
    EVERYTHING,
    Counts,
    Hits,
    Namesake,
    Neighbour,
    SearchScope,
    SkippedFile,
    UnresolvedRow,
)
from omny.storage.port.search_text import search_text
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import ATOM_COLUMNS, LEDGER_COLUMNS, SKIPPED_COLUMNS, Row
from omny.storage.sql.walk import walk
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.reader import Reader, as_list

_IN_LIST = "IN (SELECT value FROM json_each(?))"

_PLAIN_NAME = "lower(replace(function_name, '_', ''))"  # as in the index atoms_by_plain_name

_BEHIND_ALL = "\U0010ffff"  # sorts behind anything that continues a beginning

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
"""`standing` is `omny/model/standing.py:standing`, see `sqlite_connection`. To look for the text costs a tenth of
parsing the JSON of each atom that was found; a quote inside of a string has a backslash before it."""


class AnswersReader(Reader):
    """The part of `AnswersSide` that queries use; the port says what each method means."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        with translated("read index", self._path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")  # nothing was written

    def get(self, id: str) -> StoredAtom | None:  # noqa: A002
        return self.get_many([id]).get(id)

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        found = self._atoms(f"WHERE id {_IN_LIST} ORDER BY id", as_list(ids))
        return {stored.atom.id: stored for stored in found}

    def by_name(self, name: str) -> list[StoredAtom]:
        return self._atoms("WHERE function_name = ? ORDER BY id", name)

    def namesakes(self, name: str) -> list[Namesake]:
        """Malformed data is no test: whoever reads more of it is told, and the history of that atom can still be."""
        is_test = "coalesce(CASE WHEN json_valid(data) THEN data ->> '$.is_test' END, 0)"
        query = f"SELECT id, type, {is_test} FROM atoms WHERE function_name = ? ORDER BY id"
        return [Namesake(id_, type_, bool(is_test)) for id_, type_, is_test in self._rows(query, name)]

    def paths_holding(self, text: str) -> list[str]:
        return [path for (path,) in self._rows("SELECT path FROM files WHERE instr(path, ?) ORDER BY path", text)]

    def names_of_length(self, least: int, most: int) -> list[str]:
        query = "SELECT DISTINCT function_name FROM atoms WHERE length(function_name) BETWEEN ? AND ?"
        return [name for (name,) in self._rows(query, least, most)]

    def by_qualified_name(self, name: str) -> list[StoredAtom]:
        last = search_text(name).last
        return self._atoms("WHERE function_name = ? AND id = file_path || '::' || ? ORDER BY id", last, name)

    def in_file(self, path: str) -> list[StoredAtom]:
        return self._atoms("WHERE file_path = ? ORDER BY line, type <> 'module', end_line DESC, id", path)

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        rows = self._rows(f"SELECT {LEDGER_COLUMNS} FROM files WHERE path = ?", path)
        return sqlite_rows.ledger_entry(rows[0]) if rows else None

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

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        sql = (
            "SELECT a.id, e.target_id, e.edge_type, e.held FROM edges e JOIN atoms a ON a.number = e.source "
            f"WHERE e.target_id {_IN_LIST} AND e.edge_type {_IN_LIST} ORDER BY 1, 2, 3 LIMIT ?"
        )
        return self._walk(sql, 0, ids, types, depth, limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        sql = (
            "SELECT a.id, e.target_id, e.edge_type, e.held FROM atoms a CROSS JOIN edges e ON e.source = a.number "
            f"WHERE a.id {_IN_LIST} AND e.edge_type {_IN_LIST} ORDER BY 1, 2, 3 LIMIT ?"
        )
        return self._walk(sql, 1, ids, types, depth, limit)

    def _walk(
        self, sql: str, far_end: int, ids: Collection[str], types: Collection[str], depth: int, limit: int
    ) -> list[Neighbour]:
        def edges_of(frontier: list[str], most: int) -> list[Row]:
            return self._rows(sql, as_list(frontier), as_list(types), most)

        return walk(edges_of, far_end, ids, depth, limit)

    def unresolved_callers(self, last: str, name: str | None = None) -> list[UnresolvedRow]:
        rows = self._rows(
            "SELECT a.id, u.name, u.last FROM unresolved u JOIN atoms a ON a.number = u.source "
            "WHERE u.last = ? AND (?2 IS NULL OR u.name = ?2) ORDER BY u.name, a.id",
            last,
            name,
        )
        return [UnresolvedRow(*row) for row in rows]

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        rows = self._rows(
            f"SELECT edge_type, count(*) FROM edges WHERE target_id {_IN_LIST} GROUP BY edge_type "
            "UNION ALL SELECT '', count(*) - count(DISTINCT CASE WHEN source IN "
            f"(SELECT source FROM edges WHERE held > 0 AND target_id {_IN_LIST}) THEN source END) "
            "FROM unresolved WHERE last = ?",
            as_list(ids),
            as_list(ids),
            last,
        )
        return sqlite_rows.counts_of_uses(rows)

    def totals(self) -> tuple[int, int]:
        return self._value("SELECT count(*) FROM atoms"), self._value("SELECT count(*) FROM edges")

    def counts(self) -> Counts:
        files: dict[str, int] = dict(self._rows("SELECT status, count(*) FROM files GROUP BY status ORDER BY status"))
        languages = self._rows(
            "SELECT language, count(*) FROM files WHERE extractor <> '' GROUP BY language ORDER BY language"
        )
        return Counts(
            files=files,
            languages=dict(languages),
            lines=self._value("SELECT coalesce(sum(lines), 0) FROM files"),
            atoms=dict(self._rows("SELECT type, count(*) FROM atoms GROUP BY type ORDER BY type")),
            edges=dict(self._rows("SELECT edge_type, count(*) FROM edges GROUP BY edge_type ORDER BY edge_type")),
            unresolved=self._value("SELECT count(*) FROM unresolved"),
            events=self._value("SELECT count(*) FROM atom_events"),
            bytes=self._value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        )

    def skipped(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.SKIPPED)

    def excluded(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.EXCLUDED)

    def degraded(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.DEGRADED)

    def _files_of(self, status: FileStatus) -> list[SkippedFile]:
        rows = self._rows(f"SELECT {SKIPPED_COLUMNS} FROM files WHERE status = ? ORDER BY path", status)
        return [sqlite_rows.skipped_file(row) for row in rows]

    def _atoms(self, clauses: str, *parameters: str) -> list[StoredAtom]:
        rows = self._rows(f"SELECT {ATOM_COLUMNS} FROM atoms {clauses}", *parameters)
        return [sqlite_rows.stored_atom(row) for row in rows]
