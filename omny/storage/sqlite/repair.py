"""What is wrong in a SQLite database, made right inside it, in one transaction that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import apsw
import msgspec

from omny.model.events import FIELDS
from omny.model.meta import Meta
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, Snapshot
from omny.storage.port.replay import History, Told
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import ATOM_COLUMNS, EVENT_COLUMNS, REPAIR_COLUMNS, SNAPSHOT_COLUMNS
from omny.storage.sqlite.connection import translated
from omny.storage.sqlite.reader import Reader
from omny.storage.sqlite.writer import read_meta

_ROW = ("id", "number", *FIELDS, "version", "created_at", "updated_at")

_encode = msgspec.json.Encoder().encode


class Mender(Reader):
    """The writing half of `AuditSide`; the port says what each method means."""

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        with translated("repair index", self._path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                meta = _mend(connection, repairs, paths, derive, timestamp)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return meta

    def repairs(self) -> list[RepairRow]:
        return [RepairRow(*row) for row in self._rows(f"SELECT {REPAIR_COLUMNS} FROM repairs ORDER BY id")]


def insert_atom(connection: apsw.Connection, id_: str, told: Told) -> None:
    """Has an atom be what its events tell; there must be none of that id."""
    assert told.state is not None
    number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM atoms").get
    values = [_encode(told.state[field]).decode() if field == "data" else told.state[field] for field in FIELDS]
    connection.execute(
        f"INSERT INTO atoms ({', '.join(_ROW)}) VALUES ({', '.join('?' * len(_ROW))})",
        (id_, number, *values, told.version, told.created_at, told.updated_at),
    )


def record(connection: apsw.Connection, repairs: Iterable[RepairRow]) -> None:
    """Writes down what was repaired."""
    connection.executemany(
        f"INSERT INTO repairs ({REPAIR_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        map(msgspec.structs.astuple, repairs),
    )


def _mend(
    connection: apsw.Connection, repairs: Sequence[RepairRow], paths: Collection[str], derive: bool, timestamp: str
) -> Meta:
    before = read_meta(connection)
    generation = before.generation + 1
    ids = {id_ for path in paths for id_ in _ids(connection, path)}
    if derive:  # no trigger can follow these
        ids.update(id_ for (id_,) in connection.execute("SELECT id FROM atoms WHERE NOT json_valid(data)"))
    histories = {id_: _history(connection, id_, before.generation) for id_ in sorted(ids)}
    wrong = {id_: history for id_, history in histories.items() if not history.is_right}
    if derive or wrong:
        # First, since the triggers that follow a changed atom take the search index for right.
        connection.execute("INSERT INTO atoms_fts (atoms_fts) VALUES ('rebuild')")
        for id_, history in wrong.items():
            _restore(connection, id_, history)
        _derive(connection)
    record(connection, [msgspec.structs.replace(row, generation=generation, repaired_at=timestamp) for row in repairs])
    record(connection, [history.cut_off(id_, generation, timestamp) for id_, history in wrong.items() if history.cut])
    connection.execute("UPDATE meta SET generation = ?, indexed_at = ?", (generation, timestamp))
    connection.execute(
        "INSERT INTO generations (generation, committed_at, source, indexed_head) VALUES (?, ?, 'repair', ?)",
        (generation, timestamp, before.indexed_head),
    )
    return read_meta(connection)


def _ids(connection: apsw.Connection, path: str) -> list[str]:
    """The ids of all atoms that a file has or had."""
    rows = connection.execute(
        "SELECT id FROM atoms WHERE file_path = :path "
        "UNION SELECT atom_id FROM atom_events WHERE atom_id >= :path || '::' AND atom_id < :path || ':;' "
        "UNION SELECT atom_id FROM atom_snapshots WHERE atom_id >= :path || '::' AND atom_id < :path || ':;'",
        {"path": path},
    )
    return [id_ for (id_,) in rows]


def _history(connection: apsw.Connection, id_: str, newest: int) -> History:
    snapshot = stored = None
    for row in connection.execute(f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots WHERE atom_id = ?", (id_,)):
        snapshot = Snapshot(*row)
    for row in connection.execute(f"SELECT {ATOM_COLUMNS} FROM atoms WHERE id = ?", (id_,)):
        stored = sqlite_rows.stored_atom(row)
    rows = connection.execute(f"SELECT {EVENT_COLUMNS} FROM atom_events WHERE atom_id = ? ORDER BY id", (id_,))
    return History.of(snapshot, [AtomEvent(*row) for row in rows], stored, newest)


def _restore(connection: apsw.Connection, id_: str, history: History) -> None:
    """Has an atom be what its events tell."""
    connection.executemany("DELETE FROM atom_events WHERE id = ?", [(event.id,) for event in history.cut])
    if history.has_malformed_snapshot:
        connection.execute("DELETE FROM atom_snapshots WHERE atom_id = ?", (id_,))
    connection.execute("DELETE FROM atoms WHERE id = ?", (id_,))
    if history.told.state is not None:
        insert_atom(connection, id_, history.told)


def _derive(connection: apsw.Connection) -> None:
    """Has the triggers derive everything anew: they follow a change of `data`, and a space behind it changes nothing
    else."""
    connection.execute("DELETE FROM edges")
    connection.execute("DELETE FROM unresolved")
    connection.execute("UPDATE atoms SET data = data || ' '")
    connection.execute("UPDATE atoms SET data = rtrim(data)")
    for table in ("names", "dependencies"):
        connection.execute(f"DELETE FROM {table} WHERE file NOT IN (SELECT number FROM files)")
