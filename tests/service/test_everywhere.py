"""A question to every project of the workspace: each answers from its own index, for itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.query.explore_text import count_tokens
from omny.service import workspace
from omny.service.everywhere import EverywhereAnswer, ask_everywhere
from omny.service.explore_everywhere import explore_everywhere

SHOP = "def price(item):\n    return item  # TODO taxes\n\n\ndef total(items):\n    return price(items)\n"
BILLING = "import shop\n\n\ndef price_list():\n    return shop.total([])  # TODO\n\n\ndef total():\n    return 1\n"


@pytest.fixture
def roots(tmp_path: Path) -> list[Path]:
    """Two projects of the workspace, never indexed."""
    made = []
    for name, text in (("billing", BILLING), ("shop", SHOP)):
        root = tmp_path / name
        root.mkdir()
        (root / f"{name}.py").write_text(text)
        workspace.add(Root.of(root))
        made.append(root)
    return made


def search(text: str) -> EverywhereAnswer:
    return ask_everywhere("search", {"text": text, "limit": 20})


def ids(answer: EverywhereAnswer) -> list[tuple[str, str]]:
    return [(each["project"], each["id"]) for each in answer.results]


def test_a_search_finds_the_atoms_of_all_projects_and_exact_names_come_first(roots: list[Path]) -> None:
    found = ids(search("price"))
    assert found[0] == ("shop", "shop.py::price")
    assert ("billing", "billing.py::price_list") in found


def test_a_project_is_indexed_when_it_is_first_asked_and_brought_up_to_date_before_it_answers(
    roots: list[Path], tmp_path: Path
) -> None:
    late = tmp_path / "late"
    late.mkdir()
    (late / "a.py").write_text("def older(): pass\n")
    assert run(["index", str(late)]) == 0
    (late / "a.py").write_text("def rebate(): pass\n")
    workspace.add(Root.of(late))
    assert ids(search("rebate")) == [("late", "a.py::rebate")]


def test_each_project_tells_its_own_freshness(roots: list[Path]) -> None:
    search("price")
    (roots[1] / "shop.py").write_text(SHOP + "\n\ndef more(): pass\n")
    stale = {each.project: each.freshness and each.freshness.stale for each in search("price").projects}
    assert stale == {"billing": False, "shop": True}


def test_a_project_that_is_missing_keeps_no_other_from_answering(roots: list[Path]) -> None:
    shutil.rmtree(roots[0])
    answer = search("price")
    assert ids(answer) == [("shop", "shop.py::price")]
    assert [bool(each.problem) for each in answer.projects] == [True, False]
    assert not answer.is_whole


def test_callers_are_those_within_each_project(roots: list[Path]) -> None:
    answer = ask_everywhere("callers", {"atom": "price", "limit": 20})
    assert ids(answer) == [("shop", "shop.py::total")]
    assert [each.problem for each in answer.projects] == ["", ""]


def test_lines_of_all_projects_are_found_and_stand_together_by_project(roots: list[Path]) -> None:
    answer = ask_everywhere("grep", {"pattern": "TODO", "limit": 20})
    assert [(each["project"], each["line"], each["atom"]) for each in answer.results] == [
        ("billing", 5, "billing.py::price_list"),
        ("shop", 2, "shop.py::price"),
    ]


def test_a_limit_is_one_for_all_projects_and_takes_the_best_of_each(roots: list[Path]) -> None:
    answer = ask_everywhere("search", {"text": "total", "limit": 2})
    assert ids(answer) == [("billing", "billing.py::total"), ("shop", "shop.py::total")]
    assert answer.total >= 2


def test_projects_of_one_folder_name_are_told_apart_by_the_folders_above(tmp_path: Path) -> None:
    for above in ("a", "b"):
        root = tmp_path / above / "app"
        root.mkdir(parents=True)
        (root / "m.py").write_text("def start(): pass\n")
        workspace.add(Root.of(root))
    assert ids(search("start")) == [("a/app", "m.py::start"), ("b/app", "m.py::start")]


def test_a_file_that_the_environment_names_is_not_taken_for_the_index_of_every_project(
    roots: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNY_DATABASE_URL", f"sqlite:///{tmp_path}/one.db")
    assert ids(search("price_list"))[0] == ("billing", "billing.py::price_list")
    assert not (tmp_path / "one.db").exists()


def test_an_empty_workspace_says_how_to_fill_it() -> None:
    with pytest.raises(UsageError, match="omny workspace add"):
        search("price")


def test_roots_are_added_once_listed_by_path_and_removed_though_they_are_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    assert run(["workspace", "add", str(second), str(first)]) == 0
    assert not workspace.add(Root.of(first))
    shutil.rmtree(second)
    capsys.readouterr()
    assert run(["workspace", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["results"]
    assert [(each["root"], each["exists"]) for each in listed] == [(str(first), True), (str(second), False)]
    assert run(["workspace", "remove", str(second)]) == 0
    assert run(["workspace", "remove", str(second)]) == 1
    assert [each.root for each in workspace.list_members()] == [str(first)]


def test_the_command_prints_the_project_of_each_atom_and_ends_with_1_where_one_did_not_answer(
    roots: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["search", "--everywhere", "price"]) == 0
    assert "shop     shop.py:1     function  price(item)" in capsys.readouterr().out
    shutil.rmtree(roots[0])
    assert run(["search", "--everywhere", "price"]) == 1
    printed = capsys.readouterr()
    assert "1 atom in 1 of 2 projects" in printed.out
    assert "billing: use as root" in printed.err


@pytest.mark.parametrize("budget", [300, 420, 700, 2_500])
def test_explore_answers_from_the_projects_that_a_question_is_about_in_one_budget(
    roots: list[Path], budget: int
) -> None:
    found = explore_everywhere("how is the price of an item made?", budget)
    assert found.tokens == count_tokens(found.text) <= budget
    assert [each.project for each in found.projects] == ["billing", "shop"]
    assert all(each.freshness is not None for each in found.projects)
    if budget == 2_500:
        assert found.results[0]["project"] == "shop"
        assert "=== shop\nshop.py\n" in found.text
    assert "shop" in found.text


def test_explore_names_what_projects_have_that_the_question_is_hardly_about(
    roots: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(roots[0])
    other = tmp_path / "other"
    other.mkdir()
    (other / "o.py").write_text("def total():\n    pass\n")
    workspace.add(Root.of(other))
    assert run(["explore", "--everywhere", "total price of items"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("=== shop\n")
    assert "o.py::total" in printed.out
    assert "billing: use as root" in printed.err
    assert run(["explore", "--everywhere", "--since", "HEAD"]) == 2
