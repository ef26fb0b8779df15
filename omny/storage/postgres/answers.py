"""The answers side of the port in PostgreSQL: what queries ask."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from omny.model.atoms import StoredAtom
from omny.model.files import FileStatus, LedgerEntry
from omny.model.standing import BESIDE, SCORES, VENDORED
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
from omny.storage.postgres.reader import StateReader, atoms_sql
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import LEDGER_COLUMNS, SKIPPED_COLUMNS, Row
from omny.storage.sql.terms import Tokenizer
from omny.storage.sql.walk import walk

_BEHIND_ALL = "\U0010ffff"  # sorts behind anything that continues a beginning

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
looked up by their numbers, whatever the planner believes of tables that it has no statistics of."""

_EDGES = (
    "SELECT a.id, e.target_id, e.edge_type, e.held "
    "FROM edges e JOIN atoms a ON a.project = e.project AND a.number = e.source "
    "WHERE e.project = %s AND {end} = ANY (%s::TEXT[]) AND e.edge_type = ANY (%s::TEXT[]) ORDER BY 1, 2, 3 LIMIT %s"
)

_TABLES = "n.nspname = 'omny' AND c.relkind = 'r'"


class AnswersReader(StateReader):
    """The part of `AnswersSide` that queries use; the port says what each method means."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._tokenizer = Tokenizer()
        super().__init__(*arguments, **named)

    def get(self, id: str) -> StoredAtom | None:  # noqa: A002
        return self.get_many([id]).get(id)

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        found = self._atoms("AND id = ANY (%s::TEXT[]) ORDER BY id", list(ids))
        return {stored.atom.id: stored for stored in found}

    def by_name(self, name: str) -> list[StoredAtom]:
        return self._atoms("AND function_name = %s ORDER BY id", name)

    def namesakes(self, name: str) -> list[Namesake]:
        query = (
            "SELECT id, type, coalesce(said -> 'is_test' IN ('true', '1'), false) FROM atoms "
            "WHERE project = %s AND function_name = %s ORDER BY id"
        )
        return [Namesake(*row) for row in self._rows(query, name)]

    def paths_holding(self, text: str) -> list[str]:
        query = "SELECT path FROM files WHERE project = %s AND position(%s IN path) > 0 ORDER BY path"
        return [path for (path,) in self._rows(query, text)]

    def names_of_length(self, least: int, most: int) -> list[str]:
        query = "SELECT DISTINCT function_name FROM atoms WHERE project = %s AND char_length(function_name) "
        return [name for (name,) in self._rows(query + "BETWEEN %s AND %s", least, most)]

    def by_qualified_name(self, name: str) -> list[StoredAtom]:
        last = search_text(name).last
        return self._atoms("AND function_name = %s AND id = file_path || '::' || %s ORDER BY id", last, name)

    def in_file(self, path: str) -> list[StoredAtom]:
        return self._atoms("AND file_path = %s ORDER BY line, type <> 'module', end_line DESC, id", path)

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        rows = self._rows(f"SELECT {LEDGER_COLUMNS} FROM files WHERE project = %s AND path = %s", path)
        return sqlite_rows.ledger_entry(rows[0]) if rows else None

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

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        return self._walk("e.target_id", 0, ids, types, depth, limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        return self._walk("a.id", 1, ids, types, depth, limit)

    def _walk(
        self, end: str, far_end: int, ids: Collection[str], types: Collection[str], depth: int, limit: int
    ) -> list[Neighbour]:
        def edges_of(frontier: list[str], most: int) -> list[Row]:
            return self._rows(_EDGES.format(end=end), frontier, list(types), most)

        return walk(edges_of, far_end, ids, depth, limit)

    def unresolved_callers(self, last: str, name: str | None = None) -> list[UnresolvedRow]:
        rows = self._rows(
            "SELECT a.id, u.name, u.last FROM unresolved u "
            "JOIN atoms a ON a.project = u.project AND a.number = u.source "
            "WHERE u.project = %s AND u.last = %s AND (%s::TEXT IS NULL OR u.name = %s) ORDER BY u.name, a.id",
            last,
            name,
            name,
        )
        return [UnresolvedRow(*row) for row in rows]

    def count_uses(self, ids: Collection[str], last: str) -> tuple[dict[str, int], int]:
        rows = self._rows(
            "SELECT edge_type, count(*) FROM edges WHERE project = %s AND target_id = ANY (%s::TEXT[]) "
            "GROUP BY edge_type UNION ALL SELECT '', count(*) - count(DISTINCT source) FILTER (WHERE source IN "
            "(SELECT source FROM edges WHERE project = %s AND held > 0 AND target_id = ANY (%s::TEXT[]))) "
            "FROM unresolved WHERE project = %s AND last = %s",
            list(ids),
            self._project,
            list(ids),
            self._project,
            last,
        )
        return sqlite_rows.counts_of_uses(rows)

    def totals(self) -> tuple[int, int]:
        return (
            self._value("SELECT count(*) FROM atoms WHERE project = %s"),
            self._value("SELECT count(*) FROM edges WHERE project = %s"),
        )

    def counts(self) -> Counts:
        """`bytes` are those of the whole schema: tables and indexes are of all projects."""
        return Counts(
            files=self._counted("files", "status"),
            languages=self._counted("files", "language", "AND extractor <> ''"),
            lines=self._value("SELECT coalesce(sum(lines), 0) FROM files WHERE project = %s"),
            atoms=self._counted("atoms", "type"),
            edges=self._counted("edges", "edge_type"),
            unresolved=self._value("SELECT count(*) FROM unresolved WHERE project = %s"),
            events=self._value("SELECT count(*) FROM atom_events WHERE project = %s"),
            bytes=self._value(
                "SELECT sum(pg_total_relation_size(c.oid))::BIGINT FROM pg_class c "
                f"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_TABLES} AND %s > 0"
            ),
        )

    def _counted(self, table: str, key: str, clause: str = "") -> dict[str, int]:
        sql = f"SELECT {key}, count(*) FROM {table} WHERE project = %s {clause} GROUP BY {key} ORDER BY {key}"
        return dict(self._rows(sql))

    def skipped(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.SKIPPED)

    def excluded(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.EXCLUDED)

    def degraded(self) -> list[SkippedFile]:
        return self._files_of(FileStatus.DEGRADED)

    def _files_of(self, status: FileStatus) -> list[SkippedFile]:
        rows = self._rows(
            f"SELECT {SKIPPED_COLUMNS} FROM files WHERE project = %s AND status = %s ORDER BY path", str(status)
        )
        return [sqlite_rows.skipped_file(row) for row in rows]

    def _atoms(self, clauses: str, *parameters: Any) -> list[StoredAtom]:
        return [sqlite_rows.stored_atom(row) for row in self._rows(atoms_sql(clauses), *parameters)]
