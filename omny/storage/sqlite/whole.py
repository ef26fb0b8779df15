"""Questions that SQLite answers in its own way: the terms of FTS5, and its checks. For dump and validator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import apsw

from omny.model.atoms import StoredAtom
from omny.storage.port.records import SearchRow
from omny.storage.sql.rows import ATOM_COLUMNS, stored_atom
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.reader import Reader

if TYPE_CHECKING:
    from omny.storage.port.pieces import TermsPiece

RANKED = "ranked"
"""The column of terms that atoms are ranked by."""

_SEARCH_COLUMNS = ("function_name", "signature", "words")

_TERMS = """
    SELECT doc, col, group_concat(term, ' ' ORDER BY offset) FROM temp.search_terms GROUP BY doc, col ORDER BY doc
"""

_RANKED = "SELECT doc, group_concat(term, ' ' ORDER BY term) FROM temp.ranked_terms GROUP BY doc ORDER BY doc"

_TERMS_AFTER = """
    SELECT term, doc, col, offset FROM temp.{} WHERE term >= :term AND (term > :term OR doc > :document)
"""

_INDEXED = """
    SELECT coalesce(a.id, ''), d.id FROM atoms_fts_docsize d LEFT JOIN atoms a ON a.number = d.id ORDER BY 1, 2
"""

_NUMBERED = (
    f"SELECT number, {ATOM_COLUMNS}, EXISTS (SELECT 1 FROM atom_events e WHERE e.atom_id = atoms.id "
    "AND e.transaction_id > :since) FROM atoms WHERE number > :after ORDER BY number LIMIT :most"
)
"""PostgreSQL would look for the events of all atoms before it takes the first ones."""

MAX_DAMAGE = 100
"""Rows of SQLite's integrity check that are reported; one broken page can cause thousands."""


class WholeReader(Reader):
    """The rest of `AnswersSide` and of the reading half of `AuditSide`; the port says what each method means."""

    def search_rows(self) -> Iterator[SearchRow]:
        self._make_terms()
        held: dict[int, dict[str, str]] = {}
        for number, column, terms in self._stream(_TERMS):
            held.setdefault(number, dict.fromkeys(_SEARCH_COLUMNS, ""))[column] = terms
        for number, terms in self._stream(_RANKED):
            held.setdefault(number, dict.fromkeys(_SEARCH_COLUMNS, ""))["terms"] = terms
        nothing = dict.fromkeys(_SEARCH_COLUMNS, "")
        for id_, number in self._stream(_INDEXED):
            yield SearchRow(id_, **held.pop(number, nothing))
        for columns in held.values():  # terms of a document that the index itself does not list
            yield SearchRow("", **columns)

    def search_terms(self, text: str) -> str:
        from omny.storage.sql.terms import Tokenizer  # here, since only the validator asks

        with translated("read index", self._path):
            return " ".join(Tokenizer(self._connection).terms(text))

    def stamp(self) -> object:
        return self._value("PRAGMA data_version")

    def terms_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        return self._piece(_TERMS_AFTER.format("search_terms"), after, most)

    def ranked_piece(self, after: tuple[str, int], most: int) -> TermsPiece:
        return self._piece(_TERMS_AFTER.format("ranked_terms"), after, most)

    def _piece(self, sql: str, after: tuple[str, int], most: int) -> TermsPiece:
        from omny.storage.port.pieces import Term, TermsPiece

        self._make_terms()
        terms: list[Term] = []
        last: tuple[str, int] | None = None
        # Terms come in order, the documents of a term in order.
        for text, document, column, offset in self._stream(sql, term=after[0], document=after[1]):
            if last is not None and last != (text, document) and len(terms) >= most:
                return TermsPiece(terms, last)
            last = (text, document)
            terms.append(Term(document, column or RANKED, offset or 0, text))
        return TermsPiece(terms, None)

    def numbered_atoms(self, after: int, most: int, *, since: int) -> list[tuple[int, StoredAtom, bool]]:
        rows = self._rows(_NUMBERED, since=since, after=after, most=most)
        return [(row[0], stored_atom(row[1:-1]), bool(row[-1])) for row in rows]

    def tables(self) -> list[str]:
        rows = self._rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
        return [name for (name,) in rows]

    def damage(self, table: str = "") -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        try:
            for (text,) in self._connection.execute(
                f"PRAGMA integrity_check({_quote(table) if table else MAX_DAMAGE})"
            ):
                lines = (line for line in text.split("\n") if line not in ("ok", "") and not line.startswith("***"))
                found += [("integrity", line) for line in lines]  # a row of damaged pages has several, below a title
            for name, rowid, parent, _ in self._connection.execute(
                f"PRAGMA foreign_key_check{table and f'({_quote(table)})'}"
            ):
                found.append(("foreign key", f"row {rowid} of {name} belongs to no row of {parent}"))
            if not table and not self._connection.readonly("main"):
                self._compare_search(found)
        except apsw.CorruptError as error:
            found.append(("integrity", str(error)))
        except apsw.Error as error:
            with translated("check index", self._path):
                raise error
        return found

    def _compare_search(self, found: list[tuple[str, str]]) -> None:
        """FTS5's own comparison of its index with `atoms`. Needs a connection that may write, though it writes
        nothing."""
        try:
            self._connection.execute("INSERT INTO atoms_fts (atoms_fts, rank) VALUES ('integrity-check', 1)")
        except apsw.CorruptError as error:
            found.append(("search", str(error)))

    def _make_terms(self) -> None:
        """The virtual table that shows the search index term by term. It lives in this connection only, which
        `query_only` would still refuse."""
        with translated("read index", self._path):
            query_only = self._connection.pragma("query_only")
            self._connection.pragma("query_only", False)
            try:
                self._connection.execute(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab(main, atoms_fts, instance)"
                )
            finally:
                self._connection.pragma("query_only", bool(query_only))


def _quote(name: str) -> str:
    """A name of the schema, as SQL."""
    return '"' + name.replace('"', '""') + '"'
