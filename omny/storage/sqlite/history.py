"""Reading the event log in SQLite, and states of the past."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import TYPE_CHECKING

from omny.storage.port.records import AtomEvent
from omny.storage.sql.history import HistoryReader
from omny.storage.sql.rows import EVENT_COLUMNS
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.dialect import AFTER
from omny.storage.sqlite.reader import Reader

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

_UNTIL = (
    "id <= (SELECT id FROM atom_events WHERE transaction_id <= :until ORDER BY transaction_id DESC, id DESC LIMIT 1) "
    "AND +transaction_id <= :until"
)


class PastReader(Reader, HistoryReader):
    """The reading part of `HistorySide`; the port says what each method means.

    The log is read by ranges of its ids. Through its index of generations, as PostgreSQL reads it, SQLite would have to
    sort.
    """

    def _read_log(self, atom_id: str | None, after: int, until: int | None) -> Iterator[AtomEvent]:
        clauses = ["TRUE"]  # without bounds all that there is, in whatever order: the validator reads so
        if atom_id is not None:
            clauses.append(
                "atom_id = :atom AND transaction_id > :after AND (:until IS NULL OR transaction_id <= :until)"
            )
        else:
            clauses += [clause for clause, given in ((AFTER, after), (_UNTIL, until is not None)) if given]
        sql = f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE {' AND '.join(clauses)} ORDER BY id"
        return starmap(AtomEvent, self._stream(sql, atom=atom_id, after=after, until=until))

    def as_of(self, generation: int) -> AtomRepository:
        from omny.storage.sqlite.fold import take_back
        from omny.storage.sqlite.repository import SqliteRepository

        row = self._find_generation(generation)
        past = SqliteRepository.in_memory()
        try:
            with translated("read the past", self._path):
                with past.connection.backup("main", self._connection, "main") as copy:
                    copy.step(-1)
                take_back(past.connection, row)
        except BaseException:
            past.close()
            raise
        return past
