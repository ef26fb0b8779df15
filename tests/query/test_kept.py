"""What a daemon keeps of one generation for the next heavy question: equal answers, and nothing of another state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from omny.base.clock import SYSTEM_CLOCK, Clock
from omny.base.config import load_settings
from omny.base.paths import Root
from omny.query.documents import Document
from omny.query.freshness import freshness
from omny.query.index_snapshot import IndexSnapshot
from omny.query.kept import IDLE_SECONDS, KeptSnapshot
from omny.query.questions import View, answer
from omny.query.tree_state import TreeState
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.fake_clock import FakeClock
from tests.support.graph_project import project
from tests.support.layered import TREE

QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    (name, narrowed)
    for name in ("hubs", "cycles", "clusters", "stats", "dead")
    for narrowed in ({}, {"tests": False}, {"path": "db/"}, {"limit": 1})
] + [
    ("query", {"expression": expression, "sort": sort})
    for sort in ("", "complexity", "doc")
    for expression in (
        "complexity >= 1",
        'type == "class" or kind != ""',
        'callers > 1 and not is_test or callees > 1 and language == "python"',
        'decorators ~ "*" or bases ~ "*" or class != ""',
        'doc != "" or parameter_count > 0',
        'calls("rows") and not is_async',
    )
]


@pytest.fixture
def shop(tree):
    with project(tree, {path: dedent(text) for path, text in TREE.items()}) as repository:
        yield repository, tree


def _answer(
    shop: tuple[SqliteRepository, Path],
    kept: KeptSnapshot | None,
    question: str,
    arguments: dict[str, Any],
    clock: Clock = SYSTEM_CLOCK,
) -> Document:
    repository, tree = shop
    keep = None if kept is None else partial(kept.find, kept.drops)
    with repository.reading():
        view = View(repository, Root.of(tree), "", partial(freshness, repository, None), clock, keep=keep)
        return answer(view, question, arguments)


def test_a_kept_snapshot_gives_the_answers_of_a_new_one(shop):
    kept = KeptSnapshot(FakeClock())
    for question, arguments in QUESTIONS * 2:
        assert _answer(shop, kept, question, arguments) == _answer(shop, None, question, arguments)
    assert kept.is_held


def test_a_snapshot_is_read_once_for_a_state_and_dropped_with_it(shop):
    clock, read = FakeClock(), []

    def make():
        read.append(1)
        return IndexSnapshot(shop[0])

    kept = KeptSnapshot(clock)
    first = kept.find(0, 1, make)
    assert kept.find(0, 1, make) is first
    kept.drop()
    assert kept.find(0, 1, make) is not first  # of a state that was read before the drop: for this answer alone
    assert not kept.is_held
    second = kept.find(1, 1, make)
    assert kept.find(1, 2, make) is not second
    assert len(read) == 4


def test_a_snapshot_that_nobody_asks_for_is_given_back(shop):
    clock = FakeClock()
    kept = KeptSnapshot(clock)
    kept.find(0, 1, lambda: IndexSnapshot(shop[0]))
    clock.advance(IDLE_SECONDS - 1)
    assert not kept.drop_idle()
    clock.advance(1)
    assert kept.drop_idle()
    assert not kept.is_held


def test_a_snapshot_of_many_atoms_is_not_kept(shop):
    kept = KeptSnapshot(FakeClock(), most=1)
    kept.find(0, 1, lambda: IndexSnapshot(shop[0]))
    assert not kept.is_held


def test_a_snapshot_remembers_so_many_results(shop):
    whole = IndexSnapshot(shop[0])
    for number in range(100):
        assert whole.work_out(number, partial(str, number)) == str(number)
    assert whole.work_out(99, lambda: "made again") == "99"
    assert whole.work_out(0, lambda: "made again") == "made again"


def test_a_kept_answer_of_dead_code_follows_files_that_are_not_indexed(shop):
    tree, later = shop[1], FakeClock(datetime.now(UTC) + timedelta(hours=1))
    kept = KeptSnapshot(later)
    (tree / "templates").mkdir()
    (tree / "pyproject.toml").write_text("")
    for path in (tree / "templates" / "page.html", tree / "pyproject.toml", tree / "notes.txt"):
        for text in ("", "helper buy rows page back", '[project]\nscripts = {x = "domain.shop:buy"}\n'):
            path.write_text(text)
            for _ in range(2):
                asked = {"certainty": ["certain", "likely", "possible"]}
                assert _answer(shop, kept, "dead", asked, later) == _answer(shop, None, "dead", asked)


def test_a_tree_is_settled_only_some_time_after_its_last_change(shop):
    repository, tree = shop
    settings = load_settings(Root.of(tree))
    with repository.reading():
        clock = FakeClock(datetime.now(UTC))
        view = View(repository, Root.of(tree), "", partial(freshness, repository, None), clock)
        before = TreeState.of(view, settings, ["missing/package.json"])
        assert not before.is_settled
        clock.advance(60)
        after = TreeState.of(view, settings, ["missing/package.json"])
        assert after.is_settled
        assert after.digest == before.digest
        (tree / "missing").mkdir()
        (tree / "missing" / "package.json").write_text("{}")
        assert TreeState.of(view, settings, ["missing/package.json"]).digest != before.digest
