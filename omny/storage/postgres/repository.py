"""`PostgresRepository`: the indexes of many projects in one PostgreSQL database, for a team.

connection    opening, URLs, set-up, errors
lease         one writer of a project at a time
upgrade       a schema of an older version, upgraded to the present one
dialect       the words of PostgreSQL in the shared statements
reader        reading over a connection
search        the search
whole         the terms of the search index, the server's own checks
history       the event log, states of the past
session       writing through a connection
stage         many rows at once
writer        a delta into a transaction
across        what several projects say together
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Self, TypeVar

from omny.base.errors import StorageError
from omny.base.progress import Progress
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.model.notes import Note
from omny.storage.port.archive import Archive
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import Commit
from omny.storage.postgres.across import AcrossReader
from omny.storage.postgres.connection import Connection, Server, connect, judge, set_up, translated
from omny.storage.postgres.driver import psycopg
from omny.storage.postgres.history import PastReader
from omny.storage.postgres.session import PostgresSession
from omny.storage.postgres.whole import TABLES, WholeReader
from omny.storage.postgres.writer import sweep, write_delta
from omny.storage.sql import notes
from omny.storage.sql.archive import load
from omny.storage.sql.delta_rows import unchanged_state
from omny.storage.sql.prune import prune
from omny.storage.sql.repair import repair
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS

ANALYZED_ATOMS = 1_000
"""A change of more atoms makes the planner's statistics so wrong that they are collected again."""

READ_LOCK_SECONDS = 1.0
"""How long an answer waits for a table that somebody has locked. No commit of Omny's locks out who reads; a person, a
backup tool or a schema migration does, for as long as it likes."""

_Result = TypeVar("_Result")


class PostgresRepository(WholeReader, PastReader, AcrossReader):
    """An `AtomRepository` over one project of a PostgreSQL database. For one thread at a time.

    One that writes holds the lease of its project until it is closed, or its connection is lost.
    """

    @classmethod
    def open(cls, url: str, project: str = "", *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Opens a project for reading and writing, and makes it if there is none.

        Raises UsageError where the URL is none, UnreachableError where no server answers, StorageError where the role
        may not, SchemaError, and BusyError, which says who else writes the project.
        """
        return cls._open(Server.of(url, project), set_up, writing=True, lock_seconds=busy_timeout_seconds)

    @classmethod
    def open_reading(cls, url: str, project: str = "", *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Opens a project for reading only.

        Raises StorageError if there is nothing to read for that role; else as `open`.
        """
        seconds = min(busy_timeout_seconds, READ_LOCK_SECONDS)
        return cls._open(Server.of(url, project), judge, writing=False, lock_seconds=seconds)

    @classmethod
    def _open(
        cls, server: Server, look_at: Callable[[Connection, str], None], *, writing: bool, lock_seconds: float
    ) -> Self:
        """Over a connection of its own, once `look_at` has found the schema there to be one of Omny's."""
        connection = connect(server, writing=writing, lock_seconds=lock_seconds)
        try:
            with translated("open index", server.name):
                look_at(connection, server.name)
            return cls(server, writing=writing, lock_seconds=lock_seconds, connection=connection)
        except BaseException:
            connection.close()
            raise

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        if unchanged := unchanged_state(self.meta, delta, commit, self._base_generation):
            return unchanged
        meta = self._write(
            "write index",
            lambda session: write_delta(session, delta, commit, progress, base_generation=self._base_generation),
            lambda meta: self.meta() == meta,
        )
        if self._base_generation is not None:
            self._base_generation = meta.generation
        if delta.atom_count > ANALYZED_ATOMS:
            self._analyze()
        return meta

    def sweep(self, keep: int) -> int:
        return self._write("sweep facts", lambda session: sweep(session, keep), lambda swept: False)

    def prune(self, generation: int) -> int:
        return self._write(
            "prune events",
            lambda session: prune(session, generation),
            lambda pruned: not pruned or self.history_start() >= min(generation, self.meta().generation),
        )

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        return self._write(
            "repair index",
            lambda session: repair(session, repairs, paths, derive=derive, timestamp=timestamp),
            lambda meta: self.meta() == meta,
        )

    def write_note(self, note: Note) -> Note:
        return self._write("write note", lambda session: notes.write(session, note), lambda kept: kept in self.notes())

    def remove_notes(self, numbers: Collection[int]) -> int:
        def is_done(_: int) -> bool:
            return not {note.number for note in self.notes()}.intersection(numbers)

        return self._write("remove note", lambda session: notes.remove(session, numbers), is_done)

    def load(self, archive: Archive) -> Meta:
        meta = self._write(
            "load index",
            lambda session: _load(session, archive, self._path),
            lambda meta: self.meta() == meta,
        )
        self._analyze()
        return meta

    def about(self) -> dict[str, str]:
        """What else is to be known of it, for people."""
        with self._using("read index") as connection:
            number = connection.info.server_version
        alike = "found, by pg_trgm" if self.can_find_alike() else "not found; CREATE EXTENSION pg_trgm changes that"
        return {"server": f"PostgreSQL {number // 10_000}.{number % 10_000}", "names that are alike": alike}

    def _analyze(self) -> None:
        """Has the planner know the tables as they are now; the server would do it within a minute. A role that does
        not own the tables may not; nothing that happens here changes what is committed."""
        try:
            self._own("write index").execute(f"ANALYZE {', '.join(f'omny.{table}' for table in TABLES)}")
        except (StorageError, psycopg.Error):
            pass

    def _write(
        self, op: str, write: Callable[[PostgresSession], _Result], is_there: Callable[[_Result], bool]
    ) -> _Result:
        """The result of `write`, which runs in a transaction that is committed.

        A COMMIT that raises may have happened. The connection is lost then, and the next one reads the state: it holds
        the lease, which the lost connection held until its transaction had ended.
        """
        if not self._writing:
            raise StorageError(op, "it was opened for reading only", path=self._path)
        connection = self._own(op)
        with translated(op, self._path):
            try:
                connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
                result = write(PostgresSession(connection, self._project, self._tokenizer))
            except BaseException:
                _roll_back(connection)
                raise
            try:
                connection.execute("COMMIT")
            except psycopg.Error:
                if not connection.closed or not is_there(result):
                    _roll_back(connection)
                    raise
        return result


def _load(session: PostgresSession, archive: Archive, path: str) -> Meta:
    meta = load(session, archive, path)
    session.run(
        "UPDATE projects SET last_event = (SELECT coalesce(max(id), 0) FROM atom_events WHERE project = %(project)s) "
        "WHERE number = %(project)s"
    )
    return meta


def _roll_back(connection: Connection) -> None:
    if not connection.closed:
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()
