"""`SqlReader`: the reading that a backend gives to the shared readers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Self

from omny.model.meta import Meta
from omny.storage.sql.rows import Row
from omny.storage.sql.statements import Statements


class SqlReader(ABC):
    """A store that runs statements. Errors of the driver become Omny's here."""

    _sql: ClassVar[Statements]

    @abstractmethod
    def meta(self) -> Meta:
        """As the port says."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """As the port says."""

    @abstractmethod
    def close(self) -> None:
        """As the port says."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def _rows(self, sql: str, **values: Any) -> list[Row]:
        """All rows."""

    @abstractmethod
    def _stream(self, sql: str, **values: Any) -> Iterator[Row]:
        """The rows, some at a time."""

    @abstractmethod
    def _list(self, values: Iterable[Any]) -> object:
        """A list, as the parameter of `Dialect.among`."""

    def _value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self._rows(sql, **values)
        return rows[0][0] if rows else None

    def _column(self, sql: str, **values: Any) -> list[Any]:
        """The first column."""
        return [row[0] for row in self._rows(sql, **values)]
