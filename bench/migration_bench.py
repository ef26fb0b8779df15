"""How long a legacy store of 12,486 atoms takes to be taken over, and its index to be moved to another store.

`python -m bench.migration_bench [STORE]`: without STORE one is made up, as large as a real one was found to be.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import apsw

from omny.base.clock import SYSTEM_CLOCK, timestamp
from omny.migrate.copying import copy
from omny.migrate.import_legacy import Target, take_over
from omny.migrate.legacy_store import LegacyStore
from omny.migrate.plan import Plan
from omny.storage.stores import SqliteStore
from tests.support.legacy_store import large

FILES, ATOMS, DAMAGED = 2_134, 12_486, 163
REPEATS = 30
DESCRIPTORS = "/proc/self/fd"

BUSIEST = "SELECT last FROM unresolved GROUP BY last ORDER BY abs(count(*) - 250) LIMIT 1"  # a name often called
QUESTIONS = {
    "async functions that call it": (
        "SELECT a.id FROM unresolved u JOIN atoms a ON a.number = u.source "
        "WHERE u.last = ? AND a.data ->> 'is_async' = 1 ORDER BY a.id"
    ),
    "atoms of that name": "SELECT id, file_path, line FROM atoms WHERE function_name = ? ORDER BY id",
}


def main(arguments: list[str]) -> int:
    """Prints the lines of the bench; 0."""
    with tempfile.TemporaryDirectory(prefix="omny-bench-") as directory:
        place = Path(directory)
        if not arguments:
            large(place / "project", FILES, ATOMS, DAMAGED)
        store = LegacyStore.find(arguments[0] if arguments else place / "project")
        database = os.fspath(place / "omny.db")
        _take_over(store, database)
        _ask(database)
        _copy(database, os.fspath(place / "copy.db"))
    return 0


def _take_over(store: LegacyStore, database: str) -> None:
    most_open = 0

    def watch(what: str, done: int, total: int) -> None:
        nonlocal most_open
        most_open = max(most_open, len(os.listdir(DESCRIPTORS)) if os.path.isdir(DESCRIPTORS) else 0)

    cpu = time.process_time()
    with Plan(store, None, timestamp(SYSTEM_CLOCK.now())) as plan:
        plan.read(watch)
        report = take_over(plan, Target(database), None, replace_index=False, clock=SYSTEM_CLOCK, progress=watch)
        size = sum(bytes_ for _, bytes_ in store.files())
    cpu = time.process_time() - cpu
    read = ", ".join(f"{count:,} {how}" for how, count in report.counts.documents["atom"].items())
    fates = ", ".join(f"{count:,} {fate}" for fate, count in report.counts.accounts["atom"].items())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"store of {size / 1e6:,.0f} MB; atom documents: {read}; that is {fates}")
    print(f"taken over in {report.seconds:.1f} s, {cpu:.1f} s of CPU, {memory:,.0f} MB, {most_open} open files")
    print(f"{report.counts.atoms:,} atoms in {os.path.getsize(database) / 1e6:.1f} MB")


def _ask(database: str) -> None:
    connection = apsw.Connection(database, flags=apsw.SQLITE_OPEN_READONLY)
    name = connection.execute(BUSIEST).get
    for what, sql in QUESTIONS.items():
        times = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            rows = list(connection.execute(sql, (name,)))
            times.append((time.perf_counter() - started) * 1_000)
        print(f"{what} ({name!r}): {len(rows):,} in {statistics.median(times):.2f} ms: {sql}")
    connection.close()


def _copy(database: str, target: str) -> None:
    done = copy(
        SqliteStore(database),
        SqliteStore(target),
        replace=False,
        dry_run=False,
        clock=SYSTEM_CLOCK,
        passing=lambda name, records: None,
    )
    print(f"copied {done.total:,} rows in {done.seconds:.1f} s, {done.total / done.seconds:,.0f} rows/s, dumps equal")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
