"""`Demand`: whether anybody still asks this daemon, and for how long nobody has.

A daemon that somebody has started stays until it is stopped. One that was started on demand, for a question or for an
agent, ends when nobody has asked it for a while. Questions about the daemon itself are no demand: whoever lists daemons
shall not keep them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto

from omny.base.clock import Clock
from omny.base.errors import DaemonGoneError

NO_DEMAND = ("daemon", "stay")
"""Questions that nobody asks for the index's sake."""


class DemandState(Enum):
    """How a daemon comes to its end."""

    STAYING = auto()  # it stays until it is stopped
    ON_DEMAND = auto()  # it ends when nobody has asked for a while
    CLOSED = auto()  # it is about to end: no question is answered any more


class Demand:
    """When this daemon was last asked. For any thread."""

    def __init__(self, clock: Clock, *, on_demand: bool, stays: Callable[[], None] = lambda: None) -> None:
        """`stays` is called when the daemon shall not end by itself any more."""
        self._clock = clock
        self._stays = stays
        self._lock = threading.Lock()
        self._last = clock.monotonic()
        self._asking = 0  # questions that are being answered
        self._state = DemandState.ON_DEMAND if on_demand else DemandState.STAYING

    @property
    def on_demand(self) -> bool:
        """Whether the daemon ends by itself when nobody asks."""
        return self._state is not DemandState.STAYING

    @property
    def last(self) -> float:
        """When (monotonic) somebody asked last."""
        return self._last

    def resume(self, last: float) -> None:
        """Goes on from when somebody asked last, before the daemon dozed."""
        self._last = min(self._last, last)

    def stay(self) -> None:
        """Has the daemon not end by itself any more. Raises DaemonGoneError where it is about to."""
        with self._lock:
            if self._state is DemandState.CLOSED:
                raise _gone()
            self._state = DemandState.STAYING
        self._stays()

    @contextmanager
    def asked(self, question: str) -> Iterator[None]:
        """While a question is answered. Raises DaemonGoneError where the daemon is about to end."""
        if question in NO_DEMAND:
            yield
            return
        with self._lock:
            if self._state is DemandState.CLOSED:
                raise _gone()
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                self._last = self._clock.monotonic()

    @property
    def idle_seconds(self) -> float:
        """For how long nobody has asked."""
        with self._lock:
            return 0.0 if self._asking else self._clock.monotonic() - self._last

    def close(self, seconds: float) -> bool:
        """Whether it ends by itself and nobody has asked for so long; from then on nobody can."""
        with self._lock:
            if self.on_demand and not self._asking and self._clock.monotonic() - self._last >= seconds:
                self._state = DemandState.CLOSED
            return self._state is DemandState.CLOSED

    def reopen(self) -> None:
        """Has questions be answered again."""
        with self._lock:
            if self._state is DemandState.CLOSED:
                self._state = DemandState.ON_DEMAND


def _gone() -> DaemonGoneError:
    return DaemonGoneError("ask daemon", "it has ended")
