"""The bits of vectors in memory: they find what the database finds, before and after vectors come and go."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from omny.model.vectors import CANDIDATES, FollowedIndex, Near, Vector
from omny.storage.sqlite.vectors import SqliteVectorStore
from tests.support.vector_stores import ATOMS, SqliteVectors

pytest.importorskip("numpy")

MODEL = "tests/1"


def draw(chance: random.Random, count: int) -> dict[int, Vector]:
    """Vectors with few bits, so that many are equally near."""
    keys = [chance.randrange(-(2**63), 2**63) for _ in range(count)]
    return {key: Vector(bytes([chance.randrange(4), chance.randrange(4)]), chance.randbytes(8)) for key in keys}


def ask(store: SqliteVectorStore, model: str = MODEL) -> list[list[Near]]:
    return [store.nearest(model, Vector(bytes([first, 1]), b"\1" * 8), 10) for first in range(3)]


def test_a_search_in_memory_finds_what_the_database_finds(tmp_path: Path) -> None:
    chance = random.Random(3)
    place = SqliteVectors(tmp_path / "index.db")
    vectors = draw(chance, 3 * CANDIDATES)
    with place.open() as store, place.open_reading() as kept:
        store.add(MODEL, vectors)

        def check() -> None:
            """Each atom has one of the vectors; a store that was just opened asks the database."""
            for _ in range(3):
                store.place(dict(zip(ATOMS, chance.sample(sorted(vectors), len(ATOMS)), strict=True)), [])
                with place.open_reading() as fresh:
                    for bits in (b"\0\1", b"\3\3"):
                        asked = Vector(bits, b"\1" * 8)
                        with place.open_reading() as once:
                            assert kept.nearest(MODEL, asked, 10) == once.nearest(MODEL, asked, 10)
                    assert ask(fresh)[1:] == ask(kept)[1:]

        check()
        added = draw(chance, 50)
        store.add(MODEL, added)
        vectors |= added
        check()
        store.sweep(0)  # only those of the atoms stay
        vectors = dict(store.texts(MODEL))
        check()
        store.add(MODEL, draw(chance, 20))
        check()
        vectors = draw(chance, 300)
        store.add("tests/2", vectors)
        store.settle("tests/2", FollowedIndex("index", 1))
        assert kept.nearest(MODEL, Vector(b"\0\1", b"\1" * 8), 10) == []
        store.place(dict(zip(ATOMS, sorted(vectors)[: len(ATOMS)], strict=True)), [])
        assert ask(kept, "tests/2")[1:] == ask(kept, "tests/2")[1:] == ask(store, "tests/2")[1:]


def test_a_vector_that_gets_another_number_is_found(tmp_path: Path) -> None:
    place = SqliteVectors(tmp_path / "index.db")
    one, two = draw(random.Random(4), 2).items()
    with place.open() as store, place.open_reading() as kept:
        for first, second in ((one, two), (two, one)):
            store.add(MODEL, dict([first]))
            store.add(MODEL, dict([second]))
            store.place({ATOMS[0]: one[0]}, [])
            assert [near.text for near in kept.nearest(MODEL, one[1], 5)] == [one[0]]
            assert [near.text for near in kept.nearest(MODEL, one[1], 5)] == [one[0]]
            store.place({}, [ATOMS[0]])
            store.sweep(0)
