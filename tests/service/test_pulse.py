"""Answers that take long: the client waits while the daemon says that it is at work, and what nobody waits for ends."""

from __future__ import annotations

import threading
from functools import partial
from queue import Queue
from typing import Any

import pytest

from omny.base.errors import InterruptedRun, UnresponsiveError
from omny.base.paths import Root
from omny.base.wanted import check_wanted
from omny.daemon import server
from omny.daemon.pulse import Pulse
from omny.query.documents import Document
from omny.service import client
from omny.service.client import connect
from omny.service.envelope import Report
from tests.support.channel import CALL, asked_directly, connected, frame, received, serving


@pytest.fixture
def root(tree, monkeypatch):
    monkeypatch.setattr(server, "Pulse", partial(Pulse, seconds=0.02))
    return Root.of(tree)


def test_a_client_waits_longer_than_a_silence_while_the_daemon_is_at_work(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 5.0)
    release = threading.Event()
    said: list[tuple[str, int, int]] = []

    def answer(question: str, arguments: dict[str, Any], at_least: str | None, *reports: Report) -> Document:
        assert question == "short" or release.wait(60)
        return {"question": question}

    def told(step: str, done: int, total: int) -> None:
        said.append((step, done, total))
        if len(said) == 3:
            assert asked_directly(root, "short") == {"question": "short"}  # meanwhile others are answered
            release.set()

    with serving(root, answer):
        daemon = connect(root)
        assert daemon is not None
        with daemon:
            assert daemon.ask("long", {}, report=told) == {"question": "long"}
    assert {step for step, _, _ in said} == {"answering"}


def test_a_daemon_that_says_nothing_is_given_up(root: Root) -> None:
    release = threading.Event()

    def answer(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        release.wait(60)
        return {}

    with serving(root, answer):
        daemon = connect(root)
        assert daemon is not None
        with daemon, pytest.raises(UnresponsiveError):
            daemon.ask("long", {}, timeout=0.1)
        release.set()


def test_nobody_hears_a_pulse_who_has_not_asked_for_it(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = threading.Event()

    class Looking(Pulse):
        def look(self) -> None:
            super().look()
            looked.set()

    def answer(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        assert looked.wait(60)
        looked.clear()
        assert looked.wait(60)
        return {"done": True}

    monkeypatch.setattr(server, "Pulse", partial(Looking, seconds=0.02))
    with serving(root, answer), connected(root) as connection:
        received(connection)
        connection.sendall(frame(CALL + b"}"))
        assert received(connection)["result"] == {"done": True}


def test_an_answer_is_given_up_when_its_client_goes_away(root: Root) -> None:
    begun = threading.Event()
    ended: Queue[type[BaseException]] = Queue()
    never = threading.Event()

    def answer(question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        begun.set()
        try:
            while not never.wait(0.005):
                check_wanted()
        except BaseException as error:
            ended.put(type(error))
            raise
        return {}

    with serving(root, answer):
        with connected(root) as connection:
            received(connection)
            connection.sendall(frame(CALL + b"}"))
            assert begun.wait(60)
        assert ended.get(timeout=60) is InterruptedRun
