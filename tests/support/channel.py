"""A channel between a daemon and its clients, without the daemon: a server, and a socket that says what a test says."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from omny.base.paths import Root
from omny.daemon import server
from omny.daemon.server import Server
from omny.query.documents import Document
from omny.service import protocol
from omny.service.client import SOCKET_NAME, connect

CALL = b'{"jsonrpc": "2.0", "id": 7, "method": "q"'


@contextmanager
def serving(root: Root, answer: server.Answer, database: str = "") -> Iterator[Server]:
    """A server that leaves no thread and no socket behind."""
    before = threading.active_count()
    opened = Server(root, answer, database=database or str(root.state_dir / "omny.db"))
    opened.start()
    try:
        yield opened
    finally:
        opened.stop()
        assert threading.active_count() == before
        assert not (root.state_dir / SOCKET_NAME).exists()


def echo(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
    return {"question": question, "arguments": arguments, "at_least": at_least}


def asked_directly(root: Root, question: str = "q", **arguments: Any) -> Document:
    daemon = connect(root)
    assert daemon is not None
    with daemon:
        return daemon.ask(question, arguments)


def connected(root: Root) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect(str(root.state_dir / SOCKET_NAME))
    return connection


def frame(payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + payload


def received(connection: socket.socket) -> Any:
    payload = protocol.receive(connection, protocol.MAX_REPLY_BYTES, idle_seconds=60, seconds=60)
    return None if payload is None else json.loads(payload)
