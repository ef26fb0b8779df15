"""The server through its days: a project never indexed, daemons that are killed, several clients, calls that nobody
waits for, and clients that die."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import apsw
import pytest

from omny.base.lock import holder
from omny.base.paths import Root
from omny.cli import run
from tests.support.helpers import write_tree
from tests.support.mcp_agent import Agent, agent, parameters
from tests.support.real_daemon import END_SECONDS, NAP_SECONDS, RealDaemon, children, kill_holder, needs_daemon

pytestmark = needs_daemon


@contextlib.contextmanager
def own_tree(path: Path, files: dict[str, str]) -> Any:
    """A tree whose daemon ends with the test."""
    path.mkdir()
    try:
        yield write_tree(path, files)
    finally:
        kill_holder(path)


def daemon_of(tree: Path) -> int:
    found = holder(Root.of(tree))
    assert found is not None
    return found.pid


def eventually(is_so: Any, seconds: float = END_SECONDS) -> None:
    """Returns when something is so that nobody tells of."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(NAP_SECONDS)


def is_there(pid: int) -> bool:
    """Whether that process lives; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# ── a project never indexed ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_call_waits_for_the_first_index_and_hears_how_far_it_is(tmp_path: Path) -> None:
    files = {f"package/module_{number}.py": f"def f_{number}():\n    return 1\n" * 40 for number in range(150)}
    with own_tree(tmp_path / "tree", files) as tree, agent(tree) as found:
        told: list[tuple[float, float | None, str | None]] = []

        async def note(progress: float, total: float | None, message: str | None) -> None:
            told.append((progress, total, message))

        async def call() -> Any:
            return await found.client.call_tool("search", {"text": "f_149"}, progress_callback=note)

        answer = found.start(call).result()
        assert "40 atoms for" in answer.content[0].text
        assert told
        assert "first index" in str(told[0][2])
        assert [done for done, _, _ in told] == sorted({done for done, _, _ in told})


def test_a_project_without_source_says_so_and_then_has_what_is_written(tmp_path: Path) -> None:
    with own_tree(tmp_path / "tree", {"README.md": "nothing to index"}) as tree, agent(tree, mode="legacy") as found:
        answer = found.call("search_atoms", text="f")
        assert answer.is_error
        assert "there is nothing in it; no file is in a language that Omny reads" in answer.content[0].text
        (tree / "a.py").write_text("def first():\n    pass\n")
        assert found.data("search_atoms", text="first")["total"] == 1


# ── daemons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_daemon_that_is_killed_is_started_again_by_the_next_call(shared_agent: Agent, shop_tree: Path) -> None:
    for number in range(2):
        before = shared_agent.data("index_status")["daemon"]["pid"]
        os.kill(before, signal.SIGKILL)
        (shop_tree / "after.py").write_text(f"def after_{number}():\n    pass\n")
        best = shared_agent.data("search_atoms", text=f"after_{number}")["results"][0]
        assert best["id"] == f"after.py::after_{number}"
        assert shared_agent.data("index_status")["daemon"]["pid"] == daemon_of(shop_tree) != before


def test_a_daemon_that_is_stopped_and_started_by_somebody_else_is_found(
    shared_agent: Agent, shop_tree: Path, starter: Any
) -> None:
    shared_agent.data("index_status")
    first = RealDaemon(shop_tree, starter)
    first.adopt()
    first.signal(signal.SIGTERM)
    assert first.ended()
    other = RealDaemon(shop_tree, starter).start()
    assert shared_agent.data("index_status")["daemon"]["pid"] == other.pid


def directory_for_database(state: Path) -> None:
    (state / "omny.db").rename(state / "kept")
    (state / "omny.db").mkdir()


def newer_schema(state: Path) -> None:
    shutil.copy(state / "omny.db", state / "kept")
    with contextlib.closing(apsw.Connection(str(state / "omny.db"))) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")


def others_can_write(state: Path) -> None:
    state.chmod(0o777)


def mended(state: Path) -> None:
    state.chmod(0o700)
    database = state / "omny.db"
    if (state / "kept").exists():
        database.rmdir() if database.is_dir() else database.unlink()
        for left in state.glob("omny.db-*"):
            left.unlink()
        (state / "kept").rename(database)


@pytest.mark.parametrize("spoil", [directory_for_database, newer_schema, others_can_write])
def test_c6_the_next_call_after_a_start_that_failed_starts_a_daemon(tmp_path: Path, spoil: Any) -> None:
    with own_tree(tmp_path / "tree", {"a.py": "def first():\n    pass\n"}) as tree:
        assert run(["index", str(tree)]) == 0
        with agent(tree) as found:
            spoil(tree / ".omny")
            for _ in range(2):
                answer = found.whole("search_atoms", text="first", wait_seconds=0.1)
                assert answer.is_error or answer.structured_content["freshness"].get("problems")
            mended(tree / ".omny")
            assert holder(Root.of(tree)) is None
            (tree / "b.py").write_text("def second():\n    pass\n")
            data = found.data("search_atoms", text="second")
            assert (data["total"], data["freshness"].get("problems", [])) == (1, [])
            assert found.data("index_status")["daemon"]["pid"] == daemon_of(tree)


# ── clients ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_clients_of_a_project_share_its_daemon(shared_agent: Agent, shop_tree: Path) -> None:
    one = shared_agent
    with agent(shop_tree, mode="legacy") as other:
        calls = [
            each.start(each.client.call_tool, "relations", {"atoms": ["total_price"]})
            for each in (one, other)
            for _ in range(10)
        ]
        assert {call.result().content[0].text.split("\n")[1][:9] for call in calls} == {"1 caller "}
        pids = {each.data("index_status")["daemon"]["pid"] for each in (one, other)}
        assert pids == {daemon_of(shop_tree)}


def test_a_cancelled_call_is_left_and_the_next_one_answered(shared_agent: Agent) -> None:
    shared_agent.data("index_status")

    async def cancelled() -> bool:
        with anyio.move_on_after(0.001) as scope:
            await shared_agent.client.call_tool("search_atoms", {"text": "total_price"})
        return scope.cancelled_caught

    for _ in range(20):
        shared_agent.start(cancelled).result()
    assert shared_agent.data("search_atoms", text="total_price")["total"] == 1


def test_without_a_daemon_the_database_is_read_and_the_answer_says_so(shared_agent: Agent, shop_tree: Path) -> None:
    """Somebody holds the lock, and does not answer: a suspended daemon. The last test of the shared agent, which asks
    no daemon for a while then."""
    shared_agent.data("index_status")
    pid = daemon_of(shop_tree)
    os.kill(pid, signal.SIGSTOP)
    try:
        data = shared_agent.data("search_atoms", text="total_price", wait_seconds=0.1)
        assert data["total"] == 1
        assert "the database was read instead" in data["freshness"]["problems"][0]
        assert "changes may be missing" in shared_agent.text("search_atoms", text="total_price")
    finally:
        os.kill(pid, signal.SIGKILL)  # also to have the next test begin anew


def test_a_client_that_dies_leaves_nothing_but_the_daemon(shop_tree: Path) -> None:
    """Neither the server nor what it forked; also where it dies in the middle of a call."""
    given = parameters(shop_tree)
    server = subprocess.Popen(
        [given.command, *given.args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(given.env or {})},
    )
    assert server.stdin is not None
    assert server.stdout is not None
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    call = {"name": "search_atoms", "arguments": {"text": "x"}}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ):
        server.stdin.write(json.dumps(message).encode() + b"\n")
        server.stdin.flush()
    assert json.loads(server.stdout.readline())["id"] == 1
    daemon = {daemon_of(shop_tree)} if holder(Root.of(shop_tree)) else set()
    forked = [pid for pid in children(server.pid) if pid not in daemon]
    assert forked
    server.stdin.close()
    server.stdout.close()
    assert server.wait(timeout=END_SECONDS) == 0
    eventually(lambda: not any(map(is_there, forked)))


def test_a_server_that_cannot_begin_is_one_line_and_no_process(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "omny", "mcp", str(tmp_path / "nowhere")],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "no such directory" in done.stderr


@pytest.mark.slow
def test_nothing_but_the_server_imports_the_sdk() -> None:
    """It takes most of a second, which no other command has."""
    commands = "run(['mcp', '--help']); run(['search', 'x'])"
    script = f"import sys; from omny.cli import run; {commands}; print('mcp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "False"
