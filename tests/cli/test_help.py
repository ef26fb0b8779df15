"""`--help`: derived from the declarations, of every command, and as light as a question."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from omny.cli import app, run
from omny.cli.declare import COMMANDS, EXAMPLES, FRONT, GROUPS, SECTIONS, Front, Option, Section, parameters
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


FIRST_PAGE_LINES = 40
FIRST_PAGE_COMMANDS, FIRST_PAGE_SECTIONS = 11, 3
FIRST_PAGE: list[list[str]] = [[], ["--help"], ["-h"], ["help"], ["help", "help"], ["help", "--help"]]


@pytest.mark.parametrize("arguments", FIRST_PAGE)
def test_the_first_page_lists_few_commands_in_sections(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = told(capsys, *arguments)
    lines = said.splitlines()
    assert len(lines) <= FIRST_PAGE_LINES
    assert max(map(len, lines)) <= 80
    assert (len(FRONT), len(set(FRONT.values()))) == (FIRST_PAGE_COMMANDS, FIRST_PAGE_SECTIONS)
    assert [line.split()[0] for line in lines if re.match(r"  [a-z]+ {2,}", line)] == in_sections(FRONT, Front)
    assert "\n  help all " in said
    assert "..." not in said.partition("\n")[2], "no text is cut"


def test_all_commands_are_listed_in_sections(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = told(capsys, "help", "all")
    assert re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", said, re.MULTILINE) == in_sections(SECTIONS, Section)
    assert "..." not in said.partition("\n")[2], "no text is cut"
    assert max(map(len, said.splitlines())) <= 80


def in_sections(sections: Mapping[str, str], titles: Any) -> list[str]:
    """The commands in the order of help."""
    return [name for title in get_args(titles) for name, section in sections.items() if section == title]


def test_every_command_names_its_section() -> None:
    assert SECTIONS.keys() == COMMANDS.keys()
    assert set(SECTIONS.values()) == set(get_args(Section)), "no section is empty"
    assert set(FRONT.values()) == set(get_args(Front)) - {""}
    assert FRONT.keys() <= COMMANDS.keys()
    for group in GROUPS:
        assert len({section for name, section in SECTIONS.items() if name.startswith(f"{group} ")}) == 1
    assert not {"help", "all"} & {word for name in COMMANDS for word in name.split()}, "help takes these words"


@pytest.mark.parametrize("command", ["callers", "edit", "edit rename", "at"])
def test_help_of_a_command_is_what_its_option_prints(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "help", *command.split()) == told(capsys, *command.split(), "--help")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["calers"], "no such command 'calers'; did you mean callers"),
        (["edit", "renam"], "no such command 'renam'; did you mean rename"),
        (["all", "x"], "no such command 'all'"),
        (["--jsn"], "no such option --jsn"),
    ],
)
def test_help_of_an_unknown_command_names_the_nearest(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["help", *words]) == 2
    assert said in capsys.readouterr().err.lower()


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
    "arguments", [["--help"], ["help", "all"], ["callers", "--help"], ["edit"], ["edit", "rename", "-h"], ["--version"]]
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
