"""Worker processes end when they are told to, whatever the process that they were forked from does at a signal."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest

from omny.executors.worker import begin_worker


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _work(parent: Connection) -> None:
    begin_worker(())
    parent.send("ready")
    while True:
        with suppress(KeyboardInterrupt):  # as the loop of a pool passes the error of a task on, and goes on
            signal.pause()


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_a_forked_worker_ends_at_a_signal_that_is_an_interrupt_to_its_parent() -> None:
    """The pool of an index that was told to end waited for such a worker for ever."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        worker = context.Process(target=_work, args=(theirs,))
        worker.start()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ours.poll(60)
    assert ours.recv() == "ready"
    worker.terminate()
    worker.join(60)
    exitcode = worker.exitcode
    worker.kill()
    assert exitcode == -signal.SIGTERM
