"""The socket between the daemon and its clients: the same answers through it, private, and no client can harm it."""

from __future__ import annotations

import logging
import os
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from omny import __version__
from omny.base.errors import (
    DaemonError,
    InternalError,
    UnsupportedError,
    UsageError,
)
from omny.base.paths import Root
from omny.cli import run
from omny.daemon import server
from omny.daemon.server import Server
from omny.query.documents import Document
from omny.query.questions import View, answer
from omny.service import client, envelope, protocol
from omny.service.client import SOCKET_NAME, connect
from omny.service.place import Place
from omny.service.session import Session
from tests.support.channel import CALL, asked_directly, connected, echo, frame, received, serving
from tests.support.helpers import write_tree

TREE = {
    "pkg/a.py": "class Thing:\n    def run(self):\n        pass\n\n\ndef make():\n    return Thing()\n",
    "b.py": "import requests\nfrom pkg.a import make\n\n\ndef use():\n    make()\n    return requests.get('x')\n",
    "c.py": "def fine():\n    pass\n\n\ndef broken(:\n",
    "other.py": "def make():\n    pass\n",
}


@pytest.fixture
def place(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    run(["index", "--jobs", "1"])
    capsys.readouterr()
    return Place.of(None, None)


@pytest.fixture
def root(tree: Path) -> Root:
    return Root.of(tree)


def from_database(place: Place, asked: list[str]) -> server.Answer:
    """What a daemon's answer is: of the same database, by the same function."""

    def answered(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        if question == "daemon":  # what `status` tells besides; of itself this one has nothing to say
            raise DaemonError("daemon", "it is none")
        asked.append(question)
        with place.reading() as repository:
            view = View(repository, place.root, place.path, partial(place.freshness, repository))
            return answer(view, question, arguments, at_least)

    return answered


# ── the same answers ─────────────────────────────────────────────────────────────────────────────────────────────────

LINES = [
    ["search", "make"], ["search", "m", "--limit", "1"], ["search", "nothing"], ["search", "run", "--type", "method"],
    ["show", "use"], ["show", "use", "--source"], ["show", "make"], ["show", "mak"], ["show", "Thing"],
    ["outline", "pkg/a.py"], ["outline", "./b.py"], ["outline", "c.py"], ["outline", "nothing.py"],
    ["callers", "pkg/a.py::make"], ["callers", "make"], ["callers", "requests.get"], ["callers", "Thing.run"],
    ["callers", "Thing", "--depth", "3", "--type", "all", "--possible"], ["callees", "use", "--type", "nonsense"],
    ["callees", "use"], ["callees", "use", "--possible", "--depth=2", "--limit", "1"],
    ["status"], ["status", "--skipped"], ["search", "make", "--at-least", "nonsense"],
    ["history", "make"], ["history", "use"], ["diff", "1"], ["diff", "now", "9"], ["at", "1", "callers", "Thing.run"],
    ["at", "now", "status"], ["at", "1", "show", "use", "--source"], ["at", "1d", "show", "use"],
]  # fmt: skip


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["people", "json"])
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_the_daemon_and_the_database_say_the_same_byte_by_byte(
    place: Place, capsys: pytest.CaptureFixture[str], line: list[str], as_json: list[str]
) -> None:
    alone = run([*line, *as_json]), capsys.readouterr()
    asked: list[str] = []
    with serving(place.root, from_database(place, asked)):
        assert (run([*line, *as_json]), capsys.readouterr()) == alone
    assert asked == [line[0]]


def test_a_file_is_named_from_the_folder_of_whoever_asks(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.chdir("pkg")
    with serving(place.root, from_database(place, asked)):
        assert run(["outline", "a.py"]) == 0
    assert asked == ["outline"]
    assert "pkg/a.py:6  function  make()" in capsys.readouterr().out


def test_an_ambiguous_name_ends_with_three_and_its_ids_through_the_daemon_too(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    with serving(place.root, from_database(place, asked)):
        assert run(["show", "make"]) == 3
    assert capsys.readouterr().err.splitlines()[1:] == ["other.py::make", "pkg/a.py::make"]
    assert asked == ["show"]


def test_a_bug_in_an_answer_is_logged_and_the_database_is_read(
    place: Place, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Document:
        raise KeyError("a bug")

    with serving(place.root, fail), caplog.at_level(logging.ERROR, "omny.daemon"):
        with pytest.raises(InternalError, match="a bug in Omny: KeyError: 'a bug'"):
            asked_directly(place.root)
        assert "a bug" in caplog.text
        assert run(["show", "use"]) == 0
    printed = capsys.readouterr()
    assert "b.py::use" in printed.out
    assert "in the daemon's log; the database was read instead" in printed.err


def test_a_daemon_that_dies_amid_an_answer_leaves_the_database(place: Place) -> None:
    with listening(place.root, hello(place)) as connections:
        document = Session(place).ask("show", {"atom": "use"})
    assert [found["id"] for found in document["results"]] == ["b.py::use"]
    assert "the database was read instead" in document["freshness"]["problems"][0]
    assert len(connections) == 1


def test_a_daemon_of_another_database_is_not_asked(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = str(tmp_path / "other.db")
    run(["index", "--db", other, "--jobs", "1"])
    asked: list[str] = []
    with serving(place.root, from_database(place, asked)):
        assert Session(Place.of(None, other)).ask("status", {})["database"] == other
        assert asked == []
        Session(Place.of(None, os.path.relpath(place.path))).ask("status", {})
        assert asked == ["status"]


# ── the channel ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_questions_go_over_one_connection(root: Root) -> None:
    with serving(root, echo):
        daemon = connect(root)
        assert daemon is not None
        with daemon:
            for number in range(3):
                assert daemon.ask("q", {"n": number}, "token") == {
                    "question": "q", "arguments": {"n": number}, "at_least": "token",
                }  # fmt: skip


def test_a_large_answer_arrives_whole(root: Root) -> None:
    with serving(root, lambda *_: {"text": "x" * (8 << 20)}):
        assert len(asked_directly(root)["text"]) == 8 << 20


def test_two_hundred_clients_are_answered_at_once(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "HELLO_SECONDS", 60.0)
    most = 0
    running = 0
    lock = threading.Lock()

    def counted(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        document = echo(question, arguments, at_least)
        with lock:
            running -= 1
        return document

    barrier = threading.Barrier(200)

    def ask(number: int) -> int:
        barrier.wait()
        return int(asked_directly(root, n=number)["arguments"]["n"])

    with serving(root, counted), ThreadPoolExecutor(200) as pool:
        assert list(pool.map(ask, range(200))) == list(range(200))
        pool.shutdown()
    assert most <= server.MAX_CONNECTIONS


def test_stopping_lets_an_answer_be_sent_and_turns_away_the_next(root: Root) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> Document:
        begun.set()
        assert go_on.wait(60)
        return {"done": True}

    with ThreadPoolExecutor(2) as pool:
        opened = Server(root, slow, database="x")
        opened.start()
        asking = pool.submit(asked_directly, root)
        assert begun.wait(60)
        stopping = pool.submit(opened.stop)
        go_on.set()
        assert asking.result(60) == {"done": True}
        stopping.result(60)
        assert connect(root) is None
        opened.stop()


def test_a_server_can_be_started_where_another_was_stopped(root: Root) -> None:
    for _ in range(3):
        with serving(root, echo):
            asked_directly(root)


# ── what clients do ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_frame_that_is_too_long_is_refused_unread(root: Root) -> None:
    with serving(root, echo), connected(root) as connection:
        received(connection)
        connection.sendall(struct.pack(">I", protocol.MAX_REQUEST_BYTES + 1))
        assert "at most 1,048,576" in received(connection)["error"]["message"]
        assert received(connection) is None


@pytest.mark.parametrize("sent", [b"", b"\0", b"\0\0\0\x09", b"\0\0\0\x09half"], ids=repr)
def test_a_client_that_goes_away_amid_a_frame_leaves_nothing(root: Root, sent: bytes) -> None:
    with serving(root, echo) as opened:
        with connected(root) as connection:
            received(connection)
            connection.sendall(sent)
        asked_directly(root)
        with opened._lock:  # a thread can have answered before it is in the list
            threads = list(opened._connections.values())
        for thread in threads:
            thread.join(60)
        assert opened._connections == {}


def test_a_client_that_goes_away_before_its_answer_leaves_nothing(root: Root) -> None:
    gone = threading.Event()

    def late(*_: object) -> Document:
        assert gone.wait(60)
        return {"text": "x" * (8 << 20)}

    with serving(root, late) as opened:
        with connected(root) as connection:
            received(connection)
            connection.sendall(frame(CALL + b"}"))
        gone.set()
        for thread in list(opened._connections.values()):
            thread.join(60)
        assert opened._connections == {}


def test_a_client_that_sends_too_slowly_is_turned_away(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.05)
    with serving(root, echo), connected(root) as connection:
        received(connection)
        connection.sendall(b"\0\0\0\x09half")
        assert received(connection) is None


def test_a_client_that_says_nothing_is_turned_away(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.05)
    with serving(root, echo), connected(root) as connection:
        received(connection)
        assert received(connection) is None


def test_an_answer_that_is_too_long_is_an_error(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_REPLY_BYTES", 1_000)
    with serving(root, lambda *_: {"text": "x" * 1_000}), pytest.raises(DaemonError, match="at most 1,000"):
        asked_directly(root)


# ── what daemons do ──────────────────────────────────────────────────────────────────────────────────────────────────


def hello(place: Place, version: str = __version__) -> bytes:
    greeting = envelope.Greeting(envelope.PROTOCOL, version, protocol.database_name(place.path))
    return protocol.encode(envelope.Hello(jsonrpc="2.0", method="hello", params=greeting), 1_000_000)


@contextmanager
def listening(root: Root, says: bytes, *, reads: bool = True) -> Iterator[list[bytes]]:
    """Something else behind the socket: it says that, takes what comes once, and goes away."""
    root.make_state_dir()
    path = root.state_dir / SOCKET_NAME
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(1)
    heard: list[bytes] = []

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(says)
                heard.append(connection.recv(1_000_000) if reads else b"")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield heard
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()
        path.unlink()


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"", "went away"), (b"\0\0", "went away"), (frame(b"garbage"), "no hello"), (frame(b"{}"), "no hello"),
        (b"\xff\xff\xff\xff", "are taken"), (frame(b'{"version": "0.0.0", "database": ""}'), "restart it"),
        (frame(b'{"version": "' + __version__.encode() + b'", "database": ""}'), "with protocol 1, this is"),
        (frame(msgspec.json.encode(envelope.Hello(params=envelope.Greeting(9, __version__, "")))), "with protocol 9"),
    ],
)  # fmt: skip
def test_a_daemon_that_speaks_otherwise_is_told_and_the_database_read(place: Place, says: bytes, why: str) -> None:
    with listening(place.root, says, reads=False):
        document = Session(place).ask("show", {"atom": "use"})
    assert why in document["freshness"]["problems"][0]


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"\0\0\0\x09half",
        frame(b"garbage"),
        frame(b"{}"),
        frame(b'{"error": 1}'),
        frame(b'{"jsonrpc": "2.0", "id": 99, "result": {}}'),
        frame(b'{"jsonrpc": "2.0", "id": 1}'),
    ],
)
def test_an_answer_that_is_none_is_told_and_the_database_read(place: Place, says: bytes) -> None:
    with listening(place.root, hello(place) + says):
        document = Session(place).ask("show", {"atom": "use"})
    assert "the database was read instead" in document["freshness"]["problems"][0]


def test_a_daemon_that_is_suspended_is_not_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "HELLO_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(place.root.state_dir / SOCKET_NAME))
        listener.listen(1)
        document = Session(place).ask("show", {"atom": "use"})
    assert "it does not answer" in document["freshness"]["problems"][0]


# ── the socket ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_directory_and_socket_are_private_whatever_the_mask(root: Root) -> None:
    before = os.umask(0)
    try:
        with serving(root, echo):
            found = os.lstat(root.state_dir / SOCKET_NAME)
            assert stat.S_ISSOCK(found.st_mode)
            assert (stat.S_IMODE(found.st_mode), stat.S_IMODE(os.lstat(root.state_dir).st_mode)) == (0o600, 0o700)
            assert os.umask(0) == 0
    finally:
        os.umask(before)


def test_where_nobody_listens_nobody_is_asked(root: Root) -> None:
    assert connect(root) is None
    path = root.make_state_dir() / SOCKET_NAME
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
    assert path.exists()
    assert connect(root) is None  # what a killed daemon left
    path.unlink()
    path.write_text("no socket")
    assert connect(root) is None


def test_what_a_killed_daemon_left_is_replaced(root: Root) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(root.make_state_dir() / SOCKET_NAME))
    with serving(root, echo):
        asked_directly(root)


def _symlink(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)


def _file(path: Path, elsewhere: Path) -> None:
    path.write_text("mine")


def _directory(path: Path, elsewhere: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [_symlink, _file, _directory])
def test_what_else_stands_in_the_place_of_the_socket_is_refused_and_left(
    root: Root, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    path = root.make_state_dir() / SOCKET_NAME
    make(path, tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="move it away: nothing of the index"):
        Server(root, echo, database="x").start()
    assert os.path.lexists(path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_server_leaves_the_socket_of_another_alone(root: Root) -> None:
    path = root.state_dir / SOCKET_NAME
    opened = Server(root, echo, database="x")
    opened.start()
    path.rename(path.with_name("moved"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        opened.stop()
        assert path.exists()


@pytest.mark.parametrize("stranger", [54321, None])
def test_another_user_is_refused_on_both_sides(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, stranger: int | None
) -> None:
    asked: list[str] = []
    with serving(place.root, from_database(place, asked)), caplog.at_level(logging.WARNING, "omny.daemon"):
        monkeypatch.setattr(protocol, "peer_uid", lambda _: stranger)
        problems = Session(place).ask("show", {"atom": "use"})["freshness"]["problems"]
        assert f"user {stranger}" in problems[0]  # the client refuses
        with connected(place.root) as connection:
            assert received(connection) is None  # the server does
        assert asked == []
    assert f"user {stranger}" in caplog.text


def test_this_user_and_root_are_let_in(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair()
    with one, other:
        assert protocol.peer_uid(one) == os.geteuid()
        protocol.check_peer(one)
        monkeypatch.setattr(protocol, "peer_uid", lambda _: 0)
        protocol.check_peer(other)


@pytest.fixture
def deep(tmp_path: Path) -> Root:
    """A root whose socket has a path that no address can hold."""
    path = tmp_path / ("d" * 100) / ("e" * 100)
    path.mkdir(parents=True)
    return Root.of(path)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_a_long_path_is_no_hindrance_on_linux(deep: Root) -> None:
    with serving(deep, echo):
        assert stat.S_IMODE(os.lstat(deep.state_dir / SOCKET_NAME).st_mode) == 0o600
        assert asked_directly(deep, n=1)["arguments"] == {"n": 1}
    assert connect(deep) is None


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_no_descriptor_is_left_behind(root: Root, deep: Root) -> None:
    before = os.listdir("/proc/self/fd")
    for each in (root, deep):
        with serving(each, echo):
            asked_directly(each)
            assert connect(each, "another.db") is None
        (each.state_dir / SOCKET_NAME).touch()
        assert connect(each) is None
        with pytest.raises(UsageError):
            Server(each, echo, database="x").start()
    assert os.listdir("/proc/self/fd") == before


def test_a_long_path_is_one_line_elsewhere(deep: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(UnsupportedError, match="this system takes"):
        Server(deep, echo, database="x").start()
    (deep.state_dir / SOCKET_NAME).touch()
    assert connect(deep) is None


def test_without_unix_sockets_the_database_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.root.state_dir / SOCKET_NAME).touch()
    monkeypatch.delattr(socket, "AF_UNIX")
    with pytest.raises(UnsupportedError, match="no Unix sockets"):
        Server(place.root, echo, database="x").start()
    assert Session(place).ask("show", {"atom": "use"})["freshness"]["problems"] == []
