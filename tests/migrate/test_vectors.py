"""Vectors go from each store to each other, whole, and a run that was cut off is finished by the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.cli import run
from omny.migrate.vectors import copy_vectors
from omny.model.vectors import FollowedIndex
from omny.storage.memory_vectors import MemoryVectorStore
from tests.support.embedders import write_model
from tests.support.helpers import write_tree
from tests.support.vector_stores import ATOMS, VECTOR_STORES, vector

MODEL, SEEN = "tests/1", FollowedIndex("uuid", 7)
KEYS = {-(2**63): vector(1), -5: vector(2, 3), 12: vector(-9), 2**63 - 1: vector(0, 1)}
PLACES = dict(zip(ATOMS, KEYS, strict=True))


@pytest.fixture
def source() -> MemoryVectorStore:
    store = MemoryVectorStore()
    store.add(MODEL, KEYS)
    store.place(PLACES, [])
    store.settle(MODEL, SEEN)
    return store


@pytest.mark.parametrize("kind", VECTOR_STORES)
def test_each_store_takes_and_gives_all(kind: str, source: MemoryVectorStore, request: pytest.FixtureRequest) -> None:
    with VECTOR_STORES[kind](request).open() as target:
        tried = copy_vectors(source, target, dry_run=True)
        assert (tried.copied, list(target.texts(MODEL)), target.models()) == (4, [], {})
        done = copy_vectors(source, target, dry_run=False)
        assert (done.texts, done.atoms, done.copied, done.unplaced) == (4, 4, 4, 0)
        assert (dict(target.texts(MODEL)), dict(target.places()), target.models()) == (KEYS, PLACES, {MODEL: SEEN})
        assert copy_vectors(source, target, dry_run=False).copied == 0
        back = MemoryVectorStore()
        assert copy_vectors(target, back, dry_run=False).copied == 4
        assert (dict(back.texts(MODEL)), dict(back.places()), back.models()) == (KEYS, PLACES, {MODEL: SEEN})


def test_a_run_that_was_cut_off_is_finished(source: MemoryVectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class CutOff(MemoryVectorStore):
        def place(self, *_: Any) -> None:
            raise KeyboardInterrupt

    target = CutOff()
    with pytest.raises(KeyboardInterrupt):
        copy_vectors(source, target, dry_run=False)
    assert target.models() == {}
    monkeypatch.setattr(CutOff, "place", MemoryVectorStore.place)
    assert copy_vectors(source, target, dry_run=False).copied == 0
    assert target.models() == {MODEL: SEEN}


def test_what_the_source_does_not_have_is_taken_away(source: MemoryVectorStore) -> None:
    target = MemoryVectorStore()
    target.place({"gone.py::f": 1}, [])
    copy_vectors(source, target, dry_run=False)
    assert dict(target.places()) == PLACES


def test_a_store_without_vectors_is_refused() -> None:
    with pytest.raises(UsageError, match="no vectors to copy"):
        copy_vectors(MemoryVectorStore(), MemoryVectorStore(), dry_run=False)


def test_the_command_copies_from_a_file_to_a_folder(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OMNY_VECTOR_URL")
    monkeypatch.setenv("OMNY_EMBEDDER", str(write_model(tmp_path / "words")))
    monkeypatch.chdir(write_tree(tree, {"a.py": "def total(): ...\n"}))
    assert run(["index"]) == 0
    there = f"qdrant:{tmp_path / 'qdrant'}"
    assert run(["migrate", "vectors", ".omny/omny.db", there, "--dry-run"]) == 0
    assert "2 of 2 vectors would be copied" in capsys.readouterr().out
    assert run(["migrate", "vectors", ".omny/omny.db", there]) == 0
    assert "both sides have the same vectors; 2 atoms placed" in capsys.readouterr().out
    monkeypatch.setenv("OMNY_VECTOR_URL", there)
    assert run(["search", "what cost has it", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["vectors"], answer["results"][0]["id"]) == ("used", "a.py::total")
