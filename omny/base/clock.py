"""What time it is: the seam through which a test makes hours pass at once."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in two ways, and what was computed."""

    def now(self) -> datetime:
        """The time of day, with its zone: what is written down."""

    def monotonic(self) -> float:
        """Seconds since some moment, never set back: what deadlines are reckoned with."""

    def thread_cpu(self) -> float:
        """Seconds of a processor that the current thread has taken."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def thread_cpu(self) -> float:
        return time.thread_time()


SYSTEM_CLOCK = SystemClock()


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC, always with microseconds: such texts sort as the times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
