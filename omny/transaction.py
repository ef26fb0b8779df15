"""`TransactionManager`: a delta becomes one commit. The only caller of `AtomRepository.apply`.

Knows when it is (through a clock that is handed in) and which kind of run makes the change; knows nothing of how
things are stored.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from omny.model import Delta, Meta
from omny.storage.port import AtomRepository

Clock = Callable[[], datetime]
"""Tells the time, with its zone."""


def system_clock() -> datetime:
    """The time by the clock of this machine."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC, always with microseconds: such texts sort as the times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class TransactionManager:
    """Commits deltas to one repository."""

    def __init__(self, repository: AtomRepository, clock: Clock = system_clock) -> None:
        self._repository = repository
        self._clock = clock

    def commit(self, delta: Delta, source: str, indexed_head: str | None = None) -> Meta:
        """Commits the delta, all of it or nothing, and returns the state after it; an empty delta changes nothing.

        `source` says what made the change: file-watcher, atomic-edit, mcp, reindex or migration. `indexed_head` is
        given by a full index only: the git commit it was made of. Errors as `AtomRepository.apply`.
        """
        return self._repository.apply(
            delta, source=source, timestamp=timestamp(self._clock()), indexed_head=indexed_head
        )
