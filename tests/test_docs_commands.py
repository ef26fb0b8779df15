"""Every command and option is told in docs/commands.md, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omny.cli import app
from omny.cli.declare import COMMANDS, Option, parameters

DOCUMENT = Path(__file__).parents[1].joinpath("docs", "commands.md").read_text(encoding="utf-8")
SECTIONS = {
    name: text
    for title, text in re.findall(r"^## (omny .*?)\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    for name in re.findall(r"omny ([a-z]+(?: [a-z]+)?)", title)
}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert app is not None
    assert SECTIONS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_of_a_command_is_told_in_its_section_and_no_other(name: str) -> None:
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", SECTIONS[name]))
    options = {
        spelling
        for parameter in parameters(COMMANDS[name])
        if isinstance(parameter.place, Option)
        for names in parameter.place.names
        for spelling in names.split("/")
    }
    assert told == options
