"""The event log in PostgreSQL, and states of the past."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import TYPE_CHECKING

from omny.storage.port.records import AtomEvent
from omny.storage.postgres.reader import Reader
from omny.storage.sql.history import HistoryReader
from omny.storage.sql.rows import EVENT_COLUMNS

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository


class PastReader(Reader, HistoryReader):
    """The reading part of `HistorySide`; the port says what each method means."""

    def _read_log(self, atom_id: str | None, after: int, until: int | None) -> Iterator[AtomEvent]:
        clauses = ["project = %(project)s", "transaction_id > %(after)s"]
        clauses += ["transaction_id <= %(until)s"] if until is not None else []
        clauses += ["atom_id = %(atom)s"] if atom_id is not None else []
        sql = f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE {' AND '.join(clauses)} ORDER BY id"
        return starmap(AtomEvent, self._stream(sql, atom=atom_id, after=after, until=until))

    def as_of(self, generation: int) -> AtomRepository:
        from omny.storage.sqlite.fold import take_back
        from omny.storage.sqlite.repository import SqliteRepository

        past = SqliteRepository.in_memory()
        try:
            with self.reading():
                row = self._find_generation(generation)
                with self.archive() as archive:
                    past.load(archive)
            take_back(past.connection, row)
        except BaseException:
            past.close()
            raise
        return past
