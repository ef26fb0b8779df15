"""Questions that PostgreSQL answers in its own way: the terms of `tsvector`, and whether something is switched off."""

from __future__ import annotations

from collections.abc import Iterator

from omny.model.atoms import StoredAtom
from omny.storage.port.pieces import Term, TermsPiece
from omny.storage.port.records import SearchRow
from omny.storage.postgres.driver import pg
from omny.storage.postgres.search import SearchReader
from omny.storage.sql.rows import ATOM_COLUMNS, stored_atom

TABLES = (
    *("atom_events", "atom_snapshots", "atoms", "dependencies", "edges", "facts", "files", "generations", "names"),
    *("notes", "repairs", "terms", "unresolved", "vector_models", "vector_places", "vectors"),
)

_SEARCHED = ("function_name", "signature", "words")

_SEARCH_ROWS = (
    "SELECT coalesce(a.id, ''), t.function_name, t.signature, t.words, tsvector_to_array(t.ranked) FROM terms t "
    "LEFT JOIN atoms a ON a.project = t.project AND a.number = t.number "
    "WHERE t.project = %(project)s ORDER BY 1, t.number"
)

_TERMS = (
    "SELECT number, function_name, signature, words FROM terms WHERE project = %(project)s AND number > %(after)s "
    "ORDER BY number LIMIT %(most)s"
)

_RANKED_TERMS = (
    "SELECT number, tsvector_to_array(ranked) FROM terms WHERE project = %(project)s AND number > %(after)s "
    "ORDER BY number LIMIT %(most)s"
)

_NUMBERED = (
    "WITH a AS (SELECT * FROM atoms WHERE project = %(project)s AND number > %(after)s ORDER BY number LIMIT %(most)s) "
    f"SELECT number, {ATOM_COLUMNS}, EXISTS (SELECT FROM atom_events e "
    "WHERE e.project = a.project AND e.atom_id = a.id AND e.transaction_id > %(since)s) FROM a ORDER BY number"
)
"""Without the fence, the planner may look for the events of all atoms before it takes the first ones."""

_FAULTS = (
    (
        "SELECT 'trigger ' || t.tgname || ' is switched off' FROM pg_trigger t "
        "WHERE t.tgrelid = %s::REGCLASS AND NOT t.tgisinternal AND t.tgenabled = 'D' ORDER BY 1"
    ),
    (
        "SELECT 'index ' || i.indexrelid::REGCLASS || ' is not valid' FROM pg_index i "
        "WHERE i.indrelid = %s::REGCLASS AND NOT i.indisvalid ORDER BY 1"
    ),
    "SELECT 'row-level security is switched off' FROM pg_class c WHERE c.oid = %s::REGCLASS AND NOT c.relrowsecurity",
)
"""Parts of a table that somebody may have switched off."""


class WholeReader(SearchReader):
    """The rest of `AnswersSide` and of the reading half of `AuditSide`; the port says what each method means."""

    def search_rows(self) -> Iterator[SearchRow]:
        for id_, name, signature, words, terms in self._stream(_SEARCH_ROWS):
            yield SearchRow(id_, name, signature, words, " ".join(sorted(term for term in terms if term[0] != ":")))

    def search_terms(self, text: str) -> str:
        return " ".join(self._tokenizer.terms(text))

    def tables(self) -> list[str]:
        return list(TABLES)

    def damage(self, table: str = "") -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name in [table] if table else TABLES:
            with self._using("check index") as connection:
                for sql in _FAULTS:
                    found += [
                        ("integrity", f"{name}: {what}") for (what,) in connection.execute(sql, (f"omny.{name}",))
                    ]
                try:  # each value is read, and so each page that holds one of the project's
                    statement = f"SELECT sum(length(t::TEXT)) FROM {name} t WHERE project = %s"
                    connection.execute(statement, (self._project,))
                except (pg.DataCorrupted, pg.IndexCorrupted) as error:
                    found.append(("integrity", f"{name}: {error.diag.message_primary}"))
        for name in {"names", "dependencies"} & {table or "names", table or "dependencies"}:
            rows = self._rows(
                f"SELECT file FROM {name} d WHERE project = %(project)s "
                "AND NOT EXISTS (SELECT FROM files f WHERE f.project = d.project AND f.number = d.file)"
            )
            found += [("foreign key", f"a row of {name} belongs to no row of files: {file}") for (file,) in rows]
        return found

    def stamp(self) -> object:
        """The visible transactions. They stay the same only while no transaction on the server ends."""
        with self._using("check index") as connection:
            return connection.execute("SELECT pg_current_snapshot()::TEXT").fetchone()

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        terms: list[Term] = []
        most = max(most // 10, 1)  # an atom has about ten
        rows = self._rows(_TERMS, after=after[1], most=most)
        for number, *columns in rows:
            for column, text in zip(_SEARCHED, columns, strict=True):
                terms += [Term(number, column, offset, term) for offset, term in enumerate(text.split())]
        return TermsPiece(terms, ("", rows[-1][0]) if rows else None)

    def ranked_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        most = max(most // 40, 1)  # an atom has about forty
        rows = self._rows(_RANKED_TERMS, after=after[1], most=most)
        terms = [Term(number, "ranked", 0, term) for number, texts in rows for term in texts if term[0] != ":"]
        return TermsPiece(terms, ("", rows[-1][0]) if rows else None)

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        rows = self._rows(_NUMBERED, since=since, after=after, most=most)
        return [(row[0], stored_atom(row[1:-1]), bool(row[-1])) for row in rows]
