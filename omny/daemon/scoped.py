"""A daemon for as long as another process wants it: `python -P -m omny.daemon.scoped`.

Reads whose daemon is wanted, starts it, says so, and ends it when there is another line or standard input closes; see
`omny/service/watching.py`, which runs this. A daemon that it did not start it does not end, and neither one that
somebody has meanwhile told to stay (`omny start`). The daemon is one on demand: where this process is killed, it ends
by itself when nobody asks it any more.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import suppress

import msgspec

from omny.base.errors import AlreadyRunningError, InternalError, OmnyError
from omny.base.lock import holder
from omny.daemon.start import start_daemon
from omny.service.client import connect
from omny.service.envelope import to_failure
from omny.service.place import Place
from omny.service.session import describe
from omny.service.watching import Told, Wanted

LOCK_SECONDS = 10.0
"""Maximum wait for a holder of the daemon's lock: an edit, or a daemon that ends or does not listen yet."""

_NAP_SECONDS = 0.05


def main() -> int:
    """Returns the exit status when the daemon is no longer needed."""
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    wanted = msgspec.json.decode(line, type=Wanted)
    place, pid = None, None
    try:
        place = Place.of(wanted.root, wanted.store, force=True)
        pid = _start_daemon(place)
        told = Told()
    except OmnyError as error:
        told = Told(to_failure(error))
    except Exception as error:
        logging.getLogger("omny").exception("the daemon could not be started")
        told = Told(to_failure(InternalError.of(error, log="on standard error")))
    os.write(1, msgspec.json.encode(told) + b"\n")
    if told.fault is not None:
        return 2
    with suppress(KeyboardInterrupt):
        sys.stdin.buffer.readline()
    if place is not None and pid is not None and _is_ours(place, pid):
        _end(place)
    return 0


def _start_daemon(place: Place) -> int | None:
    """Starts the daemon and returns its pid; None if another process was faster. Waits for a holder of the daemon's
    lock, such as an edit."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return start_daemon(place, on_demand=True).pid
        except AlreadyRunningError:
            if (other := connect(place.root, place.path)) is not None:
                other.close()
                return None
            if time.monotonic() >= deadline:
                raise
        time.sleep(_NAP_SECONDS)


def _is_ours(place: Place, pid: int) -> bool:
    """Whether the daemon that was started here runs, and is still on demand."""
    try:
        running = holder(place.root)
        if running is None or running.pid != pid:
            return False
        daemon = connect(place.root, place.path)
        if daemon is None:
            return True
        with daemon:
            return describe(daemon).on_demand
    except OmnyError:
        return True


def _end(place: Place) -> None:
    from omny.daemon.process.background import stop

    try:
        stop(place.root)
    except OmnyError as error:
        print(f"omny: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
