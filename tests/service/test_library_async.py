"""The library for asyncio: the same answers, one call after the other, and no call that is cut."""

from __future__ import annotations

import asyncio
import inspect
import threading
from pathlib import Path

import pytest

import omny
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon, needs_daemon

TREE = {"a.py": "def f():\n    pass\n\n\ndef g():\n    f()\n"}


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    omny.open().index(jobs=1)
    return tree


def test_it_has_every_public_name_of_the_other() -> None:
    for one, other in ((omny.Index, omny.AsyncIndex), (omny.Past, omny.AsyncPast)):
        names = {name for name in dir(one) if not name.startswith("_")}
        assert names == {name for name in dir(other) if not name.startswith("_")}
        for name in names - {"at", "close", "root", "database", "edit"}:  # edits are compared in their own test
            assert [*inspect.signature(getattr(one, name)).parameters.values()] == [
                *inspect.signature(getattr(other, name)).parameters.values()
            ]


def test_answers_are_those_of_the_index_without_await(here: Path) -> None:
    async def asked() -> list[omny.Document]:
        async with omny.open_async() as index:
            assert index.root == here
            calls = (
                index.search("f"),
                index.callers("f"),
                index.dead(),
                index.at("1").stats(),
                index.sync(),
                index.status(),
            )
            return list(await asyncio.gather(*calls))

    index = omny.open()
    same = [index.search("f"), index.callers("f"), index.dead(), index.at("1").stats(), index.sync(), index.status()]
    assert asyncio.run(asked()) == same


def test_errors_are_raised_where_a_call_is_awaited(here: Path) -> None:
    async def asked() -> None:
        async with omny.open_async() as index:
            call = index.callers("nothing_like_it")
            with pytest.raises(omny.UnknownNameError):
                await call

    asyncio.run(asked())


def test_a_call_that_was_begun_goes_on_where_it_is_cancelled(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, goes_on, made = threading.Event(), threading.Event(), []
    real = omny.Index.index

    def slow(self: omny.Index, *, jobs: int | None = None) -> omny.Document:
        begun.set()
        goes_on.wait()
        made.append(real(self, jobs=1))
        return made[0]

    monkeypatch.setattr(omny.Index, "index", slow)
    write_tree(here, {"b.py": "def h():\n    pass\n"})

    async def asked() -> None:
        async with omny.open_async() as index:
            first = asyncio.create_task(index.index())
            second = asyncio.create_task(index.index())
            await asyncio.to_thread(begun.wait)
            first.cancel()
            second.cancel()
            await asyncio.wait([first, second])
            assert first.cancelled()
            goes_on.set()
            assert (await index.show("h")).total == 1  # its turn comes behind the write

    asyncio.run(asked())
    assert [each["changed"] for each in made] == [True]  # the second one had not begun, and was not made


def test_the_feed_lets_other_calls_have_their_turn(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omny.service.awaited.POLL_SECONDS", 0)

    async def followed() -> tuple[str, list[str]]:
        async with omny.open_async() as index:
            token = (await index.sync()).freshness.token
            feed = index.changes(token, follow=True)
            nearest = asyncio.ensure_future(anext(feed))
            write_tree(here, {"b.py": "def h():\n    pass\n"})
            await index.sync()
            first = await nearest
            await feed.aclose()
            return first.kind, [line.kind async for line in index.changes(token)]

    kind, kinds = asyncio.run(followed())
    assert kind == "event"
    assert kinds[-1] == "generation"


@needs_daemon
def test_a_block_that_watches_has_a_daemon_which_ends_with_it(live: RealDaemon, here: Path) -> None:
    async def watched() -> None:
        async with omny.open_async() as index, index.watch() as same:
            assert same is index
            live.adopt()
            assert (await index.status())["daemon"]["pid"] == live.pid

    asyncio.run(watched())
    assert live.ended()
