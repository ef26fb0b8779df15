"""Stores that are only read: they answer as any other that holds the same, and refuse each change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omny.base.errors import UsageError
from omny.integrity import ConsistencyValidator
from omny.model.delta import Delta
from omny.storage.port.archive import Archive, digest
from omny.storage.port.records import Commit, Hits, Neighbour, UnresolvedRow
from omny.storage.port.repository import AtomRepository
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.backends import Place
from tests.support.helpers import dumped

WHEN = "2026-01-01T00:00:00.000000Z"

WRITES: dict[str, Callable[[AtomRepository], object]] = {
    "apply": lambda store: store.apply(Delta(()), Commit("reindex", WHEN, "abc")),
    "load": lambda store: store.load(Archive(store.meta(), 0)),
    "prune": lambda store: store.prune(1),
    "mend": lambda store: store.repair([], [], derive=True, timestamp=WHEN),
}

Answers = tuple[Hits, list[Neighbour], list[UnresolvedRow], tuple[int, int], list[str]]


def answers(store: AtomRepository) -> Answers:
    """What is asked of an index, each in a way."""
    id_ = store.ids_in_history("helper")[0]
    return (
        store.search("save", limit=10),
        store.callers([id_], types=["call"], depth=3, limit=10),
        store.unresolved_callers("helper"),
        store.totals(),
        [event.delta for event in store.events(id_)],
    )


def test_it_answers_as_a_store_that_was_filled_from_it(read_only_place: Place) -> None:
    with read_only_place.open_reading() as store, SqliteRepository.in_memory() as other:
        with store.archive() as archive:
            other.load(archive)
        assert dumped(store) == dumped(other)
        assert answers(store) == answers(other)
        with store.archive() as one, other.archive() as two:
            assert digest(one) == digest(two)


def test_it_is_sound_and_can_be_looked_back_at(read_only_place: Place) -> None:
    with read_only_place.open_reading() as store:
        assert ConsistencyValidator(store).check() == []
        with store.as_of(1) as past:
            assert dumped(past) == dumped(store)


@pytest.mark.parametrize("write", list(WRITES))
def test_every_change_is_refused(read_only_place: Place, write: str) -> None:
    with read_only_place.open_reading() as store:
        before = dumped(store)
        with pytest.raises(UsageError, match="only read"):
            WRITES[write](store)
        assert dumped(store) == before
