"""Promise S7: only this user speaks to the daemon, and who is hostile costs his own connection and nothing else. The
single cases are in `tests/service/test_channel.py`; here they are all at once, against a daemon that lives."""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import time
from pathlib import Path

from omny.daemon.server import MAX_CONNECTIONS
from omny.query.questions import QUESTIONS
from omny.service.client import SOCKET_NAME
from omny.service.protocol import MAX_REQUEST_BYTES
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon

MAX_GROWTH_MIB = 200  # of the daemon's memory; each of its threads may hold one request, at most 64 of 1 MiB

HOSTILE = [
    b"", b"\0", b"\0\0\0", b"\xff\xff\xff\xff", struct.pack(">I", MAX_REQUEST_BYTES) + b"[" * 1_000,
    struct.pack(">I", 9) + b"half", struct.pack(">I", 4) + b"null", struct.pack(">I", 500_000) + b"[" * 500_000,
    struct.pack(">I", MAX_REQUEST_BYTES) + b'{"jsonrpc":"2.0","id":1,"method":"' + b"a" * MAX_REQUEST_BYTES,
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
]  # fmt: skip

VALUES: list[object] = [
    None,
    -1,
    1e999,
    "",
    "\x00",
    "a" * 5_000,
    ["a"] * 200,
    {"a": {"b": []}},
    "*" * 300,
    "((((",
    "../../etc/passwd",
]


def _memory_mib(pid: int) -> float:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)


def _ask(connection: socket.socket, question: str, arguments: object) -> dict:
    request = {"jsonrpc": "2.0", "id": 1, "method": question, "params": {"arguments": arguments}}
    payload = json.dumps(request).replace("Infinity", "1e999").encode()
    connection.sendall(struct.pack(">I", len(payload)) + payload)
    return _received(connection)


def _received(connection: socket.socket) -> dict:
    whole = b""
    while len(whole) < 4 or len(whole) < 4 + struct.unpack(">I", whole[:4])[0]:
        piece = connection.recv(1 << 16)
        assert piece, "it hung up"
        whole += piece
    return json.loads(whole[4:])


def _connected(daemon: RealDaemon) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect(str(daemon.root.state_dir / SOCKET_NAME))
    return connection


@needs_daemon
def test_s7_hostile_clients_cost_their_own_connections_only(live: RealDaemon) -> None:
    write_tree(live.path, {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"})
    live.start()
    live.settle()
    state = live.root.state_dir
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert stat.S_IMODE((state / SOCKET_NAME).stat().st_mode) == 0o600
    before = _memory_mib(live.pid)
    held = []
    for number in range(MAX_CONNECTIONS - 8):  # some places are left for who is asked below
        connection = _connected(live)
        held.append(connection)
        try:
            connection.sendall(HOSTILE[number % len(HOSTILE)])
        except OSError:  # it has been turned away already
            continue
    started = time.monotonic()
    assert [found["id"] for found in live.ask("callers", atom="a.py::g", depth=1)["results"]] == ["a.py::f"]
    took = time.monotonic() - started
    growth = _memory_mib(live.pid) - before
    print(f"answered beside {len(held)} hostile clients in {took:.2f} s, {growth:.0f} MiB more")
    assert took < 10
    assert growth < MAX_GROWTH_MIB
    for connection in held:
        connection.close()
    live.hang_up()
    (live.path / "b.py").write_text("def later():\n    pass\n")
    live.settle()


@needs_daemon
def test_s7_every_question_takes_any_arguments(live: RealDaemon) -> None:
    """What is no argument is told so. The log has a traceback where something failed that is a mistake of Omny's."""
    write_tree(live.path, {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"})
    live.start()
    live.settle()
    live.hang_up()
    names = (
        "atom",
        "text",
        "limit",
        "depth",
        "types",
        "path",
        "file",
        "when",
        "before",
        "after",
        "a",
        "b",
        "since",
        "expression",
    )
    slowest = 0.0
    with _connected(live) as connection:
        _received(connection)
        for question in sorted(QUESTIONS):
            for value in VALUES:
                for arguments in (
                    {},
                    dict.fromkeys(names, value),
                    {"atom": "a.py::f", "text": "f", "limit": value, "depth": value},
                ):
                    started = time.monotonic()
                    said = _ask(connection, question, arguments)
                    slowest = max(slowest, time.monotonic() - started)
                    assert set(said) in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"})
    print(f"the slowest answer: {slowest:.2f} s")
    assert "Traceback" not in live.log()
    failed = [line for line in live.log().splitlines() if " failed | " in line]
    assert failed == []
