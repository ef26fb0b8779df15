"""`TransactionManager`: a delta becomes one commit, and then everybody hears of it. The only caller of
`AtomRepository.apply`.

Knows when it is (through a clock that is handed in) and which kind of run makes the change; knows nothing of how
things are stored, or of who listens.
"""

from __future__ import annotations

from collections.abc import Callable

from omny.base.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.base.progress import Progress
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.port.repository import AtomRepository

Follower = Callable[[Delta, Meta], None]
"""Called with each delta that was committed and the state after it; the graph is one. Must not raise."""


class TransactionManager:
    """Commits deltas to one repository."""

    def __init__(
        self, repository: AtomRepository, clock: Clock = SYSTEM_CLOCK, follower: Follower | None = None
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._follower = follower

    def commit(
        self, delta: Delta, source: str, indexed_head: str | None = None, progress: Progress | None = None
    ) -> Meta:
        """Commits the delta, all of it or nothing, and returns the state after it; an empty delta changes nothing.

        `source` says what made the change: file-watcher, atomic-edit, mcp, reindex or migration. `indexed_head` is
        given where the whole tree was looked at: the git commit that it was at. `progress` and errors as
        `AtomRepository.apply`.
        """
        meta = self._repository.apply(delta, Commit(source, timestamp(self._clock.now()), indexed_head), progress)
        if self._follower is not None:
            self._follower(delta, meta)
        return meta
