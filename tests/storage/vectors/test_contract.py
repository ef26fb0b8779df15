"""Every vector store keeps, places and finds the same."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from omny.model.vectors import CANDIDATES, NOTHING_FOLLOWED, FollowedIndex, Vector
from omny.storage.port.vectors import VectorStore
from tests.support.vector_stores import ATOMS, VECTOR_STORES, VectorPlace, vector

MODEL = "tests/1"
SEEN = FollowedIndex("uuid-of-an-index", 7)
ONE, TWO, THREE, FOUR = ATOMS

EAST, NORTH, NORTH_EAST, WEST = vector(100, 0), vector(0, 100), vector(100, 100), vector(-100, 0)
KEYS = {-(2**63): EAST, -5: NORTH, 12: NORTH_EAST, 2**63 - 1: WEST}


@pytest.fixture(params=VECTOR_STORES)
def place(request: pytest.FixtureRequest) -> VectorPlace:
    return VECTOR_STORES[request.param](request)


@pytest.fixture
def store(place: VectorPlace) -> Iterator[VectorStore]:
    with place.open() as opened:
        yield opened


@pytest.fixture
def full(store: VectorStore) -> VectorStore:
    store.add(MODEL, KEYS)
    store.place(dict(zip(ATOMS, KEYS, strict=True)), [])
    store.settle(MODEL, SEEN)
    return store


def test_an_empty_store_has_nothing(store: VectorStore) -> None:
    assert store.read_state(MODEL) == NOTHING_FOLLOWED
    assert store.models() == {}
    assert store.find_known([1, 2]) == set()
    assert store.vectors([1]) == {}
    assert list(store.texts(MODEL)) == []
    assert list(store.places()) == []
    assert store.nearest(MODEL, EAST, 10) == []
    assert store.sweep(0) == 0


def test_what_was_added_is_read_back_by_another_view(place: VectorPlace, full: VectorStore) -> None:
    with place.open_reading() as view:
        assert view.read_state(MODEL) == SEEN
        assert view.models() == {MODEL: SEEN}
        assert view.find_known([-5, 3, 12]) == {-5, 12}
        assert view.vectors([12, 99]) == {12: NORTH_EAST}
        assert dict(view.texts(MODEL)) == KEYS
        assert list(view.texts("another")) == []
        assert dict(view.places()) == dict(zip(ATOMS, KEYS, strict=True))


def test_the_nearest_come_by_similarity(full: VectorStore) -> None:
    found = full.nearest(MODEL, EAST, 10)
    assert [(near.atom, near.text) for near in found] == [(ONE, -(2**63)), (THREE, 12), (TWO, -5), (FOUR, 2**63 - 1)]
    assert [near.similarity for near in found] == pytest.approx([1.0, 0.5**0.5, 0.0, -1.0], abs=1e-4)
    assert full.nearest(MODEL, EAST, 2) == found[:2]
    assert full.nearest("another", EAST, 10) == []


def test_atoms_of_one_text_share_its_vector_and_come_by_id(full: VectorStore) -> None:
    full.place({FOUR: -5}, [])
    assert [near.atom for near in full.nearest(MODEL, NORTH, 3)] == [TWO, FOUR, THREE]


def test_a_text_that_is_there_keeps_its_vector(full: VectorStore) -> None:
    full.add(MODEL, {-5: WEST, 77: EAST})
    assert full.vectors([-5, 77]) == {-5: NORTH, 77: EAST}


def test_an_atom_has_the_text_that_it_was_last_given(full: VectorStore) -> None:
    full.place({ONE: 12}, [TWO])
    assert dict(full.places()) == {ONE: 12, THREE: 12, FOUR: 2**63 - 1}
    assert [near.atom for near in full.nearest(MODEL, NORTH_EAST, 2)] == [ONE, THREE]


def test_texts_without_an_atom_are_kept_up_to_a_number(full: VectorStore) -> None:
    full.place({}, [ONE, TWO])
    assert full.sweep(2) == 0
    assert full.find_known(KEYS) == set(KEYS)
    assert full.sweep(1) == 2
    assert full.find_known(KEYS) == {12, 2**63 - 1}
    assert [near.atom for near in full.nearest(MODEL, EAST, 10)] == [THREE, FOUR]


def test_another_model_takes_the_place_of_the_one_before_when_it_is_settled(full: VectorStore) -> None:
    full.add("tests/2", {500: EAST})
    assert full.read_state(MODEL) == SEEN
    full.place({ONE: 500}, [])
    full.settle("tests/2", FollowedIndex("uuid-of-an-index", 8))
    assert full.models() == {"tests/2": FollowedIndex("uuid-of-an-index", 8)}
    assert full.find_known([*KEYS, 500]) == {500}
    assert [near.atom for near in full.nearest("tests/2", WEST, 10)] == [ONE]


def test_of_many_texts_the_same_are_found_as_by_looking_at_each(store: VectorStore) -> None:
    chance = random.Random(17)
    many = {key: vector(*(chance.randint(-127, 127) for _ in range(16))) for key in range(3 * CANDIDATES)}
    places = dict(zip(ATOMS, (5, 17, 100, 599), strict=True))
    store.add(MODEL, many)
    store.place(places, [])
    store.settle(MODEL, SEEN)
    for atom, key in places.items():
        near = store.nearest(MODEL, many[key], 1)[0]
        assert (near.atom, near.text) == (atom, key)
        assert near.similarity == pytest.approx(1.0, abs=1e-4)


def test_a_text_of_unknown_words_is_like_nothing(full: VectorStore) -> None:
    full.add(MODEL, {900: vector()})
    full.place({FOUR: 900}, [])
    assert {near.atom: near.similarity for near in full.nearest(MODEL, EAST, 10)}[FOUR] == 0.0
    assert {near.similarity for near in full.nearest(MODEL, vector(), 10)} == {0.0}


def test_a_vector_may_be_longer_than_what_is_kept_of_it_as_numbers(store: VectorStore) -> None:
    long = Vector(bytes(range(32)), bytes(224))
    other = Vector(bytes(range(32, 64)), bytes([1]) * 224)
    store.add(MODEL, {1: long, 2: other})
    assert store.vectors([1, 2]) == {1: long, 2: other}
