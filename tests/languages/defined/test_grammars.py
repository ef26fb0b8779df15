"""Where grammars of defined languages come from, and what a tree is told that has files without one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest
import tree_sitter

from omny.base import grammars, plugins
from omny.base.errors import LanguageError
from omny.base.paths import Root
from omny.cli import run
from omny.executors.pool import ExtractPool
from omny.executors.worker import Task
from omny.languages import accepts, current_extractor, find_lacking, have_changed, registry
from omny.languages.defined import language
from omny.languages.defined.table import Row
from tests.support.helpers import ImmediateExecutor, dumped, index_tree, memory_repository, sync, write_tree

ZIG = "fn half(n: u32) u32 { return n; }\nfn price(n: u32) u32 { return half(n); }\n"
FILES = {"a.zig": ZIG, "b.zig": ZIG, "main.tf": 'variable "size" {}\n', "c.py": "def f(): ...\n"}


class Packages:
    """The installed packages of grammars, as the process is made to see them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found = dict(grammars.list_installed())
        monkeypatch.setattr(grammars, "list_installed", lambda: self.found)
        monkeypatch.setattr(grammars, "forget", lambda: None)
        self.notice()

    def notice(self) -> None:
        registry.use(registry.known_plugins())

    def remove(self, name: str) -> tuple[str, str]:
        removed = self.found.pop(name)
        self.notice()
        return removed

    def add(self, name: str, place: tuple[str, str]) -> None:
        self.found[name] = place
        self.notice()


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    yield Packages(monkeypatch)
    monkeypatch.undo()
    registry.use(registry.known_plugins())


def test_a_grammar_that_goes_takes_its_files_along_and_brings_them_back(tmp_path: Path, packages: Packages) -> None:
    write_tree(tmp_path, FILES)
    with memory_repository() as repository:
        index_tree(tmp_path, repository)
        whole = dumped(repository)
        assert "a.zig" in repository.ledger()
        gone = packages.remove("tree_sitter_zig")
        report = sync(tmp_path, repository)
        assert sorted(repository.ledger()) == ["c.py", "main.tf"]
        assert report.census.cures() == ["2 files of Zig: pip install 'omny-index[languages]'"]
        packages.add("tree_sitter_zig", gone)
        report = sync(tmp_path, repository)
        assert report.census.cures() == []
        assert dumped(repository).splitlines()[1:] == whole.splitlines()[1:]


def test_another_version_of_a_grammar_reads_its_files_again(tmp_path: Path, packages: Packages) -> None:
    write_tree(tmp_path, FILES)
    with memory_repository() as repository:
        index_tree(tmp_path, repository)
        before = current_extractor("zig")
        assert before.startswith("zig-tree-sitter-zig-1.1.")
        folder, _ = packages.remove("tree_sitter_zig")
        packages.add("tree_sitter_zig", (folder, "1.1.99"))
        assert current_extractor("zig").startswith("zig-tree-sitter-zig-1.1.99-")
        assert sync(tmp_path, repository).parsed == 2
        assert repository.ledger()["a.zig"].extractor == current_extractor("zig")


def test_a_version_that_the_row_does_not_name_is_not_used(packages: Packages) -> None:
    folder, _ = packages.remove("tree_sitter_zig")
    packages.add("tree_sitter_zig", (folder, "2.0.0"))
    assert not accepts("a.zig")
    assert find_lacking("a.zig") == ("Zig", "pip install 'omny-index[languages]'")
    assert find_lacking("a.py") is None
    assert find_lacking("main.tf") is None


def test_index_and_status_say_which_files_need_a_grammar(
    tmp_path: Path, packages: Packages, capsys: pytest.CaptureFixture[str]
) -> None:
    packages.remove("tree_sitter_zig")
    write_tree(tmp_path, FILES)
    assert run(["index", str(tmp_path)]) == 0
    assert "not read: 2 files of Zig: pip install 'omny-index[languages]'" in capsys.readouterr().out
    assert run(["status", "--root", str(tmp_path)]) == 0
    assert "not read  2 files of Zig: pip install" in capsys.readouterr().out
    assert run(["status", "--json", "--root", str(tmp_path)]) == 0
    lacking = json.loads(capsys.readouterr().out)["census"]["lacking"]
    assert lacking == {"Zig": {"files": 2, "cure": "pip install 'omny-index[languages]'"}}


def test_what_has_no_wheel_for_this_python_says_which_python_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    only_there = Row("dot", "Graphviz", ".dot", bundle="dot")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert language.find_cure(only_there) == "needs a Python below 3.13"
    assert language.find_cure(only_there._replace(pack="dot")) == "pip install 'omny-index[languages]'"
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert language.find_cure(only_there) == "pip install 'omny-index[languages]'"


def test_a_grammar_of_another_age_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(capsule: object) -> None:
        raise ValueError("Incompatible Language version 12")

    source = language.find_named("zig").source  # type: ignore[union-attr]
    assert source is not None
    monkeypatch.setattr(tree_sitter, "Language", refuse)
    with pytest.raises(LanguageError, match=r"tree-sitter-zig 1\.1\.\d+ is refused .*reads those of ABI 13 to 15"):
        grammars.load_grammar(source, "zig")


def test_what_cannot_be_loaded_is_refused_in_one_line(tmp_path: Path) -> None:
    for name, symbol in (("_binding.abi3.so", "language"), ("languages.so", "tree_sitter_dot")):
        (tmp_path / name).write_bytes(b"no library")
        with pytest.raises(LanguageError, match="load language zig: tree-sitter-x 1"):
            grammars.load_grammar(grammars.Source("tree-sitter-x", "1", str(tmp_path / name), symbol), "zig")


def test_a_daemon_notices_that_a_grammar_came(monkeypatch: pytest.MonkeyPatch) -> None:
    have_changed()
    assert not have_changed()
    monkeypatch.setattr(plugins, "installation", lambda: [("elsewhere", 1)])
    assert not have_changed()  # a package that is no grammar
    monkeypatch.setattr(plugins, "installation", lambda: [("elsewhere", 2)])
    seen = iter([{"tree_sitter_zig": ("", "1.1.1")}, {"tree_sitter_zig": ("", "1.1.2")}])
    monkeypatch.setattr(grammars, "list_installed", lambda: next(seen))
    monkeypatch.setattr(grammars, "forget", lambda: None)
    assert have_changed()


def test_a_small_file_of_such_a_language_is_never_parsed_in_this_process(tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    submitted: list[Task] = []

    class Watched(ImmediateExecutor):
        def submit(self, fn, /, *args, **kwargs):
            submitted.extend(args[1])
            return super().submit(fn, *args, **kwargs)

    def watched(jobs: int) -> Executor:
        assert jobs > 0
        return Watched()

    tasks = [Task("a.zig", "zig", len(ZIG))]
    pool = ExtractPool(Root.of(tmp_path), 2, max_bytes=10_000, seconds=5, executors=watched)
    assert {outcome.path for outcome in pool.run(tasks) if outcome.analysis} == {"a.zig"}
    assert [task.path for task in submitted] == ["a.zig"]
    assert list(pool.run([])) == []
