"""Connections that say nothing keep nobody out."""

from __future__ import annotations

import time
from pathlib import Path

from omny.daemon import server
from omny.daemon.client import Client, connect
from omny.daemon.server import MAX_CONNECTIONS, Server
from omny.errors import DaemonGoneError
from omny.paths import Root


def test_a_new_client_is_answered_at_once_where_all_places_are_idle(tree: Path) -> None:
    root = Root.of(tree)
    listening = Server(root, lambda question, *_: {"question": question}, database="x")
    listening.start()
    try:
        idle = [connect(root) for _ in range(MAX_CONNECTIONS)]
        started = time.monotonic()
        for number in range(10):
            client = connect(root)
            assert client is not None
            assert client.ask(str(number), {}) == {"question": str(number)}
            idle.append(client)
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


def _asked(client: Client | None) -> object:
    assert client is not None
    return client.ask("again", {})
