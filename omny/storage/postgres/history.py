"""The event log in PostgreSQL, states of the past, and pruning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, starmap
from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import UsageError
from omny.storage.port.horizon import HASHED
from omny.storage.port.pieces import HistoryPiece
from omny.storage.port.pruning import FOLDED_ATOMS, folded
from omny.storage.port.records import AtomEvent, GenerationRow
from omny.storage.port.search_text import named_so
from omny.storage.postgres.archive import Archiver
from omny.storage.postgres.connection import Connection, read_meta
from omny.storage.postgres.stage import insert_staged
from omny.storage.sql.piece_rows import history_piece
from omny.storage.sql.rows import ATOM_COLUMNS, EVENT_COLUMNS, GENERATION_COLUMNS, SNAPSHOT_COLUMNS, Row

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository


class HistoryReader(Archiver):
    """The reading part of `HistorySide`; the port says what each method means."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        clauses = ["project = %s", "transaction_id > %s"]
        parameters: list[int | str] = [after]
        if until is not None:
            clauses.append("transaction_id <= %s")
            parameters.append(until)
        if atom_id is not None:
            clauses.append("atom_id = %s")
            parameters.append(atom_id)
        sql = f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE {' AND '.join(clauses)} ORDER BY id"
        return starmap(AtomEvent, self._stream(sql, *parameters))

    def generations(self, *, after: int = 0) -> Iterator[GenerationRow]:
        sql = f"SELECT {GENERATION_COLUMNS} FROM generations WHERE project = %s AND generation > %s ORDER BY generation"
        return starmap(GenerationRow, self._stream(sql, after))

    def history_start(self) -> int:
        return int(self._value("SELECT history_start FROM projects WHERE number = %s") or 0)

    def ids_in_history(self, name: str) -> list[str]:
        rows = self._rows(
            "WITH every AS (SELECT atom_id FROM atom_events WHERE project = %s "
            "UNION SELECT atom_id FROM atom_snapshots WHERE project = %s) "
            "SELECT atom_id FROM every WHERE position(%s IN atom_id) > 0 ORDER BY atom_id",
            self._project,
            name,
        )
        return named_so([id_ for (id_,) in rows], name)

    def generation(self, number: int) -> GenerationRow | None:
        return self._generation("AND generation = %s", number)

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        return self._generation("AND committed_at <= %s ORDER BY generation DESC LIMIT 1", timestamp)

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        rows = self._rows(
            (
                f"SELECT {GENERATION_COLUMNS} FROM generations g JOIN (SELECT project, min(generation) AS generation "
                "FROM generations WHERE project = %s AND indexed_head >= %s AND indexed_head < %s "
                "GROUP BY project, indexed_head) AS first USING (project, generation) ORDER BY generation"
            ),
            prefix,
            f"{prefix}g",  # behind every hexadecimal digit
        )
        return [GenerationRow(*row) for row in rows]

    def as_of(self, generation: int) -> AtomRepository:
        from omny.storage.sqlite.fold import take_back
        from omny.storage.sqlite.repository import SqliteRepository

        past = SqliteRepository.in_memory()
        try:
            with self.reading():
                row = self.generation(generation)
                if row is None or generation < self.history_start():
                    reason = f"no state of generation {generation} is kept"
                    raise UsageError("", reason, hint="see 'omny events'")
                with self.archive() as archive:
                    past.load(archive)
            take_back(past.connection, row)
        except BaseException:
            past.close()
            raise
        return past

    def _generation(self, clause: str, value: int | str) -> GenerationRow | None:
        rows = self._rows(f"SELECT {GENERATION_COLUMNS} FROM generations WHERE project = %s {clause}", value)
        return GenerationRow(*rows[0]) if rows else None


def prune(connection: Connection, project: int, generation: int) -> int:
    """Folds all events up to that generation into snapshots, inside of a transaction; how many events that were."""
    generation = min(generation, read_meta(connection, project, lock=True).generation)
    (start,) = connection.execute("SELECT history_start FROM projects WHERE number = %s", (project,)).fetchone() or (0,)
    if generation <= start:
        return 0
    _fold(connection, project, generation)
    pruned = connection.execute(
        "DELETE FROM atom_events WHERE project = %s AND transaction_id <= %s", (project, generation)
    ).rowcount
    connection.execute("DELETE FROM generations WHERE project = %s AND generation < %s", (project, generation))
    connection.execute("UPDATE projects SET history_start = %s WHERE number = %s", (generation, project))
    return pruned


def _fold(connection: Connection, project: int, generation: int) -> None:
    """Brings the snapshots from the start of history to that generation; whole copies become hashes where they can."""
    found = connection.execute(
        "SELECT atom_id FROM atom_events WHERE project = %s AND transaction_id <= %s "
        "UNION SELECT atom_id FROM atom_snapshots WHERE project = %s AND left(state, %s) <> %s ORDER BY atom_id",
        (project, generation, project, len(HASHED), HASHED),
    )
    ids = iter([id_ for (id_,) in found])
    while some := list(islice(ids, FOLDED_ATOMS)):
        rows = list(folded(_piece(connection, project, some), generation))
        asked = (project, some)
        connection.execute("DELETE FROM atom_snapshots WHERE project = %s AND atom_id = ANY (%s::TEXT[])", asked)
        kept = (msgspec.structs.astuple(snapshot) for _, snapshot in rows if snapshot)
        insert_staged(connection, project, "atom_snapshots", SNAPSHOT_COLUMNS, kept)


def _piece(connection: Connection, project: int, ids: list[str]) -> HistoryPiece:
    """All that is kept of these atoms."""

    def rows(columns: str, table: str, key: str, order: str = "") -> Iterable[Row]:
        of_them = f"WHERE project = %s AND {key} = ANY (%s::TEXT[]) {order}"
        return connection.execute(f"SELECT {columns} FROM {table} {of_them}", (project, ids))

    return history_piece(
        rows(EVENT_COLUMNS, "atom_events", "atom_id", "ORDER BY atom_id, id"),
        rows(SNAPSHOT_COLUMNS, "atom_snapshots", "atom_id"),
        rows(ATOM_COLUMNS, "atoms", "id"),
        None,
    )
