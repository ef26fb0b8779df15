"""Who changed what, and why: each commit of the index says it, as far as anybody does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.base.user import user_name
from omny.cli import run
from omny.model.authorship import MAX_CHARACTERS, Authorship
from tests.support.helpers import write_tree
from tests.support.real_daemon import git, needs_git

TREE = {"shop.py": "def price():\n    return 1\n"}


@pytest.fixture
def said(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command prints as JSON, in a tree."""
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)

    def ask(*command: str) -> Any:
        capsys.readouterr()
        assert run(list(command)) == 0, capsys.readouterr().err
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in command else out

    return ask


def test_an_edit_says_who_made_it_and_why(said: Any, tree: Path) -> None:
    said("index", "--jobs", "1")
    (tree / "new").write_text("return 2")
    said("edit", "body", "price", "--text-file", "new", "--reason", "two is\x1b what it\n costs")
    newest = said("history", "price", "--json")["results"][-1]
    assert (newest["actor"], newest["reason"]) == (user_name(), "two is\\x1b what it costs")
    assert f"by {user_name()}: two is" in said("history", "price")
    assert f", {user_name()}: two is" in said("diff", "1")
    assert said("at", "now", "show", "price", "--json")["at"]["reason"] == newest["reason"]
    lines = [json.loads(line) for line in said("events").splitlines()]
    assert [line["reason"] for line in lines if line["kind"] == "generation"] == ["", newest["reason"]]


@needs_git
def test_the_author_of_a_commit_is_the_actor_where_head_has_moved(said: Any, tree: Path) -> None:
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "first")
    said("index", "--jobs", "1")
    write_tree(tree, {"shop.py": "def price():\n    return 3\n"})
    git(tree, "commit", "-qam", "Three, with key ghp_16C7e42F292c6912E7710c838347Ae178B4a")
    said("index", "--jobs", "1")
    first, newest = said("history", "price", "--json")["results"]
    assert first["actor"] == user_name(), "a first index holds what all commits have made"
    assert "reason" not in first
    assert newest["actor"]
    assert newest["actor"] == newest["commit"]["author"]
    assert newest["reason"].startswith("Three, with key ")
    assert "ghp_" not in newest["reason"]


@needs_git
def test_commits_that_are_indexed_one_by_one_have_their_authors(said: Any, tree: Path) -> None:
    git(tree, "init", "-q")
    for number in range(3):
        write_tree(tree, {"shop.py": f"def price():\n    return {number}\n"})
        git(tree, "add", "-A")
        git(tree, "commit", "-qm", f"price {number}")
    said("index", "--history", "3", "--jobs", "1")
    steps = said("history", "price", "--json")["results"]
    assert [step["reason"] for step in steps] == ["price 0", "price 1", "price 2"]
    assert said("at", "HEAD~1", "show", "price", "--json")["at"]["reason"] == "price 1"


def test_texts_of_anybody_become_one_bounded_line() -> None:
    by = Authorship.of("agent\x00\r\n 1.0", "x" * 10_000)
    assert by.actor == "agent\\x00 1.0"
    assert len(by.reason) == MAX_CHARACTERS
