"""`Polling`: looks at directories whose changes raise no event, for a bounded share of the time.

The mechanism is the same for every cause: a silent file system, a refused watch, lost events. A look is a pass over
these directories, as after a hint. After each look comes a pause of at least `POLL_SECONDS`. The pause is so long that
looks without a result take at most `POLL_SHARE` of a processor and `WAIT_SHARE` of the time. On a loaded machine a look
lasts much longer than it computes, and needs no longer pause; a slow mount must not be asked all the time. A look with
a result counts as any change, and not towards the shares.

Between two looks an answer can miss a change there. It says so, with the directories, the cause, and the age of the
look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from omny.base.clock import Clock
from omny.base.disk import FileSystem
from omny.daemon.inbox import Batch, Inbox
from omny.watch.scan import outermost
from omny.watch.sources.source import EventSource, within

POLL_SECONDS = 2.0
"""The shortest pause between two looks: a user waits so long without complaint."""

POLL_SHARE = 0.045
"""Maximum share of a processor for looks without a result. A scan of 50,000 files takes 0.3 s, so it runs every 7 s.
With its other work, an idle daemon stays below 5 %."""

WAIT_SHARE = 0.2
"""Maximum share of the time for looks without a result, whether they wait for a processor or for a server."""

LATE_SECONDS = 30.0
"""The age from which a look is reported as a problem; three pauses, if these are longer."""

NO_EVENTS = "its events do not come"


class Polled(NamedTuple):
    """The polled directories, for an answer."""

    below: Mapping[str, str]  # directory (text) -> cause; all below it is polled
    seconds: float  # since the start of the last look
    problem: str  # that the look is too old, or ""


class Moment(NamedTuple):
    """The start of a look: time and CPU."""

    seconds: float  # monotonic
    cpu_seconds: float  # of this thread, and of the threads that ask a file system for it


class Polling:
    """The schedule of looks. `turn` and `note_look` are for the loop, the rest for any thread."""

    def __init__(self, clock: Clock, disk: FileSystem, inbox: Inbox, source: Callable[[], EventSource]) -> None:
        self._clock = clock
        self._disk = disk
        self._inbox = inbox
        self._source = source
        self._below: Mapping[str, str] = {}
        self._cost = Moment(0.0, 0.0)  # of the last look without a result
        self._next = 0.0
        self._looked = clock.monotonic()

    @property
    def pause(self) -> float:
        """Seconds between the end of a look and the start of the next one."""
        seconds, cpu_seconds = self._cost
        return max(POLL_SECONDS, cpu_seconds / POLL_SHARE - seconds, seconds / WAIT_SHARE - seconds)

    def moment(self) -> Moment:
        """The present moment, for the thread that looks."""
        return Moment(self._clock.monotonic(), self._clock.thread_cpu() + self._disk.helper_cpu)

    @property
    def due(self) -> float | None:
        """When the next look is due (monotonic); None if nothing is polled."""
        return self._next if self._below or self._inbox.is_deaf else None

    def below(self) -> Mapping[str, str]:
        """The polled directories. None of them is below another."""
        polled = {"": NO_EVENTS} if self._inbox.is_deaf else self._source().polled
        self._below = {path: polled[path] for path in outermost(polled)}
        return self._below

    def turn(self, now: float) -> None:
        """Requests a look if one is due."""
        if now >= self._next:
            self._next = now + POLL_SECONDS  # in case no pass follows
            self._inbox.poll(self.below())

    def ask(self) -> None:
        """Requests a look now, for a client."""
        self._inbox.poll(self.below())

    def note_look(self, batch: Batch, *, is_whole: bool, started: Moment, found_nothing: bool) -> None:
        """Notes the end of a batch whose pass began at `started`. For the same thread."""
        ended = self.moment()
        below = self.below().keys()
        if not is_whole and not below <= batch.polled:
            return
        if found_nothing and not batch.paths and batch.rescan is None:
            self._cost = Moment(ended.seconds - started.seconds, ended.cpu_seconds - started.cpu_seconds)
        self._looked = started.seconds
        self._next = ended.seconds + self.pause

    def report(self) -> Polled:
        """Returns the polled directories, for an answer."""
        below = self._below
        seconds = max(0.0, self._clock.monotonic() - self._looked) if below else 0.0
        if seconds <= max(LATE_SECONDS, 3 * self.pause):
            return Polled(below, seconds, "")
        names = ", ".join(path or "the root" for path in sorted(below)[:3])
        return Polled(below, seconds, f"no event reports changes in {names}: last looked at {seconds:,.0f} s ago")

    def count(self, directories: set[str]) -> int:
        """The number of these directories that are polled."""
        return len({path for prefix in self._below for path in within(directories, prefix)})
