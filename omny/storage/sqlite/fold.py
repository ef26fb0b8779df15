"""States of the past in SQLite: a copy of the database, in which the events since then are undone."""

from __future__ import annotations

from typing import Any

import apsw
import msgspec

from omny.model.events import FIELDS, State, check_row, step_back
from omny.model.texts import NO_TEXT, describe
from omny.storage.port.records import GenerationRow
from omny.storage.sql.rows import Row, atom_columns, stored_atom
from omny.storage.sqlite.dialect import AFTER
from omny.storage.sqlite.reader import as_list
from omny.storage.sqlite.session import SqliteSession

_ATOM_COLUMNS = ("id", "number", *FIELDS, "version", "created_at", "updated_at")


def take_back(connection: apsw.Connection, row: GenerationRow) -> None:
    """Takes a copy of a database back to a generation: atoms, edges, search and events. Only rows that have changed
    since are touched."""
    connection.execute("BEGIN")
    states: dict[str, State | None] = {}
    oldest: dict[str, tuple[int, int | None]] = {}  # of the events taken back: its id, and the version before it
    for id_, atom_id, operation, delta, version in connection.execute(
        f"SELECT id, atom_id, operation, delta, previous_version FROM atom_events WHERE {AFTER} ORDER BY id DESC",
        {"after": row.generation},
    ):
        state = states[atom_id] if atom_id in states else _stored_state(connection, atom_id)
        states[atom_id] = step_back(state, operation, delta)
        oldest[atom_id] = (id_, version)
    connection.executemany(
        "DELETE FROM atoms WHERE id = ?", [(atom_id,) for atom_id, state in states.items() if state is None]
    )
    number = connection.execute("SELECT coalesce(max(number), 0) FROM atoms").get
    connection.execute(f"CREATE TEMP TABLE past ({', '.join(_ATOM_COLUMNS)})")
    connection.executemany(
        f"INSERT INTO past VALUES ({', '.join('?' * len(_ATOM_COLUMNS))})",
        (
            (atom_id, new, *_values(state), oldest[atom_id][1], *_times(connection, atom_id, oldest[atom_id][0]))
            for new, (atom_id, state) in enumerate(sorted(states.items()), number + 1)
            if state is not None
        ),
    )
    assignments = ", ".join(f"{column} = excluded.{column}" for column in _ATOM_COLUMNS[2:])
    connection.execute(  # one statement: FTS5 writes a segment for each
        f"INSERT INTO atoms ({', '.join(_ATOM_COLUMNS)}) SELECT * FROM past WHERE TRUE "
        f"ON CONFLICT (id) DO UPDATE SET {assignments}"
    )
    connection.execute("DROP TABLE past")
    _rank(connection, [atom_id for atom_id, state in states.items() if state is not None])
    _take_back_files(connection)
    connection.execute("DELETE FROM atom_events WHERE transaction_id > ?", (row.generation,))
    _refer(connection, [atom_id for atom_id, state in states.items() if state and oldest[atom_id][1] == 1])
    connection.execute("DELETE FROM generations WHERE generation > ?", (row.generation,))
    connection.execute("DELETE FROM notes")  # they are of now
    connection.execute(
        "UPDATE meta SET generation = ?, indexed_head = ?, indexed_at = ?",
        (row.generation, row.indexed_head, row.committed_at),
    )
    connection.execute("COMMIT")


def _refer(connection: apsw.Connection, ids: list[str]) -> None:
    """Has creations refer to the rows that were made again: the order of keys in their data can be another one."""
    rows = connection.execute(
        f"SELECT {atom_columns('a')} FROM json_each(?) JOIN atoms a ON a.id = value", (as_list(ids),)
    )
    connection.executemany(
        "UPDATE atom_events SET delta = json_set(delta, '$.row', ?) WHERE delta LIKE '{\"row\":%' "
        "AND id = (SELECT max(id) FROM atom_events WHERE atom_id = ?)",
        [(check_row(stored_atom(row).atom), row[0]) for row in rows],
    )


def _rank(connection: apsw.Connection, ids: list[str]) -> None:
    """Ranks atoms by what they say themselves: nothing else is kept of former text."""
    session = SqliteSession(connection)
    terms_of = session.tokenizer.maker.terms
    rows = session.rows(
        f"SELECT number, {atom_columns('a')} FROM json_each(:ids) JOIN atoms a ON a.id = value", ids=as_list(ids)
    )
    session.insert_texts((row[0], terms_of(describe(stored_atom(row[1:]).atom, NO_TEXT))) for row in rows)


def _take_back_files(connection: apsw.Connection) -> None:
    """Makes the ledger a list of the files that had atoms. Nothing else is kept of former files."""
    connection.execute(
        "INSERT INTO files (path, hash, size, mtime_ns, ctime_ns, inode, seen_ns, language, extractor, status) "
        "SELECT DISTINCT file_path, '', 0, 0, 0, 0, 0, '', '', 'ok' FROM atoms WHERE TRUE "
        "ON CONFLICT (path) DO UPDATE SET hash = '', status = 'ok', code = '', detail = ''"
    )
    connection.execute("DELETE FROM files WHERE path NOT IN (SELECT file_path FROM atoms)")


def _stored_state(connection: apsw.Connection, atom_id: str) -> State | None:
    for row in connection.execute(f"SELECT {', '.join(FIELDS)} FROM atoms WHERE id = ?", (atom_id,)):
        state = dict(zip(FIELDS, row, strict=True))
        state["data"] = msgspec.json.decode(state["data"])
        return state
    return None


def _times(connection: apsw.Connection, atom_id: str, before: int) -> tuple[str, str]:
    """The times of creation and of the last change of an atom, before that event."""
    updated = ""
    for timestamp, operation in connection.execute(
        "SELECT timestamp, operation FROM atom_events WHERE atom_id = ? AND id < ? ORDER BY id DESC", (atom_id, before)
    ):
        updated = updated or timestamp
        if operation == "create":
            return timestamp, updated
    for created, last in connection.execute(
        "SELECT created_at, updated_at FROM atom_snapshots WHERE atom_id = ?", (atom_id,)
    ):
        return created, updated or last
    return updated, updated  # the log has no creation: the validator reports that


def _values(state: State) -> Row:
    return tuple(_encode(state[field]) if field == "data" else state[field] for field in FIELDS)


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()
