"""`Rest`: decides when an on-demand daemon has nothing to do, and prepares its dozing (`doze.py`)."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from enum import Enum, auto

import msgspec

from omny.base.lock import LOCK_NAME
from omny.base.paths import Root, text_path
from omny.daemon import doze
from omny.daemon.doze import MAX_DIRECTORIES, MAX_REST_SECONDS, REST_SECONDS, Watches, Woken
from omny.daemon.dozing import Greeter
from omny.daemon.inbox import Waiter
from omny.daemon.kept import Kept
from omny.daemon.loop import Daemon
from omny.daemon.server import Server
from omny.daemon.stop import Stop, StopReason
from omny.storage.stores import Store

log = logging.getLogger("omny.daemon")


class RestState(Enum):
    """The progress of a daemon towards dozing."""

    AWAKE = auto()  # the daemon serves
    SETTLING = auto()  # the watches of the dozing program are set; a last sync is under way
    LEAVING = auto()  # no client is answered any more; this life ends


class Rest:
    """The idle time of one life of a daemon. For the thread of its loop."""

    def __init__(
        self,
        root: Root,
        store: Store,
        daemon: Daemon,
        server: Server,
        kept: Kept,
        is_checked_since: Callable[[float], bool],
    ) -> None:
        """`is_checked_since` tells whether the index was checked since a moment (monotonic), and requests the check."""
        self._is_checked_since = is_checked_since
        self._is_unchecked = kept.woken is None  # whether anything was written since the last check before dozing
        self._root = root
        self._store = store
        self._daemon = daemon
        self._server = server
        self._kept = kept
        self._demand = kept.demand
        self._began = time.monotonic()
        self._changed = self._began  # the moment of the last commit
        self._seconds = kept.woken.rest_seconds if kept.woken else REST_SECONDS
        self._is_in_vain = kept.woken is not None  # until a question or a change comes
        self._not_before = 0.0
        self._state = RestState.AWAKE
        self._watches: Watches | None = None
        self._waiter: Waiter | None = None
        self._woken: Woken | None = None
        self._greeter: Greeter | None = None

    def note_commit(self) -> None:
        """Notes a commit."""
        self._changed = time.monotonic()
        self._is_in_vain = False
        self._is_unchecked = True

    def look(self) -> Stop | None:
        """Takes the next step towards dozing if one is due. Returns a stop when this life has to end for it."""
        if not self._may_doze():
            self.end()
        elif self._state is RestState.AWAKE:
            if not self._is_unchecked or self._is_checked_since(self._changed):
                self._begin_to_settle()
        elif self._waiter is not None and self._waiter.done.is_set():
            if self._waiter.error is None and self._is_quiet() and self._stop_serving():
                return Stop(StopReason.DOZING)
            self.end()
        return None

    def end(self) -> None:
        """Stays awake for now."""
        if self._state is RestState.SETTLING and self._watches is not None:
            self._watches.close()
            self._watches = self._waiter = None
            self._state = RestState.AWAKE

    def sleep(self) -> None:
        """Replaces this process by the dozing program after the life has ended. Returns only if it fails."""
        assert self._watches is not None
        assert self._woken is not None
        assert self._greeter is not None
        clients = self._greeter.stop()
        minutes = self._daemon.settings.idle_minutes
        ends = self._demand.last + minutes * 60 if minutes else 0.0
        self._kept.registration.doze(time.time() + ends - time.monotonic() if ends else 0.0)
        doze.sleep(
            self._root,
            self._watches,
            msgspec.structs.replace(self._woken, clients=clients),
            hello=self._server.hello,
            socket=self._server.path,
            lock_file=self._root.state_dir / LOCK_NAME,
            ends=ends,
        )
        self._watches.close()
        for descriptor in (self._woken.listener, *clients):
            os.close(descriptor)
        self._demand.reopen()

    # ── steps ──

    def _may_doze(self) -> bool:
        now = time.monotonic()
        return (
            doze.is_possible()
            and self._demand.on_demand
            and self._store.file is not None
            and now >= self._not_before
            and min(self._demand.idle_seconds, now - self._changed, now - self._began) >= self._seconds
        )

    def _is_quiet(self) -> bool:
        """Whether nothing is due, and no problem has to be reported or retried."""
        health, pending = self._daemon.health, self._daemon.inbox.list_pending(0)
        is_well = health.ready and not (health.failures or health.problems or self._daemon.polled_directories())
        return is_well and not (pending.total or pending.rescan) and self._server.is_listening

    def _begin_to_settle(self) -> None:
        directories = self._daemon.directories
        self._not_before = time.monotonic() + self._seconds  # of the next attempt, if this one fails
        if not self._is_quiet() or len(directories) > MAX_DIRECTORIES:
            return
        try:
            self._watches = Watches(self._root, directories)
        except OSError as error:
            log.info("does not doze: %s", error)
            return
        self._not_before = 0.0
        self._waiter = self._daemon.sync()
        self._state = RestState.SETTLING

    def _stop_serving(self) -> bool:
        """Stops answering. A client that comes waits for the daemon that follows."""
        self._server.pause()
        if not self._demand.close(self._seconds):
            self._server.resume()
            return False
        is_in_vain = self._is_in_vain and self._demand.last < self._began
        self._woken = Woken(
            root=text_path(os.fspath(self._root.path)),
            store=text_path(self._store.file or ""),
            log_level=self._kept.log_level,
            started=self._kept.registration.started,
            last_asked=self._demand.last,
            rest_seconds=min(2 * self._seconds, MAX_REST_SECONDS) if is_in_vain else REST_SECONDS,
            lock=self._kept.lock.descriptor,
            listener=self._server.detach(),
            clients=[],
            entry=self._kept.registration.descriptor,
            entry_file=self._kept.registration.path,
        )
        self._greeter = Greeter(self._woken.listener, self._server.hello)  # this life may take long to end
        self._state = RestState.LEAVING
        return True
