"""`LegacyRepository`: a legacy store of one JSON file for each atom, to be asked as any other, and not to be changed.

It is read whole, by what a migration reads it with, into a database in memory: the answers are those that the migrated
index gives before its sources are indexed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import NoReturn, Self

from omny.base.clock import SYSTEM_CLOCK, timestamp
from omny.base.errors import UsageError
from omny.base.progress import Progress
from omny.migrate.legacy_store import LegacyStore
from omny.migrate.plan import Plan
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.archive import Archive
from omny.storage.port.pieces import RepairRow
from omny.storage.port.records import Commit
from omny.storage.sqlite.repository import SqliteRepository


class LegacyRepository(SqliteRepository):
    """An `AtomRepository` that is only read."""

    _store = ""

    @classmethod
    def open_reading(cls, path: str | os.PathLike[str], *, busy_timeout_seconds: float = 0.0) -> Self:
        """The store at `path`, or in it. Raises UsageError if there is none, SourceError if it cannot be read."""
        repository = cls.in_memory()
        try:
            with Plan(LegacyStore.find(path), None, timestamp(SYSTEM_CLOCK.now())) as plan:
                plan.read()
                SqliteRepository.load(repository, plan.archive())
            repository._store = str(plan.store.root.path)
        except BaseException:
            repository.close()
            raise
        return repository

    def apply(self, delta: Delta, commit: Commit, progress: Progress | None = None) -> Meta:
        self._refuse()

    def load(self, archive: Archive) -> Meta:
        self._refuse()

    def prune(self, generation: int) -> int:
        self._refuse()

    def repair(self, repairs: Sequence[RepairRow], paths: Collection[str], *, derive: bool, timestamp: str) -> Meta:
        self._refuse()

    def _refuse(self) -> NoReturn:
        hint = "take it over with 'omny migrate json'"
        raise UsageError("write index", "a legacy store is only read", path=self._store, hint=hint)
