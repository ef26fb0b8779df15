"""The documents of a legacy store, put in order on disk, so that a store of any size takes little memory.

A database that SQLite keeps in memory while it is small, and in a file without a name when it is not. It knows rows;
what they mean is known to `omny/migrate/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import apsw

from omny.storage.sqlite.connection import translated

_CACHE_KIB = 32_768  # beyond that it goes to disk

_SCHEMA = """
    CREATE TABLE documents (number INTEGER PRIMARY KEY, place TEXT, kind TEXT, read TEXT, why TEXT);
    CREATE TABLE accounts (
        number INTEGER PRIMARY KEY, document INTEGER, id TEXT, path TEXT, qualified TEXT, said BLOB
    );
    CREATE TABLE fates (number INTEGER PRIMARY KEY, fate TEXT, became TEXT);
    CREATE TABLE files (path TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE INDEX accounts_by_id ON accounts (id, number);
    CREATE INDEX accounts_by_path ON accounts (path);
    CREATE INDEX accounts_by_document ON accounts (document);
    CREATE TABLE calls (path TEXT, qualified TEXT, name TEXT, PRIMARY KEY (path, qualified, name)) WITHOUT ROWID;
    CREATE TABLE defined (path TEXT, qualified TEXT, PRIMARY KEY (path, qualified)) WITHOUT ROWID;
    CREATE TABLE saved (path TEXT, qualified TEXT, at TEXT, PRIMARY KEY (path, qualified)) WITHOUT ROWID;
    CREATE TABLE connections (path TEXT, said TEXT, PRIMARY KEY (path, said)) WITHOUT ROWID;
"""


class Copy(NamedTuple):
    """A row of `accounts`, with its document."""

    number: int
    id: str
    place: str
    read: str
    said: bytes


class DocumentRow(NamedTuple):
    """A row of `documents`, with what became of what it says: where it says several things, of the first."""

    place: str
    kind: str
    read: str
    why: str
    accounts: int
    fate: str
    became: str


class Staging:
    """Documents, their records of atoms, and other records of atoms."""

    def __init__(self) -> None:
        self._connection = apsw.Connection("")
        with self._translate():
            self._connection.pragma("journal_mode", "off")
            self._connection.pragma("cache_size", -_CACHE_KIB)
            self._connection.execute(_SCHEMA)
            self._connection.execute("BEGIN")
        self._documents = 0

    def close(self) -> None:
        """Forgets everything."""
        self._connection.close(True)

    # ── what was read ──

    def add_document(self, place: str, kind: str, read: str, why: str = "") -> int:
        """Its number."""
        self._documents += 1
        self._run("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", self._documents, place, kind, read, why)
        return self._documents

    def add_account(self, document: int, id_: str, path: str, qualified: str, said: bytes) -> None:
        """What a document says of an atom."""
        self._run(
            "INSERT INTO accounts (document, id, path, qualified, said) VALUES (?, ?, ?, ?, ?)",
            document,
            id_,
            path,
            qualified,
            said,
        )

    def add_calls(self, calls: Iterable[tuple[str, str, str]]) -> None:
        """(path, qualified name, name called), as the called side says."""
        self._run_many("INSERT OR IGNORE INTO calls VALUES (?, ?, ?)", calls)

    def add_saved(self, saved: Iterable[tuple[str, str, str]]) -> None:
        """(path, qualified name, when it was saved last); the latest counts."""
        self._run_many("INSERT INTO saved VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)", saved)

    def add_connections(self, connections: Iterable[tuple[str, str]]) -> None:
        """(path, what it has in common with another), each once."""
        self._run_many("INSERT OR IGNORE INTO connections VALUES (?, ?)", connections)

    def add_defined(self, defined: Iterable[tuple[str, str]]) -> None:
        """(path, qualified name) of what a file is said to define, whether a document speaks of it or not."""
        self._run_many("INSERT OR IGNORE INTO defined VALUES (?, ?)", defined)

    # ── paths ──

    def paths(self) -> Iterator[str]:
        """All paths that anything is said of, each once."""
        sql = "SELECT path FROM accounts UNION SELECT path FROM calls UNION SELECT path FROM saved"
        yield from (path for (path,) in list(self._run(f"{sql} UNION SELECT path FROM connections")))

    def has_path(self, path: str) -> bool:
        """Whether a document speaks of an atom of that path."""
        sql = "SELECT EXISTS (SELECT 1 FROM accounts WHERE path = ?1) OR EXISTS (SELECT 1 FROM saved WHERE path = ?1)"
        return bool(self._run(sql, path).get)

    def rename_path(self, path: str, new: str) -> None:
        """Moves all records of a path to another path."""
        self._run("UPDATE accounts SET path = ?1, id = ?1 || '::' || qualified WHERE path = ?2", new, path)
        for table in ("calls", "saved", "connections", "defined"):
            self._run(f"UPDATE OR REPLACE {table} SET path = ? WHERE path = ?", new, path)

    # ── what it comes to ──

    def groups(self) -> Iterator[tuple[str, str, list[Copy]]]:
        """The path, the qualified name and all that is said of an atom, by id."""
        rows = self._run(
            "SELECT a.path, a.qualified, a.number, a.id, d.place, d.read, a.said FROM accounts a "
            "JOIN documents d ON d.number = a.document ORDER BY a.id, a.number"
        )
        for _, group in groupby(rows, key=lambda row: row[3]):
            copies = list(group)
            yield copies[0][0], copies[0][1], [Copy(*row[2:]) for row in copies]

    def called_names(self, path: str, qualified: str) -> list[str]:
        """The names that others say the atom calls."""
        rows = self._run("SELECT name FROM calls WHERE path = ? AND qualified = ?", path, qualified)
        return [name for (name,) in rows]

    def last_save(self, path: str, qualified: str) -> str:
        """The time of the last save of an atom; "" if no record has one."""
        return str(self._run("SELECT at FROM saved WHERE path = ? AND qualified = ?", path, qualified).get or "")

    def shared_data(self, path: str) -> list[str]:
        """What a file has in common with others."""
        return [said for (said,) in self._run("SELECT said FROM connections WHERE path = ?", path)]

    def settle(self, fates: Iterable[tuple[str, str, int]]) -> None:
        """Keeps what became of accounts: (fate, id that it is found under, number)."""
        self._run_many("INSERT INTO fates (fate, became, number) VALUES (?, ?, ?)", fates)

    def add_file(self, path: str) -> None:
        """A file that has atoms."""
        self._run("INSERT OR IGNORE INTO files VALUES (?)", path)

    def files(self) -> Iterator[str]:
        """The files that have atoms, sorted."""
        return (path for (path,) in self._run("SELECT path FROM files ORDER BY path"))

    # ── the report ──

    def documents(self) -> Iterator[DocumentRow]:
        """All documents, in the order in which they were read."""
        rows = self._run(
            "SELECT d.place, d.kind, d.read, d.why, count(a.number), coalesce(f.fate, ''), coalesce(f.became, ''), "
            "min(a.number) FROM documents d LEFT JOIN accounts a ON a.document = d.number "
            "LEFT JOIN fates f ON f.number = a.number GROUP BY d.number ORDER BY d.number"
        )
        return (DocumentRow(*row[:-1]) for row in rows)  # of the least number are fate and id

    def documents_by_kind(self) -> dict[str, dict[str, int]]:
        """How many documents there are, by kind and by how they were read."""
        return self._table("SELECT kind, read, count(*) FROM documents GROUP BY kind, read ORDER BY kind, read")

    def accounts_by_fate(self) -> dict[str, dict[str, int]]:
        """How many accounts there are, by the kind of document and by what became of them."""
        return self._table(
            "SELECT d.kind, f.fate, count(*) FROM accounts a JOIN documents d ON d.number = a.document "
            "JOIN fates f ON f.number = a.number GROUP BY 1, 2 ORDER BY 1, 2"
        )

    def find_lost(self) -> Iterator[str]:
        """The ids that a file record defines and no document describes: the legacy tool has lost them."""
        rows = self._run(
            "SELECT d.path || '::' || d.qualified FROM defined d WHERE NOT EXISTS "
            "(SELECT 1 FROM accounts a WHERE a.id = d.path || '::' || d.qualified) ORDER BY 1"
        )
        return (id_ for (id_,) in rows)

    def calls_of_nobody(self) -> int:
        """The number of callers that no document describes."""
        return int(
            self._run(
                "SELECT count(*) FROM (SELECT DISTINCT path, qualified FROM calls) c WHERE NOT EXISTS "
                "(SELECT 1 FROM accounts a WHERE a.id = c.path || '::' || c.qualified)"
            ).get
        )

    def _table(self, sql: str) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row, column, count in self._run(sql):
            found.setdefault(row, {})[column] = count
        return found

    def _run(self, sql: str, *parameters: object) -> apsw.Cursor:
        with self._translate():
            return self._connection.execute(sql, parameters)

    def _run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._translate():
            self._connection.executemany(sql, rows)

    def _translate(self) -> translated:
        return translated("read legacy store", "")
