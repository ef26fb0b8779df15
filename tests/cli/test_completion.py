"""Completion: what is offered, and the scripts in the shells that are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omny.cli import run
from omny.cli.completion import SCRIPTS, find_candidates
from omny.cli.declare import COMMANDS
from tests.support.helpers import write_tree
from tests.support.places import TOP

TREE = {
    "shop/cart.py": "class Cart:\n    def price(self): return total_price()\n    def clear(self): pass\n\n\n"
    "def total_price(): return 1\n",
    "odd name.py": "def odd(): pass\n",
}


@pytest.fixture
def indexed(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    write_tree(tree, TREE)
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    return tree


def test_commands_are_offered_by_their_words():
    assert find_candidates([""]) == sorted(
        {name.partition(" ")[0] for name in COMMANDS} | {"help", "--help", "--version"}
    )
    assert find_candidates(["cal"]) == ["callees", "callers"]
    assert find_candidates(["export", ""]) == ["ctags", "scip"]
    assert find_candidates([]) == find_candidates([""])
    assert find_candidates(["nonsense", "x"]) == []
    assert find_candidates(["help", ""]) == sorted({name.partition(" ")[0] for name in COMMANDS} | {"all"})
    assert find_candidates(["help", "export", ""]) == ["ctags", "scip"]
    assert find_candidates(["help", "callers", ""]) == []


def test_every_option_of_every_command_is_offered():
    for name in COMMANDS:
        assert "--help" in find_candidates([*name.split(), "-"])
    assert {"--depth", "--possible", "--json"} <= set(find_candidates(["callers", "x", "-"]))
    assert find_candidates(["search", "x", "--no"]) == ["--no-index", "--no-tests"]
    assert find_candidates(["at", "2h", "callers", "--po"]) == ["--possible"]


def test_values_of_options_are_offered():
    assert find_candidates(["graph", "x", "--format", "m"]) == ["mermaid"]
    assert "inherit" in find_candidates(["callers", "x", "--type", ""])
    assert find_candidates(["callers", "x", "--limit", ""]) == []


def test_names_of_atoms_are_offered_as_they_are_begun(indexed):
    assert find_candidates(["callers", "tot"]) == ["total_price"]
    assert find_candidates(["show", "Ca"]) == ["Cart"]
    assert find_candidates(["show", "Cart."]) == ["Cart.clear", "Cart.price"]
    assert find_candidates(["show", "Cart.pr"]) == ["Cart.price"]
    assert find_candidates(["callers", "shop/cart.py::Cart.c"]) == ["shop/cart.py::Cart.clear"]
    assert find_candidates(["callers", "shop/ca"]) == []  # names of files are for the shell
    assert find_candidates(["index", "tot"]) == []


def test_what_a_shell_would_take_apart_is_not_offered(indexed):
    assert find_candidates(["callers", "odd name.py::"]) == []
    assert "shop/cart.py::<module>" not in find_candidates(["callers", "shop/cart.py::"])


def test_without_an_index_nothing_is_offered_and_nothing_is_said(tree, monkeypatch, capsys):
    monkeypatch.chdir(tree)
    assert run(["completion", "words", "callers", "tot"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_script_is_printed_for_each_shell(capsys):
    for shell, script in SCRIPTS.items():
        assert run(["completion", shell]) == 0
        assert capsys.readouterr().out == script
    assert run(["completion", "tcsh"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


@pytest.fixture
def omny(tmp_path: Path) -> Path:
    """A folder with the command in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "omny"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m omny "$@"\n')
    command.chmod(0o755)
    return folder


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    ("line", "replies"),
    [
        ("omny calle", ["callees", "callers"]),
        ("omny callers total_", ["total_price"]),
        ("omny callers shop/cart.py::Cart.p", ["Cart.price"]),  # what stands behind the colon is replaced
        ("omny export ", ["ctags", "scip"]),
        ("omny outline shop/", []),  # left to the shell
    ],
)
def test_bash_completes(indexed, omny, line, replies):
    script = (
        f'eval "$(omny completion bash)"; COMP_LINE={line!r}; COMP_POINT=${{#COMP_LINE}}; _omny; '
        'printf "%s\\n" "${COMPREPLY[@]}"; complete -p omny'
    )
    environment = {**os.environ, "PATH": f"{omny}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=indexed, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    *found, declared = done.stdout.splitlines()
    assert [each for each in found if each] == replies
    assert declared == "complete -o default -F _omny omny"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_in_order_for_its_shell(shell, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    (tmp_path / "script").write_text(SCRIPTS[shell])
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True, capture_output=True)
