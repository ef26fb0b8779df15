"""`Polling`: directories whose changes raise no event are looked at again and again, for a bounded share of the time.

One mechanism for all of them, whatever the reason: a file system that tells nothing, a watch that was refused, events
that do not come. A look is a pass over these directories, as after a hint. Each look is followed by a pause of
`POLL_SECONDS`, or longer: so long that looks which find nothing take at most `POLL_SHARE` of a processor, and at most
`WAIT_SHARE` of the time. On a loaded machine a look takes many times as long as it computes, and needs no longer pause
for that; a mount that answers slowly shall not be asked all the time. What a look finds is indexed as any change is,
and is not counted.

Between two looks an answer may miss what has changed there since the last one, and says so: which directories, why,
and how old the look is.
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
"""The least pause between two looks: what a user waits without complaint."""

POLL_SHARE = 0.045
"""The share of one processor that looks which find nothing may take: a scan of 50,000 files takes 0.3 s, so that these
are looked at every 7 s. With all else that an idle daemon does it is below 5 %."""

WAIT_SHARE = 0.2
"""The share of the time that looks which find nothing may last, whether they wait for a processor or for a server."""

LATE_SECONDS = 30.0
"""The age of a look from which on it is told as a problem, or three pauses, where these are longer."""

NO_EVENTS = "its events do not come"


class Polled(NamedTuple):
    """What is polled, as an answer tells it."""

    below: Mapping[str, str]  # directory (text) -> why; all below it is polled
    seconds: float  # since the last look began
    problem: str  # that it is too long ago, or ""


class Moment(NamedTuple):
    """When something began, and what was computed until then."""

    seconds: float  # monotonic
    cpu_seconds: float  # of the current thread, and of those that ask a file system for it


class Polling:
    """When to look, and when that was done. `turn` and `looked` are for the loop, all else for any thread."""

    def __init__(self, clock: Clock, disk: FileSystem, inbox: Inbox, source: Callable[[], EventSource]) -> None:
        self._clock = clock
        self._disk = disk
        self._inbox = inbox
        self._source = source
        self._below: Mapping[str, str] = {}
        self._cost = Moment(0.0, 0.0)  # of the last look that found nothing
        self._next = 0.0
        self._looked = clock.monotonic()

    @property
    def pause(self) -> float:
        """Seconds between the end of a look and the beginning of the next one."""
        seconds, cpu_seconds = self._cost
        return max(POLL_SECONDS, cpu_seconds / POLL_SHARE - seconds, seconds / WAIT_SHARE - seconds)

    def moment(self) -> Moment:
        """Now, for the thread that looks."""
        return Moment(self._clock.monotonic(), self._clock.thread_cpu() + self._disk.helper_cpu)

    @property
    def due(self) -> float | None:
        """When the next look is due (monotonic); None where nothing is polled."""
        return self._next if self._below or self._inbox.is_deaf else None

    def below(self) -> Mapping[str, str]:
        """What is polled now: no directory stands below another."""
        polled = {"": NO_EVENTS} if self._inbox.is_deaf else self._source().polled
        self._below = {path: polled[path] for path in outermost(polled)}
        return self._below

    def turn(self, now: float) -> None:
        """Asks for a look, where one is due."""
        if now >= self._next:
            self._next = now + POLL_SECONDS  # once more, should no pass follow
            self._inbox.poll(self.below())

    def ask(self) -> None:
        """Asks for a look, since somebody wants to know."""
        self._inbox.poll(self.below())

    def looked(self, batch: Batch, *, is_whole: bool, started: Moment, found_nothing: bool) -> None:
        """The batch is done, whose pass began at `started`. For the same thread as that."""
        ended = self.moment()
        below = self.below().keys()
        if not is_whole and not below <= batch.polled:
            return
        if found_nothing and not batch.paths and batch.rescan is None:
            self._cost = Moment(ended.seconds - started.seconds, ended.cpu_seconds - started.cpu_seconds)
        self._looked = started.seconds
        self._next = ended.seconds + self.pause

    def told(self) -> Polled:
        """What an answer says of it."""
        below = self._below
        seconds = max(0.0, self._clock.monotonic() - self._looked) if below else 0.0
        if seconds <= max(LATE_SECONDS, 3 * self.pause):
            return Polled(below, seconds, "")
        names = ", ".join(path or "the root" for path in sorted(below)[:3])
        return Polled(below, seconds, f"no event reports changes in {names}: last looked at {seconds:,.0f} s ago")

    def count(self, directories: set[str]) -> int:
        """How many of these directories are polled."""
        return len({path for prefix in self._below for path in within(directories, prefix)})
