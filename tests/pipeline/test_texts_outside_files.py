"""Texts that stand in no file: an edit and a former content are parsed where their parse can be ended."""

from __future__ import annotations

import multiprocessing
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import SourceError
from omny.edit.request import Replace
from omny.executors import texts
from omny.executors.texts import Text, analyse_texts
from tests.support.editing import edited

SECONDS = 20.0


def _fork(jobs: int) -> Executor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"))


class Workers:
    """Executors that end before the work on a text with that mark is done."""

    def __init__(self, mark: bytes = b"\0") -> None:
        self.batches: list[list[str]] = []
        self._mark = mark

    def __call__(self, jobs: int) -> Executor:
        return _Worker(self.batches, self._mark)


class _Worker(Executor):
    def __init__(self, batches: list[list[str]], mark: bytes) -> None:
        self._batches, self._mark = batches, mark

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        batch: list[Text] = arguments[0]
        self._batches.append([text.path for text in batch])
        done: Future[Any] = Future()
        if any(self._mark in text.content for text in batch):
            done.set_exception(BrokenExecutor("the worker has ended"))
        else:
            done.set_result(work(*arguments))
        return done


def test_what_is_small_and_harmless_needs_no_worker() -> None:
    workers = Workers()
    found = analyse_texts([Text("a.py", b"def f(): pass\n"), Text("a.unknown", b"")], SECONDS, workers)
    assert [each is not None for each in found] == [True, False]
    assert workers.batches == []


@pytest.mark.parametrize("text", [Text("a.go", b"package a\n"), Text("a.py", b"x = 1\n" * 10_000)], ids=["go", "large"])
def test_what_may_not_end_is_parsed_by_a_worker(text: Text) -> None:
    workers = Workers()
    assert analyse_texts([text], SECONDS, workers)[0] is not None
    assert workers.batches == [[text.path]]


def test_the_text_that_a_worker_cannot_end_is_named(tmp_path: Path) -> None:
    workers = Workers(b"endless")
    some = [Text("a.go", b"package a\n"), Text("b.go", b"package endless\n"), Text("c.go", b"package c\n")]
    with pytest.raises(SourceError) as caught:
        analyse_texts(some, SECONDS, workers)
    assert caught.value.path == "b.go"
    assert workers.batches == [["a.go", "b.go", "c.go"], ["a.go"], ["b.go"]]


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_real_worker_ends_a_parse_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_analyse", lambda text: time.sleep(60))
    started = time.monotonic()
    with pytest.raises(SourceError, match="took too long to parse"):
        analyse_texts([Text("a.go", b"package a\n")], 0.2, _fork)
    assert time.monotonic() - started < 30


def test_an_edit_whose_text_would_not_end_changes_nothing(tmp_path: Path) -> None:
    before = "package a\n\nfunc one() {\n}\n"
    with edited(tmp_path, {"a.go": before}) as tree:
        tree.indexer.executors = Workers(b"endless")
        with pytest.raises(SourceError, match="took too long to parse"):
            tree.applied(Replace(atom="one", text="func endless() {\n}"))
        assert tree.text("a.go") == before
