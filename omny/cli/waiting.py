"""A visible wait: after two seconds a line on standard error names the reason.

`announce` is for every wait of a command: a function says why, and is asked again from time to time.
`announce_wait` is for a wait for the daemon, which knows what holds it up.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from omny.base.errors import DaemonError, OmnyError
from omny.cli.text import count, plain
from omny.query.daemon import DaemonReport
from omny.service.place import Place
from omny.service.session import Session

SILENT_SECONDS = 2.0
"""How long a wait is not worth a word."""

LOOK_SECONDS = 2.0  # between looks whether there is another reason

REPLY_SECONDS = 2.0  # within which a daemon says what it does, if it says anything


@contextmanager
def announce(why: Callable[[], str], *, seconds: float | None = None) -> Iterator[None]:
    """A block that may wait, for at most `seconds`. After `SILENT_SECONDS` a line says `why`, and another one
    whenever that changes. `why` is called in a thread of its own; "" says nothing."""
    ended = threading.Event()
    bound = "" if seconds is None else f"; gives up after {seconds:g} s"

    def tell() -> None:
        said, pause = "", SILENT_SECONDS
        while not ended.wait(pause):
            reason = why()
            if reason and reason != said and not ended.is_set():
                print(f"omny: waiting: {plain(reason)}{bound}", file=sys.stderr, flush=True)
                said = reason
            pause = LOOK_SECONDS

    thread = threading.Thread(target=tell, name="omny-waiting", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()  # the thread may be asking; it tells nothing any more


def announce_wait(place: Place) -> Callable[[float], AbstractContextManager[None]]:
    """A block that waits for the daemon of a place, for at most `seconds`; see `omny/service/session.py`."""
    return lambda seconds: announce(_daemons_work(place), seconds=seconds)


def _daemons_work(place: Place) -> Callable[[], str]:
    """The work of the daemon of a place that an answer waits for."""

    def why() -> str:
        try:
            state = Session(place).state(REPLY_SECONDS)
        except DaemonError as error:
            return f"the daemon cannot be asked: {error.reason}"
        except OmnyError as error:
            return str(error)
        if state.says is not None:
            return _describe_activity(state.says)
        running = state.holder
        if running is None or running.is_this_process:  # an edit without a daemon holds its lock
            return ""
        return f"the daemon is starting again, {running}"

    return why


def _describe_activity(said: DaemonReport) -> str:
    """What a daemon does, or cannot do, by its own words."""
    from omny.cli.status import describe_work  # here, since most waits are too short for a word

    if said.trouble:
        return said.trouble
    if step := describe_work(said):
        return f"the daemon is {step}"
    if said.looking:
        return f"the daemon is scanning the whole tree: {said.looking}"
    if said.pending_total:
        return f"{count(said.pending_total, 'path')} are waiting to be indexed"
    return "the daemon is working on it"
