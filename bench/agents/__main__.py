"""Measures what an agent's tasks take through `omny mcp`, called by the official client, beside grep and reading.

    python -m bench.agents [--show TASK] [--save]
    python -m bench.agents first [--tree TREE ...] [--unseen] [--misses] [--save]

The first form makes the calls of each of twelve tasks on copies of three trees, and prints calls, tokens (UTF-8 bytes
of the replies by 4) and whether the replies name all that is right; the fixed cost is that of the listed tools and
the instructions. `--show` prints the replies of one task. The second form puts questions verbatim to `explore` and
looks for the right atoms in the first 1,500 tokens of its reply; those that nobody tunes on are put with `--unseen`
only. `--save` writes bench/results/agents-DATE-COMMIT.json.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import fmean

import msgspec
from mcp import Client, StdioServerParameters

import omny
from bench.agents import first, plain_tools
from bench.agents.replies import BYTES_PER_TOKEN, are_named, fixed_tokens, send
from bench.agents.tasks import Script, Task, read_tasks
from bench.corpora import CACHE, prepare_tree
from bench.report import Result, save, table
from bench.search.trees import TREES
from omny.query.explore_text import render
from omny.query.explored import ExploreAnswer

FIRST_TOKENS = 1_500

_COMMIT = (
    ("init", "--quiet"),
    ("add", "--all"),
    ("-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message", "before"),
)


@asynccontextmanager
async def serve(name: str) -> AsyncIterator[tuple[Client, Path]]:
    """A client of a server on a copy of a tree that is a git repository of one commit."""
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        tree = Path(scratch) / name
        shutil.copytree(prepare_tree(TREES[name]), tree, symlinks=True)
        for arguments in _COMMIT:
            subprocess.run(["git", *arguments], cwd=tree, check=True, capture_output=True)
        program = [sys.executable, "-m", "omny"]
        subprocess.run([*program, "index", str(tree)], check=True, capture_output=True)
        parameters = StdioServerParameters(command=program[0], args=[*program[1:], "mcp", "--allow-edit", str(tree)])
        try:
            async with Client(parameters) as client:
                yield client, tree
        finally:
            subprocess.run([*program, "stop", str(tree)], check=False, capture_output=True)


async def run_tasks(show: str) -> Result:
    """The figures of all tasks."""
    by_tree: defaultdict[str, list[tuple[Task, Script]]] = defaultdict(list)
    for task, script in read_tasks():
        by_tree[task.tree].append((task, script))
    tasks = []
    fixed = 0
    for name, both in by_tree.items():
        async with serve(name) as (client, tree):
            fixed = await fixed_tokens(client)
            for task, script in both:
                tasks.append(await run_task(client, tree, task, script, shown=show == task.name))
    return {"fixed_tokens": fixed, "tasks": tasks}


async def run_task(client: Client, tree: Path, task: Task, script: Script, *, shown: bool) -> Result:
    """The figures of one task, by both ways. The tree is as before afterwards."""
    if task.change:
        task.change.make(tree)
    replies = [await send(client, call) for call in script.omny]
    text = "\n".join(reply.text for reply in replies)
    if shown:
        print(text)
    right = task.is_right(text, tree) and not any(reply.is_error for reply in replies)
    if task.holds:
        _restore(tree)
    outputs = [plain_tools.call(tree, step) for step in script.grep]
    plain_right = task.is_right("\n".join(outputs), tree, by_last_name=True)
    _restore(tree)
    tokens = sum(-(-len(output.encode()) // BYTES_PER_TOKEN) for output in outputs)
    return {
        "task": task.name, "kind": task.kind, "tree": task.tree,
        "omny": {"calls": len(replies), "tokens": sum(reply.tokens for reply in replies), "right": right},
        "grep": {"calls": len(outputs), "tokens": tokens, "right": plain_right},
    }  # fmt: skip


def _restore(tree: Path) -> None:
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=tree, check=True)


def print_tasks(result: Result) -> None:
    """The tables."""
    rows = []
    for task in result["tasks"]:
        figures = [task[way][figure] for way in ("omny", "grep") for figure in ("calls", "tokens", "right")]
        rows.append([task["kind"], task["tree"], *("yes" if f is True else "no" if f is False else f for f in figures)])
    heads = ["task", "tree", "calls", "tokens", "right", "grep: calls", "tokens", "right"]
    print(table(heads, rows, left=2))
    for way in ("omny", "grep"):
        found = [task[way] for task in result["tasks"]]
        calls, tokens = (fmean(each[figure] for each in found) for figure in ("calls", "tokens"))
        right = sum(each["right"] for each in found)
        print(f"{way}: {calls:.1f} calls, {tokens:,.0f} tokens, {right} of {len(found)} right")
    print(f"fixed: {result['fixed_tokens']:,} tokens")


def run_first(trees: Sequence[str], *, unseen: bool, misses: bool) -> Result:
    """How many questions have their atoms in the beginning of the first reply."""
    questions = first.read_first(first.UNSEEN if unseen else first.SEEN)
    rows = []
    (CACHE / "search").mkdir(parents=True, exist_ok=True)
    for name in trees:
        with omny.open(prepare_tree(TREES[name]), database=str(CACHE / "search" / f"{name}.db")) as index:
            index.index()
            for question in (each for each in questions if each.tree == name):
                reply = render(msgspec.convert(index.explore(question.question), ExploreAnswer)).encode()
                beginning = reply[: FIRST_TOKENS * BYTES_PER_TOKEN].decode(errors="ignore")
                right = are_named(beginning, question.atoms)
                tokens = -(-len(reply) // BYTES_PER_TOKEN)
                rows.append({"tree": name, "question": question.question, "right": right, "tokens": tokens})
                if misses and not right:
                    print(f"{name} {question.question!r}: no {question.atoms}")
    return {"unseen": unseen, "questions": rows}


def print_first(result: Result) -> None:
    """The shares."""
    found = result["questions"]
    for name in (*TREES, ""):
        them = [row for row in found if name in ("", row["tree"])]
        if them:
            right, tokens = sum(row["right"] for row in them), fmean(row["tokens"] for row in them)
            print(
                f"{name or 'all':8} {right} of {len(them)} ({right / len(them):.0%}), replies of {tokens:,.0f} tokens"
            )


def main() -> None:
    """What `python -m bench.agents` runs."""
    parser = argparse.ArgumentParser(prog="python -m bench.agents", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["tasks", "first"], default="tasks")
    parser.add_argument("--show", default="", metavar="TASK")
    parser.add_argument("--tree", action="append", choices=list(TREES))
    for option in ("--unseen", "--misses", "--save"):
        parser.add_argument(option, action="store_true")
    arguments = parser.parse_args()
    if arguments.what == "tasks":
        result = asyncio.run(run_tasks(arguments.show))
        print_tasks(result)
    else:
        result = run_first(arguments.tree or list(TREES), unseen=arguments.unseen, misses=arguments.misses)
        print_first(result)
    if arguments.save:
        print(save("agents", {arguments.what: result}))


if __name__ == "__main__":
    main()
