"""A pass over many files costs what they cost, says how far it is, and can be ended at any moment."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from omny.base import progress
from omny.base.config import Settings
from omny.base.errors import InterruptedRun
from omny.base.paths import Root
from omny.base.progress import Step
from omny.daemon.events import StopRequested
from omny.model.events import MOVED_FROM, MOVED_TO
from omny.pipeline import delta_analyzer as analyze
from omny.pipeline import ledger
from omny.pipeline.indexer import Indexer, index, run_until_sure
from omny.storage.sqlite import writer as sqlite_writer
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import (
    assert_equals_fresh,
    dumped,
    everything,
    fresh_dump,
    in_process,
    index_tree,
    write_tree,
)
from tests.support.simulation import Simulated

FEW, MANY = 40, 160

CALLS_A_FILE = 10
"""Calls a file that a pass may make without a look, to sort and count its lists: a microsecond. Linking takes 300."""

WHOLE_TABLES = re.compile(
    r"SCAN (atoms|files|facts|names|dependencies|edges|unresolved|atom_events|atom_snapshots|[af])\b"
)

COUNTS = re.compile(
    r"SELECT (count|type|edge_type|language|status|coalesce\(sum)\b"
    r"|SELECT EXISTS \(SELECT 1 FROM \w+\)$"  # whether a table is empty: it reads one row
)
"""Asked for once a pass, where it takes much away or tells what the index then holds."""

Change = Callable[[Path], object]


@pytest.fixture(autouse=True)
def _no_file_is_racy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written just before is not hashed again, which a slow machine does less often."""
    monkeypatch.setattr(ledger, "RACY_NS", -(10**18))


def rename(tree: Path) -> None:
    (tree / "one").rename(tree / "two")


def delete(tree: Path) -> None:
    shutil.rmtree(tree / "one")


def add(tree: Path) -> None:
    shutil.copytree(tree / "one", tree / "more")


def tree_of(path: Path, files: int, beside: int) -> Path:
    """A folder of files that import each other, beside another one."""
    for folder, count in (("one", files), ("rest", beside)):
        for number in range(count):
            following = (number + 1) % count
            text = f"from {folder}.f{following} import g{following}\n\n\ndef g{number}():\n    return g{following}()\n"
            write_tree(path, {f"{folder}/f{number}.py": text})
    return path


class Measured:
    """The statements of SQLite that a block runs: steps of its virtual machine by their text."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.steps: Counter[str] = Counter()
        self._connection = connection

    @property
    def total(self) -> int:
        return self.steps.total()

    @contextmanager
    def on(self) -> Iterator[None]:
        self._connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._heard)
        try:
            yield
        finally:
            self._connection.trace_v2(0, None)

    def _heard(self, event: dict[str, object]) -> None:
        status, sql = event.get("stmt_status"), str(event.get("sql"))
        if isinstance(status, dict) and "'main'." not in sql:  # FTS5 counts its own from their first run on
            self.steps[sql] += status["SQLITE_STMTSTATUS_VM_STEP"]

    def scans(self) -> list[str]:
        """What reads a table from end to end, as SQLite plans it."""
        found = []
        for sql in self.steps:
            if re.match("SELECT|INSERT|UPDATE|DELETE", sql) and not COUNTS.match(sql):
                named = dict.fromkeys(re.findall(r"(?<!:):([a-z]+)", sql))
                positional = set(re.findall(r"\?(?:\d+|(?!\d))", sql)) - {"?"} or re.findall(r"\?", sql)
                bindings = named or (None,) * len(positional)
                plan = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", bindings)
                found += [f"{row[3]}: {sql}" for row in plan if WHOLE_TABLES.match(row[3])]
        return found


def measured(path: Path, change: Change, files: int, beside: int) -> tuple[int, list[str]]:
    """The steps that the pass after a change takes, and what it reads from end to end."""
    tree = tree_of(path, files, beside)
    repository = SqliteRepository.in_memory()
    indexer = Indexer(Root.of(tree), repository, settings=Settings(), jobs=1, executors=in_process)
    run_until_sure(indexer)
    change(tree)
    taken = Measured(repository.connection)
    with taken.on():
        run_until_sure(indexer)
    assert_equals_fresh(tree, repository)
    found = taken.scans()
    repository.close()
    return taken.total, found


@pytest.mark.parametrize("change", [rename, delete, add])
def test_what_a_pass_asks_of_the_database_grows_as_its_files_do(tmp_path: Path, change: Change) -> None:
    few, scans = measured(tmp_path / "few", change, FEW, FEW)
    many, _ = measured(tmp_path / "many", change, MANY, FEW)
    beside, _ = measured(tmp_path / "beside", change, FEW, MANY)
    assert many < 1.1 * (MANY / FEW) * few
    assert beside < 1.2 * few
    assert not scans


def test_pruning_looks_at_each_event_once(tmp_path: Path) -> None:
    steps = []
    for files in (FEW, MANY):
        tree = tree_of(tmp_path / str(files), files, 1)
        repository = SqliteRepository.in_memory()
        index_tree(tree, repository)
        rename(tree)
        index_tree(tree, repository)
        taken = Measured(repository.connection)
        with taken.on():
            repository.prune(2)
        steps.append(taken.total)
        repository.close()
    assert steps[1] < 1.1 * (MANY / FEW) * steps[0]


def test_a_renamed_directory_is_one_commit_whose_events_name_both_ends(tree: Path, tmp_path: Path) -> None:
    tree_of(tree, FEW, 1)
    with SqliteRepository.in_memory() as repository:
        index_tree(tree, repository)
        rename(tree)
        index_tree(tree, repository)
        events = list(repository.events(after=1))
        assert {event.transaction_id for event in events} == {2}
        gone = [event for event in events if event.operation == "delete"]
        come = [event for event in events if event.operation == "create"]
        assert len(gone) == len(come) == 2 * FEW
        assert all(f'"{MOVED_TO}":"two/{event.atom_id.removeprefix("one/")}"' in event.delta for event in gone)
        assert all(f'"{MOVED_FROM}":"one/{event.atom_id.removeprefix("two/")}"' in event.delta for event in come)
        copy = shutil.copytree(tree, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".omny"))
        assert dumped(repository) == fresh_dump(copy)


@pytest.mark.parametrize("step", list(Step))
def test_a_pass_that_is_ended_at_any_step_changes_nothing(
    tree: Path, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "HEARTBEAT_STEPS", 20)
    tree_of(tree, FEW, 4)
    with SqliteRepository.in_memory() as repository:
        index_tree(tree, repository)
        rename(tree)
        write_tree(tree, {"two/new.py": "def new():\n    return 1\n"})  # what is renamed only is not read again
        before, heard = everything(repository), Counter[Step]()

        def end(at: Step, *_: int) -> None:
            heard[at] += 1
            if at == step and heard[at] == (400 if at is Step.WRITING else 1):  # in the middle of a statement
                raise KeyboardInterrupt

        with pytest.raises(InterruptedRun):
            index(Root.of(tree), repository, settings=Settings(), jobs=1, progress=end, executors=in_process)
        assert everything(repository) == before
        index_tree(tree, repository)
        assert_equals_fresh(tree, repository)


def test_the_steps_of_a_pass_are_told_in_order_with_counts_that_go_up(tree: Path) -> None:
    tree_of(tree, FEW, 1)
    heard: list[tuple[Step, int, int]] = []
    with SqliteRepository.in_memory() as repository:
        index(
            Root.of(tree),
            repository,
            settings=Settings(),
            jobs=1,
            progress=lambda step, done, total, _: heard.append((step, done, total)),
            executors=in_process,
        )
    order = list(Step)
    assert [order.index(step) for step, _, _ in heard] == sorted(order.index(step) for step, _, _ in heard)
    for step in (Step.READING, Step.LINKING):
        done = [done for at, done, _ in heard if at == step]
        assert done == sorted(done)
        assert {total for at, _, total in heard if at == step} == {FEW + 1}


def test_a_daemon_that_is_told_to_stop_ends_while_it_writes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_writer, "HEARTBEAT_STEPS", 20)
    tree_of(tree, FEW, 1)
    simulated = Simulated(tree)
    simulated.settle()
    generation = simulated.repository.meta().generation
    told: list[Step | None] = []

    def stop(_cursor: apsw.Cursor, sql: str, _bindings: object) -> bool:
        if sql.startswith("DELETE FROM atoms "):
            told.append(simulated.daemon.health.step)
            simulated.daemon.inbox.post(StopRequested())
        return True

    simulated.repository.connection.exec_trace = stop
    simulated.tell(simulated.change(rename))
    while not simulated.daemon.stopped:
        simulated.turn()
        simulated.clock.advance(0.01)
    assert told == [Step.WRITING]
    assert simulated.daemon.health.step is None
    assert simulated.repository.meta().generation == generation
    simulated.crash()
    again = Simulated(tree)
    again.settle()  # compares
    again.crash()


class Looks:
    """Counts what a pass does between two looks at whether it is to end: calls of functions, of Python and of C."""

    def __init__(self) -> None:
        self.most, self._calls = 0, 0

    def look(self, step: Step, *_: object) -> None:
        if step is not Step.READING:  # what parses is another process, a batch of a bounded size at a time
            self.most = max(self.most, self._calls)
        self._calls = 0

    @contextmanager
    def on(self) -> Iterator[None]:
        sys.setprofile(self._heard)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _heard(self, _frame: object, event: str, _what: object) -> None:
        self._calls += event in ("call", "c_call")


def most_between_looks(path: Path, change: Change, files: int) -> tuple[int, int]:
    """The most calls between two looks, up to the commit, in the pass after a change; the most keys asked at once."""
    tree = tree_of(path, files, 4)
    with SqliteRepository.in_memory() as repository:
        indexer = Indexer(Root.of(tree), repository, settings=Settings(), jobs=1, executors=in_process)
        run_until_sure(indexer)
        change(tree)
        looks, asked, dependants = Looks(), [0], repository.dependants

        def counted(keys: Collection[int]) -> set[str]:
            asked.append(len(keys))
            return dependants(keys)

        with looks.on(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(repository, "dependants", counted)
            run_until_sure(indexer, progress=looks.look)
        return looks.most, max(asked)


def move_lines(tree: Path) -> None:
    for file in (tree / "one").iterdir():
        file.write_text(f"\n{file.read_text()}")


@pytest.mark.parametrize("change", [rename, delete, add, move_lines])
def test_the_work_between_two_looks_at_a_stop_does_not_grow_with_the_files(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOOK_UNITS", 10)
    monkeypatch.setattr(analyze, "LOOK_UNITS", 10)
    few, _ = most_between_looks(tmp_path / "few", change, FEW)
    many, keys = most_between_looks(tmp_path / "many", change, MANY)
    assert many <= few + CALLS_A_FILE * (MANY - FEW)
    assert keys <= 10


def test_a_daemon_that_is_told_to_stop_in_a_pass_reads_nothing_again(tree: Path) -> None:
    tree_of(tree, FEW, 1)
    simulated = Simulated(tree)
    simulated.settle()
    simulated.tell(simulated.change(rename))
    daemon, read = simulated.daemon, list[str]()

    def heard(_cursor: apsw.Cursor, sql: str, _bindings: object) -> bool:
        if daemon.inbox.is_posted(StopRequested()) and daemon.health.step is None:
            read.append(sql)
        elif daemon.health.step is Step.LINKING:
            daemon.inbox.post(StopRequested())
        return True

    simulated.repository.connection.exec_trace = heard
    while not daemon.stopped:
        simulated.turn()
        simulated.clock.advance(0.01)
    simulated.repository.connection.exec_trace = None
    assert daemon.health.passes == 1
    assert not read
    simulated.crash()
    again = Simulated(tree)
    again.settle()  # compares
    again.crash()
