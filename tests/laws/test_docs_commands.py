"""Every command and option is told in docs/commands.md, and nothing else is."""

from __future__ import annotations

import re

import pytest

from omny.cli import app
from omny.cli.declare import COMMANDS, Option, parameters
from tests.support.places import DOCS

DOCUMENT = (DOCS / "commands.md").read_text(encoding="utf-8")
SECTIONS = {
    name: text
    for title, text in re.findall(r"^## (omny .*?)\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    for name in re.findall(r"omny ([a-z]+(?: [a-z]+)?)", title)
}


def shared() -> dict[str, set[str]]:
    """The options of the table of those that most commands have, each with the commands that the table names."""
    found: dict[str, set[str]] = {}
    for options, of in re.findall(r"^\| (`--.*?) \| (.*?) \| .* \|$", DOCUMENT, re.MULTILINE):
        named = set(re.findall(r"`([a-z ]+)`", of))
        if of.startswith("all but "):
            named = COMMANDS.keys() - named
        if reference := re.match(r"those of `(--[a-z]+)`", of):
            named |= found[reference[1]]
        found |= dict.fromkeys(re.findall(r"--[a-z-]+", options), named)
    return found


SHARED = shared()


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert app is not None
    assert SECTIONS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_of_a_command_is_told_in_its_section_and_no_other(name: str) -> None:
    told = set(re.findall(r"(?<![\w-])--?[a-zA-Z][a-z-]*", SECTIONS[name]))
    options = options_of(name)
    shared = {option for option, commands in SHARED.items() if name in commands}
    assert told | shared == options
    assert not told & {"--at", "--at-least", "--no-index"}, "the table tells them"


def options_of(name: str) -> set[str]:
    return {
        spelling
        for parameter in parameters(COMMANDS[name])
        if isinstance(parameter.place, Option)
        for names in parameter.place.names
        for spelling in names.split("/")
    }


def test_no_line_of_shared_options_is_repeated() -> None:
    lines = [line for line in DOCUMENT.splitlines() if line.startswith("- `--")]
    assert max(lines.count(line) for line in lines if "--json" in line or "--root" in line) <= 2
