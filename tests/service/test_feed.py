"""The feed of changes from a daemon, over its socket: the lines of the database, each commit as soon as it is made, and
the database where no daemon answers."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import omny
from omny.base.errors import BehindError, DaemonError, UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.daemon import answering
from omny.daemon.answering import Answering
from omny.daemon.server import Server
from omny.query import feed as pages
from omny.service import changes
from omny.service.changes import Feed
from omny.service.place import Place
from omny.storage.stores import SqliteStore
from tests.support.consumer import following
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon
from tests.support.simulation import Simulated

OTHER = "01234567-89ab-cdef-0123-456789abcdef"  # no index has this name

TREES = (
    {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"},
    {"a.py": "def f():\n    return g(1)\n\n\ndef g():\n    pass\n", "b.py": "from a import f\nf()\n"},
    {"b.py": "x = 'ä'\n"},
)


@pytest.fixture
def lived(live: RealDaemon, monkeypatch: pytest.MonkeyPatch) -> RealDaemon:
    """A daemon with some commits, in the current folder."""
    monkeypatch.chdir(write_tree(live.path, TREES[0]))
    live.start().sync()
    for files in TREES[1:]:
        write_tree(live.path, files)
        live.sync()
    return live


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of the feed that only asks."""

    def fail(*_: object) -> Iterator[Any]:
        raise AssertionError("the database was read")

    monkeypatch.setattr(Feed, "_read", fail)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run(["events", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def here() -> Place:
    return Place.of(None, None)


@needs_daemon
def test_the_lines_of_a_daemon_are_those_of_the_database(
    lived: RealDaemon, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [(), ("--since", "1"), ("--limit", "1"), ("--limit", "4"), ("--since", f"{OTHER}:1")]
    with monkeypatch.context() as patch:
        patch.setattr(Feed, "_read", None)  # so that a look into the database fails
        by_daemon = [told(capsys, *arguments) for arguments in asked]
        patch.setattr(changes, "PAGE_EVENTS", 1)  # a page is one commit
        assert told(capsys) == by_daemon[0]
    assert run(["stop"]) == 0
    assert [told(capsys, *arguments) for arguments in asked] == by_daemon
    assert by_daemon[4][0].startswith('{"kind":"fresh_instance"')


@needs_daemon
def test_a_reader_that_waits_gets_a_commit_when_it_is_made(lived: RealDaemon, no_database: None) -> None:
    reader = Feed(here(), lived.sync(), wait=10.0)
    found: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: found.extend(reader.look()))
    waiting.start()
    write_tree(lived.path, TREES[0])
    token = lived.sync()
    waiting.join(60)
    assert [line["kind"] for line in found][-1] == "generation"
    assert (found[-1]["token"], reader.token) == (token, token)


@needs_daemon
def test_a_wait_in_which_nothing_happens_ends_without_a_line(lived: RealDaemon, no_database: None) -> None:
    token = lived.sync()
    reader = Feed(here(), token, wait=0.3)
    started = time.monotonic()
    assert list(reader.look()) == []
    assert time.monotonic() - started >= 0.3
    assert reader.token == token
    with pytest.raises(BehindError):
        lived.ask("events", since=token, wait=0.1)
    for wrong in ({"since": "nonsense"}, {"wait": 11}, {"wait": -1}, {"limit": 0}, {"unknown": 1}):
        with pytest.raises(UsageError):
            lived.ask("events", **wrong)


@needs_daemon
def test_a_daemon_that_stops_meanwhile_leaves_the_database(lived: RealDaemon) -> None:
    reader = Feed(here(), "1", wait=10.0)
    first = list(reader.look())
    found: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: found.extend(reader.look()))
    waiting.start()
    assert run(["stop"]) == 0
    waiting.join(60)
    assert found == []
    write_tree(lived.path, TREES[0])
    assert run(["index", "--jobs", "1"]) == 0
    after = list(reader.look())
    assert [line["generation"] for line in (first[-1], after[-1])] == [lived.generation() - 1, lived.generation()]


@needs_daemon
def test_the_command_follows_a_daemon_and_ends_with_it_or_with_its_reader(lived: RealDaemon) -> None:
    with following(lived.path, "--since", lived.sync()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        write_tree(lived.path, TREES[0])
        token = lived.sync()
        seen: list[dict[str, Any]] = [json.loads(process.stdout.readline())]
        while seen[-1]["kind"] != "generation":
            seen.append(json.loads(process.stdout.readline()))
        assert seen[-1]["token"] == token
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
    with following(lived.path, "--since", "1") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(20) == 0


@needs_daemon
def test_the_library_follows_a_daemon(lived: RealDaemon, no_database: None) -> None:
    with omny.open() as index:
        before = index.sync().freshness.token
        feed = index.changes(before, follow=True)
        write_tree(lived.path, TREES[0])
        lived.sync()
        assert next(feed).kind == "event"
        assert [line.kind for line in index.changes("1")].count("generation") == lived.generation() - 1


@needs_daemon
def test_an_index_in_memory_has_its_feed_from_the_daemon_alone(
    live: RealDaemon,
    starter: Any,
    no_database: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(write_tree(live.path, TREES[0]))
    daemon = RealDaemon(live.path, starter, "memory:").start()
    daemon.sync()
    assert [json.loads(line)["kind"] for line in told(capsys, "--db", "memory:")] == ["event"] * 3 + ["generation"]
    daemon.kill()


def test_a_page_that_is_too_long_is_read_from_the_database(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_tree(tree, TREES[0]))
    assert run(["index", "--jobs", "1"]) == 0
    alone = told(capsys)
    asked: list[str] = []

    def answer(question: str, arguments: dict[str, Any], at_least: str | None) -> dict[str, Any]:
        asked.append(question)
        raise DaemonError("read events", "the page is too long")

    root = Root.of(tree)
    server = Server(root, answer, database=str(root.state_dir / "omny.db"))
    server.start()
    try:
        assert told(capsys) == alone
    finally:
        server.stop()
    assert asked == ["events"]


def test_waits_and_pages_are_bounded(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Simulated(write_tree(tree, TREES[0]))
    try:
        daemon.settle()
        store = SqliteStore.of(daemon.root)
        made = Answering(daemon.root, store, daemon.daemon, daemon.graph, daemon.monitor, "")
        token = made.answer("events", {}, None)["token"]
        monkeypatch.setattr(answering, "MAX_WAITING", 0)
        with pytest.raises(BehindError):
            made.answer("events", {"since": token, "wait": 10.0}, None)  # at once: the others keep their places
        monkeypatch.setattr(pages, "MAX_PAGE_BYTES", 100)
        with pytest.raises(DaemonError):
            made.answer("events", {}, None)
        made.close()
    finally:
        daemon.close()
