"""Runs a daemon from its lock to its end: its lives in sequence, and what lasts across them."""

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
"""Maximum absence of a root while another one is moved to its path. Then the daemon ends."""

MOVED_SECONDS = 10.0
"""Maximum wait for the daemon of a root that was moved here. It checks its root every 2 s, and ends within a commit."""


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
    """Runs the daemon of a root in this process until it stops. Returns the exit status. An `on_demand` daemon also
    ends after `idle_minutes` without a question, and dozes before that. Then `woken` is its former state, and `greeter`
    has greeted clients meanwhile.

    `ready` is called when all is watched, before the first index is complete. Its argument is the reason that nothing
    can be indexed, or "". Raises UsageError if another daemon runs, OmnyError if the daemon cannot start.
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
            stop = _run_lives(root, store, kept, ready, foreground=foreground)
            if stop.next_action is Then.DOZING and kept.doze is not None:
                kept.doze()  # returns only if it fails
        if stop.next_action not in (Then.NEW_DAEMON, Then.DOZING) or not _await_root(root) or not _acquire(kept.lock):
            return 0


def _run_lives(root: Root, store: Store, kept: Kept, ready: Callable[[str], None], *, foreground: bool) -> Stop:
    """Runs one life after another and returns the last stop. Each but the first has a database that replaces a damaged
    one. The lock is held in between, so that nobody repairs the database while it is replaced."""
    rebuilt_at: float | None = None
    while True:
        settings = load_settings(root)
        with log_to_state_dir(root, kept.log_level or settings.log_level, foreground=foreground):
            _log_thread_deaths()
            life = Life(root, store, kept, rebuilt_at)
            try:
                stop = life.run(ready)
            except DamagedError as error:
                if rebuilt_at is not None or not settings.repair or store.file is None:
                    raise
                stop = Stop(StopReason.DAMAGED, str(error))
            log.info("stopped: %s", stop)
            if stop.next_action is not Then.NEW_DATABASE or store.file is None:
                return stop
            life.rebuild(store.file)
            rebuilt_at = SYSTEM_CLOCK.monotonic()


def _log_thread_deaths() -> None:
    """Logs the exception that ends a thread: a daemon has no standard error."""

    def tell(end: threading.ExceptHookArgs) -> None:
        if end.exc_type is not SystemExit and end.exc_value is not None:
            name = end.thread.name if end.thread else "a thread"
            log.error("%s has died", name, exc_info=(end.exc_type, end.exc_value, end.exc_traceback))

    threading.excepthook = tell


def _acquire(lock: DaemonLock) -> bool:
    """Acquires the lock of the root at this path. Returns whether it succeeded. A root that was moved here can have a
    daemon, which ends because its root has moved."""
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


def _await_root(root: Root) -> bool:
    """Waits for a root that was replaced. Returns whether there is one again."""
    end = time.monotonic() + GONE_SECONDS
    while time.monotonic() < end:
        if root.path.is_dir():
            return True
        time.sleep(0.2)
    log.error("the root is gone")
    return False
