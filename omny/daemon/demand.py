"""`Demand`: tells whether clients still ask this daemon, and how long it has been idle.

A daemon that a user started stays until it is stopped. An on-demand daemon, started for a question or an agent, ends
after an idle time. Questions about the daemon itself do not count: a list of daemons must not keep them running.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto

from omny.base.clock import Clock
from omny.base.errors import DaemonGoneError

NO_DEMAND = ("daemon", "stay")
"""Questions about the daemon itself."""


class DemandState(Enum):
    """How a daemon comes to its end."""

    STAYING = auto()  # it stays until it is stopped
    ON_DEMAND = auto()  # it ends when nobody has asked for a while
    CLOSED = auto()  # it is about to end: no question is answered any more


class Demand:
    """The time of the last question. For any thread."""

    def __init__(self, clock: Clock, *, on_demand: bool, stays: Callable[[], None] = lambda: None) -> None:
        """`stays` is called when the daemon no longer ends by itself."""
        self._clock = clock
        self._stays = stays
        self._lock = threading.Lock()
        self._last = clock.monotonic()
        self._asking = 0  # questions at work
        self._state = DemandState.ON_DEMAND if on_demand else DemandState.STAYING

    @property
    def on_demand(self) -> bool:
        """Whether the daemon ends by itself when it is idle."""
        return self._state is not DemandState.STAYING

    @property
    def last(self) -> float:
        """The moment (monotonic) of the last question."""
        return self._last

    def resume(self, last: float) -> None:
        """Sets the moment of the last question before the daemon dozed."""
        self._last = min(self._last, last)

    def stay(self) -> None:
        """Makes the daemon stay. Raises DaemonGoneError if it is about to end."""
        with self._lock:
            if self._state is DemandState.CLOSED:
                raise _gone_error()
            self._state = DemandState.STAYING
        self._stays()

    @contextmanager
    def counting(self, question: str) -> Iterator[None]:
        """Counts a question while it is answered. Raises DaemonGoneError if the daemon is about to end."""
        if question in NO_DEMAND:
            yield
            return
        with self._lock:
            if self._state is DemandState.CLOSED:
                raise _gone_error()
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                self._last = self._clock.monotonic()

    @property
    def idle_seconds(self) -> float:
        """Seconds since the last question; 0 during one."""
        with self._lock:
            return 0.0 if self._asking else self._clock.monotonic() - self._last

    def close(self, seconds: float) -> bool:
        """Refuses all further questions if the daemon has been idle for that time. Returns whether it did."""
        with self._lock:
            if self.on_demand and not self._asking and self._clock.monotonic() - self._last >= seconds:
                self._state = DemandState.CLOSED
            return self._state is DemandState.CLOSED

    def reopen(self) -> None:
        """Accepts questions again."""
        with self._lock:
            if self._state is DemandState.CLOSED:
                self._state = DemandState.ON_DEMAND


def _gone_error() -> DaemonGoneError:
    return DaemonGoneError("ask daemon", "it has ended")
