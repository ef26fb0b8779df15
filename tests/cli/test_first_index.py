"""A question in a tree without an index makes one; a rename that types stand in the way of is shown and asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.cli import editing, run
from tests.support.helpers import write_tree

Output = pytest.CaptureFixture[str]

TREE = {
    "cart.py": "class Cart:\n    def price(self):\n        return 1\n",
    "use.py": "from cart import Cart\n\n\ndef use(cart: Cart):\n    return cart.price()\n",
}


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    return tree


def test_a_question_makes_the_index_that_is_not_there(here: Path, capsys: Output) -> None:
    assert run(["callers", "price"]) == 0
    printed = capsys.readouterr()
    assert "use.py:5" in printed.out
    assert printed.err.startswith(f"omny: there is no index yet; indexing {here}\nomny: indexed 2 files, ")
    assert run(["callers", "price"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("question", [["callers", "price", "--no-index"], ["status"], ["--at", "1"]])
def test_a_question_that_may_not_or_need_not_make_one_ends_with_2(
    here: Path, capsys: Output, question: list[str]
) -> None:
    line = question if question[0] != "--at" else ["callers", "price", *question]
    assert run(line) == 2
    assert "there is no index yet" in capsys.readouterr().err
    assert not (here / ".omny" / "omny.db").exists()


def test_an_index_in_memory_is_made_for_one_answer_and_leaves_nothing(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("OMNY_DATABASE_URL", "memory:")
    for _ in range(2):
        assert run(["callers", "price"]) == 0
        printed = capsys.readouterr()
        assert "use.py:5" in printed.out
        assert "there is no index yet; indexing" in printed.err
    assert not (here / ".omny").exists()
    assert run(["callers", "price", "--no-index"]) == 2


# ── renames ──


def texts(here: Path) -> str:
    return "".join((here / name).read_text() for name in TREE)


def test_a_rename_that_types_stand_in_the_way_of_is_shown_and_says_what_to_add(here: Path, capsys: Output) -> None:
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["edit", "rename", "Cart.price", "cost"]) == 2
    printed = capsys.readouterr()
    assert "+    return cart.cost()" in printed.out
    assert "add --inferred --yes" in printed.err
    assert "cost" not in texts(here)


@pytest.mark.parametrize(("said", "is_done"), [(True, True), (False, False)])
def test_on_a_terminal_it_is_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output, said: bool, is_done: bool
) -> None:
    assert run(["index", "--jobs", "1"]) == 0
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return said

    monkeypatch.setattr(editing, "asker", lambda: ask)
    assert run(["edit", "rename", "Cart.price", "cost"]) == (0 if said else 2)
    assert "+    return cart.cost()" in capsys.readouterr().out
    assert len(asked) == 1
    assert ("cart.cost()" in texts(here)) == is_done


@pytest.mark.parametrize("options", [["--yes"], ["--inferred", "--yes"], ["--inferred"]])
def test_who_is_sure_is_not_asked(here: Path, options: list[str]) -> None:
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["edit", "rename", "Cart.price", "cost", *options]) == 0
    assert "cart.cost()" in texts(here)
