"""`Pulse`: looks after answers that take long. A client that wants it hears each second that its answer is being made.
The answer of a client that has gone away is given up.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from omny.base.wanted import wanted_until

PULSE_SECONDS = 1.0

_Tell = Callable[[int], None]
"""Says to a client for how many seconds its answer has been in the making."""


class _Work:
    """An answer that is being made."""

    def __init__(self, connection: socket.socket, tell: _Tell | None, began: float) -> None:
        self.connection = connection
        self.tell = tell
        self.began = began
        self.unwanted = threading.Event()
        self.lock = threading.Lock()  # of what is sent
        self.is_done = False


class Pulse:
    """Looks after the answers of one server, from a thread of its own, which runs from the first answer to `end`."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, seconds: float = PULSE_SECONDS) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._lock = threading.Lock()
        self._works: dict[int, _Work] = {}
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def during(self, connection: socket.socket, tell: _Tell | None) -> Iterator[threading.Lock]:
        """A block in which an answer for that client is made, by this thread. No pulse is sent after it. The
        lock is that of what is sent meanwhile."""
        work = _Work(connection, tell, self._monotonic())
        with self._lock:
            self._works[id(work)] = work
            if self._thread is None and not self._ending.is_set():
                self._thread = threading.Thread(target=self._watch, name="omny-pulse", daemon=True)
                self._thread.start()
        try:
            with wanted_until(work.unwanted):
                yield work.lock
        finally:
            with self._lock:
                del self._works[id(work)]
            with work.lock:
                work.is_done = True

    def look(self) -> None:
        """Tells those who wait for long, and gives up what nobody waits for."""
        with self._lock:
            works = list(self._works.values())
        for work in works:
            seconds = self._monotonic() - work.began
            if seconds >= self._seconds:
                with work.lock:
                    if not work.is_done:
                        self._look_after(work, int(seconds))

    def end(self) -> None:
        """Returns when its thread has ended."""
        with self._lock:
            self._ending.set()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _watch(self) -> None:
        while not self._ending.wait(self._seconds):
            self.look()

    @staticmethod
    def _look_after(work: _Work, seconds: int) -> None:
        if _has_gone(work.connection):
            work.unwanted.set()
        elif work.tell is not None and select.select([], [work.connection], [], 0)[1]:
            with suppress(OSError):  # it goes away just now
                work.tell(seconds)


def _has_gone(connection: socket.socket) -> bool:
    """Whether the other end is closed. A client that has sent its next question already is there."""
    try:
        return bool(select.select([connection], [], [], 0)[0]) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True
