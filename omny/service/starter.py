"""`Starter`: a process that starts daemons for one that has threads, each for a root.

A daemon is started by a fork, and a process with threads must not be forked. So the server forks this one first of all,
while it has none, and asks it later. It ends when the server does, however that ends: its pipe closes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import NoReturn

import msgspec

from omny.base.errors import DaemonError, InternalError, OmnyError
from omny.service.envelope import Failure, from_failure, to_failure


class Starter:
    """Calls `start` with the path of a root, in a process of one thread. To be called by any thread."""

    def __init__(self, start: Callable[[str], None]) -> None:
        self._start = start
        self._one = threading.Lock()
        self._pipe: Connection | None = None
        if not hasattr(os, "fork"):
            return
        ours, theirs = Pipe()
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        if os.fork() == 0:
            ours.close()
            _serve(theirs, start)
        theirs.close()
        self._pipe = ours

    def __call__(self, root: str) -> None:
        """Returns when `start` has. Raises what it raises, DaemonError where the process is gone."""
        if self._pipe is None:
            self._start(root)
            return
        try:
            with self._one:
                self._pipe.send_bytes(os.fsencode(root))
                reply = self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise DaemonError("start daemon", "what starts it has ended", hint="run 'omny start'") from None
        if reply:
            raise from_failure(msgspec.json.decode(reply, type=Failure))


def _serve(pipe: Connection, start: Callable[[str], None]) -> NoReturn:
    """The life of the process. It holds neither end of the pipes between server and client."""
    status = 0
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # that of a terminal is meant for the server
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nowhere, stream)
        with contextlib.suppress(EOFError, OSError):
            while True:
                pipe.send_bytes(_try(start, os.fsdecode(pipe.recv_bytes())))
    except BaseException:
        status = 2
    finally:
        os._exit(status)


def _try(start: Callable[[str], None], root: str) -> bytes:
    try:
        start(root)
    except OmnyError as error:
        return msgspec.json.encode(to_failure(error))
    except Exception as error:
        traceback.print_exc()
        return msgspec.json.encode(to_failure(InternalError.of(error, log="on standard error of the server")))
    return b""
