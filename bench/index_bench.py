"""A cold index of real trees, its cost beside the parse floor, and what the finished index costs to ask.

    python -m bench.index_bench [--repeats N] [--only NAME]... [--jobs N]

Prints a table and writes bench/results/index-DATE-COMMIT.json. Every number is the median of the repeats. Floor and
index take turns, because a machine has better and worse minutes: the ratio is the median of the ratios of each turn.
Nothing is written into the trees: the database is elsewhere.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.corpora import CORPORA, Corpus, prepare_tree
from bench.database import busiest_atom, count_changes, hash_rows, indexed_paths, read_contents
from bench.measure import Cost, measure
from bench.report import MIB, TOP, Result, save, table
from omny import native
from omny.base.paths import os_path

OMNY = str(Path(sys.executable).with_name("omny"))
MAX_EVENTS_ADD = 0.6
"""Of the bytes of all else in a first index: what the history of each atom may cost."""

QUERY_RUNS = 9  # enough for a median that a single slow start does not move


def index_once(tree: Path, database: Path, jobs: int | None) -> tuple[Cost, Result]:
    """One `omny index`, and what it said. Exit status 1, some files left out, is no failure."""
    more = [] if jobs is None else ["--jobs", str(jobs)]
    cost = measure([OMNY, "index", str(tree), "--db", str(database), "--json", *more], cwd=database.parent)
    if cost.status not in (0, 1):
        raise RuntimeError(f"omny index {tree} ended with {cost.status}: {cost.output[-1000:]}")
    return cost, json.loads(cost.output[cost.output.index("{") : cost.output.rindex("}") + 1])


def floor_once(tree: Path, listed: Path, *more: str) -> dict[str, float]:
    """One run of the floor in a process of its own; `more` is what else it is to do."""
    command = [sys.executable, "-m", "bench.floor", str(tree), str(listed), *more]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    numbers: dict[str, float] = json.loads(done.stdout)
    return numbers


def queries(tree: Path, database: Path) -> dict[str, float]:
    """Median wall-clock milliseconds of query commands, each a process of its own."""
    identity, name = busiest_atom(database)
    commands = {
        "callers": ["callers", identity],
        "search": ["search", name],
        "show": ["show", identity],
    }
    environment = {**os.environ, "OMNY_DATABASE_URL": f"sqlite:///{database}"}
    times = {}
    for what, arguments in commands.items():
        walls = []
        for _ in range(QUERY_RUNS):
            start = datetime.now(UTC)
            done = subprocess.run([OMNY, *arguments], cwd=tree, env=environment, capture_output=True, check=False)
            walls.append((datetime.now(UTC) - start).total_seconds() * 1000)
            if done.returncode:
                raise RuntimeError(f"omny {' '.join(arguments)}: {done.stderr.decode()[-500:]}")
        times[what] = round(median(walls), 1)
    return times


def ctags_once(corpus: Corpus, tree: Path) -> Result | None:
    """What `ctags` takes for the same tree: definitions only, no calls."""
    ctags = shutil.which("ctags")
    if ctags is None:
        return None
    command = [ctags, "-R", f"--languages={corpus.ctags_languages}", "-f", os.devnull, str(tree)]
    cost = measure(command)
    return {"wall_seconds": cost.wall_seconds, "cpu_seconds": cost.cpu_seconds} if cost.status == 0 else None


def bench(corpus: Corpus, repeats: int, jobs: int | None) -> Result:
    """All numbers of one corpus."""
    tree = prepare_tree(corpus)
    costs: list[Cost] = []
    floors: list[dict[str, float]] = []
    said: Result = {}
    with tempfile.TemporaryDirectory(prefix="omny-bench-") as scratch:
        listed, database = Path(scratch) / "files", Path(scratch) / "0.db"
        index_once(tree, database, jobs)  # warms the page cache for both sides, and tells which files count
        paths = indexed_paths(database)
        listed.write_text("".join(f"{json.dumps(os_path(path))}\n" for path in paths), encoding="utf-8")
        for turn in range(1, repeats + 1):
            floors.append(floor_once(tree, listed))
            database = Path(scratch) / f"{turn}.db"
            cost, said = index_once(tree, database, jobs)
            costs.append(cost)
            print(
                f"  {corpus.name} {turn}/{repeats}: {cost.wall_seconds:.2f} s wall, {cost.cpu_seconds:.2f} s CPU,"
                f" floor {floors[-1]['cpu_seconds']:.2f} s",
                file=sys.stderr,
                flush=True,
            )
        before = hash_rows(database)
        again = [index_once(tree, database, jobs)[0] for _ in range(repeats)]
        written = count_changes(before, hash_rows(database))
        contents = read_contents(database)
        asked = queries(tree, database)
        verified = measure([OMNY, "verify", "--deep", str(tree), "--db", str(database)], cwd=tree)
    return {
        "corpus": corpus.name,
        "requirement": corpus.requirement,
        "contents": asdict(contents),
        "skipped": said.get("skipped"),
        "wall_seconds": round(median(cost.wall_seconds for cost in costs), 3),
        "cpu_seconds": round(median(cost.cpu_seconds for cost in costs), 3),
        "peak_bytes": max(cost.peak_bytes for cost in costs),
        "largest_process_bytes": max(cost.largest_bytes for cost in costs),
        "floor_cpu_seconds": round(median(floor["cpu_seconds"] for floor in floors), 3),
        "ratio": round(median(c.cpu_seconds / f["cpu_seconds"] for c, f in zip(costs, floors, strict=True)), 3),
        "ratios": [round(c.cpu_seconds / f["cpu_seconds"], 3) for c, f in zip(costs, floors, strict=True)],
        "second_wall_seconds": round(median(cost.wall_seconds for cost in again), 3),
        "second_rows_written": written,
        "event_share": round(contents.event_bytes / max(1, contents.bytes), 4),
        "events_add": round(contents.event_bytes / max(1, contents.bytes - contents.event_bytes), 4),
        "query_milliseconds": asked,
        "verify_status": verified.status,
        "verify_seconds": round(verified.wall_seconds, 3),
        "ctags": ctags_once(corpus, tree),
    }


_COLUMNS = (
    ("tree", lambda r: r["corpus"]),
    ("files", lambda r: f"{r['contents']['files']:,}"),
    ("lines", lambda r: f"{r['contents']['lines']:,}"),
    ("atoms", lambda r: f"{r['contents']['atoms']:,}"),
    ("edges", lambda r: f"{r['contents']['edges']:,}"),
    ("wall s", lambda r: f"{r['wall_seconds']:.2f}"),
    ("CPU s", lambda r: f"{r['cpu_seconds']:.2f}"),
    ("floor s", lambda r: f"{r['floor_cpu_seconds']:.2f}"),
    ("CPU/floor", lambda r: f"{r['ratio']:.2f}"),
    ("peak MiB", lambda r: f"{r['peak_bytes'] / MIB:.0f}"),
    ("DB MiB", lambda r: f"{r['contents']['bytes'] / MIB:.1f}"),
    ("events", lambda r: f"+{r['events_add']:.0%}{' too much' if r['events_add'] > MAX_EVENTS_ADD else ''}"),
    ("again s", lambda r: f"{r['second_wall_seconds']:.2f}"),
    ("rows", lambda r: f"{r['second_rows_written']}"),
    ("callers ms", lambda r: f"{r['query_milliseconds']['callers']:.0f}"),
    ("search ms", lambda r: f"{r['query_milliseconds']['search']:.0f}"),
    ("show ms", lambda r: f"{r['query_milliseconds']['show']:.0f}"),
    ("verify", lambda r: "clean" if r["verify_status"] == 0 else f"exit {r['verify_status']}"),
    ("ctags s", lambda r: f"{r['ctags']['cpu_seconds']:.2f}" if r["ctags"] else "-"),
)


def main() -> int:
    """Runs the bench; exit status 1 where a corpus could not be had, or events take too much."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=int(os.environ.get("REPEATS", "3")))
    parser.add_argument("--only", action="append", choices=[corpus.name for corpus in CORPORA])
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, not by each process
    results, missing = [], []
    for corpus in CORPORA:
        if options.only and corpus.name not in options.only:
            continue
        try:
            prepare_tree(corpus)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            missing.append(corpus.name)
            continue
        results.append(bench(corpus, options.repeats, options.jobs))
    file = save("index", {"repeats": options.repeats, "missing": missing, "results": results})
    heads = [head for head, _ in _COLUMNS]
    print(table(heads, [[show(result) for _, show in _COLUMNS] for result in results]))
    print(f"\nextraction: {native.describe()}\n{file.relative_to(TOP)}")
    return 1 if missing or any(result["events_add"] > MAX_EVENTS_ADD for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
