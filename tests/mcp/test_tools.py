"""What the tools answer to an agent: the SDK's own client, over real pipes to a real server and its daemon."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import MCPError

from omny.mcp.toolbox import DEFAULT_BYTES, MIN_BYTES
from tests.support.mcp_agent import Agent, agent
from tests.support.real_daemon import needs_daemon

pytestmark = needs_daemon

READING = [
    "grep",
    "tests",
    "search_atoms",
    "get_atom",
    "file_outline",
    "callers",
    "callees",
    "references",
    "impact",
    "find_path",
    "changes_since",
    "atom_history",
    "index_status",
]


def ids(data: dict[str, Any]) -> list[str]:
    return [found["id"] for found in data["results"]]


# ── what there is ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_tools_read_only_and_say_what_they_take_and_give(shop_tree: Path) -> None:
    with agent(shop_tree, "--tools", "all", "--structured") as program:
        tools = {tool.name: tool for tool in program.run("list_tools").tools}
    assert set(READING) <= set(tools)
    for tool in (tools[name] for name in READING):
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert len(tool.description) > 100
        assert tool.input_schema["additionalProperties"] is False
        assert "$ref" not in json.dumps([tool.input_schema, tool.output_schema])
        assert {"results", "total", "freshness"} <= set(tool.output_schema["required"])
        for name, argument in tool.input_schema["properties"].items():
            assert argument.get("description"), f"{tool.name}.{name} says nothing"


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_search_finds_names_and_signatures(shared_agent: Agent) -> None:
    data = shared_agent.data("search_atoms", text="price")
    assert set(ids(data)) == {
        "shop/cart.py::Cart.price",
        "shop/cart.py::Gift.price",
        "shop/money.py::total_price",
        "tests/test_cart.py::test_price",
    }
    assert data["freshness"]["token"].count(":") == 1
    assert ids(shared_agent.data("search_atoms", text="price", tests=True)) == ["tests/test_cart.py::test_price"]
    assert ids(shared_agent.data("search_atoms", text="price", types=["function"], path="shop/")) == [
        "shop/money.py::total_price"
    ]


def test_an_atom_is_read_with_its_source_and_what_it_calls(shared_agent: Agent) -> None:
    answer = shared_agent.whole("get_atom", atom="Cart.price")
    (found,) = answer.structured_content["results"]
    assert (found["id"], found["line"], found["calls"]) == (
        "shop/cart.py::Cart.price",
        10,
        ["shop/money.py::total_price"],
    )
    assert found["source"] == {"line": 10, "text": "    def price(self):\n        return total_price(self.items)"}
    assert "   11          return total_price(self.items)" in shared_agent.text("get_atom", atom="Cart.price")
    assert "source" not in shared_agent.data("get_atom", atom="Cart.price", source=False)["results"][0]


def test_names_may_begin_with_the_path_of_the_project(shared_agent: Agent, shop_tree: Path) -> None:
    for file in ("shop/cart.py", "./shop/cart.py", f"{shop_tree}/shop/cart.py"):
        assert shared_agent.data("file_outline", file=file)["total"] == 7
    assert shared_agent.data("callers", atom=f"{shop_tree}/shop/money.py::total_price")["total"] == 1


def test_callers_say_where_and_how_they_are_known(shared_agent: Agent) -> None:
    data = shared_agent.data("callers", atom="total_price", depth=2)
    assert data["about"] == "shop/money.py::total_price"
    first, second = data["results"]
    assert (first["id"], first["edges"]) == (
        "shop/cart.py::Cart.price",
        [{"how": "exact", "type": "call", "lines": [11]}],
    )
    assert second["edges"] == [
        {
            "how": "inferred",
            "basis": "type",
            "type": "call",
            "depth": 2,
            "other": "shop/cart.py::Cart.price",
            "lines": [5],
        }
    ]
    assert "shop/cart.py::Cart.price(self)  exact line 11" in shared_agent.text("callers", atom="total_price")
    others = shared_agent.data("callers", atom="Cart", types=["inherit"])
    assert [(found["id"], found["edges"][0]["type"]) for found in others["results"]] == [
        ("shop/cart.py::Gift", "inherit")
    ]


def test_who_calls_what_is_outside_of_the_project_is_known(shared_agent: Agent) -> None:
    assert ids(shared_agent.data("callers", atom="sum")) == ["shop/money.py::total_price"]


def test_callees_and_paths_are_told_with_lines(shared_agent: Agent) -> None:
    assert set(ids(shared_agent.data("callees", atom="test_price"))) >= {"shop/cart.py::Cart.price"}
    (way,) = shared_agent.data("find_path", source="test_price", target="total_price")["results"]
    assert [(step["target"], step["lines"]) for step in way["steps"]] == [
        ("shop/cart.py::Cart.price", [5]),
        ("shop/money.py::total_price", [11]),
    ]
    back = shared_agent.data("find_path", source="total_price", target="test_price")
    assert back["results"] == []
    assert "the other way there is one" in " ".join(back["notes"])


def test_a_path_may_lead_over_some_atoms_only(shared_agent: Agent) -> None:
    ends = {"source": "test_price", "target": "total_price"}
    assert shared_agent.data("find_path", tests=False, **ends)["total"] == 1
    over_tests = shared_agent.data("find_path", tests=True, path="tests/", **ends)
    assert over_tests["results"] == []
    assert "over others there is one: tests/test_cart.py::test_price" in " ".join(over_tests["notes"])


def test_impact_names_dependants_and_tests(shared_agent: Agent) -> None:
    data = shared_agent.data("impact", atom="total_price")
    assert [test["id"] for test in data["tests"]] == ["tests/test_cart.py::test_price"]
    assert data["results"][0]["id"] == "shop/cart.py::Cart.price"
    assert "1 test, nearest first: tests/test_cart.py::test_price" in shared_agent.text("impact", atom="total_price")


def test_the_status_names_what_is_left_out_or_not_whole(shared_agent: Agent, shop_tree: Path) -> None:
    data = shared_agent.data("index_status")
    assert data["root"] == str(shop_tree)
    assert data["files"] == {"python": 8}
    assert data["daemon"]["pid"] > 0
    assert [(found["path"], found["status"]) for found in data["results"]] == [("odd.py", "degraded")]
    assert shared_agent.data("get_atom", atom="right")["freshness"]["degraded"] == ["odd.py"]


# ── what was just written ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_saved_before_a_call_is_in_its_answer(shared_agent: Agent, shop_tree: Path) -> None:
    token = shared_agent.data("index_status")["freshness"]["token"]
    for number in range(5):
        (shop_tree / "fresh.py").write_text(f"def fresh_{number}():\n    return total_price([])\n")
        assert ids(shared_agent.data("search_atoms", text=f"fresh_{number}"))[0] == f"fresh.py::fresh_{number}"
    changes = shared_agent.data("changes_since", since=token)
    assert {"kind": "added", "id": "fresh.py::fresh_4"} in changes["results"]
    (shop_tree / "fresh.py").unlink()
    assert shared_agent.data("changes_since", since=token)["results"] == []
    history = shared_agent.data("atom_history", atom="fresh.py::fresh_4")
    assert history["results"][0]["operation"] == "delete"


def test_a_history_says_what_was_before_and_after(shared_agent: Agent, shop_tree: Path) -> None:
    shared_agent.data("index_status")
    file = shop_tree / "told.py"
    file.write_text("def told(a):\n    return a\n")
    shared_agent.data("index_status")
    file.write_text("def told(a, b):\n    return a\n")
    newest, oldest = shared_agent.data("atom_history", atom="told")["results"]
    assert (newest["operation"], oldest["operation"]) == ("update", "create")
    assert newest["changes"]["signature"] == ['"(a)"', '"(a, b)"']
    file.unlink()


# ── what is not there ────────────────────────────────────────────────────────────────────────────────────────────────


def notes(shared_agent: Agent, name: str, **arguments: Any) -> str:
    data = shared_agent.data(name, **arguments)
    assert (data["results"], data["total"]) == ([], 0)
    return " | ".join(data["notes"])


def test_an_empty_answer_says_why(shared_agent: Agent, shop_tree: Path) -> None:
    assert "shop/money.py::total_price" in notes(shared_agent, "get_atom", atom="total_prize")
    assert "no name is similar" in notes(shared_agent, "search_atoms", text="quokkawombat")
    assert "without the filters" in notes(shared_agent, "search_atoms", text="total", path="nowhere/")
    assert "similar paths: shop/cart.py" in notes(shared_agent, "file_outline", file="shop/card.py")
    assert "is a directory" in notes(shared_agent, "file_outline", file="shop")
    assert "no call known by scopes, imports or types" in notes(shared_agent, "callers", atom="unused")
    assert "decorated (register)" in notes(shared_agent, "callers", atom="handler")
    assert "only what is outside of the index, or not known" in notes(shared_agent, "callees", atom="unused")
    (shop_tree / "notes.txt").write_text("no source")
    assert "in no language that is indexed" in notes(shared_agent, "file_outline", file="notes.txt")
    assert "no atom was ever named" in notes(shared_agent, "atom_history", atom="never_was")


def test_a_name_with_a_slip_of_the_pen_is_answered_with_the_similar_one(shared_agent: Agent) -> None:
    answer = shared_agent.data("search_atoms", text="totalprise")
    assert ids(answer) == ["shop/money.py::total_price"]
    assert "similar ones come first" in answer["notes"][0]


def test_words_that_are_nowhere_together_are_found_one_by_one(shared_agent: Agent) -> None:
    found = ids(shared_agent.data("search_atoms", text="total handler", types=["function"]))
    assert set(found[:2]) == {"shop/money.py::handler", "shop/money.py::total_price"}
    assert "no atom has any of these words" in notes(shared_agent, "search_atoms", text="quokka wombat")


def test_a_file_that_is_taken_for_an_atom_is_its_module_and_told_to_be_a_file(shared_agent: Agent) -> None:
    said = shared_agent.text("get_atom", atom="shop/cart.py")
    assert "shop/cart.py::<module>" in said
    assert "it is a file: get lists its atoms" in said


@pytest.mark.parametrize("name", ["passwd", "no such file"])
def test_nothing_is_told_of_files_outside_of_the_project(shared_agent: Agent, tmp_path: Path, name: str) -> None:
    (tmp_path / "passwd").write_text("")
    for file in (str(tmp_path / name), f"shop/../../{name}"):
        assert notes(shared_agent, "file_outline", file=file) == (
            f"{file} is outside the project: name a file from its root on"
        )


def test_what_is_defined_several_times_under_one_name_is_told(shared_agent: Agent, shop_tree: Path) -> None:
    stub = "@overload\ndef twice(value: {0}) -> {0}: ...\n\n\n"
    code = "def twice(value):\n    return value * 2\n\n\ndef four():\n    return twice(2)\n"
    overloads = "from typing import overload\n\n\n" + stub.format("int") + stub.format("str") + code
    (shop_tree / "over.py").write_text(overloads)
    try:
        data = shared_agent.data("get_atom", atom="over.py::twice")
        assert data["notes"] == [
            "an overload without code; the code is in over.py::twice~3",
            "also defined there under that name: over.py::twice~2, over.py::twice~3",
        ]
        for stub_or_code in ("over.py::twice", "over.py::twice~2", "over.py::twice~3"):
            assert ids(shared_agent.data("callers", atom=stub_or_code)) == ["over.py::four"]
    finally:
        (shop_tree / "over.py").unlink()


def test_an_ambiguous_name_answers_with_the_ids(shared_agent: Agent) -> None:
    data = shared_agent.data("callers", atom="price")
    assert data["ambiguous"] == ["shop/cart.py::Cart.price", "shop/cart.py::Gift.price"]
    assert "ask again with one of these ids" in data["notes"][0]


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def sizes(answer: Any) -> int:
    return len(answer.model_dump_json(by_alias=True, exclude_none=True).encode())


def test_a_long_list_is_bounded_and_its_cursor_leads_through_all_of_it(shared_agent: Agent) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(50):
        answer = shared_agent.whole("file_outline", file="big.py", limit=50, max_bytes=MIN_BYTES, cursor=cursor)
        assert sizes(answer) <= MIN_BYTES
        data = answer.structured_content
        seen += ids(data)
        cursor = data.get("next", "")
        assert bool(cursor) == data.get("truncated", False)
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == data["total"] == 121


def test_a_long_source_is_read_on_by_its_cursor(shared_agent: Agent, shop_tree: Path) -> None:
    lines: list[str] = []
    cursor = ""
    while True:
        answer = shared_agent.whole("get_atom", atom="long", cursor=cursor)
        assert sizes(answer) <= DEFAULT_BYTES
        source = answer.structured_content["results"][0]["source"]
        assert source["line"] == 1 + len(lines)
        lines += source["text"].split("\n")
        cursor = answer.structured_content.get("next", "")
        if not cursor:
            break
    assert "\n".join(lines) == (shop_tree / "long.py").read_text().rstrip("\n")


def test_a_line_that_is_longer_than_an_answer_is_cut_and_what_follows_is_not_lost(shared_agent: Agent) -> None:
    first = shared_agent.data("get_atom", atom="wide", max_bytes=MIN_BYTES)
    answer = shared_agent.whole("get_atom", atom="wide", max_bytes=MIN_BYTES, cursor=first["next"])
    assert sizes(answer) <= MIN_BYTES
    assert "was cut" in answer.structured_content["notes"][-1]
    assert "next" not in answer.structured_content
    whole = shared_agent.data("get_atom", atom="wide", max_bytes=200_000)
    assert len(whole["results"][0]["source"]["text"]) > 30_000


def test_a_cursor_belongs_to_its_call(shared_agent: Agent) -> None:
    cursor = shared_agent.data("file_outline", file="big.py", limit=5)["next"]
    assert "it belongs to no answer of this call" in shared_agent.text("file_outline", file="long.py", cursor=cursor)
    assert shared_agent.call("file_outline", file="big.py", limit=5, cursor="x" * 50).is_error
    assert ids(shared_agent.data("file_outline", file="big.py", limit=1, cursor=cursor)) == ["big.py::step_4"]


def test_a_page_after_a_change_says_so(shared_agent: Agent, shop_tree: Path) -> None:
    cursor = shared_agent.data("file_outline", file="big.py", limit=5)["next"]
    (shop_tree / "between.py").write_text("def between():\n    pass\n")
    data = shared_agent.data("file_outline", file="big.py", limit=5, cursor=cursor)
    assert "the index has changed since the page before" in data["notes"][0]
    (shop_tree / "between.py").unlink()


# ── what is off ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("callers", {}, "missing required field `atom`"),
        ("callers", {"atom": ""}, "length >= 1"),
        ("callers", {"atom": 7.5}, "Expected `str`"),
        ("callers", {"atom": "x", "types": ["calls"]}, "Invalid enum value 'calls'"),
        ("callers", {"atom": "x", "colour": 1}, "no argument is named 'colour'"),
        ("search_atoms", {"text": "x" * 100_000}, "length <= 1000"),
        ("search_atoms", {"text": "x", "limit": "many"}, "Expected `int`"),
        ("search_atoms", {"text": {"$gt": ""}}, "Expected `str`"),
        ("changes_since", {"since": "the day before"}, "no state is kept of"),
        ("changes_since", {"since": "00000000-0000-0000-0000-000000000000:1"}, "belongs to another index"),
    ],
)
def test_wrong_arguments_are_one_line_with_the_cure(
    shared_agent: Agent, name: str, arguments: dict[str, Any], said: str
) -> None:
    answer = shared_agent.call(name, **arguments)
    text = answer.content[0].text
    assert answer.is_error
    assert said in text
    assert "\n" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("text", ["\x00", "💥" * 300, '"" OR 1=1 --', "../../etc/passwd", "%s%n", "a" * 1000, "::"])
def test_hostile_names_are_no_more_than_unknown(shared_agent: Agent, text: str) -> None:
    for name, argument in (
        ("search_atoms", "text"),
        ("get_atom", "atom"),
        ("callers", "atom"),
        ("file_outline", "file"),
    ):
        answer = shared_agent.whole(name, **{argument: text})
        assert not answer.is_error, answer.content
        assert answer.structured_content["results"] == []
        assert answer.structured_content["notes"]


def test_numbers_that_are_written_as_text_are_understood(shared_agent: Agent) -> None:
    """Models write them so now and then."""
    assert len(shared_agent.data("file_outline", file="big.py", limit="3")["results"]) == 3


def test_an_unknown_tool_or_a_write_is_refused(shared_agent: Agent) -> None:
    with pytest.raises(MCPError, match="no tool is named 'drop_table'"):
        shared_agent.call("drop_table")
    with pytest.raises(MCPError, match="edit_atom"):
        shared_agent.call("edit_atom", operation="delete", atom="unused")


# ── resources and prompts ────────────────────────────────────────────────────────────────────────────────────────────


def test_atoms_and_files_are_resources(shared_agent: Agent) -> None:
    templates = [each.uri_template for each in shared_agent.run("list_resource_templates").resource_templates]
    assert templates == ["omny://atom/{id}", "omny://file/{path}"]
    (listed,) = shared_agent.run("list_resources").resources
    assert "odd.py" in shared_agent.run("read_resource", str(listed.uri)).contents[0].text
    atom = shared_agent.run("read_resource", "omny://atom/shop%2Fcart.py%3A%3ACart.price").contents[0].text
    assert "return total_price(self.items)" in atom
    assert "shop/cart.py::Gift" in shared_agent.run("read_resource", "omny://file/shop/cart.py").contents[0].text
    with pytest.raises(MCPError, match="no resource is named"):
        shared_agent.run("read_resource", "omny://nothing/at/all")


def test_prompts_teach_the_way_of_work(shared_agent: Agent) -> None:
    names = [prompt.name for prompt in shared_agent.run("list_prompts").prompts]
    assert names == ["explore_before_edit", "review_changes"]
    text = shared_agent.run("get_prompt", "review_changes", {"since": "2h"}).messages[0].content.text
    assert text.startswith("Review what has changed since: 2h")
    listed = {tool.name for tool in shared_agent.run("list_tools").tools}
    for name in names:
        text = shared_agent.run("get_prompt", name, {}).messages[0].content.text
        assert {"explore", "search", "relations"} <= set(text.replace(".", " ").split()) & listed
        assert not [word for word in text.split() if "_" in word], "a tool that is not listed"
