"""Starts a daemon that outlives its terminal, and ends one.

`start` forks twice, so that the daemon belongs to no session and no shell waits for it, and hears through a pipe what
became of it. `stop` asks the lock (`omny/base/lock.py`): it alone tells whether a daemon runs, and which.

Knows nothing of what a daemon does: that is the function `run`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import current_process
from multiprocessing.connection import Connection, Pipe
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import NoReturn

import msgspec

from omny.base.clock import SYSTEM_CLOCK, Clock
from omny.base.errors import DaemonError, InternalError, OmnyError, UnsupportedError
from omny.base.lock import LOCK_NAME, Holder, holder, pid_space
from omny.base.paths import Root, describe_failure
from omny.daemon.process.log import LOG_NAME
from omny.daemon.process.registry import Entry, list_daemons
from omny.service.envelope import Failure, from_failure, to_failure

START_SECONDS = 30.0
"""How long to wait for a daemon to watch. Taking the lock and setting the watches takes a second on a large tree; who
waits longer than this wants to know."""

STOP_SECONDS = 10.0
"""How long to wait for a daemon to end. It ends within a commit, which takes some seconds in a first index at most."""

_FIRST_NAP_SECONDS = 0.01
_LONGEST_NAP_SECONDS = 0.25

Run = Callable[[Callable[[str], None]], int]
"""A daemon's life; returns the exit status. As soon as it watches it calls what it is given, with a note or ""."""


@dataclass(frozen=True, slots=True)
class Started:
    """A daemon that was started; not `is_ready` where it still had not said so when the time was up."""

    pid: int
    is_ready: bool
    note: str = ""


class _Report(msgspec.Struct, frozen=True):
    """The messages of the daemon to its starter: first its pid, then that it watches, or why not."""

    pid: int
    is_ready: bool = False
    note: str = ""
    fault: Failure | None = None


def start(
    root: Root, run: Run, *, timeout: float = START_SECONDS, command: Sequence[str] = (), clock: Clock = SYSTEM_CLOCK
) -> Started:
    """Starts a process that calls `run`, and returns as soon as that watches, or after `timeout` seconds.

    Raises the OmnyError that `run` raises before it watches, and DaemonError where it ends without one. Where a system
    cannot fork, `command` is started in place of `run`, and not waited for.
    """
    if sys.platform == "win32":  # which takes the arguments as one line
        arguments = [f'"{argument}"' for argument in command]
        return Started(os.spawnv(os.P_DETACH, command[0], arguments), is_ready=False)
    if not hasattr(os, "fork"):
        raise UnsupportedError("start daemon", "this system has no fork", hint="run 'omny watch'")
    nowhere = os.open(os.devnull, os.O_RDWR)
    while nowhere <= 2:  # a standard stream was closed: nothing else may take its place
        nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    receiver, sender = Pipe(duplex=False)
    try:
        with sender:
            child = os.fork()
            if child == 0:
                _become_daemon(run, sender, nowhere)
        with contextlib.suppress(ChildProcessError):  # where our starter ignores SIGCHLD
            os.waitpid(child, 0)
        return _await_start(root, receiver, timeout, clock)
    finally:
        receiver.close()
        os.close(nowhere)


def stop(
    root: Root,
    *,
    timeout: float = STOP_SECONDS,
    clock: Clock = SYSTEM_CLOCK,
    nap: Callable[[float], None] = time.sleep,
) -> int | None:
    """Ends the daemon of a root and returns its pid as soon as the lock is free; None if none runs.

    Raises DaemonError if it cannot be signalled, or has not ended after `timeout` seconds.
    """
    found = holder(root)
    if found is None:
        return None
    running = _Running(found, lambda: holder(root) == found, root.state_dir / LOCK_NAME, str(root.path))
    if not running.terminate():
        return None
    running.await_end(clock.monotonic() + timeout, timeout, clock, nap)
    return found.pid


def kill(root: Root, *, timeout: float, nap: Callable[[float], None] = time.sleep) -> bool:
    """Ends the daemon of a root as a crash does; whether one ran. Returns when its lock is free, or after `timeout`
    seconds."""
    found = holder(root)
    if found is None:
        return False
    os.kill(found.pid, signal.SIGKILL)
    end = time.monotonic() + timeout
    while holder(root) is not None and time.monotonic() < end:
        nap(_FIRST_NAP_SECONDS)
    return True


def stop_all(
    *, timeout: float = STOP_SECONDS, clock: Clock = SYSTEM_CLOCK, nap: Callable[[float], None] = time.sleep
) -> list[tuple[Entry, DaemonError | None]]:
    """Ends all daemons of this user; each of them, with the reason if it still runs after `timeout` seconds."""
    told: list[tuple[_Running, Entry]] = []
    outcomes: list[tuple[Entry, DaemonError | None]] = []
    for each in list_daemons():
        entry = each.entry
        who = Holder(entry.pid, entry.started_at, entry.version, entry.pid_space)
        running = _Running(who, each.is_there, each.file, entry.root)
        try:
            if running.terminate():
                told.append((running, entry))
        except DaemonError as error:
            outcomes.append((entry, error))
    deadline = clock.monotonic() + timeout
    for running, entry in told:
        try:
            running.await_end(deadline, timeout, clock, nap)
            outcomes.append((entry, None))
        except DaemonError as error:
            outcomes.append((entry, error))
    return outcomes


# ── starting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _await_start(root: Root, receiver: Connection, timeout: float, clock: Clock) -> Started:
    """What the daemon tells. Its pid is waited for without a limit: two forks, and the pipe closes if they fail."""
    try:
        report = msgspec.json.decode(receiver.recv_bytes(), type=_Report)
        deadline = clock.monotonic() + timeout
        while not report.is_ready and report.fault is None:
            if not receiver.poll(max(0.0, deadline - clock.monotonic())):
                break
            report = msgspec.json.decode(receiver.recv_bytes(), type=_Report)
    except (EOFError, ConnectionError):
        log = str(root.state_dir / LOG_NAME)
        raise DaemonError(
            "start daemon", "the daemon ended before it was ready", path=log, hint="the log may say why"
        ) from None
    if report.fault is not None:
        raise from_failure(report.fault)
    return Started(report.pid, report.is_ready, report.note)


def _become_daemon(run: Run, sender: Connection, nowhere: int) -> NoReturn:
    """The life of the forked process. No frame of its parent's stack may continue in it."""
    status = 2

    def tell(report: _Report) -> None:
        with contextlib.suppress(OSError):  # nobody waits any more
            sender.send_bytes(msgspec.json.encode(report))

    def ready(note: str) -> None:
        if not sender.closed:  # else it has been said
            tell(_Report(os.getpid(), is_ready=True, note=note))
            sender.close()

    def fail(error: OmnyError) -> None:
        if not sender.closed:
            tell(_Report(os.getpid(), fault=to_failure(error)))

    try:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        _leave_surroundings(sender.fileno(), nowhere)
        current_process()._config.pop("tempdir", None)  # type: ignore[attr-defined]  # that of the starter, if any
        tell(_Report(os.getpid()))
        status = run(ready)
    except OmnyError as error:
        status = error.exit_status
        fail(error)
    except BaseException as error:  # also an interrupt, and a demand to exit
        logging.getLogger("omny.daemon").exception("the daemon could not start")
        fail(InternalError.of(error, log="in the daemon's log"))
    finally:
        # Where the workers' server has its socket: what is registered for the end of a process is not run below.
        with contextlib.suppress(OSError):
            shutil.rmtree(get_temp_dir(), ignore_errors=True)
        os._exit(status)


def _leave_surroundings(sender: int, nowhere: int) -> None:
    """Drops all open files of the starter: a reader of such a file waits for all copies to close. A descriptor is
    replaced and not closed, since an object that knows its number may close it later."""
    os.chdir("/")
    os.umask(0o077)
    opened = {0, 1, 2}
    with contextlib.suppress(OSError):  # a system that does not list them
        opened |= {int(name) for name in os.listdir("/dev/fd")}
    for descriptor in opened - {sender, nowhere}:
        os.dup2(nowhere, descriptor, inheritable=descriptor <= 2)


# ── ending ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Running:
    """A process that holds a file of ours, and what tells whether it still does."""

    found: Holder
    is_there: Callable[[], bool]
    file: Path
    root: str

    def terminate(self) -> bool:
        """Sends SIGTERM to who holds the file; False where they have ended by themselves.

        No other process is met by that: the pid is the holder's own word, in a file of ours, and means the same here. A
        descriptor of the process, where the system has them, keeps it from being another's pid by now.
        """
        pid = self.found.pid
        if pid <= 0:
            raise self._stop_error("its lock is held by no daemon of Omny", f"see who has {self.file} open")
        if self.found.pid_space != pid_space():
            raise self._stop_error(f"{self.found}", "stop it there")
        try:
            if hasattr(os, "geteuid") and self.file.stat().st_uid != os.geteuid():
                reason = f"its lock is another user's; it says to be pid {pid}"
                raise self._stop_error(reason, "stop it as that user")
            with contextlib.ExitStack() as stack:
                process = _process(pid)
                if process is None:
                    os.kill(pid, signal.SIGTERM)
                    return True
                stack.callback(os.close, process)
                if not self.is_there():
                    return False
                signal.pidfd_send_signal(process, signal.SIGTERM)
        except (ProcessLookupError, FileNotFoundError):
            return False
        except OSError as error:
            raise self._stop_error(f"pid {pid} cannot be signalled: {describe_failure(error)}") from error
        return True

    def await_end(self, deadline: float, timeout: float, clock: Clock, nap: Callable[[float], None]) -> None:
        """Returns when the file is held no more."""
        seconds = _FIRST_NAP_SECONDS
        while self.is_there():
            if clock.monotonic() >= deadline:
                hint = f"'kill -9 {self.found.pid}' is safe: what was acknowledged is in the database"
                raise self._stop_error(f"pid {self.found.pid} still runs after {timeout:g} s", hint)
            nap(seconds)
            seconds = min(2 * seconds, _LONGEST_NAP_SECONDS)

    def _stop_error(self, reason: str, hint: str = "") -> DaemonError:
        return DaemonError("stop daemon", reason, path=self.root, hint=hint)


def _process(pid: int) -> int | None:
    """A descriptor of a process; None where the system has none. Raises ProcessLookupError."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        raise
    except (OSError, AttributeError):  # an old kernel, or a container that forbids it
        return None
