"""The transaction manager: one commit for one delta, at a time that is handed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from omny.base.clock import timestamp
from omny.model.delta import Delta, FileDelta
from omny.pipeline.transaction import TransactionManager
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.deltas import created
from tests.support.fake_clock import FakeClock


def test_a_commit_carries_the_time_of_the_clock_and_its_source() -> None:
    with SqliteRepository.in_memory() as repository:
        manager = TransactionManager(repository, FakeClock(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
        meta = manager.commit(Delta((created("a.py"),)), "mcp", "abc")
        assert (meta.generation, meta.indexed_head, meta.indexed_at) == (1, "abc", "2026-01-02T03:04:05.000000Z")
        assert [(event.timestamp, event.source) for event in repository.events()] == [
            ("2026-01-02T03:04:05.000000Z", "mcp")
        ]


def test_an_empty_delta_is_no_transaction() -> None:
    with SqliteRepository.in_memory() as repository:
        manager = TransactionManager(repository)
        before = manager.commit(Delta((created("a.py"),)), "reindex", "abc")
        assert manager.commit(Delta(()), "reindex", "abc") == before
        assert manager.commit(Delta((FileDelta("a.py"),)), "reindex") == before


def test_times_are_utc_and_sort_as_texts() -> None:
    east = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(east) == "2025-12-31T23:00:00.000000Z"
    assert timestamp(east) < timestamp(east + timedelta(microseconds=1))
