"""The commands about the daemon: watch, start, stop, service, sync."""

from __future__ import annotations

import sys
import time

from omny.base.errors import AlreadyRunningError
from omny.cli import wire
from omny.cli.text import DIM, paint, plain
from omny.cli.waiting import announce_wait
from omny.daemon.start import start_daemon, store_argument
from omny.service.answers import StartAnswer, StartedDaemon, StartState, StopAnswer, StoppedDaemon
from omny.service.keeping import Kept
from omny.service.place import Place
from omny.service.session import Session

STARTING = "still starting, see 'omny status'"

KEEP_SECONDS = 10.0
"""How long a start waits until the holder of the daemon's lock listens or ends. That takes seconds on a large tree."""


def watch(place: Place, *, log_level: str | None) -> int:
    """Runs the daemon in the foreground."""
    from omny.daemon.lives import watch as run

    def ready(note: str) -> None:
        print(plain(f"watching {place.root.path}; Ctrl-C ends it{note and f'; {note}'}"), file=sys.stderr)

    return run(place.root, place.store, ready=ready, foreground=True, log_level=log_level)


def start(place: Place, *, as_json: bool = False) -> int:
    """Starts the daemon in the background; returns when it watches. One that runs is named; one that would end by
    itself stays. What holds the daemon's lock for a while, such as an edit, or a daemon that ends, is waited for."""
    started = _start(place)
    if as_json:
        wire.print_document(StartAnswer(results=[started]).document())
        return 0
    said = STARTING if started.state is StartState.STARTING else f"{started.state} {started.root}"
    print(plain(f"{said}; {started.process}{started.note and f'; {started.note}'}"))
    return 0


def _start(place: Place) -> StartedDaemon:
    root, deadline = str(place.root.path), time.monotonic() + KEEP_SECONDS
    while True:
        try:
            started = start_daemon(place)
        except AlreadyRunningError:
            kept, running = Session(place).keep(deadline)
            if kept is Kept.OTHER or (kept is Kept.NO and time.monotonic() >= deadline):
                raise
            if kept is Kept.NO or running is None:
                continue
            state = StartState.ALREADY_WATCHING if kept is Kept.YES else StartState.STARTING
            return StartedDaemon(root, running.pid, state, str(running))
        state = StartState.WATCHING if started.is_ready else StartState.STARTING
        return StartedDaemon(root, started.pid, state, f"pid {started.pid}", started.note)


def stop(place: Place, *, timeout: int, as_json: bool) -> int:
    """Ends the daemon; returns when it has ended."""
    from omny.daemon.process import background

    root, pid = str(place.root.path), background.stop(place.root, timeout=timeout)
    answer = StopAnswer(results=[] if pid is None else [StoppedDaemon(root, pid)])
    if as_json:
        wire.print_document(answer.document())
    else:
        print(plain(f"no daemon runs for {root}" if pid is None else f"stopped, pid {pid}"))
    return 0


def service(place: Place, *, launchd: bool) -> int:
    """Prints what has the system start the daemon at login, and on standard error what to do with it."""
    from omny.daemon.process import service_files as units

    name = units.name(place.root)
    make, steps = (
        (units.plist, f"~/Library/LaunchAgents/{name}.plist, then launchctl load that")
        if launchd
        else (units.unit, f"~/.config/systemd/user/{name}.service, then systemctl --user enable --now {name}")
    )
    text = make(place.root, sys.executable, store_argument(place))
    wire.utf8_output()
    print(text, end="")
    print(paint(f"save it as {steps}", DIM), file=sys.stderr)
    return 0


def sync(place: Place, *, timeout: int, as_json: bool) -> int:
    """Has everything that was written until now indexed, and prints the token of that state."""
    answer = Session(place).sync(timeout, announce=announce_wait(place))
    if as_json:
        wire.print_document(answer.document())
    else:
        print(answer.freshness.token)
    return 0
