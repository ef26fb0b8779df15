"""What an agent waits for: each tool, called by the SDK's own client over the pipes of `omny mcp`, on a made tree.

    python -m bench.mcp_bench [--atoms N] [--calls N] [--seed N]

The tree is made by `synthetic.py`, the server started as a client starts it, and each tool called for atoms chosen at
random, as an agent would: with the wait for what was saved last, which is on by default. Times are the client's, from
call to parsed answer; beside them is the CPU that server and daemon took for one call, which depends less on what else
runs, and the tokens of a reply (bytes of its text / 4). `fixed_tokens` is what the list of tools and the instructions
cost every session. Prints a table, and writes bench/results/mcp-DATE-COMMIT.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from bench.measure import Usage, descendants
from bench.report import Result, save, spread, table
from bench.synthetic import ATOMS_PER_MODULE, make_tree, module_path
from omny.base.lock import holder
from omny.base.paths import Root
from omny.daemon.process import background

ATOMS = 30_000
CALLS = 300
WARMING_CALLS = 20  # of each tool: nothing is loaded for the first time any more

Arguments = dict[str, Any]


class Calls:
    """Arguments of calls about atoms of a made tree."""

    def __init__(self, tree: Path, modules: int, seed: int) -> None:
        self._tree = tree
        self._modules = modules
        self._random = random.Random(seed)

    def tools(self) -> dict[str, Callable[[], Arguments]]:
        """What makes the arguments of each tool; behind a comma, what is special about them."""
        return {
            "explore": lambda: {"ask": f"unchanged function {self._number()}"},
            "search": lambda: {"text": f"unchanged {self._number()}"},
            "get": lambda: {"atoms": [self._atom()]},
            "get, five atoms": lambda: {"atoms": [self._atom() for _ in range(5)]},
            "relations": lambda: {"atoms": [self._atom()]},
            "relations, three kinds of three atoms": lambda: {
                "atoms": [self._atom() for _ in range(3)],
                "kinds": ["callers", "impact", "tests"],
            },
            "search_atoms": lambda: {"text": f"unchanged {self._number()}"},
            "search_atoms, a word of every name": lambda: {"text": f"function_{self._number()}"},
            "get_atom": lambda: {"atom": self._atom()},
            "file_outline": lambda: {"file": self._path(self._number())},
            "callers": lambda: {"atom": self._atom()},
            "callees": lambda: {"atom": self._atom()},
            "impact": lambda: {"atom": self._atom(), "depth": 3},
            "find_path": lambda: {"source": self._atom(8), "target": self._atom(1)},
            "changes_since": lambda: {"since": "1"},
            "atom_history": lambda: {"atom": self._atom()},
            "index_status": dict,
        }

    def _number(self) -> int:
        return self._random.randrange(self._modules)

    def _path(self, number: int) -> str:
        return module_path(self._tree, number).relative_to(self._tree).as_posix()

    def _atom(self, function: int | None = None) -> str:
        number = self._number()
        function = self._random.randrange(1, ATOMS_PER_MODULE - 1) if function is None else function
        return f"{self._path(number)}::function_{number}_{function}"


async def bench(tree: Path, atoms: int, calls: int, seed: int) -> Result:
    """All figures."""
    made = Calls(tree, atoms // ATOMS_PER_MODULE, seed)
    result: Result = {"atoms": atoms, "calls": calls, "seed": seed}
    started = time.perf_counter()
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "omny", "mcp", str(tree)])
    async with Client(parameters) as client:
        result["connected_seconds"] = round(time.perf_counter() - started, 2)
        started = time.perf_counter()
        told: list[float] = []

        async def note(progress: float, total: float | None, message: str | None) -> None:
            told.append(progress)

        await client.call_tool("index_status", {}, progress_callback=note)
        listed = [
            tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in (await client.list_tools()).tools
        ]
        fixed = json.dumps(listed, ensure_ascii=False, separators=(",", ":")) + (client.instructions or "")
        result["fixed_tokens"] = tokens(fixed)
        result["first_index_seconds"] = round(time.perf_counter() - started, 2)
        result["progress_notifications"] = len(told)
        processes = _processes(tree)
        for label, arguments in made.tools().items():
            name = label.partition(",")[0]
            for _ in range(WARMING_CALLS):
                await _time_call(client, name, arguments())
            before = _cpu(processes)
            taken = [await _time_call(client, name, arguments()) for _ in range(calls)]
            cpu = round((_cpu(processes) - before) * 1000 / calls, 2)
            sizes = sum(size for _, size in taken) / calls
            result[label] = {**spread([time for time, _ in taken]), "cpu": cpu, "tokens": round(sizes, 1)}
    return result


def _processes(tree: Path) -> list[int]:
    """The server and the daemon."""
    found = holder(Root.of(tree))
    if found is None:
        raise SystemExit("no daemon runs")
    return [found.pid, *(pid for pid in descendants(os.getpid()) if pid != found.pid)]


def _cpu(processes: list[int]) -> float:
    return sum(Usage.of(process).cpu_seconds for process in processes)


def tokens(text: str) -> float:
    """Of a text: four bytes of UTF-8 are one."""
    return len(text.encode()) / 4


async def _time_call(client: Client, name: str, arguments: Arguments) -> tuple[float, float]:
    """Milliseconds of one call, and the tokens of its reply."""
    started = time.perf_counter()
    answer = await client.call_tool(name, arguments)
    milliseconds = (time.perf_counter() - started) * 1000
    if answer.is_error:
        raise SystemExit(f"{name} {arguments}: {answer.content}")
    return milliseconds, sum(tokens(each.text) for each in answer.content if each.type == "text")


def main() -> int:
    """Makes the tree, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--atoms", type=int, default=ATOMS)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.getLogger("client").setLevel(logging.ERROR)  # it warns of each call of a tool that is not listed
    with tempfile.TemporaryDirectory(prefix="omny-mcp-") as scratch:
        tree = make_tree(Path(scratch) / "tree", given.atoms)
        try:
            result = asyncio.run(bench(tree, given.atoms, given.calls, given.seed))
        finally:
            background.stop(Root.of(tree))
    shown = ("p50", "p95", "most", "cpu", "tokens")
    rows = [[name, *(f"{told[key]:.2f}" for key in shown)] for name, told in result.items() if isinstance(told, dict)]
    print(table(["tool", "p50 ms", "p95 ms", "most ms", "CPU ms", "tokens"], rows, left=1))
    print(f"fixed: {result['fixed_tokens']:,.0f} tokens")
    print(save("mcp", result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
