"""What agents were served is counted beside the answers: bounded, without a text of the code, and never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omny.base.paths import Root
from omny.cli import run
from omny.service.usage import MAX_ROWS, MAX_WAITING, OTHERS, USAGE_NAME, Reply, UsageCounter, read_usage
from tests.support.helpers import write_tree


def count(root: Root, *replies: tuple[str, str, int, tuple[str, ...]]) -> None:
    counter = UsageCounter()
    for agent, tool, size, files in replies:
        counter.count(Reply(root, agent, tool, size, files))
    counter.close()


@pytest.fixture
def root(tree: Path) -> Root:
    return Root.of(write_tree(tree, {"shop/cart.py": "x" * 4_000, "a.py": "y" * 400}))


def test_replies_are_counted_by_agent_and_tool_beside_what_the_files_would_have_cost(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    count(root, ("claude 2.1", "get", 401, ("shop/cart.py", "a.py", "shop/cart.py", "gone.py")))
    count(root, ("claude 2.1", "get", 40, ()), ("codex 1", "search", 4, ("../outside.py",)))
    rows = {(row.agent, row.tool): (row.replies, row.tokens, row.file_tokens) for row in read_usage(root).results}
    assert rows == {("claude 2.1", "get"): (2, 111, 1_100), ("codex 1", "search"): (1, 1, 0)}
    assert run(["usage", str(root.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["replies"], document["tokens"], document["file_tokens"]) == (3, 112, 1_100)
    assert run(["usage", str(root.path)]) == 0
    assert "claude 2.1  get" in capsys.readouterr().out


def test_the_file_is_bounded_and_names_nothing_of_the_code(root: Root) -> None:
    count(root, *((f"agent {number}\x1b[2J{'x' * 500}", "get", 4, ("a.py",)) for number in range(MAX_ROWS + 50)))
    found = read_usage(root)
    assert found.total == MAX_ROWS + 1
    assert {row.agent: row.replies for row in found.results}[OTHERS] == 50
    written = (root.state_dir / USAGE_NAME).read_text()
    assert "a.py" not in written
    assert "\x1b" not in written
    assert len(written) < 100_000


def test_what_cannot_be_written_or_read_is_in_nobodys_way(root: Root) -> None:
    root.make_state_dir()
    (root.state_dir / USAGE_NAME).mkdir()
    counter = UsageCounter()
    for _ in range(MAX_WAITING * 3):
        counter.count(Reply(root, "a", "get", 4, ()))  # returns, however many wait
    counter.close()
    assert read_usage(root).results == []
    (root.state_dir / USAGE_NAME).rmdir()
    (root.state_dir / USAGE_NAME).write_text("no JSON")
    assert read_usage(root).results == []
