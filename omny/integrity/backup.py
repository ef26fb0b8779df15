"""The way back from a backup, and the backups that a daemon makes by itself.

Knows when a backup is due and whether the disk has the room; `omny/base/backup_files.py` knows the files, and
`omny/storage/sqlite/backup.py` how a database is copied.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable

import msgspec

from omny.base.backup_files import DIRECTORY, creation_time, list_backups, list_parts, name_at, stamp
from omny.base.clock import Clock
from omny.base.errors import DamagedError, OmnyError, SchemaError, StorageError, UsageError
from omny.base.lock import DaemonLock, require_no_daemon
from omny.base.paths import Root, describe_failure
from omny.integrity import ConsistencyValidator
from omny.model.meta import Meta
from omny.storage.sqlite.backup import Copy, back_up
from omny.storage.sqlite.backup import restore as restore_copy
from omny.storage.stores import SqliteStore

__all__ = ["Backups", "Restored", "back_up", "restore"]

log = logging.getLogger("omny.daemon")

RETRY_SECONDS = 600.0
"""How long after a backup that failed the next is tried: a full disk is full for a while."""

LOOK_SECONDS = 60.0  # between looks at how old the newest is: settings may have changed, and it costs a listing

SETTLE_SECONDS = 60.0
"""How long after its start a daemon makes no backup: a first index, and the first questions, come before."""


class Restored(msgspec.Struct, frozen=True):
    """What a restore has done."""

    meta: Meta
    aside: str  # where the database before is now; "" where there was none


def restore(root: Root, database: str, backup: str, *, clock: Clock) -> Restored:
    """Replaces the database by a copy of a backup. The former database is moved aside.

    Raises UsageError if a daemon runs for the root, DamagedError or SchemaError if the backup is not sound, BusyError
    if another process uses the database. Nothing is changed then.
    """
    require_no_daemon(root, "restore index")
    if not os.path.isfile(backup):
        raise UsageError("restore index", "there is no such file", path=backup, hint="name a backup")
    if os.path.realpath(backup) == os.path.realpath(database):
        raise UsageError("restore index", "this is the database itself", path=backup, hint="name a backup")
    aside = f"{database}.before-restore-{stamp(clock)}"
    if os.path.lexists(aside):
        raise UsageError("restore index", "there is a file already", path=aside, hint="try again")
    with DaemonLock(root, clock=clock):  # none shall start meanwhile
        try:
            meta, was_there = restore_copy(backup, database, aside, inspect=lambda copy: _inspect(copy, backup))
        except (DamagedError, SchemaError) as error:
            hint = "nothing was changed; name another backup"
            raise type(error)("restore index", error.reason, path=backup, hint=hint) from error
    return Restored(meta, aside if was_there else "")


def _inspect(copy: str, backup: str) -> None:
    """Raises DamagedError where the copy of a backup does not say what it must."""
    with SqliteStore(copy).open_reading() as repository:
        if repository.meta().generation == 0:
            raise DamagedError("restore index", "it holds no index", path=backup)
        findings = ConsistencyValidator(repository).check()
    if findings:
        first = f"{findings[0].kind} {findings[0].where}: {findings[0].what}"
        raise DamagedError("restore index", f"{len(findings):,} things are wrong with it, such as {first}", path=backup)


# ── by itself ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Backups:
    """The backups of one database in `ROOT/.omny/backups/`; only the newest are kept.

    `look` is for the loop of the daemon, and never waits; the work is done in a thread.
    """

    def __init__(
        self,
        root: Root,
        database: str,
        clock: Clock,
        background: Callable[[Callable[[], None]], None] | None = None,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self.problem = ""  # why there is no new backup; "" where all is well
        self._root = root
        self._database = database
        self._clock = clock
        self._background = background or _in_thread
        self._at_work = threading.Lock()
        self._started = clock.monotonic()
        self._settle_seconds = settle_seconds
        self._not_before = 0.0  # monotonic

    def look(self, hours: float, kept: int, room: float) -> None:
        """Begins with a backup where one is due: the newest is older than that, there was a change since, and the disk
        has `room` times the size of the index free."""
        if hours <= 0:
            self.problem = ""
            return
        not_before = max(self._not_before, self._started + min(self._settle_seconds, hours * 3600))
        if self._clock.monotonic() < not_before or not self._at_work.acquire(blocking=False):
            return
        try:
            self._background(lambda: self._work(hours, kept, room))
        except RuntimeError as error:  # no more threads
            self._at_work.release()
            self._fail(str(error))

    def _work(self, hours: float, kept: int, room: float) -> None:
        try:
            if self._is_due(hours):
                self._make(kept, room)
            self.problem = ""
            self._not_before = self._clock.monotonic() + LOOK_SECONDS
        except OmnyError as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(describe_failure(error))
        finally:
            self._at_work.release()

    def _fail(self, reason: str) -> None:
        self._not_before = self._clock.monotonic() + RETRY_SECONDS
        self.problem = f"there is no new backup: {reason}"
        log.warning("%s; tried again in %.0f s", self.problem, RETRY_SECONDS)

    def _is_due(self, hours: float) -> bool:
        """Whether the newest is too old. One from the future says that the clock was set back, and no more."""
        names = list_backups(self._root.state_dir / DIRECTORY)
        if not names:
            return True
        age = (self._clock.now() - creation_time(names[-1])).total_seconds()
        return not 0 <= age < hours * 3600

    def _make(self, kept: int, room: float) -> None:
        directory = self._root.private_dir(DIRECTORY)
        for name in list_parts(directory):
            os.unlink(directory / name)
        names = list_backups(directory)
        with SqliteStore(self._database).open_reading() as repository:
            meta = repository.meta()
        if meta.generation == 0 or (names and _state(str(directory / names[-1])) == meta):
            return
        self._demand_room(room)
        copy: Copy = back_up(self._database, str(directory / name_at(self._clock)))
        for name in list_backups(directory)[: -max(1, kept)]:
            os.unlink(directory / name)
        log.info("backup of generation %d: %s", copy.meta.generation, copy.path)

    def _demand_room(self, room: float) -> None:
        """Raises StorageError where the disk has less free than `room` times the size of the index."""
        size, free = os.path.getsize(self._database), shutil.disk_usage(self._root.state_dir).free
        if free < room * size:
            reason = f"{free / 1e6:,.0f} MB are free, and {room:g} times the index's {size / 1e6:,.0f} MB are wanted"
            raise StorageError("back up index", reason, hint="make room, or lower backup_room in .omny.toml")


def _state(database: str) -> Meta | None:
    """What a backup holds; None where it cannot be read, and a new one has to be made."""
    try:
        with SqliteStore(database).open_reading() as repository:
            return repository.meta()
    except OmnyError:
        return None


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="omny-backup", daemon=True).start()
