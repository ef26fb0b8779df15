"""One delta into one transaction of PostgreSQL: ledger, facts, names, dependencies, atoms, events, generation.

A first index and a change of one atom take the same way: rows are copied into temporary tables, and one statement for
each kind of change takes them from there. What follows from `atoms` (edges, unresolved calls) is the business of the
triggers of `schema.sql`; the terms of the search index are made here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from omny.base.progress import Progress, Step
from omny.model.atoms import Atom, StoredAtom
from omny.model.delta import Delta, FileDelta
from omny.model.events import FIELDS, MOVED_TO, deleted_delta, reference_delta, update_delta
from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.postgres.session import PostgresSession
from omny.storage.postgres.stage import insert_atoms, insert_staged, insert_terms, stage, update_ranked
from omny.storage.sql.delta_rows import (
    facts_rows,
    ledger_changes,
    misfit,
    names_and_dependencies,
    not_in_ledger,
    ranked_documents,
)
from omny.storage.sql.notes import follow
from omny.storage.sql.rows import EVENT_COLUMNS, FACTS_COLUMNS, LEDGER_COLUMNS, Row, ledger_row
from omny.storage.sql.session import commit_generation, next_state

STAGE_ROWS = 5_000
"""Rows of one statement: it takes some tenths of a second, and a pass can end after it."""

_T = TypeVar("_T")

_SEARCHED = frozenset(("function_name", "signature", "words"))


def write_delta(
    session: PostgresSession,
    delta: Delta,
    commit: Commit,
    progress: Progress | None = None,
    *,
    base_generation: int | None,
) -> Meta:
    """Writes the delta inside of a transaction, as `AtomRepository.apply` says; the state after it. Raises BusyError,
    StorageError, psycopg.Error."""
    after = next_state(session, commit, base_generation)
    _Transaction(session, commit, after.generation, progress).write(delta)
    commit_generation(session, after, commit.source, commit.actor, commit.reason)
    return after


def sweep(session: PostgresSession, keep: int) -> int:
    """Forgets facts inside of a transaction, as `AtomRepository.sweep` says. Raises psycopg.Error."""
    return session.run(
        "DELETE FROM facts WHERE project = %(project)s AND number IN (SELECT number FROM facts f "
        "WHERE project = %(project)s AND NOT EXISTS (SELECT FROM files WHERE project = f.project AND hash = f.hash "
        "AND language = f.language AND extractor = f.extractor) "
        "AND hash NOT IN (SELECT held_hash FROM files WHERE project = %(project)s) "
        "ORDER BY number DESC OFFSET %(keep)s)",
        keep=keep,
    )


class _Transaction:
    """The writing of one delta inside an open transaction."""

    def __init__(self, session: PostgresSession, commit: Commit, generation: int, progress: Progress | None) -> None:
        self._session = session
        self._connection = session.connection
        self._project = session.project
        self._tokenizer = session.tokenizer
        self._source = commit.source
        self._timestamp = commit.timestamp
        self._generation = generation
        self._progress = progress
        self._written = self._total = 0  # rows of atoms and of events

    def write(self, delta: Delta) -> None:
        files = delta.files
        self._total = 2 * delta.atom_count  # with their events
        self._ledger(files)
        self._facts(files)
        self._names_and_dependencies(files)
        deleted = sorted((stored for file in files for stored in file.deleted), key=lambda stored: stored.atom.id)
        modified = sorted((pair for file in files for pair in file.modified), key=lambda pair: pair[1].id)
        created = sorted((atom for file in files for atom in file.created), key=lambda atom: atom.id)
        self._delete(deleted)
        events = self._modify(modified)
        self._create(created)
        self._rank(files)
        moved_to = {move.source: {MOVED_TO: move.target} for move in delta.moves}
        moved_from = {move.target: move.source for move in delta.moves}
        gone = (
            (it.atom.id, "delete", deleted_delta(it.atom, moved_to.get(it.atom.id)), it.version, None) for it in deleted
        )
        come = ((atom.id, "create", reference_delta(atom, moved_from.get(atom.id)), None, 1) for atom in created)
        self._events([*gone, *events, *come])
        follow(self._session, delta, self._timestamp)

    # ── files ──

    def _ledger(self, files: tuple[FileDelta, ...]) -> None:
        removed, entries = ledger_changes(files)
        for paths in self._pieces(removed, counted=False):
            self._run("DELETE FROM files WHERE project = %s AND path = ANY (%s::TEXT[])", paths)
        if entries:
            update = ", ".join(f"{column} = excluded.{column}" for column in LEDGER_COLUMNS.split(", ")[1:])
            rows = map(ledger_row, entries)
            self._insert("files", LEDGER_COLUMNS, rows, f"(project, path) DO UPDATE SET {update}")

    def _facts(self, files: tuple[FileDelta, ...]) -> None:
        if rows := facts_rows(files):
            key_columns, values = "project, hash, language, extractor", FACTS_COLUMNS.split(", ")[3:]
            update = ", ".join(f"{column} = excluded.{column}" for column in values)
            self._insert("facts", FACTS_COLUMNS, rows, f"({key_columns}) DO UPDATE SET {update}")

    def _names_and_dependencies(self, files: tuple[FileDelta, ...]) -> None:
        named, asking = names_and_dependencies(files)
        paths = sorted(named.keys() | asking.keys())
        if not paths:
            return
        found = self._connection.execute(
            "SELECT path, number FROM files WHERE project = %s AND path = ANY (%s::TEXT[])", (self._project, paths)
        )
        numbers: dict[str, int] = dict(found.fetchall())
        for path in paths:
            if path not in numbers:
                raise not_in_ledger(path)
        self._replace_file_rows("names", "name", {numbers[path]: its_names for path, its_names in named.items()})
        self._replace_file_rows("dependencies", "key", {numbers[path]: its_keys for path, its_keys in asking.items()})

    def _replace_file_rows(self, table: str, key: str, of_files: Mapping[int, Collection[object]]) -> None:
        """Has files have these rows and no others in a table."""
        self._run(f"DELETE FROM {table} WHERE project = %s AND file = ANY (%s::BIGINT[])", list(of_files))
        self._insert(table, f"{key}, file", sorted((it, file) for file in of_files for it in set(of_files[file])))

    # ── atoms ──

    def _delete(self, atoms: list[StoredAtom]) -> None:
        for piece in self._pieces(atoms):
            staged = self._stage("id, version", ((stored.atom.id, stored.version) for stored in piece), "_gone")
            deleted = self._run(
                f"DELETE FROM atoms a USING {staged} s WHERE a.project = %s AND a.id = s.id AND a.version = s.version"
            )
            if deleted != len(piece):
                raise misfit(f"{len(piece) - deleted} of the atoms to be deleted are not there in that version")

    def _modify(self, pairs: list[tuple[StoredAtom, Atom]]) -> list[Row]:
        """Changes atoms; their events."""
        return [event for piece in self._pieces(pairs) for event in self._modify_piece(piece)]

    def _modify_piece(self, pairs: list[tuple[StoredAtom, Atom]]) -> list[Row]:
        events: list[Row] = []
        found_otherwise: list[str] = []
        for stored, atom in pairs:
            delta, changed = update_delta(stored.atom, atom, first=stored.version == 1)
            if stored.atom.id != atom.id or not changed:
                raise misfit(f"{atom.id} is modified without a change, or into another atom")
            events.append((atom.id, "update", delta, stored.version, stored.version + 1))
            if not _SEARCHED.isdisjoint(changed):
                found_otherwise.append(atom.id)
        columns = f"id, version, {', '.join(FIELDS)}"
        rows = ((atom.id, stored.version, *(getattr(atom, field) for field in FIELDS)) for stored, atom in pairs)
        staged = self._stage(columns, rows, "_modified")
        assignments = ", ".join(f"{field} = s.{field}" for field in FIELDS)
        modified = self._run(
            f"UPDATE atoms a SET {assignments}, version = s.version + 1, updated_at = %s FROM {staged} s "
            "WHERE a.project = %s AND a.id = s.id AND a.version = s.version",
            before=(self._timestamp,),
        )
        if modified != len(pairs):
            raise misfit(f"{len(pairs) - modified} of the atoms to be modified are not as read")
        if found_otherwise:
            self._find_otherwise(found_otherwise)
        return events

    def _find_otherwise(self, ids: list[str]) -> None:
        found = self._connection.execute(
            "SELECT number, function_name, signature, words FROM atoms WHERE project = %s AND id = ANY (%s::TEXT[])",
            (self._project, ids),
        )
        rows = ((number, name, signature, words) for number, name, signature, words in found.fetchall())
        insert_terms(self._connection, self._project, self._tokenizer, rows)

    def _create(self, atoms: list[Atom]) -> None:
        for piece in self._pieces(atoms):
            self._create_piece(piece)

    def _create_piece(self, atoms: list[Atom]) -> None:
        first = self._connection.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM atoms WHERE project = %s", (self._project,)
        ).fetchone()
        assert first is not None
        rows = (
            (number, atom.id, *(getattr(atom, field) for field in FIELDS), 1, self._timestamp, self._timestamp)
            for number, atom in enumerate(atoms, first[0])
        )
        insert_atoms(self._connection, self._project, self._tokenizer, rows)

    def _rank(self, files: tuple[FileDelta, ...]) -> None:
        """Writes what atoms are ranked by."""
        terms_of = self._tokenizer.maker.terms
        for piece in self._pieces(ranked_documents(files), counted=False):
            found = self._connection.execute(
                "SELECT id, number FROM atoms WHERE project = %s AND id = ANY (%s::TEXT[])",
                (self._project, [document.id for document in piece]),
            )
            numbers: dict[str, int] = dict(found.fetchall())
            terms = ((numbers[each.id], terms_of(each)) for each in piece if each.id in numbers)
            update_ranked(self._connection, self._project, terms)

    def _events(self, events: list[Row]) -> None:
        for piece in self._pieces(events):
            self._events_piece(piece)

    def _events_piece(self, events: list[Row]) -> None:
        last = self._connection.execute(
            "UPDATE projects SET last_event = last_event + %s WHERE number = %s RETURNING last_event",
            (len(events), self._project),
        ).fetchone()
        assert last is not None
        tail = (self._timestamp, self._source, self._generation)
        first = last[0] - len(events) + 1
        self._insert("atom_events", EVENT_COLUMNS, ((id_, *event, *tail) for id_, event in enumerate(events, first)))

    def _pieces(self, rows: list[_T], *, counted: bool = True) -> Iterator[list[_T]]:
        """The rows, some for one statement at a time; between two statements the pass can be ended."""
        for start in range(0, len(rows), STAGE_ROWS):
            if self._progress is not None:
                self._progress(Step.WRITING, self._written // 2, self._total // 2, 0)
            piece = rows[start : start + STAGE_ROWS]
            yield piece
            self._written += len(piece) if counted else 0

    def _run(self, sql: str, *parameters: object, before: tuple[object, ...] = ()) -> int:
        """Runs a statement whose parameters are those of `before`, the project and the rest. Returns the number of
        changed rows."""
        return self._connection.execute(sql, (*before, self._project, *parameters)).rowcount

    def _insert(self, table: str, columns: str, rows: Iterable[Row], conflict: str = "") -> None:
        insert_staged(self._connection, self._project, table, columns, rows, conflict)

    def _stage(self, columns: str, rows: Iterable[Row], kind: str) -> str:
        return stage(self._connection, "atoms", columns, rows, kind)
