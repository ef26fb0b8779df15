"""`Inbox`: collects everything that can wake the daemon until it is time to look at the disk.

Any thread puts in; only the loop takes out. A batch that was taken stays pending until the loop reports its commit, so
no failure loses a hint.

The inbox knows hints and waiters. It does not know what a path means, and reads no disk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from omny.base.clock import Clock
from omny.base.errors import OmnyError
from omny.daemon.events import Event
from omny.model.meta import Meta
from omny.watch.rescan import Rescan, RescanReason

MAX_PATHS = 10_000
"""Maximum number of separate hints. Beyond it, one scan of the whole tree costs less, and memory stays bounded."""

MAX_DEBOUNCES = 10
"""Maximum wait in debounce times while hints keep coming: a build that writes without a pause must not delay earlier
changes."""

MAX_WAIT_SECONDS = 1.0
"""The longest sleep. A signal that arrives just as a sleep begins cannot end it."""

COOKIE_SECONDS = 2.0
"""Maximum time for a cookie to come back. Inotify takes a millisecond. A later cookie means that events are being lost,
and the disk is scanned."""


@dataclass(eq=False, slots=True)
class Waiter:
    """A client that waits until all changes made before its request are committed."""

    deadline: float  # monotonic; the end of the wait for the cookie
    meta: Meta | None = None  # the committed state
    error: OmnyError | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def answer(self, meta: Meta | None, error: OmnyError | None = None) -> None:
        """Ends the wait."""
        self.meta, self.error = meta, error
        self.done.set()


@dataclass(frozen=True, slots=True)
class Batch:
    """Paths that are looked at together; with a `rescan`, the whole tree."""

    paths: frozenset[str] = frozenset()
    rescan: Rescan | None = None
    waiters: tuple[Waiter, ...] = ()
    polled: frozenset[str] = frozenset()  # paths that are polled

    @property
    def is_empty(self) -> bool:
        """Whether the batch is empty."""
        return not self.paths and self.rescan is None and not self.polled


@dataclass(frozen=True, slots=True)
class Pending:
    """The pending work at one moment."""

    paths: tuple[str, ...]  # the first ones, sorted
    total: int
    rescan: Rescan | None  # of the whole tree, if one is due


class Inbox:
    """The hints, the requests, and the batch at work. A `Sink` of event sources."""

    def __init__(self, clock: Clock, debounce_seconds: float) -> None:
        self.debounce_seconds = debounce_seconds
        self._clock = clock
        self._changed = threading.Condition()  # a signal handler may take the lock again
        self._paths: set[str] = set()
        self._polled: set[str] = set()
        self._rescan: Rescan | None = None
        self._first = self._last = 0.0  # when hints arrived
        self._urgent = False
        self._cookies: dict[str, Waiter] = {}
        self._due: list[Waiter] = []
        self._work = Batch()
        self._events: list[Event] = []
        self._not_before = 0.0
        self._ended: OmnyError | None = None
        self.is_deaf = False  # whether the last cookie did not come back: events are being lost

    # ── any thread ──

    def hint(self, path: str, is_directory: bool) -> None:
        """Notes that the path may have changed."""
        with self._changed:
            if path in self._paths:
                self._last = self._clock.monotonic()
                return
            if len(self._paths) < MAX_PATHS:
                self._put_path(path)
            else:
                self._put_rescan(Rescan(RescanReason.TOO_MANY_HINTS, f"{MAX_PATHS:,}"))

    def request_rescan(self, reason: RescanReason, detail: str = "") -> None:
        """Requests a rescan of the whole tree."""
        with self._changed:
            self._put_rescan(Rescan(reason, detail))

    def poll(self, paths: Iterable[str]) -> None:
        """Notes that polled paths are due. They do not count as pending."""
        with self._changed:
            self._polled.update(paths)
            self._changed.notify_all()

    def post(self, event: Event) -> None:
        """Hands an event to the loop."""
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def is_posted(self, event: Event) -> bool:
        """Whether such an event waits for the loop."""
        with self._changed:
            return event in self._events

    def expect(self, cookie: str) -> Waiter:
        """Starts a wait for a cookie. The waiter is answered when all changes before the cookie are committed."""
        waiter = Waiter(self._clock.monotonic() + COOKIE_SECONDS)
        with self._changed:
            if self._ended is not None:
                waiter.answer(None, self._ended)
            else:
                self._cookies[cookie] = waiter
                self._changed.notify_all()
        return waiter

    def cookie(self, name: str) -> None:
        """Notes that a cookie came back: all hints of earlier changes have arrived."""
        with self._changed:
            waiter = self._cookies.pop(name, None)
            self.is_deaf = False
            if waiter is not None:
                self._due.append(waiter)
                self._hurry()

    @property
    def expected(self) -> tuple[str, ...]:
        """The cookies that have not come back yet."""
        with self._changed:
            return tuple(self._cookies)

    def rescan_and_wait(self, reason: RescanReason) -> Waiter:
        """Requests a rescan. The waiter is answered when its result is committed."""
        waiter = Waiter(self._clock.monotonic())
        with self._changed:
            if self._ended is not None:
                waiter.answer(None, self._ended)
            else:
                self._put_rescan(Rescan(reason))
                self._due.append(waiter)
                self._hurry()
        return waiter

    def list_pending(self, most: int = 100) -> Pending:
        """The hints that wait, and those of the batch at work."""
        with self._changed:
            paths = self._paths | self._work.paths
            rescan = self._rescan or self._work.rescan
        return Pending(tuple(sorted(paths)[:most]), len(paths), rescan)

    def wait(self, until: float) -> None:
        """Sleeps until something arrives, or until that moment (monotonic) or a little later."""
        with self._changed:
            due = self._deadline()
            left = (until if due is None else min(due, until)) - self._clock.monotonic()
            if left > 0 and not self._events:
                self._changed.wait(min(left, MAX_WAIT_SECONDS))

    # ── the loop ──

    def drain(self) -> list[Event]:
        """Takes the posted events, in order."""
        with self._changed:
            events, self._events = self._events, []
        return events

    def take(self) -> Batch | None:
        """Takes the next batch if one is due. `finish` or `put_back` must follow."""
        with self._changed:
            now = self._clock.monotonic()
            self._give_up_cookies(now)
            due = self._deadline()
            # posted events came before the cookie: a HEAD that has moved belongs to the same batch
            if due is None or due > now or self._events:
                return None
            self._work = Batch(frozenset(self._paths), self._rescan, tuple(self._due), frozenset(self._polled))
            self._paths, self._polled, self._rescan, self._due, self._urgent = set(), set(), None, [], False
            return self._work

    def finish(self, meta: Meta) -> None:
        """Notes that the batch at work is committed."""
        with self._changed:
            work, self._work = self._work, Batch()
            self._not_before = 0.0
        for waiter in work.waiters:
            waiter.answer(meta)

    def put_back(self, not_before: float) -> None:
        """Makes the failed batch pending again. Its next attempt comes after that moment (monotonic)."""
        with self._changed:
            work, self._work = self._work, Batch()
            self._paths |= work.paths
            self._polled |= work.polled
            self._rescan = self._rescan or work.rescan
            self._due = [*work.waiters, *self._due]
            self._not_before = not_before

    def retry_now(self) -> None:
        """Ends the pause before the next attempt."""
        with self._changed:
            self._not_before = 0.0

    def end(self, error: OmnyError) -> None:
        """Ends all waits with an error."""
        with self._changed:
            self._ended = error
            waiters = [*self._cookies.values(), *self._due, *self._work.waiters]
            self._cookies, self._due = {}, []
        for waiter in waiters:
            waiter.answer(None, error)

    # ── with the lock held ──

    def _put_path(self, path: str) -> None:
        self._note_arrival()
        self._paths.add(path)

    def _put_rescan(self, rescan: Rescan) -> None:
        """Keeps the first reason; a routine rescan gives way to any other."""
        self._note_arrival()
        if self._rescan is None or self._rescan.is_routine:
            self._rescan = rescan

    def _note_arrival(self) -> None:
        self._last = self._clock.monotonic()
        if not self._paths and self._rescan is None:
            self._first = self._last
            self._changed.notify_all()

    def _hurry(self) -> None:
        self._urgent = True
        self._changed.notify_all()

    def _deadline(self) -> float | None:
        """The moment at which the next batch is due, or a cookie is given up."""
        moments = [waiter.deadline for waiter in self._cookies.values()]
        if self._urgent:
            moments.append(self._not_before)
        elif self._paths or self._rescan or self._due:
            quiet = self._last + self.debounce_seconds
            at_most = self._first + MAX_DEBOUNCES * self.debounce_seconds
            moments.append(max(min(quiet, at_most), self._not_before))
        elif self._polled:
            moments.append(self._not_before)
        return min(moments, default=None)

    def _give_up_cookies(self, now: float) -> None:
        late = [name for name, waiter in self._cookies.items() if waiter.deadline <= now]
        if late:
            self.is_deaf = True
            self._due += [self._cookies.pop(name) for name in late]
            self._rescan = self._rescan or Rescan(RescanReason.COOKIE_LOST)
            self._urgent = True
