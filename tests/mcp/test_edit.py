"""The tool that writes, for a server that was started with leave to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.helpers import write_tree
from tests.support.mcp_agent import SHOP, Agent, agent
from tests.support.real_daemon import kill_holder, needs_daemon

pytestmark = needs_daemon

PRICE = "shop/cart.py::Cart.price"
TOTAL = "shop/money.py::total_price"


@pytest.fixture(scope="module")
def editing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agent, Path]]:
    """An agent that may write, and its tree."""
    tree = write_tree(tmp_path_factory.mktemp("edit") / "tree", SHOP)
    try:
        with agent(tree, "--allow-edit") as found:
            yield found, tree
    finally:
        kill_holder(tree)


def test_the_tool_says_that_it_writes(editing: tuple[Agent, Path]) -> None:
    tools = {tool.name: tool for tool in editing[0].run("list_tools").tools}
    assert list(tools) == ["explore", "search", "get", "relations", "edit"]
    assert not tools["edit"].annotations.read_only_hint


def test_an_edit_is_in_the_file_and_in_the_next_answer(editing: tuple[Agent, Path]) -> None:
    writer, tree = editing
    (atom,) = writer.data("get_atom", atom=PRICE)["results"]
    edit = {"operation": "body", "atom": PRICE, "text": "return 7", "expect": str(atom["version"])}
    (planned,) = writer.data("edit_atom", dry_run=True, **edit)["results"]
    assert planned["status"] == "planned"
    assert "+        return 7" in planned["diff"]
    assert "return 7" not in (tree / "shop/cart.py").read_text()
    (done,) = writer.data("edit_atom", **edit)["results"]
    assert done["status"] == "applied"
    assert "-        return total_price(self.items)" in done["diff"]
    assert writer.data("callers", atom=TOTAL)["results"] == []
    assert writer.data("atom_history", atom=PRICE)["results"][0]["source"] == "mcp"
    (again,) = writer.data("edit_atom", **edit)["results"]
    assert again["status"] == "refused"  # it is no longer as it was read
    assert writer.data("edit_atom", operation="undo")["results"][0]["status"] == "applied"
    assert "return total_price(self.items)" in (tree / "shop/cart.py").read_text()


def test_what_does_not_parse_or_cannot_be_meant_changes_nothing(editing: tuple[Agent, Path]) -> None:
    writer, tree = editing
    before = (tree / "shop/money.py").read_text()
    (refused,) = writer.data("edit_atom", operation="replace", atom=TOTAL, text="def total_price(:")["results"]
    assert (refused["status"], refused["refusal"]) == ("refused", "syntax")
    assert writer.call("edit_atom", operation="replace", atom="nobody", text="x").is_error
    assert writer.call("edit_atom", operation="explode", atom=TOTAL).is_error
    assert writer.call("edit_atom", operation="move", path="../outside.py", target="in.py").is_error
    assert (tree / "shop/money.py").read_text() == before


def test_a_refusal_speaks_of_what_an_agent_can_do(editing: tuple[Agent, Path]) -> None:
    writer, _ = editing
    (refused,) = writer.data("edit_atom", operation="delete", atom=TOTAL)["results"]
    assert refused["hint"] == "change them first, or use force"
    assert refused["refusal"] == "callers"
    assert "use operation delete" in writer.text("edit_atom", operation="replace", atom=TOTAL)
    ambiguous = writer.call("edit_atom", operation="delete", atom="price")
    assert ambiguous.is_error
    assert "shop/cart.py::Cart.price, shop/cart.py::Gift.price" in ambiguous.content[0].text


def test_the_answer_to_an_edit_does_not_say_that_its_own_files_wait(editing: tuple[Agent, Path]) -> None:
    writer, _ = editing
    for text in ("return 1", "return 2", "return 3"):
        fresh = writer.data("edit_atom", operation="body", atom="unused", text=text)["freshness"]
        assert "pending" not in fresh


def test_a_long_difference_is_cut_to_the_size_of_an_answer(editing: tuple[Agent, Path]) -> None:
    writer, _ = editing
    text = "def long():\n" + "".join(f"    y{number} = {number}\n" for number in range(2_000))
    answer = writer.whole("edit_atom", operation="replace", atom="long", text=text, dry_run=True)
    assert len(answer.model_dump_json(by_alias=True, exclude_none=True)) <= 20_000
    assert answer.structured_content["results"][0]["diff"].endswith("… cut")
