"""`Kept`: what lasts across the lives of a daemon, from its lock to its end."""

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
    """What lasts across the lives of a daemon."""

    lock: DaemonLock
    registration: Registration
    demand: Demand
    log_level: str | None  # None: follows the settings
    woken: Woken | None  # the state from before the daemon dozed, for the first life
    greeter: Greeter | None
    doze: Callable[[], None] | None = None  # starts the dozing program after a life that ended for it

    def take_clients(self) -> list[int]:
        """Returns the clients that were greeted before the first life listened, once."""
        before = self.woken.clients if self.woken else []
        return [*before, *(self.greeter.stop() if self.greeter else [])]
