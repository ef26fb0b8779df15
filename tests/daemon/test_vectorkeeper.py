"""A daemon brings the vectors to each commit, and serves the index where they cannot be brought there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from omny.base.paths import Root
from omny.daemon.vectorkeeper import VectorKeeper
from omny.model.vectors import VectorWord
from omny.storage.stores import SqliteStore
from tests.support.embedders import write_model
from tests.support.helpers import index_tree, write_tree

TREE = {"a.py": "def total(): ...\n", "b.py": "def send(): ...\n"}


@pytest.fixture
def store(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    monkeypatch.delenv("OMNY_VECTOR_URL")
    monkeypatch.setenv("OMNY_EMBEDDER", str(write_model(tmp_path / "words")))
    store = SqliteStore(tmp_path / "omny.db")
    with store.open() as repository:
        index_tree(write_tree(tree, TREE), repository)
    return store


def word(keeper: VectorKeeper, store: SqliteStore) -> VectorWord:
    assert keeper.meaning is not None
    with store.open_reading() as repository:
        return keeper.meaning.word(repository.meta())


def test_each_commit_is_followed(tree: Path, store: SqliteStore) -> None:
    keeper = VectorKeeper(Root.of(tree), store)
    assert word(keeper, store) == VectorWord.EMPTY
    assert not keeper.is_idle
    assert keeper.turn() is False
    assert keeper.is_idle
    assert word(keeper, store) == VectorWord.USED
    with store.open() as repository:
        index_tree(write_tree(tree, {"a.py": "def price(): ...\n"}), repository)
    keeper.note_commit()
    assert not keeper.is_idle
    assert word(keeper, store) == VectorWord.LATE
    keeper.turn()
    assert word(keeper, store) == VectorWord.USED
    assert keeper.meaning is not None
    assert keeper.meaning.near_text("cost", 1)[0].atom == "a.py::price"


def test_the_thread_works_until_it_is_told_to_end(tree: Path, store: SqliteStore) -> None:
    keeper = VectorKeeper(Root.of(tree), store)
    threads = threading.active_count()
    end = keeper.start()
    end()
    assert threading.active_count() == threads


def test_an_attempt_is_repeated_while_the_model_is_away(
    tree: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNY_EMBEDDER", "http://127.0.0.1:9/v1")
    keeper = VectorKeeper(Root.of(tree), store)
    assert keeper.turn() is True
    assert word(keeper, store) == VectorWord.EMPTY


@pytest.mark.parametrize(("url", "embedder"), [("ftp://nowhere", ""), ("off", ""), ("", "/no/such/folder")])
def test_without_a_place_or_a_model_there_is_nothing_to_do(
    url: str, embedder: str, tree: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNY_VECTOR_URL", url)
    monkeypatch.setenv("OMNY_EMBEDDER", embedder)
    keeper = VectorKeeper(Root.of(tree), store)
    assert keeper.turn() is False
    assert (keeper.meaning is None) == bool(url)
