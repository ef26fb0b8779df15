"""`SqliteRepository`: the index in one SQLite file.

connection   opening, pragmas, errors
dialect      the words of SQLite in the shared statements
reader       reading through a connection
search       the search
whole        the terms of the search index, SQLite's own checks
history      the event log, states of the past
fold         a copy of the database, as of a generation
session      writing through a connection
writer       a delta into a transaction
archive      the content of another store, loaded
upgrade      an older schema, upgraded to the current one
salvage      a damaged database set aside, and its past saved

What writes is imported by the method that writes: a question, which only reads, would take longer to import it all than
to read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Self

import apsw

from omny.base.errors import BusyError, OldSchemaError, UsageError
from omny.model.meta import Meta
from omny.storage.port.records import EVERYTHING, Commit, ForeignCall, ProjectHits, SearchScope
from omny.storage.sqlite.connection import (
    CHECKPOINT_PAGES,
    MAX_LOG_BYTES,
    MEMORY,
    PAGE_BYTES,
    READER_PATIENCE_SECONDS,
    WAL_LIMIT_BYTES,
    checkpoint,
    connect,
    give_back,
    shrink,
    translated,
    use_wal,
)
from omny.storage.sqlite.history import PastReader
from omny.storage.sqlite.patience import BUSY_TIMEOUT_SECONDS
from omny.storage.sqlite.search import SearchReader
from omny.storage.sqlite.whole import WholeReader

if TYPE_CHECKING:
    from omny.base.progress import Progress
    from omny.model.delta import Delta
    from omny.model.notes import Note
    from omny.storage.port.archive import Archive
    from omny.storage.port.pieces import RepairRow


class SqliteRepository(SearchReader, WholeReader, PastReader):
    """An `AtomRepository` over one connection. For one thread at a time; any number of processes."""

    def __init__(self, connection: apsw.Connection, path: str) -> None:
        super().__init__(connection, path)
        self._log_pages = 0  # length of the write-ahead log after the last commit
        self._log_bytes = 0  # of the log after the last commit, until it starts over
        self._held_since = 0.0  # monotonic, when changes began to wait for a reader; 0.0 while none do
        self._insisted = 0  # bytes of the log up to which it need not start over
        self._has_log = False  # whether it is known to be in use
        connection.set_wal_hook(self._log_grew)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Opens the database for reading and writing, makes it if there is none, and brings one of an older schema
        up to date. Errors as `connect` and `upgrade`."""
        name = os.fspath(path)
        try:
            connection = connect(name, "write", busy_timeout_seconds=busy_timeout_seconds)
        except OldSchemaError:
            from omny.storage.sqlite.upgrade import upgrade  # here, since it comes once in the life of a database

            upgrade(name)
            connection = connect(name, "write", busy_timeout_seconds=busy_timeout_seconds)
        return cls(connection, name)

    @classmethod
    def open_reading(cls, path: str | os.PathLike[str], *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Opens the database for reading only. Errors as `connect`."""
        name = os.fspath(path)
        return cls(connect(name, "read", busy_timeout_seconds=busy_timeout_seconds), name)

    @classmethod
    def in_memory(cls) -> Self:
        """An empty one that ends with `close`."""
        return cls(connect(MEMORY, "write"), MEMORY)

    @property
    def connection(self) -> apsw.Connection:
        """For the modules of this backend."""
        return self._connection

    @property
    def path(self) -> str:
        """The file of the database, or MEMORY."""
        return self._path

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        from omny.storage.sql.delta_rows import unchanged_state
        from omny.storage.sqlite.writer import apply_delta

        with self._writing("write index"):
            self._hold_back()
            if unchanged := unchanged_state(self.meta, delta, commit, self._base_generation):
                self._rest()
                return unchanged
            meta = apply_delta(self._connection, delta, commit, progress, base_generation=self._base_generation)
            if self._base_generation is not None:
                self._base_generation = meta.generation
            self._has_log = self._has_log or use_wal(self._connection)
        self._bound_log()
        return meta

    def sweep(self, keep: int) -> int:
        from omny.storage.sqlite.writer import sweep

        with self._writing("sweep facts"):
            swept = sweep(self._connection, keep)
        self._bound_log()
        return swept

    def prune(self, generation: int) -> int:
        from omny.storage.sql.prune import prune
        from omny.storage.sqlite.session import writing

        with self._writing("prune events"):
            with writing(self._connection) as session:
                pruned = prune(session, generation)
            shrink(self._connection)
        self._bound_log()
        return pruned

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        from omny.storage.sql.repair import repair
        from omny.storage.sqlite.session import writing

        with translated("repair index", self._path), writing(self._connection) as session:
            return repair(session, repairs, paths, derive=derive, timestamp=timestamp)

    def write_note(self, note: Note) -> Note:
        from omny.storage.sql.notes import write
        from omny.storage.sqlite.session import writing

        with self._writing("write note"), writing(self._connection) as session:
            return write(session, note)

    def remove_notes(self, numbers: Collection[int]) -> int:
        from omny.storage.sql.notes import remove
        from omny.storage.sqlite.session import writing

        with self._writing("remove note"), writing(self._connection) as session:
            return remove(session, numbers)

    def load(self, archive: Archive) -> Meta:
        from omny.storage.sqlite.archive import load

        with translated("load index", self._path):
            meta = load(self._connection, archive, self._path)
            self._has_log = use_wal(self._connection)
        return meta

    def projects(self) -> list[str]:
        self._refuse_others()

    def search_projects(self, text: str, *, limit: int, scope: SearchScope = EVERYTHING) -> ProjectHits:
        self._refuse_others()

    def callers_across(self, name: str, *, limit: int) -> tuple[list[ForeignCall], int]:
        self._refuse_others()

    def _refuse_others(self) -> NoReturn:
        hint = "one on a PostgreSQL server does: see docs/postgres.md"
        raise UsageError("answer", "this store knows no other projects", path=self._path, hint=hint)

    @contextmanager
    def _writing(self, op: str) -> Iterator[None]:
        """A block that writes. Where the disk is full Omny's own log goes back to it: others need the room, too."""
        with translated(op, self._path):
            try:
                yield
            except apsw.FullError:
                give_back(self._connection)
                raise

    def _hold_back(self) -> None:
        """Raises BusyError while the log has reached its bound and somebody reads an old state, which keeps it from
        starting over. Who reads for longer than anybody waits has it grow after all: changes have to be indexed."""
        if self._log_bytes < MAX_LOG_BYTES or checkpoint(self._connection, whole=True):
            self._held_since = 0.0
            return
        now = time.monotonic()
        self._held_since = self._held_since or now
        if now - self._held_since < READER_PATIENCE_SECONDS:
            reason = f"another program reads an old state of it, so its log has grown to {self._log_bytes >> 20} MiB"
            raise BusyError("write index", reason, path=self._path, hint="end the program that keeps it open")

    def _rest(self) -> None:
        """Copies the log while nothing is to be written: one that was copied can be given back to a full disk, where
        the database could not grow by what it holds."""
        if self._log_pages and checkpoint(self._connection):
            self._log_pages = 0

    def _bound_log(self) -> None:
        if self._log_pages > CHECKPOINT_PAGES:
            size = self._log_pages * PAGE_BYTES
            insists = size > max(WAL_LIMIT_BYTES, self._insisted)
            if checkpoint(self._connection, whole=insists):
                self._insisted = 0
            elif insists:  # who reads an old state may do so for hours: it is not waited for at each commit
                self._insisted = size + WAL_LIMIT_BYTES
            self._log_pages = 0

    def _log_grew(self, connection: apsw.Connection, database: str, pages: int) -> int:
        self._log_pages = pages
        self._log_bytes = pages * PAGE_BYTES
        return apsw.SQLITE_OK
