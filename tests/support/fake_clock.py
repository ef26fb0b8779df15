"""A clock that stands still until it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """The times of `omny.base.clock.Clock`, moved by `advance` and `compute` alone."""

    def __init__(self, start: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) -> None:
        self._start = start
        self._seconds = 0.0
        self._cpu = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        self._seconds += seconds

    def thread_cpu(self) -> float:
        return self._cpu

    def compute(self, seconds: float) -> None:
        """The thread takes a processor for so long."""
        self._cpu += seconds
        self._seconds += seconds
