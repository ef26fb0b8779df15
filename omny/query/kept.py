"""`KeptSnapshot`: what heavy questions have read and worked out of one generation, kept for the next one.

A daemon has one of these. It holds the snapshot of the last generation that somebody asked such a question of, and
drops it with the next commit, after a time without such a question, or if it is too large to be kept. A command without
a daemon reads a snapshot for one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from omny.base.clock import Clock
from omny.query.index_snapshot import IndexSnapshot

MAX_ATOMS = 150_000
"""Atoms of a snapshot that is kept: each takes about one KiB."""

IDLE_SECONDS = 120.0
"""How long a snapshot is kept that nobody asks for."""


class KeptSnapshot:
    """The snapshot of one state. For any thread."""

    def __init__(self, clock: Clock, most: int = MAX_ATOMS) -> None:
        """A snapshot of more than `most` atoms is not kept."""
        self._clock = clock
        self._most = most
        self._lock = Lock()  # of the fields
        self._making = Lock()  # so that two who ask at once wait for one snapshot
        self._state: object = None
        self._snapshot: IndexSnapshot | None = None
        self._used = 0.0
        self._drops = 0

    @property
    def drops(self) -> int:
        """How often it was dropped. To be read before the state is that a question is answered from."""
        return self._drops

    @property
    def is_held(self) -> bool:
        """Whether there is one."""
        return self._snapshot is not None

    def find(self, since: int, state: object, make: Callable[[], IndexSnapshot]) -> IndexSnapshot:
        """The snapshot of a state that was read when it had been dropped `since` times; made where it is not kept."""
        with self._making:
            with self._lock:
                self._used = self._clock.monotonic()
                if self._snapshot is not None and self._state == state and since == self._drops:
                    return self._snapshot
            made = make()
            with self._lock:
                if since == self._drops and len(made.atoms) <= self._most:
                    self._state, self._snapshot = state, made
            return made

    def drop(self) -> None:
        """Keeps it no longer, and nothing of a state that was read before."""
        with self._lock:
            self._state = self._snapshot = None
            self._drops += 1

    def drop_idle(self) -> bool:
        """Drops it if nobody has asked for a while. Returns whether it did."""
        with self._lock:
            is_idle = self._snapshot is not None and self._clock.monotonic() - self._used >= IDLE_SECONDS
            if is_idle:
                self._state = self._snapshot = None
            return is_idle
