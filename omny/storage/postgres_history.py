"""The event log in PostgreSQL, states of the past, and pruning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, starmap
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from omny.errors import DamagedError, UsageError
from omny.storage.postgres_archive import Archiver
from omny.storage.postgres_connection import Connection, read_meta
from omny.storage.postgres_stage import insert_staged
from omny.storage.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.replay import replay
from omny.storage.search_text import named_so
from omny.storage.sqlite_rows import EVENT_COLUMNS, GENERATION_COLUMNS, SNAPSHOT_COLUMNS, Row

if TYPE_CHECKING:
    from omny.storage.port import AtomRepository


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

    def snapshots(self) -> Iterator[Snapshot]:
        sql = f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots WHERE project = %s ORDER BY atom_id"
        return starmap(Snapshot, self._stream(sql))

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
        from omny.storage.sqlite import SqliteRepository
        from omny.storage.sqlite_fold import take_back

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
    """Brings the snapshots from the start of history to that generation."""
    snapshots = {
        row[0]: Snapshot(*row)
        for row in connection.execute(
            (
                f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots WHERE project = %s AND atom_id IN "
                "(SELECT atom_id FROM atom_events WHERE project = %s AND transaction_id <= %s)"
            ),
            (project, project, generation),
        )
    }
    sql = f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE project = %s AND transaction_id <= %s ORDER BY atom_id, id"
    events = starmap(AtomEvent, connection.execute(sql, (project, generation)))
    folded = list(_folded(snapshots, events, generation))
    ids = [id_ for id_, _ in folded]
    connection.execute("DELETE FROM atom_snapshots WHERE project = %s AND atom_id = ANY (%s::TEXT[])", (project, ids))
    rows = (row for _, row in folded if row is not None)
    insert_staged(connection, project, "atom_snapshots", SNAPSHOT_COLUMNS, rows)


def _folded(
    snapshots: dict[str, Snapshot], events: Iterable[AtomEvent], generation: int
) -> Iterator[tuple[str, Row | None]]:
    """Each atom of the events, with its snapshot where they leave one."""
    for atom_id, its_events in groupby(events, attrgetter("atom_id")):
        told = replay(snapshots.get(atom_id), its_events, generation)
        if told.misfit:
            raise DamagedError("prune events", f"{atom_id}: {told.misfit}", hint="see 'omny verify'")
        if told.state is None:
            yield atom_id, None
        else:
            state = msgspec.json.encode(told.state).decode()
            yield atom_id, (atom_id, state, told.version, told.created_at, told.updated_at)
