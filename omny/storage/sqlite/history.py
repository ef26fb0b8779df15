"""The event log in SQLite, as it is read. What is folded from it is made by `sqlite_fold`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from omny.base.errors import UsageError
from omny.storage.port.records import AtomEvent, GenerationRow
from omny.storage.port.search_text import named_so
from omny.storage.sql.rows import EVENT_COLUMNS, GENERATION_COLUMNS
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.fold import BEHIND, take_back
from omny.storage.sqlite.reader import Reader

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

_UNTIL = (
    "id <= (SELECT id FROM atom_events WHERE transaction_id <= :until ORDER BY transaction_id DESC, id DESC LIMIT 1) "
    "AND +transaction_id <= :until"
)


class HistoryReader(Reader):
    """The reading part of `HistorySide`; the port says what each method means."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        clauses = ["TRUE"]  # without bounds all that there is, in whatever order: the validator reads so
        if atom_id is not None:
            clauses.append(
                "atom_id = :atom AND transaction_id > :after AND (:until IS NULL OR transaction_id <= :until)"
            )
        else:
            clauses += [clause for clause, given in ((BEHIND, after), (_UNTIL, until is not None)) if given]
        sql = f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE {' AND '.join(clauses)} ORDER BY id"
        with translated("read index", self._path):
            for row in self._connection.execute(sql, {"atom": atom_id, "after": after, "until": until}):
                yield AtomEvent(*row)

    def generations(self, *, after: int = 0) -> Iterator[GenerationRow]:
        rows = self._stream(
            f"SELECT {GENERATION_COLUMNS} FROM generations WHERE generation > ? ORDER BY generation", after
        )
        return (GenerationRow(*row) for row in rows)

    def history_start(self) -> int:
        return int(self._value("SELECT history_start FROM meta") or 0)

    def ids_in_history(self, name: str) -> list[str]:
        every = "SELECT atom_id FROM atom_events UNION SELECT atom_id FROM atom_snapshots"
        if found := self._rows(f"SELECT atom_id FROM ({every}) WHERE atom_id = ?", name):
            return [id_ for (id_,) in found]
        rows = self._rows(f"SELECT atom_id FROM ({every}) WHERE instr(atom_id, ?) ORDER BY atom_id", name)
        return named_so([id_ for (id_,) in rows], name)

    def generation(self, number: int) -> GenerationRow | None:
        return self._generation("WHERE generation = ?", number)

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        # Clocks are set back now and then: the last commit, not the one with the latest time.
        return self._generation("WHERE committed_at <= ? ORDER BY generation DESC LIMIT 1", timestamp)

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        rows = self._rows(
            f"SELECT {GENERATION_COLUMNS} FROM generations WHERE generation IN "
            "(SELECT min(generation) FROM generations WHERE indexed_head >= ? AND indexed_head < ? "
            "GROUP BY indexed_head) ORDER BY generation",
            prefix,
            f"{prefix}g",  # behind every hexadecimal digit
        )
        return [GenerationRow(*row) for row in rows]

    def as_of(self, generation: int) -> AtomRepository:
        from omny.storage.sqlite.repository import SqliteRepository

        row = self.generation(generation)
        if row is None or generation < self.history_start():
            raise UsageError("", f"no state of generation {generation} is kept", hint="see 'omny events'")
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

    def _generation(self, where: str, *parameters: Any) -> GenerationRow | None:
        rows = self._rows(f"SELECT {GENERATION_COLUMNS} FROM generations {where}", *parameters)
        return GenerationRow(*rows[0]) if rows else None
