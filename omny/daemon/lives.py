"""A daemon from its lock to its end: one life after the other, and what it has in all of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from omny.base.clock import SYSTEM_CLOCK
from omny.base.config import load_settings
from omny.base.errors import AlreadyRunningError, DamagedError
from omny.base.lock import DaemonLock
from omny.base.paths import Root
from omny.daemon.demand import Demand
from omny.daemon.doze import Woken
from omny.daemon.dozing import Greeter
from omny.daemon.kept import Kept
from omny.daemon.process.log import log_to_state_dir
from omny.daemon.process.registry import Registration
from omny.daemon.run import Life
from omny.daemon.stop import Stop, StopReason, Then
from omny.storage.stores import Store

log = logging.getLogger("omny.daemon")

GONE_SECONDS = 2.0
"""How long a root may be away, as where another one is moved into its place. Then the daemon ends."""

MOVED_SECONDS = 10.0
"""How long the daemon of a root that was moved into the place of this one may take to end. It looks every 2 s whether
its root is where it was, and ends within a commit."""


def watch(
    root: Root,
    store: Store,
    *,
    ready: Callable[[str], None],
    foreground: bool,
    log_level: str | None = None,
    on_demand: bool = False,
    woken: Woken | None = None,
    greeter: Greeter | None = None,
) -> int:
    """Runs the daemon of a root in this process until it is told to end; the exit status. One that is `on_demand` also
    ends when nobody has asked it for `idle_minutes`, and dozes before that; `woken` is what it has then of before,
    `greeter` has greeted clients meanwhile.

    `ready` is called as soon as everything is watched or will be, before the first index is complete, with why nothing
    can be indexed at the moment, or "". Raises UsageError where another daemon runs, OmnyError where it cannot begin.
    """
    registration = Registration(root, on_demand=on_demand, started=woken.started if woken else "")
    demand = Demand(SYSTEM_CLOCK, on_demand=on_demand, stays=registration.stay)
    kept = Kept(DaemonLock(root), registration, demand, log_level, woken, greeter)
    if woken is not None:
        kept.log_level = woken.log_level
        kept.lock.adopt(woken.lock)
        registration.adopt(woken.entry_file, woken.entry)
        demand.resume(woken.last_asked)
    while True:
        with kept.lock, registration:
            stop = _locked(root, store, kept, ready, foreground=foreground)
            if stop.then is Then.DOZING and kept.doze is not None:
                kept.doze()  # returns only where that fails
        if stop.then not in (Then.NEW_DAEMON, Then.DOZING) or not _comes_back(root) or not _takes(kept.lock):
            return 0


def _locked(root: Root, store: Store, kept: Kept, ready: Callable[[str], None], *, foreground: bool) -> Stop:
    """One life after the other, each but the first with a database that was built because the one before was damaged;
    why the last has ended. The lock is held between them, too: nobody shall repair what is being replaced."""
    rebuilt_at: float | None = None
    while True:
        settings = load_settings(root)
        with log_to_state_dir(root, kept.log_level or settings.log_level, foreground=foreground):
            _log_ends_of_threads()
            life = Life(root, store, kept, rebuilt_at)
            try:
                stop = life.run(ready)
            except DamagedError as error:
                if rebuilt_at is not None or not settings.repair or store.file is None:
                    raise
                stop = Stop(StopReason.DAMAGED, str(error))
            log.info("stopped: %s", stop)
            if stop.then is not Then.NEW_DATABASE or store.file is None:
                return stop
            life.rebuild(store.file)
            rebuilt_at = SYSTEM_CLOCK.monotonic()


def _log_ends_of_threads() -> None:
    """What ends a thread goes to the log: standard error is nowhere."""

    def tell(end: threading.ExceptHookArgs) -> None:
        if end.exc_type is not SystemExit and end.exc_value is not None:
            name = end.thread.name if end.thread else "a thread"
            log.error("%s has died", name, exc_info=(end.exc_type, end.exc_value, end.exc_traceback))

    threading.excepthook = tell


def _takes(lock: DaemonLock) -> bool:
    """Takes the lock of the root that is there now; whether it could. One that was moved here can have a daemon of its
    own, which ends since its root is not where it was."""
    end = time.monotonic() + MOVED_SECONDS
    while True:
        try:
            lock.acquire()
            return True
        except AlreadyRunningError as error:
            if time.monotonic() >= end:
                log.error("%s", error)
                return False
        time.sleep(0.2)


def _comes_back(root: Root) -> bool:
    """Waits for a root that was replaced; whether there is one again."""
    end = time.monotonic() + GONE_SECONDS
    while time.monotonic() < end:
        if root.path.is_dir():
            return True
        time.sleep(0.2)
    log.error("the root is gone")
    return False
