"""`Kept`: what a daemon has in all its lives, from its lock to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from omny.base.lock import DaemonLock
from omny.daemon.demand import Demand
from omny.daemon.doze import Woken
from omny.daemon.dozing import Greeter
from omny.daemon.process.registry import Registration


@dataclass(slots=True)
class Kept:
    """What a daemon has in all its lives."""

    lock: DaemonLock
    registration: Registration
    demand: Demand
    log_level: str | None  # None: that of the settings, also when they change
    woken: Woken | None  # what the first life has of the time before the daemon dozed
    greeter: Greeter | None
    doze: Callable[[], None] | None = None  # has this process become what dozes, after a life that ended for that

    def greeted(self) -> list[int]:
        """The clients that were told hello before the first life listened."""
        before = self.woken.clients if self.woken else []
        return [*before, *(self.greeter.stop() if self.greeter else [])]
