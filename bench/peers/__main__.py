"""Omny beside other indexes of code: a first index, and updates without a change, of one file and of another release.
For each what it costs, and whether the updated index is the one that the same files give from nothing.

    python -m bench.peers [--tree NAME]... [--tool NAME]... [--repeats N]

The tools take turns on each tree, and of each step the least of the repeats counts: other work on the machine only ever
adds. A tool that cannot be installed here is named, and left out. Writes bench/results/peers-DATE-COMMIT.json.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.corpora import CORPORA, OTHER_RELEASES, prepare_tree
from bench.peers.tools import TOOLS, NotInstallableError, Tool
from bench.peers.trial import STEPS, Trial, run
from bench.report import MIB, Result, save, table

FILES = {
    "django": "django/utils/text.py",
    "rxjs": "src/internal/Observable.ts",
    "effect": "src/Option.ts",
    "three": "src/math/Vector3.js",
}
"""The file of each tree that is changed."""


def main() -> int:
    """The exit status: 1 where a tool could not be tried."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", action="append", choices=sorted(FILES))
    parser.add_argument("--tool", action="append", help="part of its name")
    parser.add_argument("--repeats", type=int, default=1)
    chosen = parser.parse_args()
    wanted = [tool for tool in TOOLS if not chosen.tool or any(name in tool.name for name in chosen.tool)]
    programs: dict[str, Path] = {}
    for tool in wanted:
        try:
            programs[tool.name] = tool.install()
        except NotInstallableError as error:
            print(f"LEFT OUT: {tool.name}: {error}", file=sys.stderr, flush=True)
    tools = [tool for tool in wanted if tool.name in programs]
    document: Result = {"left_out": [tool.name for tool in wanted if tool not in tools], "trees": {}}
    for corpus in CORPORA:
        if corpus.name not in (chosen.tree or ("django", "effect")):
            continue
        tree, other = prepare_tree(corpus), prepare_tree(OTHER_RELEASES[corpus.name])
        found: dict[str, list[Trial]] = {tool.name: [] for tool in tools}
        for _ in range(chosen.repeats):
            for tool in tools:
                with tempfile.TemporaryDirectory(prefix="omny-bench-") as scratch:
                    trial = run(tool, programs[tool.name], tree, other, FILES[corpus.name], Path(scratch))
                found[tool.name].append(trial)
                if trial.failure:
                    print(f"FAILED: {trial.failure}", file=sys.stderr, flush=True)
        rows = {name: _sum_up(trials) for name, trials in found.items()}
        document["trees"][corpus.name] = rows
        print(
            f"\n{corpus.requirement}, then {OTHER_RELEASES[corpus.name].requirement}\n\n{_table(tools, rows)}",
            flush=True,
        )
    print(f"\n{save('peers', document)}")
    failed = any(row["failure"] for rows in document["trees"].values() for row in rows.values())
    return 1 if failed or document["left_out"] else 0


def _sum_up(trials: list[Trial]) -> Result:
    """The least cost of each step; of the differences the most."""
    steps = {
        step: {
            "cpu_seconds": round(min(each.costs[step].cpu_seconds for each in trials), 3),
            "wall_seconds": round(min(each.costs[step].wall_seconds for each in trials), 3),
            "peak_bytes": min(each.costs[step].peak_bytes for each in trials),
        }
        for step in STEPS
        if all(step in each.costs for each in trials)
    }
    differences = {
        step: max(each.differences[step] for each in trials)
        for step in STEPS
        if all(step in each.differences for each in trials)
    }
    failure = next((each.failure for each in trials if each.failure), "")
    return {"steps": steps, "bytes": trials[0].bytes, "differences": differences, "failure": failure}


def _table(tools: list[Tool], rows: dict[str, Result]) -> str:
    heads = ["tool", *(f"{step}: CPU s" for step in STEPS), "first: s", "MB", "peak MB", "updated differs in rows"]
    lines = []
    for tool in tools:
        row = rows[tool.name]
        steps = row["steps"]
        costs = [f"{steps[step]['cpu_seconds']:.2f}" if step in steps else "failed" for step in STEPS]
        told = ", ".join(f"{number:,} ({step})" for step, number in row["differences"].items()) or "has no update"
        first = steps.get("first")
        wall, peak = (f"{first['wall_seconds']:.1f}", f"{first['peak_bytes'] / MIB:.0f}") if first else ("", "")
        lines.append([tool.name, *costs, wall, f"{row['bytes'] / MIB:.0f}", peak, told])
    return table(heads, lines, left=1)


if __name__ == "__main__":
    sys.exit(main())
