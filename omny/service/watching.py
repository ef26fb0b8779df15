"""A daemon for as long as a block runs: the one that runs, or one that is started and ended with the block.

A daemon is started by a fork, and a program that uses the library may have threads. So a process of its own starts it
(`omny/daemon/scoped.py`), and ends it when it reads a second line, or its standard input closes: at the end of the
block, or of this process, however that ends. What the two say to each other is defined here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import DaemonError
from omny.service.envelope import Failure, from_failure
from omny.service.session import Session

if TYPE_CHECKING:
    from omny.service.place import Place

MODULE = "omny.daemon.scoped"
"""What the process runs. Named only: this part knows nothing of what a daemon does."""

END_SECONDS = 30.0
"""How long the process may take to end its daemon: that ends within a commit, or after 10 s is left to itself."""


class Wanted(msgspec.Struct, frozen=True):
    """The line that the process reads: whose daemon. A password of the store belongs on no command line."""

    root: str
    store: str | None


class Told(msgspec.Struct, frozen=True):
    """The line that it answers, as soon as a daemon watches: why there is none, if there is none."""

    fault: Failure | None = None


@contextmanager
def watch_root(place: Place, store: str | None) -> Iterator[None]:
    """A block in which a daemon watches the root. Raises the OmnyError that keeps one from starting."""
    if Session(place).listens():
        yield
        return
    # -P: no module is taken from the current folder, which may be the tree.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(msgspec.json.encode(Wanted(str(place.root.path), store)) + b"\n")
            process.stdin.flush()
        _check_start(process.stdout.readline())
        yield
    finally:
        with suppress(BrokenPipeError):
            process.stdin.write(b"end\n")  # a child of this process may hold the pipe, too
            process.stdin.close()
        process.stdout.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _check_start(line: bytes) -> None:
    try:
        told = msgspec.json.decode(line, type=Told)
    except msgspec.DecodeError:
        raise DaemonError("start daemon", "what starts it has ended", hint="run 'omny start'") from None
    if told.fault is not None:
        raise from_failure(told.fault)
