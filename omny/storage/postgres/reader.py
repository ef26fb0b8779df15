"""Reading a project through a connection, and the state side of the port."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from omny.model.atoms import StoredAtom
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.meta import Meta
from omny.storage.postgres.connection import (
    Connection,
    Server,
    connect,
    project_number,
    read_meta,
    translated,
)
from omny.storage.postgres.driver import pg, psycopg
from omny.storage.postgres.lease import take_lease
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import ATOM_COLUMNS, LEDGER_COLUMNS, Row

STREAM_ROWS = 2_000
"""Rows of a stream that are fetched at once: about 2 MiB of atoms."""


class Reader:
    """A project, and how it is reached. A connection that was lost is made anew with the next call; where it wrote, the
    lease of the project is taken again."""

    def __init__(
        self,
        server: Server,
        *,
        writing: bool,
        lock_seconds: float,
        connection: Connection | None = None,
    ) -> None:
        self._server = server
        self._path = server.name
        self._writing = writing
        self._lock_seconds = lock_seconds
        self._connection = connection
        self._block: Connection | None = None  # in whose transaction everything is read at the moment
        self._closed = False
        with self._using("open index") as used:
            self._project = project_number(used, server, writing=writing)
            if writing:
                take_lease(used, self._project, self._path, seconds=lock_seconds)

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._block is not None:
            yield
            return
        connection = self._own("read index")
        with translated("read index", self._path):
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._block = connection
        try:
            yield
        finally:
            self._block = None
            if not connection.closed:
                with translated("read index", self._path):
                    connection.execute("ROLLBACK")  # nothing was written

    def break_off(self) -> None:
        """Has a call fail that waits for the server. For any thread."""
        connection = self._connection
        if connection is not None and not connection.closed:
            # It may end by itself meanwhile.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        if self._connection is not None:
            self._connection.close()

    @contextmanager
    def _using(self, op: str) -> Iterator[Connection]:
        """The connection of the block that is read in, or else one for as long as this lasts."""
        if self._block is not None:
            with translated(op, self._path):
                yield self._block
            return
        connection = self._own(op)
        with translated(op, self._path):
            yield connection

    def _own(self, op: str) -> Connection:
        with translated(op, self._path):
            if self._closed:
                raise pg.ConnectionDoesNotExist("it has been closed")
            if self._connection is None or self._connection.closed:
                connection = connect(self._server, writing=self._writing, lock_seconds=self._lock_seconds)
                try:
                    if self._writing:
                        take_lease(connection, self._project, self._path, seconds=self._lock_seconds)
                except BaseException:
                    connection.close()
                    raise
                self._connection = connection
            return self._connection

    def _rows(self, sql: str, *parameters: Any) -> list[Row]:
        """All rows; the number of the project comes before the parameters."""
        with self._using("read index") as connection:
            return connection.execute(sql, (self._project, *parameters)).fetchall()

    def _value(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self._rows(sql, *parameters)
        return rows[0][0] if rows else None

    def _stream(self, sql: str, *parameters: Any) -> Iterator[Row]:
        """As `_rows`; inside a block only some rows at a time are held."""
        if self._block is None:
            yield from self._rows(sql, *parameters)
            return
        with self._using("read index") as connection, connection.cursor(name=f"omny_{uuid4().hex}") as cursor:
            cursor.itersize = STREAM_ROWS
            cursor.execute(sql, (self._project, *parameters))
            yield from cursor


def atoms_sql(clauses: str) -> str:
    """A query for `stored_atom`; its first parameter is the project."""
    return f"SELECT {ATOM_COLUMNS} FROM atoms WHERE project = %s {clauses}"


class StateReader(Reader):
    """The reading half of `StateSide`; the port says what each method means."""

    def meta(self) -> Meta:
        with self._using("read index") as connection:
            return read_meta(connection, self._project)

    def ledger(self) -> dict[str, LedgerEntry]:
        rows = self._stream(f"SELECT {LEDGER_COLUMNS} FROM files WHERE project = %s ORDER BY path")
        return {entry.path: entry for entry in map(sqlite_rows.ledger_entry, rows)}

    def held(self) -> dict[str, LedgerEntry]:
        sql = f"SELECT {LEDGER_COLUMNS} FROM files WHERE project = %s AND held_hash <> '' ORDER BY path"
        return {entry.path: entry for entry in map(sqlite_rows.ledger_entry, self._rows(sql))}

    def analysis(self, hash: str, language: str, extractor: str) -> Analysis | None:  # noqa: A002
        rows = self._rows(
            "SELECT facts, surface, lines, error_ratio, error_line FROM facts "
            "WHERE project = %s AND hash = %s AND language = %s AND extractor = %s",
            hash,
            language,
            extractor,
        )
        return Analysis(*rows[0]) if rows else None

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        found = self._value(
            "SELECT surface FROM facts WHERE project = %s AND hash = %s AND language = %s AND extractor = %s",
            hash,
            language,
            extractor,
        )
        return found if isinstance(found, bytes) else None

    def named(self, name: str, most: int) -> list[str]:
        rows = self._rows(
            "SELECT path FROM names n JOIN files ON number = file WHERE n.project = %s AND name = %s "
            "ORDER BY path LIMIT %s",
            name,
            most,
        )
        return [path for (path,) in rows]

    def dependants(self, keys: Collection[int]) -> set[str]:
        rows = self._rows(
            "SELECT DISTINCT path FROM dependencies d JOIN files ON number = file "
            "WHERE d.project = %s AND key = ANY (%s::BIGINT[])",
            list(keys),
        )
        return {path for (path,) in rows}

    def atoms_of(self, path: str) -> list[StoredAtom]:
        return [sqlite_rows.stored_atom(row) for row in self._rows(atoms_sql("AND file_path = %s ORDER BY id"), path)]
