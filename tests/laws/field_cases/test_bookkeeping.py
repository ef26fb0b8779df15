"""Mechanism 5: what the index says it holds, and what it holds, are one transaction."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing
from itertools import count
from random import Random
from typing import Any

import apsw
import pytest

from omny.base.config import Settings
from omny.base.errors import BusyError, InterruptedRun
from omny.base.paths import DATABASE_NAME, Root
from omny.cli import run
from omny.integrity import ConsistencyValidator
from omny.pipeline.indexer import index
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.faults import rough
from tests.support.field_cases import append, callers, ids, move_head, put, put_all, remove
from tests.support.helpers import assert_equals_fresh, dumped, in_process, index_tree, memory_repository, write_tree
from tests.support.packages import ONE, SIGNED, TWO
from tests.support.places import TOP
from tests.support.simulation import simulated

# Indexes again and again in children that are killed at a statement of SQLite, each time a later one.
KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from omny.storage.sqlite.repository import SqliteRepository
from omny.integrity import ConsistencyValidator
from tests.support.packages import ONE, TWO
from tests.support.helpers import assert_equals_fresh, index_tree, write_tree

root, database = Path(sys.argv[1]), sys.argv[2]
for number in count(1, 3):
    write_tree(root, (ONE, TWO)[number // 3 % 2])
    child = os.fork()
    if child == 0:
        left = number
        def trace(*_):
            global left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return True
        repository = SqliteRepository.open(database)
        repository._connection.exec_trace = trace
        index_tree(root, repository)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with SqliteRepository.open(database) as repository:
        if repository.meta().generation:
            assert ConsistencyValidator(repository).check() == []
        index_tree(root, repository)
        assert_equals_fresh(root, repository)
    if status == 0:
        break
print(number)
"""


def test_case_010_and_073_a_death_at_any_call_of_disk_or_database_hides_nothing(tree):
    write_tree(tree, ONE)
    with rough(tree) as daemon:
        for number in count(1):
            daemon.tell(daemon.change(put_all((TWO, ONE)[number % 2])))
            daemon.fuse.left = number
            with daemon.mortal():
                daemon.settle(compare=False)
            has_survived, daemon.fuse.left = daemon.fuse.left > 0, -1
            daemon.settle()  # compares
            assert ConsistencyValidator(daemon.repository).check() == []
            if has_survived:
                break
        assert number > 20


def test_case_010_and_073_a_process_that_is_killed_while_it_writes_leaves_nothing_to_be_believed(tree, tmp_path):
    database = tmp_path / "killed.db"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tree), str(database)], cwd=TOP, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


@pytest.mark.parametrize("kind", ["call", "inherit"])
def test_case_020_a_kind_of_edge_that_is_missing_is_noticed_edge_by_edge(tree, tmp_path, kind):
    write_tree(tree, SIGNED)
    path = tmp_path / "index.db"
    with SqliteRepository.open(path) as repository:
        index_tree(tree, repository)
        missing = [edge for edge in repository.edges() if edge.edge_type == kind]
    with apsw.Connection(str(path)) as connection:
        connection.execute("DELETE FROM edges WHERE edge_type = ?", (kind,))
    with SqliteRepository.open(path) as repository:
        found = ConsistencyValidator(repository).check()
        assert {finding.kind for finding in found} == {"missing edge"}
        assert {finding.where for finding in found} == {f"{edge.source_id} -> {edge.target_id}" for edge in missing}


def test_case_034_a_hub_with_hundreds_of_importers_is_committed_whole(tree):
    importers = {f"u{i}.py": f"from hub import f\n\n\ndef u{i}():\n    return f()\n" for i in range(300)}
    write_tree(tree, {"hub.py": "def f():\n    return 1\n", "other.py": "def f():\n    return 2\n", **importers})
    with simulated(tree) as daemon:
        assert len(callers(daemon.repository, "hub.py::f")) == 300
        daemon.edit(put("hub.py", "from other import f\n"))
        assert len(callers(daemon.repository, "other.py::f")) == 300
        assert callers(daemon.repository, "hub.py::f") == []


def test_case_047_of_what_was_deleted_nothing_is_current_and_each_atom_is_there_once(tree):
    write_tree(tree, ONE)
    with simulated(tree) as daemon:
        for state in (TWO, ONE, TWO, {"a.py": "", "use.py": ""}, ONE):
            daemon.edit(put_all(state))
            wanted = {
                f"{path}::{name}"
                for path, text in state.items()
                for name in ("f", "g", "use")
                if f"def {name}(" in text
            }
            assert ids(daemon.repository) == wanted
            names = [stored.atom.id for stored in daemon.repository.atoms()]
            assert len(names) == len(set(names))
            for name in ("f", "g", "use"):
                assert {stored.atom.id for stored in daemon.repository.by_name(name)} <= wanted
        assert ConsistencyValidator(daemon.repository).check() == []  # replays every event


def test_case_095_a_run_that_meets_a_write_lock_says_so_and_loses_no_file(tree, monkeypatch, capsys):
    opening: Any = SqliteRepository.open
    monkeypatch.setitem(opening.__func__.__kwdefaults__, "busy_timeout_seconds", 0.02)
    write_tree(tree, ONE)
    move_head("1" * 40)(tree)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    path = str(Root.of(tree).state_dir / DATABASE_NAME)
    write_tree(tree, {**TWO, "new.py": "import a\na.g()\n"})
    move_head("2" * 40)(tree)
    with closing(apsw.Connection(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(["index", "--jobs", "1"]) == 2
    assert "another process" in capsys.readouterr().err
    with SqliteRepository.open(path) as repository:
        assert ids(repository) == {"a.py::f", "use.py::use"}
        assert (repository.meta().indexed_head, repository.skipped_files()) == ("1" * 40, [])
        assert ConsistencyValidator(repository).check() == []
    assert run(["index", "--jobs", "1"]) == 0
    with SqliteRepository.open(path) as repository:
        assert_equals_fresh(tree, repository)
        assert callers(repository, "a.py::g") == ["a.py::f", "new.py::<module>", "use.py::use"]
        assert repository.meta().indexed_head == "2" * 40


def test_case_103_no_search_hit_is_without_an_atom_after_any_edits(tree):
    random = Random(103)
    words = ("alpha", "beta", "gamma", "delta", "omega")
    write_tree(tree, {"start.py": "def start():\n    return 1\n"})
    with simulated(tree) as daemon:
        for number in range(40):
            path = f"f{random.randrange(6)}.py"
            if random.random() < 0.25 and (tree / path).exists():
                daemon.tell(daemon.change(remove(path)))
            else:
                names = random.sample(words, random.randint(1, 3))
                text = "".join(f"def {name}_{random.choice(words)}({name}):\n    return 1\n\n\n" for name in names)
                daemon.tell(daemon.change(put(path, text)))
            daemon.settle(compare=number % 10 == 9)
            assert daemon.repository.damage() == []  # with the search index's own check
            for word in words:
                hits = daemon.repository.search(word, limit=100)
                assert hits.total == len(hits.atoms)
                assert {stored.atom.id for stored in hits.atoms} <= ids(daemon.repository)


def test_case_104_who_reads_while_everything_is_replaced_never_sees_it_empty(tree, tmp_path):
    def files(word: str) -> dict[str, str]:
        return {f"f{i}.py": f"def {word}{i}():\n    return {word}{i - 1}\n" for i in range(60)}

    path = tmp_path / "index.db"
    write_tree(tree, files("a"))
    seen: list[tuple[int, int]] = []
    ended = threading.Event()

    def read() -> None:
        with SqliteRepository.open_reading(path) as reader:
            while not ended.is_set():
                with reader.reading():
                    atoms = sum(reader.counts().atoms.values())
                    seen.append((reader.meta().generation, atoms))

    with SqliteRepository.open(path) as repository:
        index_tree(tree, repository)
        thread = threading.Thread(target=read)
        thread.start()
        try:
            for word in "babab":
                write_tree(tree, files(word))
                index_tree(tree, repository)
        finally:
            ended.set()
            thread.join()
        assert {atoms for _, atoms in seen} == {120}
        assert [generation for generation, _ in seen] == sorted(generation for generation, _ in seen)
        assert_equals_fresh(tree, repository)


def test_case_106_a_run_that_is_broken_off_leaves_the_index_that_was_there(tree):
    write_tree(tree, SIGNED)
    with memory_repository() as repository:
        index_tree(tree, repository)
        before = dumped(repository)
        append("pkg/exc.py", "pkg/signer.py", text="\n\ndef more():\n    return 1\n")(tree)
        remove("pkg/timed.py")(tree)

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        with pytest.raises(InterruptedRun):
            index(Root.of(tree), repository, settings=Settings(), jobs=1, progress=interrupt, executors=in_process)
        assert dumped(repository) == before
        index_tree(tree, repository)
        assert_equals_fresh(tree, repository)


@pytest.mark.parametrize("where", ["before_apply", "after_apply"])
def test_case_106_a_pass_that_fails_publishes_nothing_or_all(tree, where):
    write_tree(tree, SIGNED)
    with rough(tree) as daemon:
        before = dumped(daemon.repository)
        getattr(daemon.faults, where).append(BusyError("write", "on purpose"))
        daemon.tell(daemon.change(append("pkg/exc.py", text="\n\ndef more():\n    return 1\n")))
        daemon.clock.advance(1)
        daemon.daemon.turn()
        is_same = dumped(daemon.repository) == before
        assert is_same == (where == "before_apply")
        daemon.settle()
        assert "pkg/exc.py::more" in ids(daemon.repository)
