"""The event log in SQLite: read, folded into a state of the past, and pruned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import apsw
import msgspec

from omny.errors import UsageError
from omny.storage.events import FIELDS, State, backward, forward
from omny.storage.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.sqlite_connection import translated
from omny.storage.sqlite_reader import Reader
from omny.storage.sqlite_rows import Row

if TYPE_CHECKING:
    from omny.storage.port import AtomRepository

_EVENT = "id, atom_id, operation, delta, previous_version, new_version, timestamp, source, transaction_id"
_GENERATION = "generation, committed_at, source, indexed_head"
_SNAPSHOT = "atom_id, state, version, created_at, updated_at"
_NEVER = 1 << 62  # no generation comes as far


class Lived(msgspec.Struct, frozen=True):
    """An atom of the past."""

    state: State
    version: int
    created_at: str
    updated_at: str


class HistoryReader(Reader):
    """`HistorySide`; the port says what each method means."""

    def events(self, atom_id: str | None = None, *, after: int = 0, until: int | None = None) -> Iterator[AtomEvent]:
        where = "transaction_id > ? AND transaction_id <= ?"
        parameters: tuple[Any, ...] = (after, _NEVER if until is None else until)
        if atom_id is not None:
            where, parameters = f"atom_id = ? AND {where}", (atom_id, *parameters)
        rows = self._stream(f"SELECT {_EVENT} FROM atom_events WHERE {where} ORDER BY id", *parameters)
        return (AtomEvent(*row) for row in rows)

    def history_start(self) -> int:
        return int(self._value("SELECT history_start FROM meta") or 0)

    def snapshots(self) -> Iterator[Snapshot]:
        return (Snapshot(*row) for row in self._stream(f"SELECT {_SNAPSHOT} FROM atom_snapshots ORDER BY atom_id"))

    def ids_in_history(self, name: str) -> list[str]:
        every = "SELECT atom_id FROM atom_events UNION SELECT atom_id FROM atom_snapshots"
        found = self._rows(f"SELECT atom_id FROM ({every}) WHERE atom_id = ?", name)
        if not found:
            ends = (f"%::{_like(name)}", f"%::%.{_like(name)}")
            found = self._rows(
                f"SELECT atom_id FROM ({every}) WHERE atom_id LIKE ? ESCAPE '\\' OR atom_id LIKE ? ESCAPE '\\' "
                "ORDER BY atom_id",
                *ends,
            )
        return [id_ for (id_,) in found]

    def generation(self, number: int) -> GenerationRow | None:
        return self._generation("WHERE generation = ?", number)

    def generation_at(self, timestamp: str) -> GenerationRow | None:
        # Clocks are set back now and then: the last commit, not the one with the latest time.
        return self._generation("WHERE committed_at <= ? ORDER BY generation DESC LIMIT 1", timestamp)

    def generations_of_head(self, prefix: str) -> list[GenerationRow]:
        rows = self._rows(
            f"SELECT {_GENERATION} FROM generations WHERE generation IN (SELECT max(generation) FROM generations "
            "WHERE indexed_head >= ? AND indexed_head < ? GROUP BY indexed_head) ORDER BY generation",
            prefix,
            f"{prefix}g",  # behind every hexadecimal digit
        )
        return [GenerationRow(*row) for row in rows]

    def as_of(self, generation: int) -> AtomRepository:
        from omny.storage.sqlite import SqliteRepository

        start, now = self.history_start(), self._value("SELECT generation FROM meta")
        row = self.generation(generation)
        if row is None or generation < start:
            reason = f"history holds the generations {max(start, 1)} to {now}, not {generation}"
            raise UsageError("look back", reason, hint="see 'omny events'")
        past = SqliteRepository.in_memory()
        try:
            with translated("look back", self._path):
                _copy(self._connection, past.connection)
                _take_back(past.connection, row)
        except BaseException:
            past.close()
            raise
        return past

    def prune(self, generation: int) -> int:
        with translated("prune events", self._path):
            return _prune(self._connection, generation)

    def _generation(self, where: str, *parameters: Any) -> GenerationRow | None:
        rows = self._rows(f"SELECT {_GENERATION} FROM generations {where}", *parameters)
        return GenerationRow(*rows[0]) if rows else None


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _copy(source: apsw.Connection, target: apsw.Connection) -> None:
    with target.backup("main", source, "main") as backup:
        while not backup.done:
            backup.step(-1)


# ── the past ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_back(connection: apsw.Connection, row: GenerationRow) -> None:
    """Makes a copy of the database what the database was at a generation: only what has changed since is touched."""
    connection.execute("BEGIN")
    later: dict[str, list[AtomEvent]] = {}
    for event in connection.execute(
        f"SELECT {_EVENT} FROM atom_events WHERE transaction_id > ? ORDER BY id DESC", (row.generation,)
    ):
        later.setdefault(event[1], []).append(AtomEvent(*event))
    number = connection.execute("SELECT coalesce(max(number), 0) FROM atoms").get
    for id_, events in sorted(later.items()):
        lived = _before(connection, id_, events)
        connection.execute("DELETE FROM atoms WHERE id = ?", (id_,))
        if lived is not None:
            number += 1
            _insert(connection, id_, number, lived)
    connection.execute("DELETE FROM atom_events WHERE transaction_id > ?", (row.generation,))
    connection.execute("DELETE FROM generations WHERE generation > ?", (row.generation,))
    connection.execute(
        "DELETE FROM files WHERE language <> 'config' AND NOT EXISTS (SELECT 1 FROM atoms WHERE file_path = path)"
    )
    connection.execute(
        "INSERT OR IGNORE INTO files "
        "(path, hash, size, mtime_ns, ctime_ns, inode, seen_ns, language, extractor, status) "
        "SELECT DISTINCT file_path, '', 0, 0, 0, 0, 0, '', '', 'ok' FROM atoms"
    )
    connection.execute(
        "UPDATE meta SET generation = ?, indexed_head = ?, indexed_at = ?",
        (row.generation, row.indexed_head, row.committed_at),
    )
    connection.execute("COMMIT")


def _before(connection: apsw.Connection, id_: str, events: list[AtomEvent]) -> Lived | None:
    """The atom before the events, which are the newest first."""
    state = _stored_state(connection, id_)
    for event in events:
        state = backward(state, event.operation, event.delta)
    if state is None:
        return None
    version = events[-1].previous_version
    assert version is not None  # the atom was there
    created = updated = ""
    for timestamp, operation in connection.execute(
        "SELECT timestamp, operation FROM atom_events WHERE atom_id = ? AND id < ? ORDER BY id DESC",
        (id_, events[-1].id),
    ):
        updated = updated or timestamp
        if operation == "create":
            created = timestamp
            break
    else:
        for first, last in connection.execute(
            "SELECT created_at, updated_at FROM atom_snapshots WHERE atom_id = ?", (id_,)
        ):
            created, updated = first, updated or last
    return Lived(state, version, created, updated)


def _stored_state(connection: apsw.Connection, id_: str) -> State | None:
    for row in connection.execute(f"SELECT {', '.join(FIELDS)} FROM atoms WHERE id = ?", (id_,)):
        state = dict(zip(FIELDS, row, strict=True))
        state["data"] = msgspec.json.decode(state["data"])
        return state
    return None


def _insert(connection: apsw.Connection, id_: str, number: int, lived: Lived) -> None:
    columns = ("id", "number", *FIELDS, "version", "created_at", "updated_at")
    connection.execute(
        f"INSERT INTO atoms ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (id_, number, *_values(lived.state), lived.version, lived.created_at, lived.updated_at),
    )


def _values(state: State) -> Row:
    return tuple(_encode(state[field]) if field == "data" else state[field] for field in FIELDS)


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()


# ── pruning ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _prune(connection: apsw.Connection, generation: int) -> int:
    connection.execute("BEGIN IMMEDIATE")
    try:
        start = connection.execute("SELECT history_start FROM meta").get
        last = connection.execute("SELECT generation FROM meta").get
        generation = min(generation, last)
        pruned = 0
        if generation > start:
            _fold(connection, generation)
            connection.execute("DELETE FROM atom_events WHERE transaction_id <= ?", (generation,))
            pruned = connection.changes()
            connection.execute("DELETE FROM generations WHERE generation < ?", (generation,))
            connection.execute("UPDATE meta SET history_start = ?", (generation,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return pruned


def _fold(connection: apsw.Connection, generation: int) -> None:
    """Brings the snapshots from the start of history to that generation, atom by atom."""
    rows = connection.execute(
        f"SELECT {_EVENT} FROM atom_events WHERE transaction_id <= ? ORDER BY atom_id, id", (generation,)
    )
    held: list[AtomEvent] = []
    folded: list[tuple[str, Lived | None]] = []
    for row in rows:
        event = AtomEvent(*row)
        if held and held[0].atom_id != event.atom_id:
            folded.append((held[0].atom_id, _after(connection, held)))
            held = []
        held.append(event)
    if held:
        folded.append((held[0].atom_id, _after(connection, held)))
    connection.executemany("DELETE FROM atom_snapshots WHERE atom_id = ?", [(id_,) for id_, _ in folded])
    connection.executemany(
        f"INSERT INTO atom_snapshots ({_SNAPSHOT}) VALUES (?, ?, ?, ?, ?)",
        (
            (id_, _encode(lived.state), lived.version, lived.created_at, lived.updated_at)
            for id_, lived in folded
            if lived is not None
        ),
    )


def _after(connection: apsw.Connection, events: list[AtomEvent]) -> Lived | None:
    """The atom after its events, which are all that there are from the start of history on."""
    state: State | None = None
    created = ""
    for row in connection.execute(
        "SELECT state, created_at FROM atom_snapshots WHERE atom_id = ?", (events[0].atom_id,)
    ):
        state, created = msgspec.json.decode(row[0]), row[1]
    for event in events:
        state = forward(state, event.operation, event.delta)
        created = event.timestamp if event.operation == "create" else created
    if state is None or events[-1].new_version is None:
        return None
    return Lived(state, events[-1].new_version, created, events[-1].timestamp)
