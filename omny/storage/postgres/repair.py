"""What is wrong in a project in PostgreSQL, made right inside of it, in one transaction that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, starmap
from operator import attrgetter

import msgspec

from omny.model.atoms import StoredAtom
from omny.model.meta import Meta
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import AtomEvent, Snapshot
from omny.storage.port.replay import History, stored_of
from omny.storage.postgres.connection import Connection, read_meta
from omny.storage.postgres.reader import Reader, atoms_sql
from omny.storage.postgres.stage import insert_atoms, insert_staged, insert_terms
from omny.storage.postgres.writer import commit_generation
from omny.storage.sql import rows as sqlite_rows
from omny.storage.sql.rows import EVENT_COLUMNS, REPAIR_COLUMNS, SNAPSHOT_COLUMNS
from omny.storage.sql.terms import Tokenizer


class RepairReader(Reader):
    """What is known of repairs; the port says what the method means."""

    def repairs(self) -> list[RepairRow]:
        return [
            RepairRow(*row)
            for row in self._rows(f"SELECT {REPAIR_COLUMNS} FROM repairs WHERE project = %s ORDER BY id")
        ]


def repair(
    connection: Connection,
    project: int,
    tokenizer: Tokenizer,
    repairs: Sequence[RepairRow],
    paths: Collection[str],
    *,
    derive: bool,
    timestamp: str,
) -> Meta:
    """Repairs inside of a transaction, as `AtomRepository.mend` says; the state after it."""
    before = read_meta(connection, project, lock=True)
    after = msgspec.structs.replace(before, generation=before.generation + 1, indexed_at=timestamp)
    histories = _histories(connection, project, paths, before.generation)
    wrong = {id_: history for id_, history in histories.items() if not history.is_right}
    if wrong:
        _restore(connection, project, tokenizer, wrong)
    if derive or wrong:
        _derive(connection, project, tokenizer)
    rows = [msgspec.structs.replace(row, generation=after.generation, repaired_at=timestamp) for row in repairs]
    rows += [history.cut_off(id_, after.generation, timestamp) for id_, history in wrong.items() if history.cut]
    insert_staged(connection, project, "repairs", REPAIR_COLUMNS, map(msgspec.structs.astuple, rows))
    commit_generation(connection, project, after, "repair")
    return after


def _histories(connection: Connection, project: int, paths: Collection[str], newest: int) -> dict[str, History]:
    """All atoms that the files have or had."""
    ids: set[str] = set()
    for path in paths:
        found = connection.execute(
            "SELECT id FROM atoms WHERE project = %(project)s AND file_path = %(path)s "
            "UNION SELECT atom_id FROM atom_events "
            "WHERE project = %(project)s AND atom_id >= %(path)s || '::' AND atom_id < %(path)s || ':;' "
            "UNION SELECT atom_id FROM atom_snapshots "
            "WHERE project = %(project)s AND atom_id >= %(path)s || '::' AND atom_id < %(path)s || ':;'",
            {"project": project, "path": path},
        )
        ids.update(id_ for (id_,) in found)
    asked = (project, sorted(ids))
    of_atoms = "WHERE project = %s AND atom_id = ANY (%s::TEXT[])"
    snapshots = starmap(
        Snapshot, connection.execute(f"SELECT {SNAPSHOT_COLUMNS} FROM atom_snapshots {of_atoms}", asked)
    )
    by_id = {snapshot.atom_id: snapshot for snapshot in snapshots}
    atoms = map(sqlite_rows.stored_atom, connection.execute(atoms_sql("AND id = ANY (%s::TEXT[])"), asked))
    stored: dict[str, StoredAtom] = {each.atom.id: each for each in atoms}
    sql = f"SELECT {EVENT_COLUMNS} FROM atom_events {of_atoms} ORDER BY atom_id, id"
    events = groupby(starmap(AtomEvent, connection.execute(sql, asked)), attrgetter("atom_id"))
    logged = {id_: list(its_events) for id_, its_events in events}
    return {id_: History.of(by_id.get(id_), logged.get(id_, []), stored.get(id_), newest) for id_ in sorted(ids)}


def _restore(connection: Connection, project: int, tokenizer: Tokenizer, wrong: dict[str, History]) -> None:
    """Has atoms be what their events tell."""
    cut = [event.id for history in wrong.values() for event in history.cut]
    connection.execute("DELETE FROM atom_events WHERE project = %s AND id = ANY (%s::BIGINT[])", (project, cut))
    malformed = [id_ for id_, history in wrong.items() if history.has_malformed_snapshot]
    connection.execute(
        "DELETE FROM atom_snapshots WHERE project = %s AND atom_id = ANY (%s::TEXT[])", (project, malformed)
    )
    connection.execute("DELETE FROM atoms WHERE project = %s AND id = ANY (%s::TEXT[])", (project, list(wrong)))
    last = connection.execute("SELECT coalesce(max(number), 0) FROM atoms WHERE project = %s", (project,)).fetchone()
    assert last is not None
    told = [stored_of(id_, history.told) for id_, history in wrong.items() if history.told.state is not None]
    insert_atoms(connection, project, tokenizer, _numbered(told, last[0] + 1))


def _numbered(atoms: Iterable[StoredAtom], first: int) -> Iterable[tuple[object, ...]]:
    for number, stored in enumerate(atoms, first):
        yield (number, *msgspec.structs.astuple(stored.atom), stored.version, stored.created_at, stored.updated_at)


def _derive(connection: Connection, project: int, tokenizer: Tokenizer) -> None:
    """Makes all anew that follows from the atoms. The triggers follow a change of `data`, and a space behind it changes
    nothing else."""
    for table in ("edges", "unresolved", "terms"):
        connection.execute(f"DELETE FROM {table} WHERE project = %s", (project,))
    connection.execute("UPDATE atoms SET data = data || ' ' WHERE project = %s", (project,))
    connection.execute("UPDATE atoms SET data = rtrim(data) WHERE project = %s", (project,))
    sql = "SELECT number, function_name, signature, words FROM atoms WHERE project = %s ORDER BY number"
    found = connection.execute(sql, (project,)).fetchall()
    insert_terms(connection, project, tokenizer, ((row[0], row[1], row[2], row[3]) for row in found))
    lost = "file NOT IN (SELECT number FROM files WHERE project = %s)"
    for table in ("names", "dependencies"):
        connection.execute(f"DELETE FROM {table} WHERE project = %s AND {lost}", (project, project))
