"""A change costs what it changes: what is parsed, resolved and written for it, and what is not.

What is asserted is the work, not only the result; the result is compared with a fresh index by `settle` each time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import apsw
import pytest

from omny.base.errors import StorageError
from omny.daemon.events import HeadMoved, StopRequested
from omny.daemon.loop import FIRST_RETRY_SECONDS, MAX_RETRY_SECONDS, TICK_SECONDS
from omny.daemon.polling import POLL_SECONDS
from omny.pipeline.indexer import PassReport
from omny.pipeline.ledger import RACY_NS
from omny.storage.port.records import AtomEvent
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.alternatives import PYTHON, first_of
from tests.support.faults import Rough, rough
from tests.support.helpers import everything, index_tree, write_tree

CALLERS = {f"caller{i}.py": f"from target import one\n\n\ndef f{i}():\n    return one()\n" for i in range(4)}
TARGET = "def one():\n    return 1\n\n\ndef two():\n    return 2\n"


class Work:
    """What was done for one change."""

    def __init__(self, daemon: Rough, passes: list[PassReport], events: list[AtomEvent], generations: int) -> None:
        self.parsed = sum(each.parsed for each in passes)
        self.resolved = sum(each.resolved for each in passes)
        self.passes = len(passes)
        self.generations = generations
        self.events = sorted((event.operation, event.atom_id) for event in events)
        self.written = [text.split()[0] + " " + _table(text) for text in daemon.faults.statements if _is_write(text)]
        self.asked = list(daemon.disk.calls)

    @property
    def nothing(self) -> bool:
        return not (self.generations or self.events or self.written)


def _is_write(statement: str) -> bool:
    return statement.split()[0] in ("INSERT", "UPDATE", "DELETE") and "staged" not in statement.split()[:3]


def _table(statement: str) -> str:
    words = [word for word in statement.split() if word not in ("OR", "IGNORE", "INTO", "FROM")]
    return words[1]


class Watched(Rough):
    """A daemon that notes its passes."""

    def begin(self) -> None:
        self.passes: list[PassReport] = []
        super().begin()
        run = self.daemon._pass

        def noting(below: set[str] | None) -> PassReport:
            self.passes.append(run(below))
            return self.passes[-1]

        self.daemon._pass = noting  # type: ignore[method-assign]

    def work_of(self, files: dict[str, str | None]) -> Work:
        """Writes the files (None: removes), and lets the daemon come to rest; what that took."""

        def act(root: Path) -> None:
            for path, content in files.items():
                if content is None:
                    (root / path).unlink()
                else:
                    write_tree(root, {path: content})

        return self.work(lambda: self.tell(self.change(act)))

    def work(self, act: Callable[[], object]) -> Work:
        """What comes of that."""
        self.passes.clear()
        self.faults.statements.clear()
        self.disk.calls.clear()
        before, events = self.repository.meta().generation, len(list(self.repository.events()))
        act()
        self.settle(compare=False)
        meta = self.repository.meta()
        work = Work(self, self.passes[:], list(self.repository.events())[events:], meta.generation - before)
        self.compare()
        return work


@pytest.fixture
def daemon(tree: Path) -> Iterator[Watched]:
    """Of a small tree: four files call a function of a fifth."""
    write_tree(tree, {"target.py": TARGET, **CALLERS, "notes.txt": "x", ".gitignore": "ignored/\n"})
    (tree / "ignored").mkdir()
    made = Watched(tree)
    made.settle()
    yield made
    made.close()


def test_an_edit_of_one_body_parses_resolves_and_writes_that_alone(daemon):
    work = daemon.work_of({"target.py": TARGET.replace("return 1", "return 10")})
    assert (work.parsed, work.resolved, work.passes, work.generations) == (1, 1, 1, 1)
    assert work.events == [("update", "target.py::one")]
    assert ("open", "caller0.py") not in work.asked  # not even looked at
    assert {path for _, path in work.asked} == {"target.py"}


def test_an_edit_is_one_transaction(daemon):
    daemon.faults.statements.clear()
    daemon.edit(lambda root: (root / "target.py").write_text("def one():\n    return 3\n"))
    assert [text for text in daemon.faults.statements if text.startswith(("BEGIN IMMEDIATE", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


def test_an_edit_writes_only_the_rows_of_what_changed(daemon):
    before = {stored.atom.id: stored for stored in daemon.repository.atoms()}
    daemon.work_of({"target.py": TARGET.replace("return 2", "return 20")})
    after = {stored.atom.id: stored for stored in daemon.repository.atoms()}
    changed = {id_ for id_ in after if after[id_] != before.get(id_)}
    assert "target.py::two" in changed
    assert changed <= {"target.py::two", "target.py::<module>"}
    assert after["target.py::two"].version == 2


def test_a_touch_writes_nothing_and_parses_nothing(daemon):
    work = daemon.work(lambda: daemon.tell(daemon.change(lambda root: os.utime(root / "target.py"))))
    assert work.nothing
    assert (work.parsed, work.resolved, work.passes) == (0, 0, 1)


@pytest.mark.parametrize("broken", [")) (( :\n", "\0\0\0binary"])
def test_a_touch_of_a_file_that_is_kept_or_left_out_writes_nothing_either(daemon, broken):
    assert daemon.work_of({"target.py": broken}).generations == 1
    for _ in range(2):
        work = daemon.work(lambda: daemon.tell(daemon.change(lambda root: os.utime(root / "target.py"))))
        assert work.nothing


def test_a_look_at_everything_opens_no_file_that_is_as_it_was(daemon):
    time.sleep(RACY_NS / 1e9)
    daemon.let_doubt()  # now all have a stat that proves something
    daemon.disk.calls.clear()
    daemon.let_doubt()
    assert [path for what, path in daemon.disk.calls if what == "open" and path.endswith(".py")] == []


def test_a_comment_at_the_end_changes_no_function(daemon):
    work = daemon.work_of({"target.py": TARGET + "# a word\n"})
    assert (work.parsed, work.resolved) == (1, 1)
    assert {id_ for _, id_ in work.events} <= {"target.py::<module>"}


def test_a_comment_above_moves_what_is_below_and_resolves_nobody_else(daemon):
    work = daemon.work_of({"target.py": "# a word\n" + TARGET})
    assert (work.parsed, work.resolved) == (1, 1)
    assert {id_ for _, id_ in work.events} <= {f"target.py::{name}" for name in ("<module>", "one", "two")}
    moved = [event for event in daemon.repository.events("target.py::one") if event.operation == "update"]
    assert set(json.loads(moved[-1].delta)) == {"line", "end_line"}


def test_a_name_that_was_looked_for_in_vain_resolves_exactly_who_looked(daemon):
    daemon.work_of({"seeker.py": "from target import three\n\n\ndef seek():\n    return three()\n"})
    work = daemon.work_of({"target.py": TARGET + "\n\ndef three():\n    return 3\n"})
    assert (work.parsed, work.resolved) == (1, 2)
    assert ("update", "seeker.py::seek") in work.events
    assert not [id_ for _, id_ in work.events if id_.startswith("caller")]


def test_a_file_that_was_looked_for_in_vain_resolves_exactly_who_looked(daemon):
    daemon.work_of({"seeker.py": "from later import three\n\n\ndef seek():\n    return three()\n"})
    work = daemon.work_of({"later.py": "def three():\n    return 3\n"})
    assert (work.parsed, work.resolved) == (1, 2)


def test_a_signature_that_nobody_asks_for_resolves_nobody_else(daemon):
    work = daemon.work_of({"target.py": TARGET.replace("def two():", "def two(extra):")})
    assert (work.parsed, work.resolved) == (1, 1)


def test_a_commit_in_git_without_a_change_writes_no_event(daemon):
    def commit() -> None:
        git = daemon.path / ".git"
        git.mkdir()
        (git / "HEAD").write_text("1" * 40)
        daemon.daemon.inbox.post(HeadMoved())

    work = daemon.work(commit)
    assert (work.parsed, work.resolved, work.events, work.generations) == (0, 0, [], 1)
    assert {text.split()[1] for text in work.written} <= {"meta", "generations"}
    assert daemon.repository.meta().indexed_head == "1" * 40


@pytest.mark.parametrize("path", ["notes.txt", "ignored/a.py", "ignored/deep/b.py", "node_modules/x/index.js"])
def test_an_edit_of_what_is_left_out_does_nothing(daemon, path):
    work = daemon.work_of({path: "def one():\n    return 1\n"})
    assert work.nothing
    assert (work.parsed, work.resolved) == (0, 0)
    work = daemon.work(lambda: daemon.source.emit(path))  # even if somebody tells
    assert work.nothing


def test_the_same_batch_twice_changes_nothing(tree):
    write_tree(tree, first_of(PYTHON))
    with rough(tree) as daemon:
        before = everything(daemon.repository)
        for _ in range(2):
            for path in first_of(PYTHON):
                daemon.source.emit(path)
            daemon.settle()
            assert everything(daemon.repository) == before


@pytest.mark.slow
def test_a_thousand_files_to_another_content_and_back_parse_nothing_on_the_way_back(tree):
    """As a switch to another branch and back."""
    here = {f"d{i % 10}/m{i}.py": f"def f{i}():\n    return {i}\n" for i in range(1000)}
    there = {path: text.replace("return", "return -") for path, text in here.items()}
    write_tree(tree, here)
    daemon = Watched(tree)
    daemon.settle()
    try:
        away = daemon.work(lambda: daemon.tell(daemon.change(lambda _: write_tree(tree, there))))
        assert (away.parsed, away.generations) == (1000, 1)
        back = daemon.work(lambda: daemon.tell(daemon.change(lambda _: write_tree(tree, here))))
        assert (back.parsed, back.generations) == (0, 1)
    finally:
        daemon.close()


# ── when it fails ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_lost_while_the_store_fails_and_the_waits_double(daemon):
    failures = 12
    daemon.faults.before_apply += [StorageError("write index", "the disk is full")] * failures
    text = TARGET.replace("return 1", "return 11")
    daemon.tell(daemon.change(lambda root: (root / "target.py").write_text(text)))
    waiter = daemon.daemon.sync()
    tried: list[float] = []
    while daemon.faults.before_apply:
        left = len(daemon.faults.before_apply)
        daemon.daemon.turn()
        if len(daemon.faults.before_apply) < left:
            tried.append(daemon.clock.monotonic())
            assert "target.py" in daemon.daemon.inbox.list_pending().paths
            assert any("the disk is full" in problem for problem in daemon.daemon.health.problems)
            assert daemon.daemon.health.failures == len(tried)
            assert not waiter.done.is_set()
        daemon.clock.advance(0.01 if len(tried) < 6 else 0.1)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    expected = [min(FIRST_RETRY_SECONDS * 2**n, MAX_RETRY_SECONDS) for n in range(failures - 1)]
    assert waits == pytest.approx(expected, abs=0.11)
    daemon.clock.advance(MAX_RETRY_SECONDS)
    daemon.settle()
    assert waiter.done.is_set()
    assert waiter.meta == daemon.repository.meta()
    assert daemon.daemon.health.problems == ()
    assert daemon.daemon.health.failures == 0


def test_who_waits_is_answered_after_the_store_has_recovered(daemon):
    daemon.faults.before_apply += [StorageError("write index", "x")] * 3
    daemon.tell(daemon.change(lambda root: (root / "target.py").write_text("def other():\n    return 1\n")))
    meta = daemon.sync()
    assert meta == daemon.repository.meta()
    assert daemon.repository.get("target.py::other") is not None


def test_a_commit_that_raised_and_is_durable_is_not_made_twice(daemon):
    daemon.faults.after_apply.append(StorageError("write index", "the connection broke"))
    work = daemon.work_of({"target.py": TARGET.replace("return 1", "return 12")})
    assert work.generations == 1
    assert [operation for operation, id_ in work.events if id_ == "target.py::one"] == ["update"]


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_what_another_process_wrote_is_read_before_it_is_believed(daemon, failures):
    """Disk to one content, indexed by another process, and back: the daemon knows the disk, and not the index. Also
    where reading the ledger anew fails at first."""
    write_tree(daemon.path, {"target.py": "def other():\n    return 1\n"})
    with SqliteRepository.open(daemon.root.state_file("omny.db")) as beside:
        index_tree(daemon.path, beside)
    write_tree(daemon.path, {"target.py": TARGET})
    daemon.source.emit("target.py")
    left = [apsw.IOError] * failures
    daemon.faults.fails = lambda statement: left.pop() if left and "FROM files ORDER BY path" in statement else None
    daemon.clock.advance(1)
    daemon.settle()
    assert not left
    assert daemon.repository.get("target.py::one") is not None


def test_a_commit_of_another_process_is_in_the_graph_although_nothing_is_left_to_do(daemon):
    """Its generation is the next one: an empty change would fit."""
    daemon.tell(daemon.change(lambda root: write_tree(root, {"target.py": "def other():\n    return 1\n"})))
    with SqliteRepository.open(daemon.root.state_file("omny.db")) as beside:
        index_tree(daemon.path, beside)
    daemon.settle()
    assert daemon.repository.meta().generation == 2


def test_who_waits_while_no_cookie_can_be_written_gets_a_look_at_everything(daemon):
    write_tree(daemon.path, {"target.py": "def other():\n    return 1\n"})  # nobody tells
    cookies = daemon.root.cookie_dir()
    cookies.rmdir()
    cookies.touch()
    waiter = daemon.daemon.sync()
    daemon.settle()
    assert waiter.meta == daemon.repository.meta()
    assert daemon.repository.get("target.py::other") is not None


def test_what_was_asked_for_after_something_that_fails_is_done_all_the_same(daemon):
    daemon.faults.fails = lambda _: apsw.IOError
    (daemon.path / ".git").mkdir()
    for event in (HeadMoved(), StopRequested()):
        daemon.daemon.inbox.post(event)
    daemon.daemon.turn()
    daemon.faults.fails = lambda _: None
    assert daemon.daemon.stopped


# ── settings, and what cannot be watched ─────────────────────────────────────────────────────────────────────────────


def test_broken_settings_keep_the_old_ones_and_say_so(daemon):
    daemon.work_of({".omny.toml": 'exclude = ["caller0.py"]\n'})
    assert daemon.repository.get("caller0.py::f0") is None
    daemon.work_of({".omny.toml": "exclude = [\n"})
    assert daemon.repository.get("caller0.py::f0") is None
    assert [problem for problem in daemon.daemon.health.problems if "the settings before are in use" in problem]
    daemon.work_of({".omny.toml": None})
    assert daemon.repository.get("caller0.py::f0") is not None
    assert daemon.daemon.health.problems == ()


def test_settings_whose_event_was_lost_are_found_with_the_rest(daemon):
    write_tree(daemon.path, {".omny.toml": 'exclude = ["caller0.py"]\n'})
    daemon.source.emit_lost()
    daemon.settle()
    assert daemon.repository.get("caller0.py::f0") is None


def test_settings_that_cannot_be_put_in_force_yet_lose_no_hint(daemon):
    """The database fails at the moment at which a new indexer reads the ledger."""
    hints = daemon.change(
        lambda root: write_tree(
            root, {".omny.toml": 'exclude = ["caller0.py"]\n', "new.py": "def n():\n    return 1\n"}
        )
    )
    daemon.tell(hints)
    daemon.faults.fails = lambda _: apsw.IOError
    daemon.clock.advance(1)
    daemon.daemon.turn()
    assert "new.py" in daemon.daemon.inbox.list_pending().paths
    daemon.faults.fails = lambda _: None
    daemon.settle()
    assert daemon.repository.get("new.py::n") is not None
    assert daemon.repository.get("caller0.py::f0") is None


def test_directories_that_cannot_be_watched_are_looked_at_every_few_seconds(daemon):
    daemon.source.limits = frozenset({""})
    write_tree(daemon.path, {"target.py": "def found():\n    return 1\n"})  # nobody tells
    daemon.clock.advance(POLL_SECONDS)
    daemon.daemon.turn()
    daemon.settle()
    assert daemon.repository.get("target.py::found") is not None


def test_a_rule_in_a_root_that_cannot_be_watched_is_found_as_quickly(daemon):
    daemon.source.limits = frozenset({""})
    write_tree(daemon.path, {".gitignore": "caller*.py\n"})
    daemon.clock.advance(POLL_SECONDS)
    daemon.daemon.turn()
    daemon.settle()
    assert daemon.repository.get("caller0.py::f0") is None


def test_only_what_cannot_be_watched_is_looked_at(tree):
    write_tree(tree, {"seen/a.py": "x = 1\n", "unseen/b.py": "x = 1\n", "unseen/deep/c.py": "x = 1\n"})
    with rough(tree) as daemon:
        daemon.source.limits = frozenset({"unseen"})
        daemon.disk.calls.clear()
        daemon.clock.advance(POLL_SECONDS)
        daemon.daemon.turn()
        daemon.settle(compare=False)
        assert {path for what, path in daemon.disk.calls if what == "scandir"} == {"unseen", "unseen/deep"}


def test_a_source_that_died_is_replaced_and_everything_is_looked_at_again(daemon):
    dead = daemon.source
    dead.die()
    write_tree(daemon.path, {"target.py": "def found():\n    return 1\n", "sub/new.py": "def made():\n    return 1\n"})
    daemon.clock.advance(TICK_SECONDS)
    daemon.daemon.turn()
    daemon.settle()
    assert daemon.source is not dead
    assert daemon.source.is_alive()
    assert {"", "sub"} <= set(daemon.source.watched_trees())
    assert daemon.repository.get("target.py::found") is not None
    assert daemon.repository.get("sub/new.py::made") is not None


def test_a_directory_that_cannot_be_reached_is_not_taken_for_deleted(tree):
    """Case: a hint of a file below a directory whose parent cannot be searched at the moment."""
    write_tree(tree, {"a/b/c.py": "def f():\n    return 1\n", "use.py": "from a.b.c import f\nf()\n"})
    with rough(tree) as daemon:
        daemon.disk.faults["a"] = 13
        daemon.source.emit("a/b/c.py")
        daemon.settle(compare=False)
        assert daemon.repository.get("a/b/c.py::f") is not None
        daemon.disk.faults.clear()
        daemon.let_doubt()
        assert daemon.repository.get("a/b/c.py::f") is not None
