"""Reading a project through a connection."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from omny.model.meta import Meta
from omny.storage.postgres.connection import Connection, Server, connect, project_number, read_meta, translated
from omny.storage.postgres.dialect import STATEMENTS
from omny.storage.postgres.driver import pg, psycopg
from omny.storage.postgres.lease import take_lease
from omny.storage.sql.reader import SqlReader
from omny.storage.sql.rows import Row

STREAM_ROWS = 2_000
"""Rows of a stream that are fetched at once: about 2 MiB of atoms."""


class Reader(SqlReader):
    """A project, and its connection. The next call after a loss opens another connection; one that writes takes the
    lease of the project again."""

    _sql = STATEMENTS

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

    def meta(self) -> Meta:
        with self._using("read index") as connection:
            return read_meta(connection, self._project)

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        with self._using("read index") as connection:
            return connection.execute(sql, {"project": self._project, **values}).fetchall()

    def _stream(self, sql: str, **values: Any) -> Iterator[Row]:
        """Inside a block only some rows at a time are held."""
        if self._block is None:
            yield from self._rows(sql, **values)
            return
        with self._using("read index") as connection, connection.cursor(name=f"omny_{uuid4().hex}") as cursor:
            cursor.itersize = STREAM_ROWS
            cursor.execute(sql, {"project": self._project, **values})
            yield from cursor

    def _list(self, values: Iterable[Any]) -> list[Any]:
        return list(values)
