"""Mechanism 4: what changed is told by the disk and the ledger, never by git, by an event or by a time alone."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import msgspec
import pytest

from omny import languages
from omny.daemon.events import HeadMoved
from omny.pipeline import ledger
from tests.support.field_cases import append, callers, files_of, ids, move_head, put, put_all, remove
from tests.support.helpers import dumped, everything, index_tree, sync, write_tree
from tests.support.simulation import simulated

TREE = {
    "a.py": "def f():\n    return 1\n",
    "use.py": "from a import f\n\n\ndef use():\n    return f()\n",
    "more/b.js": "export function g() { return 1 }\n",
}


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is read again only because it was written a moment ago."""
    monkeypatch.setattr(ledger, "RACY_NS", -(10**18))


def test_case_004_files_that_a_clone_has_stamped_anew_are_not_parsed(tree, repository, tmp_path):
    write_tree(tree, TREE)
    index_tree(tree, repository)
    clone = tmp_path / "clone"
    for file in TREE:
        (clone / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tree / file, clone / file)  # other inodes and times, the same content
        os.utime(clone / file, (2e9, 2e9))
    before = dumped(repository)
    report = index_tree(clone, repository)
    assert (report.parsed, report.changed) == (0, False)
    assert dumped(repository) == before


def test_case_039_a_file_that_git_never_knew_leaves_the_index_with_the_disk(tree):
    write_tree(tree, TREE)
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(put("new.py", "from a import f\n\n\ndef new():\n    return f()\n"))
        assert callers(daemon.repository, "a.py::f") == ["new.py::new", "use.py::use"]
        daemon.edit(remove("new.py"))
        assert dumped(daemon.repository) == before


def test_case_039_a_tracked_file_that_was_deleted_and_checked_out_is_there_again(tree):
    write_tree(tree, TREE)
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(remove("a.py"))
        assert files_of(daemon.repository) == {"use.py", "more/b.js"}
        daemon.edit(put("a.py", TREE["a.py"]))
        assert dumped(daemon.repository) == before


@pytest.mark.usefixtures("at_rest")
def test_case_040_a_file_that_is_as_it_was_committed_is_compared_with_what_was_indexed(tree):
    write_tree(tree, TREE)
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        daemon.edit(append("a.py", text="\n\ndef ghost():\n    return f()\n"))
        assert "a.py::ghost" in ids(daemon.repository)
        daemon.edit(put("a.py", TREE["a.py"]))  # HEAD and the difference from it are as before the first edit
        assert "a.py::ghost" not in ids(daemon.repository)
        assert dumped(daemon.repository) == before


def test_case_041_a_renamed_file_leaves_nothing_behind_and_its_history_goes_along_in_a_daemon(tree):
    write_tree(tree, TREE)
    with simulated(tree) as daemon:
        daemon.edit(lambda root: (root / "a.py").rename(root / "b.py"))
        assert files_of(daemon.repository) == {"b.py", "use.py", "more/b.js"}
        delta, _ = daemon.commits[-1]
        assert ("a.py::f", "b.py::f") in [(moved.source, moved.target) for moved in delta.moves]


def test_case_044_an_index_without_any_notice_drops_what_is_gone(tree, repository):
    """`omny index` replaces: there is no merge with what was."""
    write_tree(tree, TREE)
    index_tree(tree, repository)
    (tree / "a.py").unlink()
    shutil.rmtree(tree / "more")
    sync(tree, repository)
    assert files_of(repository) == {"use.py"}
    assert "a.py" not in repository.ledger()


def test_case_058_and_065_a_pull_of_many_files_is_indexed_though_no_event_came(tree):
    """HEAD moves: that alone has the whole tree looked at."""
    write_tree(tree, {f"f{i}.py": f"def f{i}():\n    return {i}\n" for i in range(210)})
    move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        daemon.change(put_all({f"f{i}.py": f"def g{i}():\n    return {i}\n" for i in range(207)}))
        daemon.change(move_head("2" * 40))
        daemon.daemon.inbox.post(HeadMoved())  # what a watch of git's directory does
        daemon.settle()
        assert len([id_ for id_ in ids(daemon.repository) if "::g" in id_]) == 207
        assert daemon.repository.meta().indexed_head == "2" * 40


def touch(root: Path) -> None:
    """Of all files."""
    for path in TREE:
        os.utime(root / path)


def test_case_070_a_touch_of_everything_writes_and_parses_nothing(tree):
    write_tree(tree, TREE)
    with simulated(tree) as daemon:
        before = everything(daemon.repository)[:4]
        daemon.edit(touch)
        assert everything(daemon.repository)[:4] == before
        assert len(daemon.commits) <= 2


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("hours", [1, 24 * 365])
def test_case_071_a_time_in_the_future_hides_no_edit(tree, hours):
    write_tree(tree, TREE)
    future = (tree / "a.py").stat().st_mtime + hours * 3600

    def edit(number: int, _: Path = tree) -> None:
        (tree / "a.py").write_text(f"def f{number}():\n    return {number}\n")
        os.utime(tree / "a.py", (future, future))

    edit(0)
    with simulated(tree) as daemon:
        for number in range(1, 4):
            daemon.edit(partial(edit, number))
            assert f"a.py::f{number}" in ids(daemon.repository)
        daemon.change(partial(edit, 5))  # without an event
        daemon.let_doubt()
        assert "a.py::f5" in ids(daemon.repository)


@pytest.mark.usefixtures("at_rest")
def test_case_074_another_extractor_parses_everything_once_and_then_nothing(tree, repository, monkeypatch):
    write_tree(tree, TREE)
    index_tree(tree, repository)
    old = {row.extractor for row in repository.ledger().values()}
    monkeypatch.setitem(vars(languages.require_language("python")), "fingerprint", "another")
    report = index_tree(tree, repository)
    assert report.parsed == 2
    rows = repository.ledger()
    assert {path for path, row in rows.items() if row.extractor == "another"} == {"a.py", "use.py"}
    assert index_tree(tree, repository).parsed == 0
    monkeypatch.undo()
    assert index_tree(tree, repository).parsed == 0  # the facts of the extractor before are still there
    assert {row.extractor for row in repository.ledger().values()} == old


@pytest.mark.usefixtures("at_rest")
def test_case_074_a_setting_that_changes_counts_for_files_that_did_not(tree):
    write_tree(tree, {**TREE, "long.py": TREE["a.py"] + "# x\n" * 1_000})
    with simulated(tree) as daemon:
        assert "long.py::f" in ids(daemon.repository)
        daemon.edit(put(".omny.toml", "max_file_bytes = 1024\n"))
        assert [row.path for row in daemon.repository.skipped_files()] == ["long.py"]
        assert "long.py::f" not in ids(daemon.repository)
        daemon.edit(remove(".omny.toml"))
        assert "long.py::f" in ids(daemon.repository)
        assert daemon.repository.skipped_files() == []


@pytest.mark.parametrize("with_git", [True, False])
def test_case_082_a_new_file_is_found_whether_git_knows_it_or_not(tree, with_git):
    write_tree(tree, TREE)
    if with_git:
        move_head("1" * 40)(tree)
    with simulated(tree) as daemon:
        daemon.edit(put("deep/down/new.py", "from a import f\n\n\ndef new():\n    return f()\n"))
        assert "deep/down/new.py::new" in callers(daemon.repository, "a.py::f")
        daemon.change(put("later.py", "from a import f\nf()\n"))  # without an event
        daemon.let_doubt()
        assert "later.py::<module>" in callers(daemon.repository, "a.py::f")


def test_case_004_a_stat_never_decides_alone(tree, repository):
    """A ledger whose stats are all of another time costs a read, and no parse."""
    write_tree(tree, TREE)
    index_tree(tree, repository)
    for path, entry in repository.ledger().items():
        os.utime(tree / path, ns=(entry.stat.mtime_ns - 10**12, entry.stat.mtime_ns - 10**12))
        assert msgspec.structs.replace(entry.stat, mtime_ns=0) != entry.stat
    report = index_tree(tree, repository)
    assert (report.parsed, report.changed) == (0, False)
