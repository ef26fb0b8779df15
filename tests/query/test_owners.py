"""`omny owners` and `omny hot`: what git's commits and CODEOWNERS say of files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from omny.query.codeowners import CodeOwners
from omny.query.commits import Mailmap
from tests.support.helpers import write_tree
from tests.support.real_daemon import git, needs_git

BRANCHY = "def total(xs):\n    for x in xs:\n        if x > {}:\n            return x\n    return 0\n"


def commit(tree: Path, author: str, files: dict[str, str]) -> None:
    write_tree(tree, files)
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "a change", "--author", f"{author} <{author.split()[0].lower()}@example.org>")


@pytest.fixture
def lived(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    git(tree, "init", "-q", "-b", "main")
    rules = "* @everybody\n/shop/ @shop @till\n"
    commit(tree, "Ann One", {"shop/money.py": BRANCHY.format(0), ".github/CODEOWNERS": rules, "plain.py": "a = 1\n"})
    for at in range(1, 4):
        commit(tree, "Bob Two", {"shop/money.py": BRANCHY.format(at), "shop/till.py": f"t = {at}\n"})
    commit(tree, "ann one", {"shop/money.py": BRANCHY.format(9), ".mailmap": "Ann One <ann@example.org>\n"})
    commit(tree, "helper[bot]", {"shop/money.py": BRANCHY.format(10)})
    (tree / "shop/money.py").rename(tree / "shop/cash.py")
    commit(tree, "Cid Three", {"notes.txt": "moved\n"})
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def ask(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    assert run([*command, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@needs_git
@pytest.mark.parametrize("name", ["shop/cash.py", "total", "./shop/cash.py"])
def test_the_owners_of_a_file_are_declared_ones_and_authors_under_its_former_path_too(
    lived: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    found = ask(capsys, "owners", name)
    assert found["path"] == "shop/cash.py"
    assert found["declared"] == ["@shop", "@till"]
    assert found["rule"] == ".github/CODEOWNERS:2"
    assert found["commits"] == 7
    assert [(each["name"], each["commits"]) for each in found["results"]] == [
        ("Bob Two", 3),
        ("Ann One", 2),
        ("Cid Three", 1),
    ]


@needs_git
def test_a_folder_and_the_whole_tree_have_owners_too(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "owners", "shop/")["commits"] == 7
    assert ask(capsys, "owners")["path"] == ""
    assert run(["owners", "nobody_knows"]) == 2
    assert "no atom is named" in capsys.readouterr().err


@needs_git
def test_hot_spots_are_files_that_change_and_are_complex_with_what_changes_together(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ask(capsys, "hot")
    assert [each["path"] for each in found["results"]] == ["shop/cash.py", "shop/till.py", "plain.py"]
    hottest = found["results"][0]
    assert hottest["score"] == hottest["commits"] * hottest["complexity"]
    assert hottest["together"] == [{"path": "shop/till.py", "commits": 3, "share": round(3 / 7, 3)}]
    assert run(["hot", "--path", "shop/till"]) == 0
    assert "with shop/cash.py" in capsys.readouterr().out


@needs_git
def test_commits_of_an_earlier_answer_are_kept_and_new_ones_are_added(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ask(capsys, "owners", "plain.py")["commits"]
    assert (lived / ".omny/commits").stat().st_mode & 0o777 == 0o600
    commit(lived, "Dan Four", {"plain.py": "a = 2\n"})
    assert ask(capsys, "owners", "plain.py")["commits"] == before + 1
    (lived / ".omny/commits").write_bytes(b"nonsense")
    assert ask(capsys, "owners", "plain.py")["commits"] == before + 1


def test_without_a_repository_one_line_says_so(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tree, {"a.py": "a = 1\n"})
    monkeypatch.chdir(tree)
    assert run(["hot"]) == 2
    assert "no git repository with a commit" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("path", "owners", "line"),
    [
        ("src/deep/a.js", ("@js",), 3),
        ("docs/start.md", ("docs@example.org",), 4),
        ("docs/deep/more.md", ("@all",), 1),  # `docs/*` is of files in that folder alone
        ("any/apps/x/y", ("@octo/apps",), 6),
        ("free/x", (), 8),
        ("a b/c.txt", ("@space",), 9),
    ],
)
def test_the_last_pattern_of_codeowners_that_matches_counts(path: str, owners: tuple[str, ...], line: int) -> None:
    rules = CodeOwners(
        "* @all\n# a comment\n*.js @js  # why\ndocs/* docs@example.org\n\napps/ @octo/apps\n/build/ @b\n/free/\n"
        "/a\\ b/ @space\n",
        "CODEOWNERS",
    )
    assert rules.find(path) == (owners, f"CODEOWNERS:{line}")


def test_each_section_of_codeowners_has_an_owner_of_its_own() -> None:
    rules = CodeOwners("* @all\n[Docs][2] @writers\n*.md\nREADME.md @lead\n^[Opt]\n*.md @opt\n", "CODEOWNERS")
    assert rules.find("a.md").owners == ("@all", "@writers", "@opt")
    assert rules.find("README.md").owners == ("@all", "@lead", "@opt")


def test_a_mailmap_names_authors_by_their_address_or_by_name_and_address() -> None:
    names = Mailmap("# who\nProper Name <proper@x> <old@x>\nOther <o@x> Shared <box@x>\n<only@x> <mail@x>\n")
    assert names.find_name("somebody", "OLD@x") == "Proper Name"
    assert names.find_name("Shared", "box@x") == "Other"
    assert names.find_name("Else", "box@x") == "Else"


@needs_git
def test_explore_tells_who_knows_the_files_where_it_is_asked_who_or_what_has_changed(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explore", "who knows how the total is made up?"]) == 0
    said = capsys.readouterr().out
    assert (
        "\nwho knows these files:\n  shop/cash.py: owned by @shop @till; Bob Two 3 of 7 commits, last "
        f"{_day(said)}; Ann One 2; Cid Three 1; changes with shop/till.py 3; complexity 4\n"
    ) in said
    for asked in (["who calls total?"], ["total"]):
        assert ask(capsys, "explore", *asked)["files"] == []
    changed = ask(capsys, "explore", "--since", "HEAD~2")
    assert [each["path"] for each in changed["files"]] == ["shop/cash.py"]
    assert changed["tokens"] <= changed["budget"]


@needs_git
def test_explore_tells_who_made_the_last_change_of_an_atom_and_why(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "last changed" not in json.dumps(ask(capsys, "explore", "total"))  # a first index is nobody's change
    commit(lived, "Dee Four", {"shop/cash.py": BRANCHY.format(11)})
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["explore", "total"]) == 0
    assert "\nlast changed by Dee Four: a change\n" in capsys.readouterr().out


def _day(text: str) -> str:
    return text.partition("commits, last ")[2][:10]
