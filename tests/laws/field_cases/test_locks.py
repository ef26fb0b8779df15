"""Mechanism 8: who may write, who waits, and what is left of those that are gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from omny.base.errors import BusyError
from omny.base.lock import LOCK_NAME, DaemonLock, holder
from omny.base.paths import DATABASE_NAME, Root
from omny.integrity import ConsistencyValidator
from omny.storage.sqlite import connection as sqlite_connection
from omny.storage.sqlite import repository as sqlite
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.faults import rough
from tests.support.field_cases import append, callers, files_of, ids, put, put_all, remove
from tests.support.helpers import assert_equals_fresh, dumped, index_tree, write_tree
from tests.support.packages import SIGNED
from tests.support.places import TOP
from tests.support.simulation import Simulated, simulated


class Impatient(Simulated):
    """A daemon that waits for nobody's lock."""

    def open_repository(self, database: Path) -> SqliteRepository:
        return SqliteRepository.open(database, busy_timeout_seconds=0.01)


def test_case_043_what_changed_while_another_run_held_the_lock_is_remembered_until_it_is_committed(tree):
    write_tree(tree, SIGNED)
    daemon = Impatient(tree)
    try:
        daemon.settle()
        before = dumped(daemon.repository)
        with closing(apsw.Connection(str(daemon.root.state_file(DATABASE_NAME)))) as other:
            other.execute("BEGIN IMMEDIATE")
            for act in (remove("pkg/timed.py"), remove("tests"), append("pkg/exc.py", text="\n\nx = 1\n")):
                daemon.tell(daemon.change(act))
                daemon.clock.advance(1)
                daemon.daemon.turn()
            assert dumped(daemon.repository) == before
            assert {"pkg/timed.py", "tests", "pkg/exc.py"} <= set(daemon.daemon.inbox.list_pending().paths)
            assert any("another process" in problem for problem in daemon.daemon.health.problems)
        daemon.settle()
        assert files_of(daemon.repository) == {path for path in SIGNED if "timed" not in path and "test" not in path}
        assert daemon.daemon.health.problems == ()
    finally:
        daemon.close()


def test_case_068_a_reader_sees_the_last_commit_whatever_the_log_holds_and_whoever_reads_it(tree):
    write_tree(tree, {"a.py": "def f():\n    return 1\n"})
    with simulated(tree) as daemon:
        path = daemon.root.state_file(DATABASE_NAME)
        with SqliteRepository.open_reading(path) as early:
            with early.reading():
                assert callers(early, "a.py::f") == []  # from here on it sees this state
                for number in range(5):
                    daemon.edit(put(f"new{number}.py", "from a import f\nf()\n"))
                    with SqliteRepository.open_reading(path) as late:
                        assert len(callers(late, "a.py::f")) == number + 1
                assert callers(early, "a.py::f") == []
            assert len(callers(early, "a.py::f")) == 5
            assert Path(f"{path}-wal").stat().st_size > 0


@pytest.fixture
def small_log(monkeypatch) -> int:
    """A log that is long after some commits; its limit in bytes."""
    limit = 512 * 1024
    monkeypatch.setattr(sqlite, "CHECKPOINT_PAGES", 16)
    monkeypatch.setattr(sqlite, "WAL_LIMIT_BYTES", limit)
    monkeypatch.setattr(sqlite_connection, "WAL_LIMIT_BYTES", limit)
    return limit


def test_case_097_the_log_stays_short_while_others_read(tree, tmp_path, small_log):
    def files(word: str) -> dict[str, str]:
        return {f"f{i}.py": f"def {word}{i}():\n    return {word}{i + 1}()\n" for i in range(40)}

    path = tmp_path / "index.db"
    ended = threading.Event()

    def read() -> None:
        with SqliteRepository.open_reading(path) as reader:
            while not ended.is_set():
                with reader.reading():
                    list(reader.edges())
                ended.wait(0.002)

    lengths = []
    with SqliteRepository.open(path) as repository:
        write_tree(tree, files("a"))
        index_tree(tree, repository)
        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            for number in range(20):
                write_tree(tree, files("ab"[number % 2]))
                index_tree(tree, repository)
                lengths.append(Path(f"{path}-wal").stat().st_size)
        finally:
            ended.set()
            for reader in readers:
                reader.join()
    assert max(lengths) < 6 * small_log
    assert not Path(f"{path}-wal").exists()  # the last one who closes leaves none


def test_case_097_a_reader_that_never_ends_lets_commits_go_on_and_the_log_shrinks_after_it(tree, tmp_path, small_log):
    path = tmp_path / "index.db"
    with SqliteRepository.open(path, busy_timeout_seconds=0.05) as repository:
        write_tree(tree, SIGNED)
        index_tree(tree, repository)
        with SqliteRepository.open_reading(path) as reader, reader.reading():
            reader.meta()
            for number in range(12):
                put("pkg/exc.py", "".join(f"def e{number}_{i}():\n    return 1\n\n\n" for i in range(100)))(tree)
                index_tree(tree, repository)
        assert Path(f"{path}-wal").stat().st_size > small_log
        for number in range(3):
            put("pkg/exc.py", f"def e{number}():\n    return 1\n")(tree)
            index_tree(tree, repository)
        assert Path(f"{path}-wal").stat().st_size <= small_log
        assert_equals_fresh(tree, repository)


def test_case_097_a_reader_that_never_ends_holds_no_commit_up(tree, tmp_path, small_log):
    path = tmp_path / "index.db"
    with SqliteRepository.open(path, busy_timeout_seconds=2.0) as repository:
        write_tree(tree, SIGNED)
        index_tree(tree, repository)
        with SqliteRepository.open_reading(path) as reader, reader.reading():
            reader.meta()
            for number in range(4):
                put("pkg/exc.py", "".join(f"def e{number}_{i}():\n    return 1\n\n\n" for i in range(100)))(tree)
                started = time.monotonic()
                index_tree(tree, repository)
                assert time.monotonic() - started < 1.5


def test_case_098_two_that_write_at_once_take_each_other_for_busy_and_not_for_damage(tree, tmp_path):
    path = tmp_path / "index.db"
    write_tree(tree, SIGNED)
    with SqliteRepository.open(path) as one, SqliteRepository.open(path, busy_timeout_seconds=0.01) as two:
        index_tree(tree, one)
        append("pkg/exc.py", text="\n\nx = 1\n")(tree)
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(BusyError):
                index_tree(tree, two)
        for repository in (two, one, two):
            append("pkg/exc.py", text=f"\n\ndef f{len(list(one.events()))}():\n    return 1\n")(tree)
            index_tree(tree, repository)
        for repository in (one, two):
            assert ConsistencyValidator(repository).check() == []
            assert_equals_fresh(tree, repository)
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["index.db"]  # nothing set aside


def test_case_098_processes_that_index_at_once_all_succeed(tree):
    write_tree(tree, SIGNED)
    command = [sys.executable, "-m", "omny", "index", str(tree), "--jobs", "1"]
    runs = [subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=60) for process in runs]
    assert [process.returncode for process in runs] == [0, 0, 0], said
    with SqliteRepository.open(Root.of(tree).state_dir / DATABASE_NAME) as repository:
        assert_equals_fresh(tree, repository)
        assert ConsistencyValidator(repository).check() == []


@pytest.mark.parametrize("pid", ["mine", "1", "0", "garbage"])
def test_case_101_what_a_lock_file_says_blocks_nobody_though_a_process_has_that_pid_again(tree, pid):
    root = Root.of(tree)
    with DaemonLock(root):
        said = json.loads(root.state_file(LOCK_NAME).read_text())
    text = "?" if pid == "garbage" else json.dumps({**said, "pid": os.getpid() if pid == "mine" else int(pid)})
    root.state_file(LOCK_NAME).write_text(text)
    (root.state_dir / "daemon.sock").touch()
    assert holder(root) is None
    with DaemonLock(root):
        found = holder(root)
        assert found is not None
        assert found.pid == os.getpid()


def test_case_109_a_project_whose_database_is_locked_is_in_nobody_elses_way(tree, tmp_path):
    other = tmp_path / "other"
    write_tree(other, SIGNED)
    write_tree(tree, SIGNED)
    with simulated(tree) as here, simulated(other) as there:
        assert here.root.state_dir != there.root.state_dir
        with closing(apsw.Connection(str(there.root.state_file(DATABASE_NAME)))) as locked:
            locked.execute("BEGIN IMMEDIATE")
            here.edit(put("new.py", "def new():\n    return 1\n"))
            assert "new.py::new" in ids(here.repository)


@pytest.mark.parametrize("error", [apsw.FullError, apsw.IOError, apsw.ConstraintError])
def test_case_109_a_row_that_cannot_be_written_is_an_error_and_no_gap(tree, error):
    write_tree(tree, SIGNED)
    with rough(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.faults.fails = lambda statement: error if statement.startswith("INSERT") else None
        daemon.tell(daemon.change(put_all({"pkg/new.py": "from .exc import BadData\nBadData(1)\n"})))
        for _ in range(3):
            daemon.clock.advance(10)
            daemon.daemon.turn()
        assert daemon.daemon.health.failures >= 2
        assert any("not indexed" in problem for problem in daemon.daemon.health.problems)
        daemon.faults.fails = lambda _: None
        assert dumped(daemon.repository) == before
        daemon.clock.advance(60)
        daemon.settle()
        assert "pkg/new.py::<module>" in callers(daemon.repository, "pkg/exc.py::BadData.__init__")
