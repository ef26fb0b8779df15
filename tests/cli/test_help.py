"""`--help`: derived from the declarations, of every command, and as light as a question."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from omny.cli import app, run
from omny.cli.declare import COMMANDS, EXAMPLES, GROUPS, Option, parameters
from tests.support.places import TOP

assert app

_HEAVY = ("typer", "click", "rich", "shutil", "difflib", "omny.cli.wrong", "tree_sitter")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_tells_all_that_is_declared(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = told(capsys, *command.split(), "--help")
    assert said == told(capsys, *command.split(), "-h")
    assert said.startswith(f"Usage: omny {command} [OPTIONS]")
    plain = " ".join(said.split())
    assert " ".join((COMMANDS[command].__doc__ or "").split()) in plain
    for parameter in parameters(COMMANDS[command]):
        assert " ".join(parameter.place.help.split()) in plain
        names = parameter.place.names if isinstance(parameter.place, Option) else (parameter.place.metavar,)
        assert all(part in said for name in names for part in name.split("/") if part.startswith("-") or part == name)
    for line, good in EXAMPLES.get(command, ()):
        assert line in said, "to be copied whole"
        assert good in plain
    indented = [line for line in said.partition("\nExamples:")[0].split("\n")[1:] if line.startswith(" ")]
    assert max(map(len, indented)) <= 80


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_without_a_command_lists_all(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, *arguments)
    assert all(f"\n  {name} " in said for name in [*GROUPS, *(each for each in COMMANDS if " " not in each)])
    assert "..." not in said.partition("Commands:")[2], "what a command does is told to its end"


@pytest.mark.parametrize(
    "arguments", [["callers", "--help", "x"], ["callers", "x", "--depth", "3", "-h"], ["edit", "-h"]]
)
def test_help_is_asked_for_anywhere_on_the_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, *arguments).startswith(f"Usage: omny {arguments[0]} ")


def test_a_value_and_a_word_that_is_passed_on_ask_for_no_help(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    (tree / "a.py").write_text("def f():\n    pass\n")
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["search", "--path", "--help", "f"]) == 0
    assert "0 atoms" in capsys.readouterr().out
    assert run(["show", "--", "--help"]) == 2
    assert "no atom is named '--help'" in capsys.readouterr().err
    assert told(capsys, "at", "1", "callers", "--help").startswith("Usage: omny callers ")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["callers", "--help"], ["edit"], ["edit", "rename", "-h"], ["--version"]]
)
def test_help_and_version_import_no_more_than_a_question(arguments: list[str]) -> None:
    code = (
        "import sys; before = set(sys.modules); from omny.cli import run; status = run(sys.argv[2:]);"
        "print(sorted((sys.modules.keys() - before) & set(sys.argv[1].split())), file=sys.stderr); sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    words = [sys.executable, "-c", code, " ".join(_HEAVY), *arguments]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
