"""Arguments as agents write them: `null` for what is left out, a number too large, a name that is nearly one."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError
from omny.mcp.analyses import ANALYSES
from omny.mcp.arguments import read_arguments
from omny.mcp.asked import input_schema
from omny.mcp.editing import EditAtom
from omny.mcp.past import PAST
from omny.mcp.toolbox import output_schema
from omny.mcp.tools import READING, Callers, FileOutline, SearchAtoms
from tests.support.helpers import write_tree
from tests.support.mcp_agent import SHOP, Agent, agent
from tests.support.real_daemon import kill_holder

TOOLS = (*READING, *ANALYSES, *PAST, EditAtom)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_null_is_an_argument_that_was_left_out(tool: type) -> None:
    given = {"atom": "x", "text": "x", "file": "x", "source": "x", "target": "x", "since": "x", "operation": "undo"}
    needed = {name: given[name] for name in input_schema(tool).get("required", [])}
    nulls = {name: None for name in input_schema(tool)["properties"] if name not in needed}
    assert read_arguments(tool, {**needed, **nulls}) == read_arguments(tool, needed)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_no_schema_has_a_union_with_null(tool: type) -> None:
    for schema in (input_schema(tool), output_schema(tool)):
        assert "null" not in repr(schema)
        assert "anyOf" not in repr(schema)


@pytest.mark.parametrize(
    ("arguments", "read", "said"),
    [
        ({"limit": 10**9}, {"limit": 1_000}, "limit 1000000000 was taken as 1,000, the most it can be"),
        ({"limit": 0}, {"limit": 1}, "limit 0 was taken as 1, the least it can be"),
        ({"limit": "5000"}, {"limit": 1_000}, "limit 5000 was taken as 1,000, the most it can be"),
        ({"depth": -1}, {"depth": 1}, "depth -1 was taken as 1, the least it can be"),
        ({"wait_seconds": 600}, {"wait_seconds": 60}, "wait_seconds 600 was taken as 60, the most it can be"),
        ({"max_bytes": 1}, {"max_bytes": 4_000}, "max_bytes 1 was taken as 4,000, the least it can be"),
        ({"limit": 7}, {"limit": 7}, None),
        ({"limit": "7"}, {"limit": 7}, None),
    ],
)
def test_a_number_out_of_range_is_brought_into_it_and_that_is_said(
    arguments: dict[str, Any], read: dict[str, Any], said: str | None
) -> None:
    tool, told = read_arguments(Callers, {"atom": "x", **arguments})
    assert {name: getattr(tool, name) for name in read} == read
    assert told == ([said] if said else [])


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        (SearchAtoms, {"txt": "x"}, "search_atoms: no argument is named 'txt'; the nearest is 'text'; it takes text,"),
        (Callers, {"atom": "x", "max_results": 5}, "no argument is named 'max_results'"),
        (Callers, {"atom": "x", "Limit": 5}, "the nearest is 'limit'"),
        (FileOutline, {"file": "a", "path": "b"}, "file_outline: path and file mean the same: leave one of them out"),
    ],
)
def test_an_argument_that_is_not_known_is_named_with_the_nearest(tool: type, arguments: Any, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_arguments(tool, arguments)
    assert said in str(refused.value)


def test_path_and_file_mean_the_same() -> None:
    assert read_arguments(FileOutline, {"path": "a.py"}) == read_arguments(FileOutline, {"file": "a.py"})
    assert read_arguments(SearchAtoms, {"text": "x", "file": "a/"}) == read_arguments(
        SearchAtoms, {"text": "x", "path": "a/"}
    )
    assert read_arguments(FileOutline, {"path": None, "file": "a.py"})[0].file == "a.py"


def test_a_client_with_strict_schemas_is_answered(shared_agent: Agent, shop_tree: Path) -> None:
    nulls = {"limit": None, "types": None, "path": None, "tests": None, "cursor": None, "wait_seconds": None}
    data = shared_agent.data("search_atoms", text="total_price", **nulls)
    assert [found["id"] for found in data["results"]] == ["shop/money.py::total_price"]
    data = shared_agent.data("callers", atom="total_price()", limit=10**6)
    assert "limit 1000000 was taken as 1,000, the most it can be" in data["notes"]
    for named in ("cart.py", "shop/cart.py", "./shop/cart.py", str(shop_tree / "shop/cart.py")):
        assert shared_agent.data("file_outline", path=named)["total"] == 7, named


def test_a_suspended_daemon_costs_the_caller_what_it_would_wait(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", SHOP)
    pid = 0
    try:
        with agent(tree) as found:
            pid = found.data("index_status")["daemon"]["pid"]
            found.data("callers", atom="total_price")  # its connection is kept
            os.kill(pid, signal.SIGSTOP)
            for wait in (0.5, 0):
                start = time.monotonic()
                data = found.data("callers", atom="total_price", wait_seconds=wait)
                took = time.monotonic() - start
                assert data["total"] == 1
                assert "the database was read instead" in data["freshness"]["problems"][0]
                assert took < wait + 1.5, f"{took:.2f} s for a wait of {wait} s"  # and the answer itself
            os.kill(pid, signal.SIGCONT)
            deadline = time.monotonic() + 30
            while "problems" in found.data("callers", atom="total_price", wait_seconds=5)["freshness"]:
                assert time.monotonic() < deadline, "it answers again and is not asked"
    finally:
        with contextlib.suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGCONT)
        kill_holder(tree)
