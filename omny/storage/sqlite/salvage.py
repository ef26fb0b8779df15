"""A damaged database set aside, and a new one in its place with the part of the past that can be read.

Only what cannot be made again is carried over: the event log, with generations and snapshots, the atoms as the events
describe them, and the notes. Files, facts and dependencies come from the disk, in the next pass.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from operator import attrgetter

import apsw
import msgspec

from omny.base.errors import DamagedError, StorageError
from omny.base.paths import describe_failure
from omny.model.atoms import StoredAtom
from omny.model.meta import Meta
from omny.model.notes import Note
from omny.storage.port.archive import Archive
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, GenerationRow, Snapshot
from omny.storage.port.replay import replay, replayed_atom
from omny.storage.sql.notes import settle
from omny.storage.sql.rows import (
    ATOM_COLUMNS,
    EVENT_COLUMNS,
    GENERATION_COLUMNS,
    NOTE_COLUMNS,
    SNAPSHOT_COLUMNS,
    Row,
    stored_atom,
)
from omny.storage.sqlite.archive import load
from omny.storage.sqlite.backup import SIDE_FILES, move_aside, put
from omny.storage.sqlite.checksums import believe_pages, checksum_vfs
from omny.storage.sqlite.connection import closing, connect, translated
from omny.storage.sqlite.reader import read_meta
from omny.storage.sqlite.session import writing

MAX_FAILURES = 10_000
"""Rows that cannot be read one by one, before the rest of a table is given up: each takes a tenth of a millisecond."""


class Salvaged(msgspec.Struct, frozen=True):
    """The outcome of a salvage."""

    aside: str  # where it is now
    events: int  # carried over
    lost: int  # events that could be read and did not fit; of those that could not be read nobody knows


def rebuild(path: str, stamp: str, timestamp: str) -> Salvaged:
    """Moves the database at `path` to `path.corrupt-stamp`, and puts a new one in its place with its past. Nobody may
    have it open. Raises StorageError where the files cannot be moved or the new one cannot be written."""
    part, aside = f"{path}.rebuilt-{stamp}", f"{path}.corrupt-{stamp}"
    try:
        events, lost = _fill(path, part, aside, timestamp)
        _copy_log(path)
        move_aside(path, aside)
        put(part, path, "rebuild index")
    except OSError as error:
        raise StorageError("rebuild index", describe_failure(error), path=path) from error
    finally:
        for suffix in ("", *SIDE_FILES):
            if os.path.lexists(part + suffix):
                os.unlink(part + suffix)
    return Salvaged(aside, events, lost)


def _fill(path: str, part: str, aside: str, timestamp: str) -> tuple[int, int]:
    """Makes the new database; how many events it has, and how many did not fit."""
    with closing(connect(part, "write")) as new:
        past, lost = _past(path, read_meta(new))
        events = len(list(past.events))
        what = f"it was damaged and is now {os.path.basename(aside)}; {events:,} events were carried over"
        what += f", {lost:,} could be read and did not follow" if lost else ""
        note = RepairRow(past.meta.generation, timestamp, "database", "", what, "", "rebuilt")
        with translated("rebuild index", part):
            load(new, msgspec.structs.replace(past, repairs=[note]), part)
            with writing(new) as session:
                settle(session, timestamp)
    return events, lost


def _copy_log(path: str) -> None:
    """Copies the log into the damaged database, where that can be done. One file then holds all of its past, and is
    found after a power failure before the new one has its name."""
    old = _open_damaged(path)
    if old is not None:
        with closing(old), suppress(apsw.Error):  # what is moved aside is then a file with its log
            old.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _open_damaged(path: str) -> apsw.Connection | None:
    """A connection to a file that may be no database."""
    try:
        # A log beside it has to be read, too.
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=checksum_vfs())
        connection.pragma("trusted_schema", False)
        if _meta(connection)[0] is None:  # this page, or all of them, have no checksums
            believe_pages(connection)
        return connection
    except apsw.Error:
        return None


def _past(path: str, empty: Meta) -> tuple[Archive, int]:
    """The readable and consistent past of a damaged database, and the number of events that do not fit. `empty` is the
    state of the new database."""
    old = _open_damaged(path)
    if old is None:
        return Archive(empty, 0), 0
    with closing(old):
        notes = [Note(*row) for row in _readable(old, "notes", "number", NOTE_COLUMNS)]
        generations = [GenerationRow(*row) for row in _readable(old, "generations", "generation", GENERATION_COLUMNS)]
        events = [AtomEvent(*row) for row in _readable(old, "atom_events", "id", EVENT_COLUMNS)]
        snapshots = {row[0]: Snapshot(*row) for row in _both_ends(old, "atom_snapshots", "atom_id", SNAPSHOT_COLUMNS)}
        stored = _atoms(old)
        uuid, generation, start = _meta(old)
    newest = max([generation, *(event.transaction_id for event in events), *(row.generation for row in generations)])
    if not newest:
        return Archive(empty, 0, notes=notes), 0
    kept: list[AtomEvent] = []
    atoms: list[StoredAtom] = []
    by_atom = groupby(sorted(events, key=attrgetter("atom_id", "id")), key=attrgetter("atom_id"))
    histories = {id_: list(chain) for id_, chain in by_atom}
    for id_ in sorted(histories.keys() | snapshots.keys()):
        chain = histories.get(id_, [])
        replayed = replay(snapshots.get(id_), chain, newest, stored.get(id_))
        fitting = chain[: replayed.fitting]
        if replayed.version is None and not replayed.fitting:  # its state at the start of history is lost
            snapshots.pop(id_, None)
        if replayed.state is not None:
            atom, creation = replayed_atom(id_, replayed, chain)
            atoms.append(atom)
            fitting[-1:] = [creation or fitting[-1]] if fitting else []
        kept += fitting
    kept.sort(key=attrgetter("id"))
    meta = msgspec.structs.replace(empty, uuid=uuid or empty.uuid, generation=newest)
    past = Archive(
        meta, start, generations=generations, atoms=atoms, events=kept, snapshots=list(snapshots.values()), notes=notes
    )
    return past, len(events) - len(kept)


def _atoms(connection: apsw.Connection) -> dict[str, StoredAtom]:
    """The atoms that can be read. Most states at the start of history follow from them."""
    atoms: dict[str, StoredAtom] = {}
    for row in _readable(connection, "atoms", "rowid", ATOM_COLUMNS):
        try:
            atoms[row[0]] = stored_atom(row)
        except DamagedError:  # a type that there is not
            continue
    return atoms


def _meta(connection: apsw.Connection) -> tuple[str | None, int, int]:
    try:
        for uuid, generation, start in connection.execute("SELECT uuid, generation, history_start FROM meta"):
            return uuid, generation, start
    except apsw.Error:
        pass
    return None, 0, 0


def _readable(connection: apsw.Connection, table: str, key: str, columns: str) -> Iterator[Row]:
    """The rows of a table with an integer key that can be read."""
    failures = 0
    ranges = [(0, _last(connection, table, key))]
    while ranges and failures < MAX_FAILURES:
        after, last = ranges.pop()
        sql = f"SELECT {columns} FROM {table} NOT INDEXED WHERE {key} > ? AND {key} <= ? ORDER BY {key}"
        try:
            rows = list(connection.execute(sql, (after, last)))
        except apsw.Error:
            failures += 1
            if last - after > 1:
                middle = (after + last) // 2
                ranges += [(middle, last), (after, middle)]
            continue
        yield from rows


def _last(connection: apsw.Connection, table: str, key: str) -> int:
    """The largest key, or more."""
    for sql in (f"SELECT max({key}) FROM {table}", "SELECT max(seq) FROM sqlite_sequence"):
        try:
            return int(connection.execute(sql).get or 0)
        except apsw.Error:
            continue
    return 1 << 24


def _both_ends(connection: apsw.Connection, table: str, key: str, columns: str) -> list[Row]:
    """The rows of a table that can be read from its beginning or from its end on."""
    rows: dict[str, Row] = {}
    for direction in ("ASC", "DESC"):
        try:
            for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {direction}"):
                rows[row[0]] = row
            break
        except apsw.Error:
            continue
    return list(rows.values())
