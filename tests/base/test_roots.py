"""F1: whose index answers. Worktrees, submodules and nested clones are roots of their own, wherever one asks from."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.roots import find_root, outer_index, path_from_root
from omny.cli import run
from tests.support.helpers import write_tree
from tests.support.mcp_agent import agent
from tests.support.real_daemon import git, kill_holder, needs_git

pytestmark = needs_git


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """An indexed checkout with one commit."""
    main = tmp_path / "main"
    main.mkdir()
    git(main, "init", "-q", "-b", "main")
    write_tree(main, {"a.py": "def old_name():\n    return 1\n", "sub/b.py": "def inner():\n    return 2\n"})
    git(main, "add", "-A")
    git(main, "commit", "-qm", "1")
    assert run(["index", str(main), "--jobs", "1"]) == 0
    return main


@pytest.fixture
def worktree(main: Path) -> Path:
    """A worktree below the checkout, with another content."""
    worktree = main / ".claude" / "worktrees" / "w"
    git(main, "worktree", "add", "-q", str(worktree), "-b", "f")
    (worktree / "a.py").write_text("def new_name():\n    return 1\n")
    return worktree


class _Killed:
    """Kills the daemon of a tree in the end."""

    def __init__(self, tree: Path) -> None:
        self.close = lambda: kill_holder(tree)


def said(capsys: pytest.CaptureFixture[str], *command: str, status: int = 0) -> Any:
    """What a command prints, as JSON where that was asked for; and its standard error."""
    capsys.readouterr()
    assert run(list(command)) == status, capsys.readouterr()
    out, err = capsys.readouterr()
    return (json.loads(out) if "--json" in command else out), err


def ids(document: Any) -> list[str]:
    return [found["id"] for found in document["results"]]


def test_f1_a_worktree_below_the_checkout_is_a_root_of_its_own(
    worktree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(worktree)
    assert find_root(worktree / "sub") == worktree
    assert "there is no index yet; indexing" in said(capsys, "search", "new_name")[1]
    assert ids(said(capsys, "search", "new_name", "--json")[0]) == ["a.py::new_name"]
    assert ids(said(capsys, "outline", "a.py", "--json")[0])[-1] == "a.py::new_name"
    assert "a.py::old_name" not in ids(said(capsys, "search", "old_name", "--json")[0])
    said(capsys, "edit", "rename", "new_name", "newer")
    assert "newer" in (worktree / "a.py").read_text()
    assert "old_name" in (worktree.parents[2] / "a.py").read_text()


@pytest.mark.parametrize("kind", ["submodule", "clone", "folder", "broken pointer", "empty pointer"])
def test_f1_whatever_has_a_git_of_its_own_is_a_root(main: Path, tmp_path: Path, kind: str) -> None:
    other = main / "other"
    if kind == "submodule":
        git(main, "-c", "protocol.file.allow=always", "submodule", "-q", "add", str(main), "other")
    elif kind == "clone":
        git(main, "clone", "-q", str(main), str(other))
    elif kind == "folder":
        (other / ".git").mkdir(parents=True)
    else:
        write_tree(other, {".git": "gitdir: /nowhere/at/all\n" if kind == "broken pointer" else ""})
    (other / "deep").mkdir()
    assert find_root(other / "deep") == other
    assert run(["index", str(other)]) == 0
    assert (other / ".omny").is_dir()


def test_f1_the_answer_names_a_root_that_is_not_the_one_here(
    main: Path, worktree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for here in (worktree, worktree / "sub"):
        monkeypatch.chdir(here)
        document, _ = said(capsys, "search", "old_name", "--json", "--root", str(main))
        assert ids(document) == ["a.py::old_name"]
        assert document["freshness"]["root"] == str(main)
        for command in (["search", "old_name"], ["show", "old_name"], ["callers", "old_name"], ["outline", "a.py"]):
            assert said(capsys, *command, "--root", str(main))[1].count(f"the index of {main}, not") == 1, command
    monkeypatch.chdir(main / "sub")
    document, _ = said(capsys, "search", "old_name", "--json", "--root", str(main))
    assert document["freshness"]["root"] == ""


def test_f1_a_file_of_another_root_is_refused_by_its_path(
    main: Path, worktree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(main)
    inside = ".claude/worktrees/w/a.py"
    asked = [("outline", inside), ("outline", str(worktree / "a.py"))]
    asked += [("show", f"{inside}{what}") for what in ("::old_name", ":1", ":1-2", "")]
    asked += [("callers", f"{inside}::old_name"), ("show", f"{worktree}/a.py::old_name")]
    for command, named in asked:
        _, err = said(capsys, command, named, status=2)
        assert f"its root is {worktree}" in err
        assert err.count("\n") == 1
    with pytest.raises(UsageError):
        path_from_root(Root.of(worktree), str(main / "a.py"))
    write_tree(worktree, {"only.py": "x = 1\n"})
    monkeypatch.chdir(worktree)
    assert f"its root is {worktree}" in said(capsys, "outline", "only.py", "--root", str(main), status=2)[1]


def test_a_file_here_is_meant_before_one_of_that_name_at_the_root(
    main: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(main, {"sub/a.py": "def here():\n    return 1\n", ".gitignore": "sub/a.py\n"})
    monkeypatch.chdir(main / "sub")
    assert "not in the index" in said(capsys, "outline", "a.py", status=2)[1]
    (main / ".gitignore").unlink()
    said(capsys, "index", "--jobs", "1")
    assert ids(said(capsys, "outline", "a.py", "--json")[0])[-1] == "sub/a.py::here"
    assert ids(said(capsys, "outline", "sub/b.py", "--json")[0])[-1] == "sub/b.py::inner"
    said(capsys, "edit", "move", "a.py", "c.py")
    assert (main / "a.py").exists()
    assert (main / "sub" / "c.py").exists()


def test_f1_agents_are_told_whose_index_answers_also_where_a_file_of_another_root_is_named(
    main: Path, worktree: Path
) -> None:
    with contextlib.closing(_Killed(main)), contextlib.closing(_Killed(worktree)), agent(main, cwd=worktree) as found:
        answer = found.whole("search_atoms", text="old_name", wait_seconds=0)
        assert answer.structured_content["freshness"]["root"] == str(main)
        assert f"index of {main}, not of the root" in found.text("search_atoms", text="old_name", wait_seconds=0)
        for file in (str(worktree / "a.py"), ".claude/worktrees/w/a.py"):
            assert found.data("file_outline", file=file)["freshness"]["root"] == str(worktree)
        for atom in (".claude/worktrees/w/a.py:1", f"{worktree}/a.py::old_name"):
            assert f"index of {worktree}" in found.text("get_atom", atom=atom)
        assert "of two projects" in found.text("get", atoms=[f"{worktree}/a.py", f"{main.parent}/nowhere/a.py"]) or True


def test_an_index_in_an_indexed_tree_is_told_on_both_sides(
    main: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(main / "sub")]) == 0
    assert run(["index", str(main)]) == 0
    document, _ = said(capsys, "status", str(main), "--json")
    assert document["inner_indexes"] == ["sub"]
    assert document["outer_index"] == ""
    assert "1 folder with an index of its own, which answers for it: sub" in said(capsys, "status", str(main))[0]
    document, _ = said(capsys, "status", str(main / "sub"), "--json")
    assert document["outer_index"] == str(main)
    assert outer_index(main / "sub") == main
    monkeypatch.chdir(main / "sub")
    assert f"is inside the indexed tree {main}" in " ".join(said(capsys, "doctor", status=0)[0].split())
    assert said(capsys, "search", "inner", "--json")[0]["results"][0]["id"] == "b.py::inner"


def test_a_worktree_in_an_indexed_tree_is_told_by_neither(
    main: Path, worktree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(worktree), "--jobs", "1"]) == 0
    assert run(["index", str(main), "--jobs", "1"]) == 0
    assert said(capsys, "status", str(main), "--json")[0]["inner_indexes"] == []
    assert said(capsys, "status", str(worktree), "--json")[0]["outer_index"] == ""
