"""The index behind the server, whatever becomes of the daemon: a channel of the tests' own stands for that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import AlreadyRunningError, DaemonError, DaemonGoneError, LateError, UnsupportedError, UsageError
from omny.base.paths import Root
from omny.daemon.server import Server
from omny.service import live as module
from omny.service.client import Client, connect
from omny.service.live import Answered, FirstIndex, LiveSession

Document = dict[str, Any]
FRESH = {"token": "t:1", "generation": 1}


class Channel:
    """A daemon as far as its channel goes, which can be ended and begun."""

    def __init__(self, tree: Path) -> None:
        self.root = Root.of(tree)
        self.database = str(self.root.state_dir / "omny.db")
        self.asked: list[str] = []
        self.starts = 0
        self.error: Exception | None = None  # of a start
        self.sync_error: Exception | None = None
        self.is_indexed = True
        self.is_ready = True
        self.now = 0.0
        self._server: Server | None = None

    def begin(self) -> None:
        """Listens."""
        self._server = Server(self.root, self._answer, database=self.database)
        self._server.start()

    def end(self) -> None:
        """Listens no more: all connections break."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def start(self) -> None:
        """What the index starts."""
        self.starts += 1
        if self.error is not None:
            raise self.error
        self.begin()

    def index(self, **more: Any) -> LiveSession:
        """An index over this."""
        given: dict[str, Any] = {"start": self.start, "read": self._read, "has_index": lambda: self.is_indexed, **more}
        return LiveSession(self.root, self.database, monotonic=lambda: self.now, **given)

    def _answer(self, question: str, arguments: Document, at_least: str | None) -> Document:
        self.asked.append(question)
        if question == "sync" and self.sync_error is not None:
            raise self.sync_error
        if question == "daemon":
            return {
                "ready": self.is_ready,
                "step": "reading",
                "done": 3,
                "total": 7,
                "pid": 9,
                "started": "",
                "problems": [],
            }
        if question == "wrong":
            raise UsageError("answer", "wrong")
        return {"results": ["by daemon"], "freshness": FRESH}

    def _read(self, question: str, arguments: Document, *, problems: Sequence[str]) -> Document:
        return {"results": ["read"], "freshness": {**FRESH, "problems": list(problems)}}


@pytest.fixture
def channel(tree: Path) -> Iterator[Channel]:
    made = Channel(tree)
    yield made
    made.end()


def answered(index: LiveSession, question: str = "search", wait_seconds: float = 2.0) -> Answered:
    found = index.ask(question, {}, wait_seconds=wait_seconds)
    assert isinstance(found, Answered)
    return found


def test_a_daemon_is_started_where_none_runs_and_the_connection_kept(channel: Channel) -> None:
    index = channel.index()
    for _ in range(3):
        assert answered(index).document["results"] == ["by daemon"]
    assert channel.starts == 1
    assert channel.asked == ["sync", "search"] * 3
    index.close()


def test_a_broken_connection_is_made_anew_without_a_word(channel: Channel) -> None:
    """The daemon closes one that is silent for a minute; or it was killed, and runs again."""
    index = channel.index()
    answered(index)
    for _ in range(3):
        channel.end()
        channel.begin()
        found = answered(index)
        assert (found.document["results"], found.late) == (["by daemon"], "")
    assert channel.starts == 1
    channel.end()
    assert answered(index).document["results"] == ["by daemon"]
    assert channel.starts == 2
    index.close()


def test_a_daemon_that_is_just_dying_is_waited_out(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system still takes connections for a process that was killed, and resets them."""
    resets = [DaemonGoneError("ask daemon", "it went away (connection reset by peer)")] * 3

    def dying(root: Root, database: str) -> Client | None:
        if resets:
            raise resets.pop()
        return connect(root, database)

    monkeypatch.setattr(module, "connect", dying)
    index = channel.index()
    assert answered(index).document["results"] == ["by daemon"]
    assert (channel.starts, resets) == (1, [])
    index.close()


def test_many_broken_connections_are_all_let_go(channel: Channel) -> None:
    index = channel.index()
    barrier = threading.Barrier(4)

    def ask() -> None:
        barrier.wait()
        answered(index)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert channel.starts == 1  # four askers start one daemon
    channel.end()
    channel.begin()
    assert answered(index).document["results"] == ["by daemon"]
    index.close()


def test_an_error_of_the_question_is_no_fault_of_the_connection(channel: Channel) -> None:
    index = channel.index()
    with pytest.raises(UsageError, match="wrong"):
        index.ask("wrong", {})
    assert channel.asked == ["wrong"]
    assert answered(index, wait_seconds=0).document["results"] == ["by daemon"]
    assert channel.asked == ["wrong", "search"]
    index.close()


def test_a_wait_that_is_too_short_is_told(channel: Channel) -> None:
    channel.sync_error = LateError("sync", "not done after 2 s: 7 paths are pending", hint="ask later")
    index = channel.index()
    found = answered(index)
    assert found.document["results"] == ["by daemon"]
    assert found.late == "not done after 2 s: 7 paths are pending (ask later)"
    index.close()


@pytest.mark.parametrize(
    "error", [UnsupportedError("start daemon", "this system has no fork"), DaemonError("start daemon", "it ended")]
)
def test_where_no_daemon_can_be_the_database_is_read_and_the_next_call_tries_again_at_once(
    channel: Channel, error: Exception
) -> None:
    channel.error = error
    index = channel.index()
    for _ in range(3):
        found = answered(index)
        assert found.document["results"] == ["read"]
        assert "the database was read instead" in found.document["freshness"]["problems"][0]
    assert channel.starts == 3
    channel.error = None
    assert answered(index).document["results"] == ["by daemon"]
    index.close()


def test_a_failed_start_before_a_first_index_is_told_and_tried_again_at_once(channel: Channel) -> None:
    channel.error, channel.is_indexed = DaemonError("start daemon", "it ended"), False
    index = channel.index()
    for _ in range(2):
        with pytest.raises(DaemonError, match="it ended"):
            index.ask("search", {})
    channel.error, channel.is_ready = None, False
    assert index.ask("search", {}) == FirstIndex(3, 7, 9)
    assert channel.starts == 3
    index.close()


def test_a_daemon_that_somebody_else_starts_meanwhile_is_asked(channel: Channel) -> None:
    def start() -> None:
        channel.begin()
        raise AlreadyRunningError("start daemon", "one runs")

    index = channel.index(start=start)
    assert answered(index).document["results"] == ["by daemon"]
    index.close()


def test_a_first_index_is_told_in_place_of_an_answer(channel: Channel) -> None:
    channel.is_indexed = channel.is_ready = False
    index = channel.index()
    assert index.ask("search", {}) == FirstIndex(3, 7, 9)
    channel.is_indexed = True
    assert answered(index).document["results"] == ["by daemon"]
    index.close()


def test_that_there_is_nothing_to_index_is_said_after_a_look_at_what_was_just_written(channel: Channel) -> None:
    channel.is_indexed = False
    index = channel.index()
    with pytest.raises(UsageError, match="there is nothing in it; no file is in a language that Omny reads"):
        index.ask("search", {}, wait_seconds=2)
    assert channel.asked == ["daemon", "sync"]
    answers: Iterator[bool] = iter([False, True])
    has_index: Callable[[], bool] = lambda: next(answers, True)  # noqa: E731
    index = channel.index(has_index=has_index)
    assert answered(index).document["results"] == ["by daemon"]
    index.close()
