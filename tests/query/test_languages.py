"""`omny languages` says what is read, how far, by which grammar, and how many files of it are here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.base import grammars
from omny.cli import run
from omny.languages import registry
from tests.support.helpers import write_tree

FILES = {
    "a.py": "def f(): ...\n",
    "b.py": "def g(): ...\n",
    "main.tf": 'variable "size" {}\n',
    "a.zig": "fn f() void {}\n",
    "big.zig": "",
}


@pytest.fixture
def without_zig(monkeypatch: pytest.MonkeyPatch) -> Any:
    left = {name: place for name, place in grammars.list_installed().items() if name != "tree_sitter_zig"}
    monkeypatch.setattr(grammars, "list_installed", lambda: left)
    monkeypatch.setattr(grammars, "forget", lambda: None)
    registry.use(registry.known_plugins())
    yield
    monkeypatch.undo()
    registry.use(registry.known_plugins())


def asked(root: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert run(["index", str(root), "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["languages", "--json", str(root)]) == 0
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)["results"]}


def test_each_language_has_its_tier_its_grammar_and_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = asked(write_tree(tmp_path, FILES), capsys)
    assert next(iter(listed)) in ("python", "zig")
    python, zig = listed["python"], listed["zig"]
    assert (python["tier"], python["grammar"], python["files"]) == ("resolved", "tree-sitter-python", 2)
    assert (zig["tier"], zig["grammar"], zig["files"], zig["cure"]) == ("defined", "tree-sitter-zig", 2, "")
    assert zig["version"].startswith("1.1.")
    assert listed["go"]["files"] == 0
    assert not any(name.startswith("config") for name in listed)


def test_what_lacks_a_grammar_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without_zig: None
) -> None:
    zig = asked(write_tree(tmp_path, FILES), capsys)["zig"]
    assert (zig["grammar"], zig["files"], zig["left_out"]) == ("", 0, 2)
    assert zig["cure"] == "pip install 'omny-index[languages]'"
    assert run(["languages", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "no grammar" in said
    assert "2 not indexed" in said
    assert "pip install 'omny-index[languages]'" in said
    assert "Erlang" not in said
    assert run(["languages", "--all", str(tmp_path)]) == 0
    assert "Erlang" in capsys.readouterr().out
