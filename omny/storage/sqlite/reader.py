"""Reading through one connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw
import msgspec

from omny.base.errors import StorageError
from omny.model.meta import Meta
from omny.storage.sql.reader import SqlReader
from omny.storage.sql.rows import META_COLUMNS, Row
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.dialect import STATEMENTS


def as_list(values: Iterable[Any]) -> str:
    """A list as one parameter: `x IN (SELECT value FROM json_each(?))`. Has no limit on its length."""
    return msgspec.json.encode(list(values)).decode()


def read_meta(connection: apsw.Connection) -> Meta:
    """The row of `meta`. Raises StorageError, apsw.Error."""
    for row in connection.execute(f"SELECT {META_COLUMNS} FROM meta"):
        return Meta(*row)
    raise StorageError("read index", "its table meta is empty", hint="run 'omny verify --repair'")


class Reader(SqlReader):
    """A connection and the path it leads to, with errors in Omny's words."""

    _sql = STATEMENTS

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def meta(self) -> Meta:
        with translated("read index", self._path):
            return read_meta(self._connection)

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

    def close(self) -> None:
        self._connection.close(True)

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        with translated("read index", self._path):
            return list(self._connection.execute(sql, values))

    def _stream(self, sql: str, **values: Any) -> Iterator[Row]:
        with translated("read index", self._path):
            yield from self._connection.execute(sql, values)

    def _list(self, values: Iterable[Any]) -> str:
        return as_list(values)
