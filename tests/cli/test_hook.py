"""What an agent is told after it has searched with grep."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from omny.cli import run
from omny.cli.hook import Call, find_names
from scripts.sessions import copy_folder
from tests.support.helpers import write_tree
from tests.support.places import EXAMPLE, TOP

FILES = {
    "shop.py": "class Cart:\n    def price(self):\n        return total()\n\n\ndef total():\n    return 1\n",
    "use.py": "from shop import Cart\n\n\ndef report(cart: Cart):\n    return cart.price()\n",
}


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("grep -rn total .", ["total"]),
        ("cd shop && rg -t py 'def total\\(' | head -5", ["total"]),
        ('git grep -n "total\\|Cart.price"', ["total", "Cart.price"]),
        ("grep -A 3 --include=*.py -e total .", ["total"]),
        ("grep -rne total .", ["total"]),
        ("grep --regexp='\\btotal\\b' .", ["total"]),
        ("ls | /usr/bin/grep -i 'class Cart'", ["Cart"]),
        ("grep 'cart\\.price(' -r", ["cart.price"]),
        ("echo grep total", []),
        ("grep 'a b' .", []),
        ("grep", []),
        ("grep 'unclosed", []),
        ("make test", []),
    ],
)
def test_the_names_of_a_search_are_read_from_a_command(command: str, names: list[str]) -> None:
    assert list(find_names(Call("Bash", {"command": command}))) == names


def test_a_pattern_of_a_search_tool_is_read_like_that_of_a_command() -> None:
    assert list(find_names(Call("Grep", {"pattern": "async def total|TODO.*x|^Cart$"}))) == ["total", "Cart"]
    assert list(find_names(Call("Grep", {"pattern": 3}))) == []
    assert list(find_names(Call("Read", {"file_path": "total"}))) == []


@pytest.fixture
def said(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tree)

    def say(text: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert run(["hook"]) == 0
        return capsys.readouterr().out

    return say


def search(pattern: str, tree: Path) -> str:
    return json.dumps({"tool_name": "Grep", "tool_input": {"pattern": pattern}, "cwd": str(tree), "session_id": "1"})


def test_a_search_for_a_name_is_told_where_it_is_and_who_calls_it(tree: Path, said: Any) -> None:
    write_tree(tree, FILES)
    assert run(["index", str(tree)]) == 0
    said("")
    document = json.loads(said(search("\\.price\\(", tree)))
    assert document["hookSpecificOutput"]["hookEventName"] == "PostToolUse"
    head, mark, *lines, end = document["hookSpecificOutput"]["additionalContext"].split("\n")
    assert head == "omny, the index of this code, knows:"
    assert mark.replace("<", "</") == end
    assert lines == [
        "shop.py::Cart.price(self)  method at lines 2-3, 1 caller",
        "  called by use.py::report in line 5",
    ]
    (tree / "use.py").unlink()
    assert "the index is not up to date" in said(search("total|price", tree))


def copy_example(home: Path) -> None:
    shutil.copytree(EXAMPLE, home, dirs_exist_ok=True)


@pytest.mark.parametrize(
    ("copy", "name"), [(copy_example, "total_price"), (partial(copy_folder, "omny/watch"), "secret_pattern")]
)
def test_the_answers_in_the_documents_are_given(copy: Callable[[Path], None], name: str, tree: Path, said: Any) -> None:
    copy(tree)
    assert run(["index", str(tree)]) == 0
    said("")
    told = json.loads(said(search(name, tree)))["hookSpecificOutput"]["additionalContext"].split("\n")
    document = (TOP / "docs" / "agents.md").read_text()
    assert "\n".join(f"    {line}" for line in told[2:-1]) in document


def test_nothing_is_said_where_the_index_knows_nothing(tree: Path, said: Any) -> None:
    assert said(search("total", tree)) == ""  # no index: none is made
    assert not (tree / ".omny").exists()
    write_tree(tree, FILES)
    assert run(["index", str(tree)]) == 0
    said("")
    assert said(search("unknown_name", tree)) == ""
    assert said("no JSON") == ""
    assert said('{"tool_name": 1}') == ""
    assert said(search("total", tree / "gone")) == ""
