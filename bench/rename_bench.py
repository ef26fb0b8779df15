"""Renaming a directory: what the pass after it costs by its number of files, and how soon a stop is obeyed amid it.

    python -m bench.rename_bench [--sizes N ...]

A directory of so many files, each with a function that the next one calls, is indexed and renamed; `omny index` follows
it. Then it is renamed back, and SIGTERM is sent in the middle of the pass.

Prints a table and writes bench/results/rename-DATE-COMMIT.json. Ends with 1 where the index is not what a fresh one of
a copy is, or a stop took longer than MAX_STOP_SECONDS.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import measure
from bench.report import MIB, TOP, Result, save, table

SIZES = (1_000, 5_000, 50_000)
MAX_STOP_SECONDS = 2.0
LARGEST_COMPARED = 5_000  # files: a dump of more takes longer than all else
OMNY = [sys.executable, "-m", "omny"]


def make_tree(tree: Path, files: int) -> None:
    """A folder `one` of so many files."""
    (tree / "one").mkdir(parents=True)
    for number in range(files):
        text = f"from .f{(number + 1) % files} import g{(number + 1) % files} as following\n\n\n"
        text += f"def g{number}():\n    return following()\n"
        (tree / f"one/f{number}.py").write_text(text)


def measure_renames(files: int) -> Result:
    """One size."""
    with tempfile.TemporaryDirectory(prefix="omny-rename-") as scratch:
        tree = Path(scratch) / "tree"
        make_tree(tree, files)
        first = measure([*OMNY, "index", str(tree)], cwd=TOP)
        (tree / "one").rename(tree / "two")
        cost = measure([*OMNY, "index", str(tree)], cwd=TOP)
        if first.status or cost.status:
            raise RuntimeError(f"omny index ended with {cost.status}: {cost.output[-1000:]}")
        differs = files <= LARGEST_COMPARED and _dump(tree) != _dump(_copy(tree, Path(scratch) / "copy"))
        (tree / "two").rename(tree / "one")
        return {
            "files": files,
            "first_seconds": first.wall_seconds,
            "first_cpu_seconds": first.cpu_seconds,
            "seconds": cost.wall_seconds,
            "cpu_seconds": cost.cpu_seconds,
            "peak_bytes": cost.peak_bytes,
            "differs": differs,
            "stop_seconds": _stop(tree, cost.wall_seconds / 2),
        }


def _stop(tree: Path, after: float) -> float:
    """Seconds from SIGTERM to the end of a pass that was at work for so long; 0 where it was faster."""
    process = subprocess.Popen(
        [*OMNY, "index", str(tree)], cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    return time.monotonic() - started if process.wait() else 0.0


def _copy(tree: Path, place: Path) -> Path:
    shutil.copytree(tree, place, ignore=shutil.ignore_patterns(".omny"))
    subprocess.run([*OMNY, "index", str(place)], cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    return place


def _dump(tree: Path) -> bytes:
    return subprocess.run([*OMNY, "dump", str(tree)], cwd=TOP, check=True, stdout=subprocess.PIPE).stdout


def main() -> int:
    """Runs the bench; exit status 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    results = []
    for files in parser.parse_args().sizes:
        results.append(measure_renames(files))
        print(f"  {files:,} files: {results[-1]['seconds']:.2f} s", file=sys.stderr, flush=True)
    file = save("rename", {"results": results})
    heads = ["files", "first s", "rename s", "rename CPU s", "ms/file", "peak MiB", "stop s", "differs"]
    rows = [
        [
            f"{r['files']:,}",
            f"{r['first_seconds']:.2f}",
            f"{r['seconds']:.2f}",
            f"{r['cpu_seconds']:.2f}",
            f"{r['seconds'] / r['files'] * 1e3:.2f}",
            f"{r['peak_bytes'] / MIB:.0f}",
            f"{r['stop_seconds']:.2f}",
            r["differs"],
        ]
        for r in results
    ]
    print(table(heads, rows, left=0))
    print(f"\n{file.relative_to(TOP)}")
    return int(any(r["differs"] or r["stop_seconds"] > MAX_STOP_SECONDS for r in results))


if __name__ == "__main__":
    sys.exit(main())
