"""How long a backup takes: of an index of 100,000 atoms, checked and on the disk. `python -m bench.backup_bench`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.synthetic import make_tree
from omny.base.config import Settings, default_jobs
from omny.base.paths import Root
from omny.pipeline.indexer import index
from omny.storage.sqlite.backup import back_up
from omny.storage.sqlite.repository import SqliteRepository

ATOMS = 100_000
REPEATS = 3


def main() -> int:
    """Prints the line of the bench; 0."""
    with tempfile.TemporaryDirectory(prefix="omny-bench-") as directory:
        place = Path(directory)
        tree = make_tree(place / "tree", ATOMS)
        database = os.fspath(place / "omny.db")
        with SqliteRepository.open(database) as repository:
            index(Root.of(tree), repository, settings=Settings(), jobs=default_jobs())
        times = []
        for _ in range(REPEATS):
            started, started_cpu = time.perf_counter(), time.process_time()
            copy = back_up(database, os.fspath(place / "backup.db"), replace=True)
            times.append((time.perf_counter() - started, time.process_time() - started_cpu))
        seconds, cpu_seconds = min(times)
        print(
            f"backup of {copy.atoms:,} atoms, {copy.bytes / 1e6:,.0f} MB: {seconds:.2f} s, {cpu_seconds:.2f} s of CPU"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
