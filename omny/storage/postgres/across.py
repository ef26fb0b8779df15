"""Questions about all projects of a PostgreSQL database that a role may see."""

from __future__ import annotations

from omny.storage.port.ranking import Key
from omny.storage.port.records import EVERYTHING, ForeignCall, ProjectHits, SearchScope
from omny.storage.port.search_text import search_text
from omny.storage.postgres.connection import Connection
from omny.storage.postgres.search import SearchReader
from omny.storage.sql.rows import Row, atom_columns, stored_atom

ALIKE = 0.4
"""The least similarity of a suggestion after a search without a result: pg_trgm's similarity of "serach_text" and
"search_text" is 0.6, that of "parse" and "pause" 0.3."""

_FOREIGN = f"""
    SELECT p.name, u.name, count(*) OVER (), {atom_columns("a")}
    FROM unresolved u JOIN projects p ON p.number = u.project
    JOIN atoms a ON a.project = u.project AND a.number = u.source
    WHERE u.project <> %(project)s AND u.last = %(last)s
        AND (u.name = %(name)s OR right(u.name, length(%(ending)s)) = %(ending)s)
    ORDER BY p.name, a.id, u.name LIMIT %(limit)s
"""

_ALIKE = """
    SELECT p.name, a.id, count(*) OVER () FROM projects p JOIN atoms a ON a.project = p.number
    WHERE {similarity}(a.function_name, %(text)s) >= %(least)s
        AND (%(types)s::TEXT[] = '{{}}' OR a.type = ANY (%(types)s)) AND starts_with(a.file_path, %(prefix)s)
        AND (%(tests)s::BOOLEAN IS NULL OR coalesce(a.said -> 'is_test' IN ('true', '1'), false) = %(tests)s)
    ORDER BY {similarity}(a.function_name, %(text)s) DESC, a.id, p.name LIMIT %(limit)s
"""


class AcrossReader(SearchReader):
    """`AcrossSide`; the port says what each method means."""

    def projects(self) -> list[str]:
        with self._using("read index") as connection:
            return [name for (name,) in connection.execute("SELECT name FROM projects ORDER BY name")]

    def search_projects(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> ProjectHits:
        with self.reading(), self._using("search index") as connection:
            rows = self._search_all(connection, text, limit, scope)
            alike = False
            is_narrow = scope.is_of_files or scope.required or scope.excluded
            if not rows and not is_narrow and (function := _similarity(connection)):
                parameters = {
                    "text": search_text(text).text,
                    "least": ALIKE,
                    "types": list(scope.types),
                    "prefix": scope.path_prefix,
                    "tests": scope.tests,
                    "limit": max(limit, 1),
                }
                rows = connection.execute(_ALIKE.format(similarity=function), parameters).fetchall()
                alike = bool(rows)
            return _with_atoms(connection, rows, alike)

    def _search_all(self, connection: Connection, text: str, limit: int, scope: SearchScope) -> list[Row]:
        """What a search finds in each project, best first: project, atom, and how many there are in all."""
        own, found, total = self._project, list[tuple[Key, str]](), 0
        try:
            for number, name in connection.execute("SELECT number, name FROM projects ORDER BY name").fetchall():
                self._project = number
                keys, count, _ = self._find(text, limit, scope)
                found += [(key, name) for key in keys]
                total += count
        finally:
            self._project = own
        return [(name, key[-1], total) for key, name in sorted(found)[: max(limit, 1)]]

    def callers_across(self, name: str, *, limit: int) -> tuple[list[ForeignCall], int]:
        parameters = {
            "project": self._project,
            "last": search_text(name).last,
            "name": name,
            "ending": f".{name}",
            "limit": max(limit, 1),
        }
        with self._using("read index") as connection:
            rows = connection.execute(_FOREIGN, parameters).fetchall()
        calls = [ForeignCall(row[0], row[1], stored_atom(row[3:])) for row in rows]
        return calls, rows[0][2] if rows else 0

    def can_find_alike(self) -> bool:
        """Whether the database has the extension pg_trgm, by which names are found that are only alike."""
        with self._using("read index") as connection:
            return _similarity(connection) is not None


def _similarity(connection: Connection) -> str | None:
    """The function of pg_trgm that compares two texts, with its schema."""
    row = connection.execute(
        "SELECT format('%I.similarity', n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'pg_trgm'"
    ).fetchone()
    return None if row is None else str(row[0])


def _with_atoms(connection: Connection, rows: list[Row], alike: bool) -> ProjectHits:
    """What was found: (project, id, how many in all) each."""
    found = connection.execute(
        f"SELECT p.name, {atom_columns('a')} FROM unnest(%s::TEXT[], %s::TEXT[]) AS wanted (project, id) "
        "JOIN projects p ON p.name = wanted.project JOIN atoms a ON a.project = p.number AND a.id = wanted.id",
        ([row[0] for row in rows], [row[1] for row in rows]),
    )
    atoms = {(row[0], row[1]): stored_atom(row[1:]) for row in found}
    return ProjectHits([(row[0], atoms[row[0], row[1]]) for row in rows], rows[0][2] if rows else 0, alike)
