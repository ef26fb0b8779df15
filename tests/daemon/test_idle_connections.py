"""Connections that say nothing keep nobody out."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from omny.base.errors import DaemonError, DaemonGoneError
from omny.base.paths import Root
from omny.daemon import server
from omny.daemon.server import MAX_CONNECTIONS, Server
from omny.query.documents import Document
from omny.service import client
from omny.service.client import Client, connect


def test_a_new_client_is_answered_at_once_where_all_places_are_idle(tree: Path) -> None:
    root = Root.of(tree)
    listening = Server(root, lambda question, *_: {"question": question}, database="x")
    listening.start()
    try:
        idle = [connect(root) for _ in range(MAX_CONNECTIONS)]
        started = time.monotonic()
        for number in range(10):
            asking = connect(root)
            assert asking is not None
            assert asking.ask(str(number), {}) == {"question": str(number)}
            idle.append(asking)
        assert time.monotonic() - started < 10 * (server.MIN_IDLE_SECONDS + 1.0)
        first = idle[0]
        assert first is not None
        try:  # the one that was idle for longest was closed, which is how a kept connection breaks at any time
            first.ask("late", {})
        except DaemonGoneError:
            pass
        else:
            raise AssertionError("it is still open")
        assert _asked(idle[-1]) == {"question": "again"}
    finally:
        for each in idle:
            if each is not None:
                each.close()
        listening.stop()


def test_no_more_threads_than_places_however_many_connect(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Root.of(tree)
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(question: str, *_: object) -> Document:
        begun.release()
        assert go_on.wait(60)
        return {"question": question}

    def ask(question: str) -> Document:
        with connect(root) or fail() as asking:
            return asking.ask(question, {})

    listening = Server(root, slow, database="x")
    listening.start()
    try:
        with ThreadPoolExecutor(MAX_CONNECTIONS) as pool:
            asked = [pool.submit(ask, str(number)) for number in range(MAX_CONNECTIONS)]
            for _ in asked:
                assert begun.acquire(timeout=60)  # nobody is idle, who could make room
            monkeypatch.setattr(client, "HELLO_SECONDS", 0.05)
            with pytest.raises(DaemonError, match="does not answer"):
                connect(root)
            monkeypatch.setattr(client, "HELLO_SECONDS", 60.0)
            go_on.set()
            assert ask("late") == {"question": "late"}
            assert [each.result()["question"] for each in asked] == [str(n) for n in range(MAX_CONNECTIONS)]
    finally:
        listening.stop()


def fail() -> Client:
    raise AssertionError("nobody listens")


def _asked(asking: Client | None) -> object:
    assert asking is not None
    return asking.ask("again", {})
