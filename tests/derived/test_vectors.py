"""The vectors follow the commits of an index, embed each text once, and are those of a fresh run after any end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from omny.base.user_settings import UserSettings
from omny.derived.vectors import Progress
from omny.embedding.choice import load_embedder
from omny.embedding.embedder import Embedder
from omny.model.vectors import FollowedIndex, Vector
from omny.service.vectors import bring_up
from omny.storage.memory_vectors import MemoryVectorStore
from omny.storage.port.repository import AtomRepository
from omny.storage.port.vectors import VectorStore
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.sqlite.vectors import SqliteVectorStore
from tests.support.embedders import write_model
from tests.support.helpers import index_tree, write_tree

TREE = {
    "shop.py": "class Cart:\n    def price(self):\n        return 1\n\n\ndef send_mail(user):\n    pass\n",
    "other.py": "def forget(user):\n    '''Removes a person.'''\n",
}


class Counting:
    """An embedder that notes what it embeds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.model = embedder.model
        self.texts: list[str] = []

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]:
        self.texts += texts
        return self._embedder.make_vectors(texts)


@pytest.fixture
def embedder(tmp_path: Path) -> Counting:
    return Counting(load_embedder(UserSettings(embedder=str(write_model(tmp_path / "words")))))


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "omny.db")


@pytest.fixture
def repository(file: str, tree: Path) -> Iterator[AtomRepository]:
    with SqliteRepository.open(file) as opened:
        index_tree(write_tree(tree, TREE), opened)
        yield opened


@pytest.fixture
def store(file: str, repository: AtomRepository) -> Iterator[VectorStore]:
    with SqliteVectorStore.open(file) as opened:
        yield opened


def all_vectors(store: VectorStore, model: str) -> dict[str, Vector]:
    """The vector of each atom."""
    texts = dict(store.texts(model))
    return {atom: texts[text] for atom, text in store.places()}


def assert_as_fresh(repository: AtomRepository, store: VectorStore, embedder: Embedder) -> None:
    fresh = MemoryVectorStore()
    bring_up(repository, fresh, embedder)
    assert all_vectors(store, embedder.model) == all_vectors(fresh, embedder.model)
    assert {atom for atom, _ in store.places()} == {stored.atom.id for stored in repository.atoms()}
    meta = repository.meta()
    assert store.read_state(embedder.model) == FollowedIndex(meta.uuid, meta.generation)


def test_a_first_run_embeds_all_atoms_and_the_next_one_nothing(
    repository: AtomRepository, store: VectorStore, embedder: Counting
) -> None:
    assert bring_up(repository, store, embedder) == Progress(6, 6, 1)
    assert_as_fresh(repository, store, embedder)
    assert bring_up(repository, store, embedder) == Progress(0, 0, 1)
    assert repository.meta().generation == 1


def test_an_edit_embeds_the_text_that_is_new(
    tree: Path, repository: AtomRepository, store: VectorStore, embedder: Counting
) -> None:
    bring_up(repository, store, embedder)
    embedder.texts.clear()
    write_tree(tree, {"other.py": "def forget(user, customer):\n    '''Removes a person.'''\n    return 1\n"})
    index_tree(tree, repository)
    bring_up(repository, store, embedder)
    assert embedder.texts == ["forget forget removes a person user customer"]
    assert_as_fresh(repository, store, embedder)


def test_a_move_and_a_branch_that_comes_back_embed_nothing(
    tree: Path, repository: AtomRepository, store: VectorStore, embedder: Counting
) -> None:
    bring_up(repository, store, embedder)
    embedder.texts.clear()
    (tree / "below").mkdir()
    (tree / "shop.py").rename(tree / "below" / "shop.py")
    index_tree(tree, repository)
    bring_up(repository, store, embedder)
    (tree / "below" / "shop.py").unlink()
    index_tree(tree, repository)
    bring_up(repository, store, embedder)
    assert_as_fresh(repository, store, embedder)
    embedder.texts.clear()
    write_tree(tree, TREE)
    index_tree(tree, repository)
    bring_up(repository, store, embedder)
    assert embedder.texts == []
    assert_as_fresh(repository, store, embedder)


def test_another_model_embeds_all_again(repository: AtomRepository, store: VectorStore, embedder: Counting) -> None:
    bring_up(repository, store, embedder)
    other = Counting(embedder)
    other.model = "another"
    bring_up(repository, store, other)
    assert len(other.texts) == 6
    assert_as_fresh(repository, store, other)
    assert list(store.models()) == ["another"]


def test_another_index_in_its_place_is_looked_at_as_a_whole(
    tmp_path: Path, tree: Path, repository: AtomRepository, embedder: Counting
) -> None:
    kept = MemoryVectorStore()
    bring_up(repository, kept, embedder)
    write_tree(tree, {"shop.py": "def other():\n    pass\n"})
    with SqliteRepository.open(tmp_path / "another.db") as rebuilt:
        index_tree(tree, rebuilt)
        bring_up(rebuilt, kept, embedder)
        assert_as_fresh(rebuilt, kept, embedder)


class Failing:
    """A store that ends the process, so to speak, before its nth write."""

    def __init__(self, store: VectorStore, writes: int) -> None:
        self._store = store
        self._left = writes

    def __getattr__(self, name: str) -> Any:
        if name in ("add", "place", "settle", "sweep"):
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
        return getattr(self._store, name)


@pytest.mark.parametrize("writes", range(5))
def test_a_run_that_ends_anywhere_is_finished_by_the_next(
    writes: int, tree: Path, file: str, repository: AtomRepository, embedder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omny.derived.vectors.BATCH", 2)
    for change in (
        {},
        {"shop.py": "def price(user):\n    pass\n\n\ndef total():\n    pass\n", "new.py": "def send(): ...\n"},
    ):
        index_tree(write_tree(tree, change), repository)
        for left in (writes, writes + 1):
            with SqliteVectorStore.open(file) as opened:
                try:
                    bring_up(repository, Failing(opened, left), embedder)
                except KeyboardInterrupt:
                    pass
        embedder.texts.clear()
        with SqliteVectorStore.open(file) as opened:
            bring_up(repository, opened, embedder)
            assert_as_fresh(repository, opened, embedder)


def test_a_run_that_is_to_stop_keeps_what_it_has(
    repository: AtomRepository, store: VectorStore, embedder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omny.derived.vectors.BATCH", 2)
    left = iter((True, False))
    assert bring_up(repository, store, embedder, lambda: next(left)).generation == 0
    assert len(embedder.texts) == 2
    bring_up(repository, store, embedder)
    assert len(embedder.texts) == len(set(embedder.texts)) == 6
