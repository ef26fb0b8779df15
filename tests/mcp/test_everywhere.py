"""One call of the front door for all projects of the user's workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.paths import Root
from omny.mcp.door import BYTES_PER_TOKEN
from omny.service import workspace
from tests.support.helpers import write_tree
from tests.support.mcp_agent import Agent, agent
from tests.support.real_daemon import kill_holder, needs_daemon

pytestmark = needs_daemon

SHOP = "def price(item):\n    return item  # TODO taxes\n\n\ndef total(items):\n    return price(items)\n"
BILLING = "def price_list():\n    '''The price of all things.'''\n    return 1  # TODO\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def found(home: Path) -> Iterator[Agent]:
    """An agent in a project of its own, whose user has two others in his workspace and one that is gone."""
    own = write_tree(home / "own", {"a.py": "def alone():\n    pass\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.delenv("XDG_DATA_HOME", raising=False)
        for name, text in (("billing", BILLING), ("gone", ""), ("shop", SHOP)):
            workspace.add(Root.of(write_tree(home / name, {f"{name}.py": text})))
    (home / "gone" / "gone.py").unlink()
    (home / "gone").rmdir()
    try:
        with agent(own, cwd=own) as started:
            yield started
    finally:
        for name in ("billing", "shop", "own"):
            kill_holder(home / name)


def test_all_projects_answer_one_search_and_a_project_that_has_the_very_name_comes_first(
    found: Agent, home: Path
) -> None:
    text = found.text("search", text="price", project="*")
    shop, billing = (text.index(f"=== {home / name}\n") for name in ("shop", "billing"))
    assert shop < text.index("shop.py::price(item)") < billing < text.index("billing.py::price_list()")
    assert f"[{home / 'gone'}: " in text
    assert text.endswith("[2 of 3 projects up to date]")


def test_lines_and_callers_of_all_projects_are_found(found: Agent) -> None:
    text = found.text("search", text="TODO", regex=True, project="*")
    assert "shop.py:2" in text
    assert "billing.py:3" in text
    assert "shop.py::total 6" in found.text("relations", atoms=["price"], project="*")


def test_words_are_explored_in_the_projects_that_they_are_about(found: Agent) -> None:
    text = found.text("explore", ask="price of an item with taxes", project="*", budget=800)
    assert "return item  # TODO taxes" in text
    assert len(text.encode()) <= 800 * BYTES_PER_TOKEN


def test_a_reply_keeps_to_its_budget(found: Agent) -> None:
    assert len(found.text("search", text="price", project="*", budget=200).encode()) <= 200 * BYTES_PER_TOKEN


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("get", {"atoms": ["price"]}, "of all projects only search, grep, callers and explore are answered"),
        ("relations", {"atoms": ["price", "total"]}, "all projects answer for one atom and one kind"),
        ("relations", {"atoms": ["price"], "kinds": ["impact"]}, "ask about one project"),
        ("explore", {"atoms": ["price"]}, "all projects answer to words alone"),
    ],
)
def test_what_cannot_be_asked_of_all_is_one_line(
    found: Agent, tool: str, arguments: dict[str, object], told: str
) -> None:
    said = found.text(tool, project="*", **arguments)
    assert told in said
    assert "\n" not in said
