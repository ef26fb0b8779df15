"""A first index of any tree beside the parse floor of the same files, both by CPU time and in turns.

    python -m bench.tree_bench [--language NAME] [--repeats N] TREE...

With `--language` the files of that language alone are taken, so that the others of a mixed tree do not count. Each
number is the least of the repeats: other work on the machine only ever adds. "Analysis" is one process that turns the
same files into facts, without transport, resolution and commit. "Resolution" is the part of an index in which facts
become atoms and edges (`bench/resolution.py`). Nothing is written into the trees.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.database import indexed_paths
from bench.index_bench import floor_once, index_once
from bench.report import MIB, TOP, Result, save, table
from omny import native
from omny.base.paths import os_path
from omny.languages import require_language


def bench(tree: Path, repeats: int) -> Result:
    """The least CPU seconds of floor, analysis and index of a tree."""
    with tempfile.TemporaryDirectory(prefix="omny-bench-") as scratch:
        listed, database = Path(scratch) / "files", Path(scratch) / "0.db"
        index_once(tree, database, None)  # warms the page cache, and tells which files count
        paths = indexed_paths(database)
        listed.write_text("".join(f"{json.dumps(os_path(path))}\n" for path in paths), encoding="utf-8")
        floors, costs, resolved = [], [], []
        for turn in range(1, repeats + 1):
            floors.append(floor_once(tree, listed, "analysis"))
            costs.append(index_once(tree, Path(scratch) / f"{turn}.db", None)[0].cpu_seconds)
            resolved.append(resolve_once(tree, Path(scratch) / f"{turn}-resolved.db"))
    return {
        "files": len(paths),
        "bytes": floors[0]["bytes"],
        "floor_cpu_seconds": round(min(floor["cpu_seconds"] for floor in floors), 3),
        "analysis_cpu_seconds": round(min(floor["analysis_cpu_seconds"] for floor in floors), 3),
        "cpu_seconds": round(min(costs), 3),
        "resolution_cpu_seconds": round(min(each["resolution_cpu_seconds"] for each in resolved), 3),
        "keys": resolved[0]["keys"],
    }


def resolve_once(tree: Path, database: Path) -> dict[str, float]:
    """What resolution takes of one index."""
    command = [sys.executable, "-m", "bench.resolution", str(tree), str(database)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    taken: dict[str, float] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return taken


def copy_language(tree: Path, name: str, into: Path) -> Path:
    """A copy of a tree with the files of one language alone."""
    language = require_language(name)
    for folder, _, names in os.walk(tree):
        for each in names:
            file = Path(folder, each)
            if language.accepts(str(file)) and file.is_file() and not file.is_symlink():
                target = into / file.relative_to(tree)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    return into


_COLUMNS = (
    ("tree", lambda r: r["tree"]),
    ("files", lambda r: f"{r['files']:,}"),
    ("MB", lambda r: f"{r['bytes'] / MIB:.1f}"),
    ("floor s", lambda r: f"{r['floor_cpu_seconds']:.2f}"),
    ("analysis s", lambda r: f"{r['analysis_cpu_seconds']:.2f}"),
    ("index s", lambda r: f"{r['cpu_seconds']:.2f}"),
    ("resolution s", lambda r: f"{r['resolution_cpu_seconds']:.2f}"),
    ("keys", lambda r: f"{r['keys']:,.0f}"),
    ("analysis / floor", lambda r: f"{r['analysis_cpu_seconds'] / r['floor_cpu_seconds']:.2f}"),
    ("resolution / floor", lambda r: f"{r['resolution_cpu_seconds'] / r['floor_cpu_seconds']:.2f}"),
    ("index / floor", lambda r: f"{r['cpu_seconds'] / r['floor_cpu_seconds']:.2f}"),
)


def main() -> int:
    """Runs the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--language")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("trees", nargs="+", metavar="TREE", type=Path)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, not by each process
    results = []
    for tree in options.trees:
        with tempfile.TemporaryDirectory(prefix="omny-tree-") as copied:
            taken = copy_language(tree, options.language, Path(copied)) if options.language else tree.resolve()
            results.append({"tree": tree.name, "language": options.language, **bench(taken, options.repeats)})
    file = save("trees", {"repeats": options.repeats, "results": results})
    print(table([head for head, _ in _COLUMNS], [[show(result) for _, show in _COLUMNS] for result in results], left=1))
    print(f"\nextraction: {native.describe()}\n{file.relative_to(TOP)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
