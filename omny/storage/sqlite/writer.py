"""One delta into one SQLite transaction: ledger, facts, names, dependencies, atoms, events, generation.

A first index and a change of one atom take the same way. What makes 43,000 atoms quick does not make one slow:

- Atoms go through a temporary table and change in one statement for thousands of them. FTS5 writes a segment at the
  begin of each statement that has triggers, and 43,000 segments cost more than all else together.
- The event of a created atom refers to its row; that of a deleted one is made by SQL from the row.
- Rows are inserted in the order of their keys.
- A first index makes its other indexes last (`first_load.py`).

What follows from `atoms` (edges, unresolved calls, the search index) is the business of the triggers of `schema.sql`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import chain, islice, repeat
from operator import attrgetter

import apsw
from msgspec.structs import astuple

from omny.base.progress import Look, Progress, Step, interleave_looks, never
from omny.model.atoms import Atom, StoredAtom
from omny.model.delta import Delta, FileDelta
from omny.model.events import FIELDS, MOVED_TO, reference_delta, update_delta
from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.sql.delta_rows import (
    facts_rows,
    ledger_changes,
    misfit,
    names_and_dependencies,
    not_in_ledger,
    ranked_documents,
)
from omny.storage.sql.notes import follow
from omny.storage.sql.rows import FACTS_COLUMNS, LEDGER_COLUMNS, Row, ledger_row
from omny.storage.sql.session import commit_generation, next_state
from omny.storage.sqlite.connection import begun
from omny.storage.sqlite.first_load import indexes_last, insert_sorted, is_first_load
from omny.storage.sqlite.reader import as_list, read_meta
from omny.storage.sqlite.session import STAGE_ROWS, SqliteSession

HEARTBEAT_STEPS = 50_000
"""Steps of SQLite's virtual machine between two calls of `progress`: a few milliseconds."""

_ATOM = Atom.__struct_fields__
"""The columns that a new atom brings, in the order of its record."""

_MAKE_STAGE = f"CREATE TEMP TABLE IF NOT EXISTS staged ({', '.join(_ATOM)}, version, other)"
"""`other` is what an event needs beside the row: of a deletion the other end of a move, of a creation the delta."""

_EVENT_COLUMNS = "(atom_id, operation, delta, previous_version, new_version, timestamp, source, transaction_id)"


def apply_delta(
    connection: apsw.Connection,
    delta: Delta,
    commit: Commit,
    progress: Progress | None = None,
    *,
    base_generation: int | None,
) -> Meta:
    """Commits the delta, as `AtomRepository.apply` says. Raises apsw.Error, BusyError, StorageError.

    `base_generation` is that of the state the delta was made from; None: not known, not checked.
    """
    connection.execute(_MAKE_STAGE)
    with begun(connection):
        session = SqliteSession(connection)
        after = next_state(session, commit, base_generation)
        transaction = _Transaction(session, connection, commit, after.generation)
        if progress is not None:
            total = delta.atom_count
            transaction.look = lambda: progress(Step.WRITING, transaction.written, total, 0)
        with _report_progress(connection, transaction.look):
            transaction.write(delta)
        commit_generation(session, after, commit.source, commit.actor, commit.reason)
        _commit(connection, after)
    return after


@contextmanager
def _report_progress(connection: apsw.Connection, look: Look) -> Iterator[None]:
    """A block in which `look` is called every few milliseconds: a statement that it raises in is broken off. So is one
    in which a signal has come, since Python hears of that when it is called. Between short statements, each list of
    rows calls it."""

    def beat() -> bool:
        look()
        return False

    connection.set_progress_handler(beat, HEARTBEAT_STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None)


def sweep(connection: apsw.Connection, keep: int) -> int:
    """Forgets facts, as `AtomRepository.sweep` says. Raises apsw.Error."""
    connection.execute(
        "DELETE FROM facts WHERE rowid IN (SELECT rowid FROM facts WHERE (hash, language, extractor) NOT IN "
        "(SELECT hash, language, extractor FROM files) AND hash NOT IN (SELECT held_hash FROM files) "
        "ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
        (keep,),
    )
    return connection.changes()


def _commit(connection: apsw.Connection, after: Meta) -> None:
    """Commits. A COMMIT that raises may have happened: the generation is read back."""
    try:
        connection.execute("COMMIT")
    except apsw.Error:
        if connection.in_transaction or read_meta(connection) != after:
            raise


class _Transaction:
    """The writing of one delta inside an open transaction."""

    def __init__(self, session: SqliteSession, connection: apsw.Connection, commit: Commit, generation: int) -> None:
        self._session = session
        self._run = connection.execute
        self._connection = connection
        self._source = commit.source
        self._timestamp = commit.timestamp
        self._generation = generation
        self._is_first = False
        self.written = 0  # atoms
        self.look: Look = never

    def write(self, delta: Delta) -> None:
        self._is_first = is_first_load(self._connection, delta)
        with indexes_last(self._connection) if self._is_first else nullcontext():
            self._write(delta)

    def _write(self, delta: Delta) -> None:
        files = delta.files
        self._ledger(files)
        self._facts(files)
        self._names_and_dependencies(files)
        moved_to = {move.source: move.target for move in delta.moves}
        moved_from = {move.target: move.source for move in delta.moves}
        self._delete([stored for file in files for stored in file.deleted], moved_to)
        self._modify([pair for file in files for pair in file.modified])
        self._create(sorted((atom for file in files for atom in file.created), key=attrgetter("id")), moved_from)
        self._run("DELETE FROM staged")
        follow(self._session, delta, self._timestamp)
        self._rank(files)

    # ── files ──

    def _ledger(self, files: tuple[FileDelta, ...]) -> None:
        removed, entries = ledger_changes(files)
        self._run_many("DELETE FROM files WHERE path = ?", [(path,) for path in removed])
        columns = LEDGER_COLUMNS.split(", ")
        self._run_many(
            f"INSERT INTO files ({LEDGER_COLUMNS}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (path) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in columns[1:])}",
            map(ledger_row, entries),
        )

    def _facts(self, files: tuple[FileDelta, ...]) -> None:
        update = ", ".join(f"{column} = excluded.{column}" for column in FACTS_COLUMNS.split(", ")[3:])
        self._run_many(
            f"INSERT INTO facts ({FACTS_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            f"ON CONFLICT DO UPDATE SET {update} WHERE (surface, facts) <> (excluded.surface, excluded.facts)",
            facts_rows(files),
        )

    def _names_and_dependencies(self, files: tuple[FileDelta, ...]) -> None:
        named, asking = names_and_dependencies(files)
        numbers: dict[str, int] = {}
        for path in interleave_looks(sorted(named.keys() | asking.keys()), self.look):
            number = self._run("SELECT number FROM files WHERE path = ?", (path,)).get
            if number is None:
                raise not_in_ledger(path)
            numbers[path] = number
        self._run_many("DELETE FROM names WHERE file = ?", [(numbers[path],) for path in named])
        self._run_many("DELETE FROM dependencies WHERE file = ?", [(numbers[path],) for path in asking])
        self._run_many(
            "INSERT OR IGNORE INTO names (name, file) VALUES (?, ?)",
            ((name, numbers[path]) for path, names in named.items() for name in names),
        )
        asked = chain.from_iterable(zip(keys, repeat(numbers[path])) for path, keys in asking.items())
        if self._is_first:
            self._run("CREATE TEMP TABLE asked (key, file)")
            self._run_many("INSERT INTO asked VALUES (?, ?)", asked)
            insert_sorted(self._connection)
        else:
            self._run_many("INSERT OR IGNORE INTO dependencies (key, file) VALUES (?, ?)", asked)

    # ── atoms ──

    def _delete(self, atoms: list[StoredAtom], moved_to: Mapping[str, str]) -> None:
        rows = (
            (stored.atom.id, stored.version, moved_to.get(stored.atom.id))
            for stored in sorted(atoms, key=attrgetter("atom.id"))
        )
        for count in self._stage(("id", "version", "other"), rows):
            found = self._run("SELECT count(*) FROM staged s JOIN atoms a USING (id, version)").get
            if found != count:
                raise misfit(f"{count - found} of the atoms to be deleted are not there in that version")
            self._run(
                f"INSERT INTO atom_events {_EVENT_COLUMNS} "
                f"SELECT a.id, 'delete', {_whole_row('a')}, a.version, NULL, ?, ?, ? "
                "FROM staged s CROSS JOIN atoms a ON a.id = s.id ORDER BY s.rowid",
                self._event_tail,
            )
            self._run("DELETE FROM atoms WHERE id IN (SELECT id FROM staged)")

    def _modify(self, pairs: list[tuple[StoredAtom, Atom]]) -> None:
        groups: dict[tuple[str, ...], list[tuple[StoredAtom, Atom]]] = {}
        events: list[Row] = []
        by_id = {pair[1].id: pair for pair in pairs}
        for id_ in interleave_looks(sorted(by_id), self.look):
            stored, atom = by_id[id_]
            delta, changed = update_delta(stored.atom, atom, first=stored.version == 1)
            if stored.atom.id != atom.id or not changed:
                raise misfit(f"{atom.id} is modified without a change, or into another atom")
            groups.setdefault(changed, []).append((stored, atom))
            events.append((atom.id, "update", delta, stored.version, stored.version + 1, *self._event_tail))
        self._run_many(f"INSERT INTO atom_events {_EVENT_COLUMNS} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", events)
        for changed, group in sorted(groups.items()):
            assignments = ", ".join(f"{column} = s.{column}" for column in changed)
            rows = ((atom.id, stored.version, *[getattr(atom, column) for column in changed]) for stored, atom in group)
            for count in self._stage(("id", "version", *changed), rows):
                self._run(
                    f"UPDATE atoms SET {assignments}, version = s.version + 1, updated_at = ? "
                    "FROM staged s WHERE s.id = atoms.id AND s.version = atoms.version",
                    (self._timestamp,),
                )
                if self._connection.changes() != count:
                    raise misfit(f"{count - self._connection.changes()} of the atoms to be modified are not as read")

    def _create(self, atoms: list[Atom], moved_from: Mapping[str, str]) -> None:
        last = self._run("SELECT coalesce(max(number), 0) FROM atoms").get
        columns = ", ".join(_ATOM)
        rows = ((*astuple(atom), reference_delta(atom, moved_from.get(atom.id))) for atom in atoms)
        for count in self._stage((*_ATOM, "other"), rows):
            self._run(
                f"INSERT INTO atom_events {_EVENT_COLUMNS} "
                "SELECT id, 'create', other, NULL, 1, ?, ?, ? FROM staged ORDER BY rowid",
                self._event_tail,
            )
            self._run(
                f"INSERT INTO atoms ({columns}, number, version, created_at, updated_at) "
                f"SELECT {columns}, ?1 + rowid, 1, ?2, ?2 FROM staged ORDER BY rowid",
                (last, self._timestamp),
            )
            last += count

    def _rank(self, files: tuple[FileDelta, ...]) -> None:
        """Writes what atoms are ranked by."""
        documents = ranked_documents(files)
        terms_of = self._session.tokenizer.maker.terms
        numbers = self._numbers([document.id for document in documents])
        rows = (
            (numbers[document.id], terms_of(document))
            for document in interleave_looks(documents, self.look)
            if document.id in numbers
        )
        if self._is_first:  # documents and numbers are both in the order of ids
            self._session.fill_texts(rows)
        else:
            self._session.insert_texts(rows)

    def _numbers(self, ids: list[str]) -> dict[str, int]:
        sql = "SELECT a.id, a.number FROM json_each(?) JOIN atoms a ON a.id = value"
        return dict(self._run(sql, (as_list(ids),)))

    @property
    def _event_tail(self) -> tuple[str, str, int]:
        return (self._timestamp, self._source, self._generation)

    def _run_many(self, sql: str, rows: Iterable[Row]) -> None:
        self._connection.executemany(sql, interleave_looks(rows, self.look))

    def _stage(self, columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[int]:
        """Fills the temporary table with some of the rows at a time, numbered from 1; gives their number."""
        left = interleave_looks(rows, self.look)
        insert = f"INSERT INTO staged ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        while batch := list(islice(left, STAGE_ROWS)):
            self._run("DELETE FROM staged")
            self._run_many(insert, batch)
            yield len(batch)
            self.written += len(batch)


def _whole_row(alias: str) -> str:
    """SQL that makes the delta of a deleted atom from its row."""
    pieces: list[str] = []
    for field in FIELDS:
        column = f"{alias}.{field}"
        value = column if field in ("line", "end_line", "data") else f"json_quote({column})"
        pieces.append(f"""'{"," if pieces else "{"}"{field}":[', {value}, ',null]'""")
    move = f"""CASE WHEN s.other IS NOT NULL THEN ',"{MOVED_TO}":' || json_quote(s.other) END"""
    return f"concat({', '.join(pieces)}, {move}, '}}')"
