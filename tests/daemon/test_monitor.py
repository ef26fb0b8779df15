"""What is planted in a daemon's index is found within one period, repaired, and was worth it; a healthy index is left
alone, whatever happens to the tree meanwhile.

`OMNY_CHECKS=10000` makes the storm as long as that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest

from omny.base.errors import DamagedError, OmnyError
from omny.daemon.answering import Answering
from omny.daemon.monitor import HURRY_SHARE, SHARES
from omny.daemon.stop import Stop, StopReason
from omny.integrity import ConsistencyValidator, Finding
from omny.storage.sqlite.repository import SqliteRepository
from omny.storage.stores import SqliteStore
from omny.watch.rescan import RescanReason
from tests.support.helpers import file_checks, write_tree
from tests.support.planted import DEEP, FILES, LIGHT, NUMBER_OF_ONE, ONE, PLANTED, TWO
from tests.support.projects import EDITS, LANGUAGES, Project
from tests.support.simulation import Simulated, simulated

CHECKS = int(os.environ.get("OMNY_CHECKS", "300"))


@pytest.fixture
def daemon(tree: Path) -> Iterator[Simulated]:
    """A daemon at rest, whose files are old enough for their stat to tell, and whose atoms have some history."""
    write_tree(tree, FILES)
    with simulated(tree) as started:
        started.edit(lambda root: (root / "a.py").write_text(f"\n{FILES['a.py']}"))
        started.let_doubt()
        started.check(LIGHT)
        yield started


def plant(daemon: Simulated, statements: str) -> None:
    """Does damage behind the back of everybody."""
    raw = apsw.Connection(str(daemon.root.state_file("omny.db")))
    raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    raw.execute(statements)
    raw.close()


def assert_sound(daemon: Simulated) -> None:
    daemon.settle()  # and compares with a fresh index
    with SqliteRepository.open_reading(daemon.root.state_file("omny.db")) as repository:
        files = file_checks(daemon.path, repository)
        graph = daemon.graph
        assert ConsistencyValidator(repository, graph=lambda: graph.graph, files=files).check(deep=True) == []


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found_within_a_period_and_repaired(what: str, daemon: Simulated) -> None:
    statements, period = PLANTED[what]
    daemon.check(DEEP)
    assert daemon.repository.repairs() == []
    plant(daemon, statements)
    daemon.check(period)
    repairs = daemon.repository.repairs()
    assert repairs
    assert daemon.monitor.repair_queue.problems() == ()
    assert all(row.since for row in repairs if row.kind != "cut"), "since when it can have been is told"
    assert_sound(daemon)
    before = daemon.repository.meta()
    daemon.check(DEEP)
    assert daemon.repository.meta() == before, "once is enough"


def test_a_healthy_index_is_not_touched_by_checks(daemon: Simulated) -> None:
    before = daemon.repository.meta()
    for _ in range(3):
        daemon.check(DEEP)
    assert daemon.repository.meta() == before
    checks = daemon.monitor.checks
    assert all(check.findings == 0 and check.at == check.clean for check in checks.values())


def test_a_graph_that_went_wrong_is_loaded_again(daemon: Simulated) -> None:
    spoils: tuple[Callable[[Any], Any], ...] = (
        lambda graph: graph.remove_edge(ONE, TWO),
        lambda graph: graph.connect(TWO, ONE, ("call",)),
        lambda graph: graph.add_node("ghost.py::ghost"),
        lambda graph: graph.remove_node("pkg/d.py::four"),
        lambda graph: graph.connect(ONE, TWO, ("inherit",)),
        lambda graph: graph._pred[TWO].pop(ONE),
    )
    for spoil in spoils:
        graph = daemon.graph.graph
        assert graph is not None
        spoil(graph._digraph)
        repaired = len(daemon.repository.repairs())
        daemon.check(LIGHT)
        assert len(daemon.repository.repairs()) > repaired
        assert_sound(daemon)


def test_a_light_round_after_one_that_found_nothing_compares_what_can_have_changed(daemon: Simulated) -> None:
    asked: list[int] = []
    validator = daemon.monitor._validator
    assert validator is not None
    pieces = validator._repository.atoms_piece
    validator._repository.atoms_piece = lambda after, most: asked.append(after) or pieces(after, most)  # type: ignore
    daemon.check(LIGHT)
    daemon.check(LIGHT)
    begun = len(asked)
    daemon.check(LIGHT)
    assert len(asked) == begun, "nobody has written since"
    (daemon.path / "c.py").write_text("def other():\n    pass\n")
    daemon.daemon.inbox.hint("c.py", False)
    daemon.settle()
    daemon.check(LIGHT)
    assert len(asked) > begun
    begun = len(asked)
    plant(daemon, PLANTED["missing edge"][0])
    daemon.check(LIGHT)
    assert len(asked) > begun
    assert_sound(daemon)


def test_a_file_that_changed_without_an_event_is_looked_at_and_is_no_fault(daemon: Simulated) -> None:
    (daemon.path / "c.py").write_text("def other():\n    pass\n")
    (daemon.path / "pkg/d.py").unlink()
    daemon.check(DEEP)
    assert daemon.repository.repairs() == []
    assert_sound(daemon)


def test_findings_are_told_and_left_alone_where_repair_is_off(tree: Path) -> None:
    write_tree(tree, {**FILES, ".omny.toml": "repair = false\n"})
    with simulated(tree) as daemon:
        plant(daemon, PLANTED["missing edge"][0])
        daemon.check(LIGHT)
        (problem,) = daemon.monitor.repair_queue.problems()
        assert f"missing edge {ONE} -> {TWO}" in problem
        daemon.daemon.inbox.request_rescan(RescanReason.REQUESTED)
        daemon.settle(compare=False)
        assert problem in daemon.daemon.health.problems
        assert daemon.repository.repairs() == []
        plant(daemon, f"INSERT INTO edges (source, target_id, edge_type) VALUES ({NUMBER_OF_ONE}, '{TWO}', 'call')")
        daemon.check(LIGHT)
        assert daemon.monitor.repair_queue.problems() == ()


def test_what_is_cut_off_from_a_history_is_kept_in_the_record(daemon: Simulated) -> None:
    plant(daemon, PLANTED["malformed event"][0])
    daemon.check(DEEP)
    (row,) = [row for row in daemon.repository.repairs() if row.kind == "cut"]
    assert row.place == ONE
    assert '"create"' in row.lost
    assert '"update"' in row.lost
    assert [event.source for event in daemon.repository.events(ONE)] == ["reindex"]


def test_what_comes_again_after_its_repair_ends_the_daemon_for_a_new_database(daemon: Simulated) -> None:
    plant(daemon, PLANTED["missing edge"][0])
    daemon.clock.advance(LIGHT)
    daemon.monitor.turn()
    daemon.daemon.turn()
    plant(daemon, PLANTED["missing edge"][0])
    daemon.monitor.turn()
    daemon.daemon.turn()
    assert str(daemon.daemon.stopped).startswith("damaged: missing edge")


Verified = tuple[list[Finding], list[Finding]]  # what is left, and what was repaired


def verified(daemon: Simulated, asked: Future[Verified]) -> Verified:
    """Has the loop go round until a client has its answer."""
    while not asked.done():
        for name in daemon.daemon.inbox.expected:
            daemon.source.emit_name(daemon.root.cookie_dir(), name)
        daemon.daemon.turn()
        daemon.clock.advance(0.01)
        wait([asked], 0.001)
    return asked.result()


def test_who_asks_for_a_repair_is_told_that_there_has_to_be_a_new_database_and_later_ones_get_no_answer(
    daemon: Simulated,
) -> None:
    """What they would be told is of a database that is about to be set aside."""
    verify = daemon.monitor.verify
    with ThreadPoolExecutor(1) as client:
        plant(daemon, PLANTED["missing edge"][0])
        left, repaired = verified(daemon, client.submit(verify, deep=False, mend=True, seconds=60.0))
        assert left == []
        assert "missing edge" in {each.kind for each in repaired}
        plant(daemon, PLANTED["missing edge"][0])
        left, repaired = verified(daemon, client.submit(verify, deep=False, mend=True, seconds=60.0))
        assert "missing edge" in {each.kind for each in left}
        assert repaired == []
        assert str(daemon.daemon.stopped).startswith("damaged: missing edge")
        later = client.submit(verify, deep=False, mend=False, seconds=60.0)
        assert not wait([later], 0.5).done
        daemon.daemon.stop(Stop(StopReason.REQUESTED))
        with pytest.raises(OmnyError, match="the daemon has stopped: damaged"):
            later.result()


def test_what_a_new_database_does_not_cure_is_no_longer_answered_from(daemon: Simulated) -> None:
    daemon.monitor.repair_queue._rebuilt_at = daemon.clock.monotonic()
    answering = Answering(daemon.root, SqliteStore.of(daemon.root), daemon.daemon, daemon.graph, daemon.monitor, "")
    assert answering.answer("status", {}, None)["atoms"]
    plant(daemon, PLANTED["missing edge"][0])
    daemon.clock.advance(LIGHT)
    daemon.monitor.turn()
    daemon.daemon.turn()
    plant(daemon, PLANTED["missing edge"][0])
    daemon.monitor.turn()
    daemon.daemon.turn()
    assert not daemon.daemon.stopped
    with pytest.raises(DamagedError, match="move the database aside"):
        answering.answer("status", {}, None)
    assert "missing edge" in "".join(answering.answer("daemon", {}, None)["problems"])
    answering.close()


def test_a_slice_is_short_and_the_rest_after_it_long(daemon: Simulated) -> None:
    pieces = 0

    def piece() -> Iterator[list[Finding]]:
        nonlocal pieces
        while True:
            daemon.clock.advance(0.006)
            pieces += 1
            yield []

    validator = daemon.monitor._validator
    assert validator is not None
    validator.light = piece  # type: ignore[method-assign]
    daemon.clock.advance(LIGHT)
    begun = daemon.clock.monotonic()
    again = daemon.monitor.turn()
    assert pieces == 4
    assert again == pytest.approx(begun + 0.024 + 0.024 / SHARES["light"])
    assert daemon.monitor.turn() == again
    assert pieces == 4


def test_a_light_round_that_is_late_goes_in_turns_with_the_deep_one(daemon: Simulated) -> None:
    done: list[str] = []

    def walk(name: str) -> Iterator[list[Finding]]:
        while True:
            daemon.clock.advance(0.03)
            done.append(name)
            yield []

    validator = daemon.monitor._validator
    assert validator is not None
    validator.light = lambda: walk("light")  # type: ignore[method-assign]
    validator.deep = lambda: walk("deep")  # type: ignore[method-assign]
    daemon.clock.advance(DEEP)
    for _ in range(60):
        daemon.clock.advance(0.03 / SHARES["light"])
        daemon.monitor.turn()
        daemon.settle(compare=False)
    assert done[:5] == ["light"] * 5, "which shall be in time"
    assert done[-6:] in (["light", "deep"] * 3, ["deep", "light"] * 3)


def test_checks_wait_while_something_is_pending(daemon: Simulated) -> None:
    before = daemon.monitor.checks
    daemon.clock.advance(DEEP)
    daemon.daemon.inbox.hint("a.py", False)
    assert daemon.monitor.turn() == pytest.approx(daemon.clock.monotonic() + 0.25)
    assert daemon.monitor.checks == before
    daemon.settle()
    daemon.check()
    assert daemon.monitor.checks != before


@pytest.mark.slow
def test_a_storm_of_edits_causes_no_finding(tree: Path) -> None:
    random = Random(1)
    with simulated(tree) as daemon:
        for number in range(CHECKS):
            if number % 50 == 0:
                project = Project(LANGUAGES[number // 50 % len(LANGUAGES)])
                daemon.repository.prune(daemon.repository.meta().generation)
            for name in random.sample(sorted(EDITS), 2):
                EDITS[name](project, random)
            hints = daemon.change(project.write)
            told = [hint for hint in hints if random.random() < 0.8]  # some events come late
            daemon.tell(told)
            daemon.clock.advance(DEEP if number % 2 else LIGHT)
            for _ in range(random.randrange(4)):
                daemon.monitor.turn()
                daemon.daemon.turn()
                daemon.clock.advance(0.03)
            daemon.tell([hint for hint in hints if hint not in told])
            daemon.settle(compare=False)
            daemon.check()
            assert daemon.repository.repairs() == [], number
            assert daemon.monitor.repair_queue.problems() == ()
        assert_sound(daemon)


def test_a_check_that_a_daemon_waits_for_before_it_dozes_is_made_at_once_and_faster(daemon: Simulated) -> None:
    """One of 20,000 atoms dozed each time before its check had ended."""
    monitor, clock = daemon.monitor, daemon.clock
    daemon.edit(lambda root: (root / "a.py").write_text(f"\n\n{FILES['a.py']}"))
    written = clock.monotonic()
    clock.advance(1)
    assert not monitor.is_checked_since(written)
    assert monitor.called.is_set()
    assert monitor.turn() <= clock.monotonic() + 1 / HURRY_SHARE
    while not monitor.is_checked_since(written):
        clock.advance(max(0.0, monitor.turn() - clock.monotonic()))
    assert clock.monotonic() < written + LIGHT / 2
    monitor.called.clear()
    assert monitor.is_checked_since(written)
    assert not monitor.called.is_set()
    assert not monitor.is_checked_since(clock.monotonic() + 1)
