"""`TransactionManager`: turns a delta into one commit and then tells the follower. It is the only caller of
`AtomRepository.apply`.

It knows the time (through a clock) and the kind of run. It does not know how rows are stored, or who follows.
"""

from __future__ import annotations

from collections.abc import Callable

from omny.base.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.base.progress import Progress
from omny.model.authorship import NOBODY, Authorship
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.port.repository import AtomRepository

Follower = Callable[[Delta, Meta], None]
"""Called with each committed delta and the state after it; the graph is a follower. Must not raise."""


class TransactionManager:
    """Commits deltas to one repository."""

    def __init__(
        self, repository: AtomRepository, clock: Clock = SYSTEM_CLOCK, follower: Follower | None = None
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._follower = follower

    def commit(
        self,
        delta: Delta,
        source: str,
        indexed_head: str | None = None,
        progress: Progress | None = None,
        by: Authorship = NOBODY,
    ) -> Meta:
        """Commits the whole delta or nothing. Returns the state after it; an empty delta changes nothing. `source` is
        the kind of run: file-watcher, atomic-edit, mcp, reindex or migration. `indexed_head` is the git commit of a
        pass over the whole tree, `by` who made the change. `progress` and errors as `AtomRepository.apply`."""
        commit = Commit(source, timestamp(self._clock.now()), indexed_head, by.actor, by.reason)
        meta = self._repository.apply(delta, commit, progress)
        if self._follower is not None:
            self._follower(delta, meta)
        return meta
