"""Writing through one connection, for the shared writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import apsw

from omny.model.meta import Meta
from omny.storage.sql.rows import ATOM_ROW, Row
from omny.storage.sql.session import Session
from omny.storage.sql.terms import Tokenizer
from omny.storage.sqlite.connection import transaction
from omny.storage.sqlite.dialect import STATEMENTS
from omny.storage.sqlite.reader import as_list, read_meta

STAGE_ROWS = 12_000
"""Atoms changed by one statement: few enough to stay in the cache (about 13 MiB), and enough that FTS5 has hardly a
segment to merge."""


class SqliteSession(Session):
    """A transaction that holds the write lock."""

    sql = STATEMENTS

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._tokenizer: Tokenizer | None = None

    def lock(self) -> Meta:
        return read_meta(self._connection)

    def rows(self, sql: str, **values: Any) -> list[Row]:
        return list(self._connection.execute(sql, values))

    def run(self, sql: str, **values: Any) -> int:
        self._connection.execute(sql, values)
        return self._connection.changes()

    def insert(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({_marks(columns)})", rows)

    def insert_atoms(self, rows: Iterable[Row]) -> None:
        """Some thousands in one statement: FTS5 writes a segment for each statement that has triggers."""
        left = iter(rows)
        self._connection.execute(f"CREATE TEMP TABLE loaded ({ATOM_ROW})")
        while batch := list(islice(left, STAGE_ROWS)):
            self.insert("loaded", ATOM_ROW, batch)
            self._connection.execute(f"INSERT INTO atoms ({ATOM_ROW}) SELECT {ATOM_ROW} FROM loaded ORDER BY rowid")
            self._connection.execute("DELETE FROM loaded")
        self._connection.execute("DROP TABLE loaded")

    @property
    def tokenizer(self) -> Tokenizer:
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(self._connection)
        return self._tokenizer

    def insert_texts(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        left = ((number, " ".join(terms)) for number, terms in rows)
        while batch := list(islice(left, STAGE_ROWS)):
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS said (number INTEGER PRIMARY KEY, terms)")
            self._connection.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", batch)
            self._connection.execute("INSERT INTO texts SELECT number, terms FROM said ORDER BY number")
            self._connection.execute("DELETE FROM said")

    def fill_texts(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """The same where no atom has a text yet, and the numbers of the rows ascend: without a table and a trigger in
        between, which take a third of the time."""
        texts = ((number, " ".join(terms)) for number, terms in rows)
        self._connection.executemany("INSERT INTO atoms_text (rowid, terms) VALUES (?, ?)", texts)

    def as_list(self, values: Iterable[Any]) -> str:
        return as_list(values)

    def trust_index(self) -> None:
        self._connection.execute("INSERT INTO atoms_fts (atoms_fts) VALUES ('rebuild')")
        self._connection.execute("INSERT INTO atoms_text (atoms_text) VALUES ('delete-all')")

    def underivable(self) -> list[str]:
        return [id_ for (id_,) in self._connection.execute("SELECT id FROM atoms WHERE NOT json_valid(data)")]


@contextmanager
def writing(connection: apsw.Connection) -> Iterator[SqliteSession]:
    """A transaction for the shared writers. Raises BusyError, apsw.Error."""
    with transaction(connection):
        yield SqliteSession(connection)


def _marks(columns: str) -> str:
    return ", ".join("?" * len(columns.split(", ")))
