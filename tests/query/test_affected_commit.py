"""`omny affected --since REV` of a commit that was never indexed: by what git keeps of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from tests.support.helpers import write_tree
from tests.support.real_daemon import git, needs_git

pytestmark = needs_git

FIRST = {
    "shop/money.py": "def total(xs):\n    return sum(xs)\n\n\ndef same():\n    return 1\n\n\n"
    "def lost():\n    return 2\n",
    "shop/old.py": "def old():\n    pass\n",
    "shop/still.py": "def still():\n    pass\n",
    "tests/test_money.py": "from shop.money import total\n\n\ndef test_total():\n    assert total([1]) == 1\n",
    "tests/test_still.py": "from shop.still import still\n\n\ndef test_still():\n    still()\n",
    "notes.txt": "no source\n",
}
SECOND = {"shop/money.py": "# a line above\ndef total(xs):\n    return sum(xs) + 0\n\n\ndef same():\n    return 1\n"}
THIRD = {"shop/new.py": "def new():\n    return 3\n"}


@pytest.fixture
def lived(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A tree with two commits that were never indexed, and a file that is in none."""
    git(tree, "init", "-q", "-b", "main")
    for files in (FIRST, SECOND):
        write_tree(tree, files)
        if files is SECOND:
            (tree / "shop/old.py").unlink()
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", "another")
    git(tree, "tag", "-a", "v1.0", "-m", "first", "HEAD~1")
    write_tree(tree, THIRD)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def affected(capsys: pytest.CaptureFixture[str], since: str, *more: str) -> dict[str, Any]:
    assert run(["affected", "--since", since, "--json", *more]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def changes(found: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["kind"] for each in found["changed"] if "<module>" not in each["id"]}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["HEAD~1", "main~1", "v1.0", "main^"])
def test_a_commit_that_was_never_indexed_is_compared_atom_by_atom(
    lived: Path, capsys: pytest.CaptureFixture[str], name: str, packed: bool
) -> None:
    if packed:
        git(lived, "gc", "-q", "--aggressive")
    found = affected(capsys, name)
    assert changes(found) == {
        "shop/money.py::total": "changed",
        "shop/money.py::lost": "removed",
        "shop/old.py::old": "removed",
        "shop/new.py::new": "added",
    }
    assert found["since"] == {
        "generation": 0, "committed_at": "", "indexed_head": git(lived, "rev-parse", "HEAD~1"), "files": 3,
    }  # fmt: skip
    assert [each["id"] for each in found["results"]] == ["tests/test_money.py::test_total"]
    assert found["files"] == ["tests/test_money.py"]


def test_people_read_that_and_programs_the_files(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["affected", "--since", "HEAD~1"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"since commit {git(lived, 'rev-parse', 'HEAD~1')[:12]}: 3 files")
    assert "~  shop/money.py::total" in said
    assert run(["affected", "--since", "HEAD~1", "--files"]) == 0
    assert capsys.readouterr().out == "tests/test_money.py\n"


def test_what_is_as_it_was_differs_in_nothing(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lived / "shop/new.py").unlink()
    write_tree(lived, FIRST)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    found = affected(capsys, "HEAD~1")
    assert (found["changed"], found["results"], found["since"]["files"]) == ([], [], 0)


def test_the_question_can_be_narrowed(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert changes(affected(capsys, "v1.0", "--path", "shop/old")) == {"shop/old.py::old": "removed"}
    assert changes(affected(capsys, "v1.0", "--type", "class")) == {}
    assert changes(affected(capsys, "v1.0", "--tests")) == {}


def test_a_root_below_the_repository_is_compared_with_its_folder(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = str(lived / "shop")
    assert run(["index", shop, "--jobs", "1"]) == 0
    capsys.readouterr()
    found = affected(capsys, "HEAD~1", "--root", shop)
    assert changes(found)["money.py::total"] == "changed"


def test_a_range_of_commits_is_compared_by_contents_alone(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    between = {"shop/money.py::total": "changed", "shop/money.py::lost": "removed", "shop/old.py::old": "removed"}
    for name in ("HEAD~1..HEAD", "v1.0..main", "v1.0...main"):
        found = affected(capsys, name)
        assert changes(found) == between
        assert found["since"]["until"] == git(lived, "rev-parse", "HEAD")
        assert found["files"] == ["tests/test_money.py"]
    assert changes(affected(capsys, "v1.0..")) == {**between, "shop/new.py::new": "added"}
    assert changes(affected(capsys, "main..")) == changes(affected(capsys, "..")) == {"shop/new.py::new": "added"}
    assert changes(affected(capsys, "HEAD..HEAD~1"))["shop/old.py::old"] == "added"


def test_three_dots_begin_where_the_branch_left(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(lived, "checkout", "-qb", "side", "v1.0")
    write_tree(lived, {"side.py": "def side():\n    pass\n"})
    git(lived, "add", "-A")
    git(lived, "commit", "-qm", "on the side")
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert changes(affected(capsys, "main...side")) == {"side.py::side": "added", "shop/new.py::new": "added"}
    assert changes(affected(capsys, "main...")) == {"side.py::side": "added", "shop/new.py::new": "added"}
    assert changes(affected(capsys, "main..side"))["shop/old.py::old"] == "added"


def test_the_impact_of_changes_is_what_depends_on_any_of_them(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(lived, {"shop/till.py": "from shop.money import total\n\n\ndef ring(xs):\n    return total(xs)\n"})
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["impact", "--since", "v1.0...main", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in found["results"]] == ["shop/till.py::ring"]
    assert [each["id"] for each in found["tests"]] == ["tests/test_money.py::test_total"]
    assert found["since"]["until"] == git(lived, "rev-parse", "HEAD")
    assert run(["impact", "--since", "v1.0...main"]) == 0
    assert "what depends on the changes since commit" in capsys.readouterr().out
    for wrong in ([], ["total", "--since", "HEAD"]):
        assert run(["impact", *wrong]) == 2
        assert "name an atom, or a state with --since" in capsys.readouterr().err


def test_a_difference_of_commits_that_were_never_indexed_has_atoms_and_no_edges(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def diff(*ends: str) -> dict[str, str]:
        assert run(["diff", *ends, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert not found["has_edges"]
        return {each["id"]: each["kind"] for each in found["results"] if "<module>" not in each["id"]}

    between = {"shop/money.py::total": "changed", "shop/money.py::lost": "removed", "shop/old.py::old": "removed"}
    assert diff("HEAD~1", "HEAD") == diff("v1.0..main") == between
    assert diff("HEAD~1") == diff("HEAD~1..") == {**between, "shop/new.py::new": "added"}
    assert run(["diff", "HEAD~1", "HEAD"]) == 0
    said = capsys.readouterr().out
    assert "edges of commits that were never indexed are unknown" in said
    assert run(["diff", "nobody..HEAD"]) == 2
    assert "git has no such commits: 'nobody..HEAD'" in capsys.readouterr().err


def test_a_commit_whose_objects_are_missing_is_one_line(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(lived, {".git/refs/heads/gone": f"{'4' * 40}\n"})
    assert run(["affected", "--since", "gone"]) == 2
    said = capsys.readouterr().err
    assert "'gone' is the commit 444444444444, which was never indexed; git's objects do not hold it here" in said
    assert said.count("\n") == 1


def test_a_state_of_the_past_has_no_files_to_compare(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(lived, {"more.py": "x = 1\n"})
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["affected", "--since", "HEAD~1", "--at", "1"]) == 2
    assert "never indexed" in capsys.readouterr().err
