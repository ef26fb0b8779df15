"""The answers that docs/agents.md shows are those that an agent gets."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.mcp_agent import agent
from tests.support.places import TOP
from tests.support.real_daemon import kill_holder, needs_daemon

_SHOWN = re.compile(r"^`(\w+) (\{.*\})`\n\n((?:    .*\n)+)", re.MULTILINE)
_DIFFERS = re.compile(r"(?<=data )[0-9a-f]{8}|(?<=token )[^\]]*")


@needs_daemon
@pytest.mark.slow
def test_an_agent_is_answered_as_the_document_shows(tmp_path: Path) -> None:
    tree = tmp_path / "example"
    shutil.copytree(TOP / "tests" / "support" / "example", tree, ignore=shutil.ignore_patterns("__pycache__", ".omny"))
    shown = _SHOWN.findall((TOP / "docs" / "agents.md").read_text(encoding="utf-8"))
    assert len(shown) >= 4
    try:
        with agent(tree, cwd=tree) as found:
            for name, arguments, answer in shown:
                said = found.text(name, **json.loads(arguments))
                told = "".join(f"    {line}\n" for line in said.split("\n"))
                assert _DIFFERS.sub("", told) == _DIFFERS.sub("", answer), name
    finally:
        kill_holder(tree)
