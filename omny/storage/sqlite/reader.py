"""Reading through one connection, and the state side of the port: what the indexer asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import apsw
import msgspec

from omny.model.atoms import StoredAtom
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import ATOM_COLUMNS, LEDGER_COLUMNS, Row
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.writer import read_meta


def as_list(values: Iterable[Any]) -> str:
    """A list as one parameter: `x IN (SELECT value FROM json_each(?))`. Has no limit on its length."""
    return msgspec.json.encode(list(values)).decode()


class Reader:
    """A connection and the path it leads to, with errors in Omny's words."""

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def _rows(self, sql: str, *parameters: Any) -> list[Row]:
        with translated("read index", self._path):
            return list(self._connection.execute(sql, parameters))

    def _value(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row, or None."""
        with translated("read index", self._path):
            for row in self._connection.execute(sql, parameters):
                return row[0]
        return None

    def _stream(self, sql: str, *parameters: Any) -> Iterator[Row]:
        with translated("read index", self._path):
            yield from self._connection.execute(sql, parameters)


class StateReader(Reader):
    """The reading half of `StateSide`; the port says what each method means."""

    def meta(self) -> Meta:
        with translated("read index", self._path):
            return read_meta(self._connection)

    def ledger(self) -> dict[str, LedgerEntry]:
        entries = map(sqlite_rows.ledger_entry, self._stream(f"SELECT {LEDGER_COLUMNS} FROM files ORDER BY path"))
        return {entry.path: entry for entry in entries}

    def held(self) -> dict[str, LedgerEntry]:
        rows = self._rows(f"SELECT {LEDGER_COLUMNS} FROM files WHERE held_hash <> '' ORDER BY path")
        return {entry.path: entry for entry in map(sqlite_rows.ledger_entry, rows)}

    def analysis(self, hash: str, language: str, extractor: str) -> Analysis | None:  # noqa: A002
        rows = self._rows(
            "SELECT facts, surface, lines, error_ratio, error_line FROM facts "
            "WHERE hash = ? AND language = ? AND extractor = ?",
            hash,
            language,
            extractor,
        )
        return Analysis(*rows[0]) if rows else None

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        found = self._value(
            "SELECT surface FROM facts WHERE hash = ? AND language = ? AND extractor = ?", hash, language, extractor
        )
        return found if isinstance(found, bytes) else None

    def named(self, name: str, most: int) -> list[str]:
        rows = self._rows(
            "SELECT path FROM names JOIN files ON number = file WHERE name = ? ORDER BY path LIMIT ?", name, most
        )
        return [path for (path,) in rows]

    def dependants(self, keys: Collection[int]) -> set[str]:
        rows = self._stream(
            "SELECT DISTINCT path FROM dependencies JOIN files ON number = file "
            "WHERE key IN (SELECT value FROM json_each(?))",
            as_list(keys),
        )
        return {path for (path,) in rows}

    def atoms_of(self, path: str) -> list[StoredAtom]:
        rows = self._rows(f"SELECT {ATOM_COLUMNS} FROM atoms WHERE file_path = ? ORDER BY id", path)
        return [sqlite_rows.stored_atom(row) for row in rows]
