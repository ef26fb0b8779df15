"""The front door: few tools, each for several atoms, whose replies cost an agent as little as can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.paths import Root
from omny.mcp.door import BYTES_PER_TOKEN
from omny.service.usage import read_usage
from tests.support.helpers import write_tree
from tests.support.mcp_agent import SHOP, Agent, agent
from tests.support.real_daemon import kill_holder, needs_daemon

pytestmark = needs_daemon

MAX_FIXED_TOKENS = 1_200
"""What every session pays before it asks anything: the list of tools, and the instructions."""


OTHER = {
    "zoo.py": "def far():\n    return near()\n\n\ndef near():\n    pass\n",
    "tests/a.py": "from zoo import near\n\n\ndef trial():\n    near()\n",
}


def tokens(text: str) -> float:
    return len(text.encode()) / BYTES_PER_TOKEN


def body(text: str) -> list[str]:
    """The lines between the marks."""
    lines = text.split("\n")
    return lines[1 : next(number for number, line in enumerate(lines) if line.startswith("</data"))]


@pytest.fixture(scope="module")
def other_tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Another project, never indexed; with a `.git`, by which it is one."""
    tree = write_tree(tmp_path_factory.mktemp("other") / "other", OTHER)
    (tree / ".git").mkdir()
    yield tree
    kill_holder(tree)


# ── what a session costs ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_tools_and_the_instructions_stay_below_1200_tokens(shop_tree: Path) -> None:
    with agent(shop_tree, "--allow-edit") as found:
        listed = found.run("list_tools").tools
        described = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed]
        whole = json.dumps(described, ensure_ascii=False, separators=(",", ":")) + (found.client.instructions or "")
    assert len(listed) <= 5
    assert tokens(whole) <= MAX_FIXED_TOKENS


def test_a_tool_is_listed_without_an_output_schema_and_without_what_needs_no_words(shared_agent: Agent) -> None:
    for tool in shared_agent.run("list_tools").tools:
        assert tool.annotations.read_only_hint
        assert tool.output_schema is None
        assert "wait_seconds" not in tool.input_schema["properties"]


def test_a_tool_that_is_not_listed_is_answered_by_its_name(shared_agent: Agent) -> None:
    assert "callers" not in {tool.name for tool in shared_agent.run("list_tools").tools}
    assert "1 caller of shop/money.py::total_price" in shared_agent.text("callers", atom="total_price")


def test_a_reply_comes_once(shared_agent: Agent) -> None:
    for name, arguments in (("relations", {"atoms": ["total_price"]}), ("callers", {"atom": "total_price"})):
        answer = shared_agent.call(name, **arguments)
        assert answer.structured_content is None
        assert len(answer.content) == 1
    whole = shared_agent.whole("callers", atom="total_price")
    assert whole.structured_content["total"] == 1
    assert whole.content == []


# ── replies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_atoms_are_read_in_one_call(shared_agent: Agent) -> None:
    text = shared_agent.text("get", atoms=["Cart.price", "shop/money.py:4", "shop/cart.py"])
    assert body(text)[:4] == [
        "shop/cart.py::Cart.price(self)  method 10-11 v1",
        " calls: shop/money.py::total_price",
        "10|    def price(self):",
        "11|        return total_price(self.items)",
    ]
    assert "shop/money.py::total_price(prices, discount=0)  function 4-6 v1" in text
    assert "::Gift.wrap(self)  18-19" in text  # of the outline


def test_relations_of_several_atoms_and_kinds_come_in_one_reply(shared_agent: Agent) -> None:
    text = shared_agent.text("relations", atoms=["total_price", "Cart"], kinds=["callers", "tests", "impact"])
    assert "1 caller of shop/money.py::total_price\nshop/cart.py::Cart.price 11\n" in text
    assert "1 test of shop/money.py::total_price\ntests/test_cart.py::test_price 4 depth 2\n" in text
    assert "1 caller of shop/cart.py::Cart\n" in text
    way = shared_agent.text("relations", atoms=["test_price", "total_price"], kinds="path")
    assert "  -> shop/cart.py::Cart.price" in way
    assert "history" not in way
    assert "create" in shared_agent.text("relations", atoms="total_price", kinds="history")
    assert "import" in shared_agent.text("relations", atoms='["total_price"]', kinds="references")


def test_a_search_finds_names_and_with_regex_lines(shared_agent: Agent) -> None:
    assert body(shared_agent.text("search", text="total price"))[1].startswith("shop/money.py::total_price(")
    lines = body(shared_agent.text("search", text="sum.prices", regex=True))
    assert lines == [
        "1 line that match 'sum.prices'",
        "shop/money.py:6 return sum(prices) - discount  in ::total_price",
    ]


def test_an_unknown_or_ambiguous_name_does_not_cost_the_others_their_answer(shared_agent: Agent) -> None:
    text = shared_agent.text("relations", atoms=["total_prise", "price", "total_price"], kinds=["callers", "tests"])
    assert text.count("no atom is named 'total_prise'; similar names: shop/money.py::total_price") == 1
    assert text.count("'price' means 2 atoms; name one by its id:\nshop/cart.py::Cart.price\n") == 1
    assert "1 caller of shop/money.py::total_price" in text


def test_an_index_that_is_up_to_date_takes_few_words_and_one_that_is_not_says_all(shared_agent: Agent) -> None:
    assert "; up to date; generation " in shared_agent.text("search", text="total_price").split("\n")[-1]
    last = shared_agent.text("get", atoms=["right"]).split("\n")[-1]
    assert "parts do not parse: odd.py; token " in last


def test_names_of_built_ins_are_not_listed(shared_agent: Agent) -> None:
    for kinds in (["callees"], ["callers"]):
        assert "print" not in shared_agent.text("relations", atoms=["unused"], kinds=kinds)
    assert "sum" not in shared_agent.text("get", atoms=["total_price"], source=False)


def test_a_reply_keeps_to_its_budget_and_its_cursor_leads_to_the_rest(shared_agent: Agent, shop_tree: Path) -> None:
    lines: list[str] = []
    cursor = ""
    for _ in range(100):
        text = shared_agent.text("get", atoms=["long"], budget=1_000, cursor=cursor)
        assert tokens(text) <= 1_000
        lines += [line.partition("|")[2] for line in body(text) if line[:1].isdigit()]
        more = [line for line in text.split("\n") if line.startswith("more: cursor=")]
        if not more:
            break
        cursor = more[0].partition("'")[2][:-1]
    assert "\n".join(lines) == (shop_tree / "long.py").read_text().rstrip("\n")
    both = shared_agent.text("get", atoms=["long", "big.py"], budget=1_000)
    assert tokens(both) <= 1_000
    assert both.count("asked alone: cursor=") == 2


# ── other projects ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_server_answers_for_another_project_that_is_named_or_asked_about(
    shared_agent: Agent, shop_tree: Path, other_tree: Path
) -> None:
    for arguments in ({"atoms": ["near"], "project": str(other_tree)}, {"atoms": [f"{other_tree}/zoo.py::near"]}):
        text = shared_agent.text("relations", **arguments)
        assert "2 callers of zoo.py::near\nzoo.py::far 2\ntests/a.py::trial 5\n" in text, "code before tests"
        assert f"[index of {other_tree}; up to date" in text
    assert "nobody" not in shared_agent.text("search", text="near")
    two = shared_agent.text("get", atoms=[f"{other_tree}/zoo.py::near"], project=str(shop_tree / "shop"))
    assert "zoo.py::near()" in two


def test_what_is_no_project_is_refused(shared_agent: Agent, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("def secret():\n    pass\n")
    assert "there is no .git and no .omny" in shared_agent.text("search", text="x", project=str(tmp_path))
    assert "no such folder" in shared_agent.text("search", text="x", project=str(tmp_path / "gone"))
    assert not (tmp_path / ".omny").exists()
    assert "secret()" not in shared_agent.text("get", atoms=[str(tmp_path / "secret.py")])


def test_a_server_edits_no_other_project_than_its_own(tmp_path: Path, other_tree: Path) -> None:
    tree = write_tree(tmp_path / "tree", SHOP)
    try:
        with agent(tree, "--allow-edit") as writer:
            text = writer.text("edit", operation="body", atom=f"{other_tree}/zoo.py::near", text="return 2")
            assert "edits the project that it was started for" in text
            assert "body applied" in writer.text("edit", operation="body", atom="unused", text="return 2")
    finally:
        kill_holder(tree)
    assert "return 2" not in (other_tree / "zoo.py").read_text()


def test_what_an_agent_is_served_is_counted(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", SHOP)
    try:
        with agent(tree) as found:
            found.text("get", atoms=["total_price"])
            found.text("callers", atom="total_price")
        rows = {row.tool: row for row in read_usage(Root.of(tree)).results}
    finally:
        kill_holder(tree)
    assert {row.agent.partition(" ")[0] for row in rows.values()} == {"mcp"}
    assert rows["get"].file_tokens == -(-len(SHOP["shop/money.py"]) // BYTES_PER_TOKEN)
    assert rows["callers"].replies == 1
