"""A daemon under steady load for a while: `python -m scripts.soak --seconds 600`.

Edits come at a steady rate, readers ask without a pause. Told is what the daemon holds of memory, descriptors and log
over time, and at the end whether its index is what a fresh one is. Ends with 1 where memory or descriptors grow, an
answer fails, or anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.synthetic import ATOMS_PER_MODULE, make_tree, module_path, module_text
from omny.base.errors import OmnyError, UsageError
from omny.base.paths import Root
from omny.service.client import connect

MIB = 1024 * 1024
SAMPLE_SECONDS = 5.0
MAX_GROWTH = 0.15  # of the memory between the second quarter and the last: caches are full by then
MAX_GROWTH_BYTES = 16 * MIB  # but never less than what one more reader takes


class Load:
    """What edits and asks."""

    def __init__(self, tree: Path, modules: int, seed: int) -> None:
        self.edits = self.answers = 0
        self.failures: list[str] = []
        self.slowest = 0.0
        self.done = threading.Event()
        self._tree = tree
        self._modules = modules
        self._seed = seed

    def edit(self, rate: float) -> None:
        """Writes files at that rate, each over a longer time than the daemon waits."""
        chance = random.Random(self._seed)
        due = time.monotonic()
        while not self.done.is_set():
            number = chance.randrange(self._modules)
            file = module_path(self._tree, number)
            if chance.random() < 0.02 and file.exists():
                file.unlink()
            else:
                file.write_text(module_text(number, self._modules, f"note{chance.randrange(1000)}"))
            self.edits += 1
            due += 1 / rate
            time.sleep(max(0.0, due - time.monotonic()))

    def ask(self, number: int) -> None:
        """Asks one question after the other."""
        chance = random.Random(self._seed + number)
        root = Root.of(self._tree)
        database = str(root.state_dir / "omny.db")
        client = None
        while not self.done.is_set():
            name = f"function_{chance.randrange(self._modules)}_1"
            asked: list[tuple[str, dict[str, Any]]] = [
                ("search", {"text": name}),
                ("callers", {"atom": name, "depth": 2}),
                ("status", {}),
            ]
            question, arguments = chance.choice(asked)
            started = time.perf_counter()
            try:
                client = client or connect(root, database)
                if client is None:
                    self.failures.append("no daemon answers")
                    return
                client.ask(question, arguments)
                self.answers += 1
            except UsageError:  # there is no such atom at the moment: its file is gone
                self.answers += 1
            except OmnyError as error:
                self.failures.append(str(error))
                client = None
            self.slowest = max(self.slowest, time.perf_counter() - started)
            time.sleep(0.01)


def sample(pid: int, tree: Path) -> tuple[int, int, int]:
    """Resident bytes, open descriptors and bytes of the log of a daemon."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    try:
        log = (tree / ".omny" / "omny.db-wal").stat().st_size
    except FileNotFoundError:
        log = 0
    return pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(f"/proc/{pid}/fd")), log


def soak(tree: Path, options: argparse.Namespace) -> int:
    """Runs it; the exit status."""
    make_tree(tree, options.atoms)
    words = [sys.executable, "-m", "omny"]
    subprocess.run([*words, "index", str(tree)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*words, "start", str(tree)], check=True)
    samples: list[tuple[int, int, int]] = []
    load = Load(tree, options.atoms // ATOMS_PER_MODULE, options.seed)
    threads = [threading.Thread(target=load.edit, args=(options.rate,))]
    threads += [threading.Thread(target=load.ask, args=(number,)) for number in range(options.readers)]
    try:
        root = Root.of(tree)
        with connect(root, str(root.state_dir / "omny.db")) as client:  # type: ignore[union-attr]
            pid = client.ask("daemon", {})["pid"]
        for thread in threads:
            thread.start()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            time.sleep(SAMPLE_SECONDS)
            samples.append(sample(pid, tree))
        load.done.set()
        for thread in threads:
            thread.join()
        subprocess.run([*words, "sync", str(tree), "--timeout", "300"], check=True, stdout=subprocess.DEVNULL)
        live, fresh = (
            subprocess.run([*words, "dump", str(tree), *more], check=True, capture_output=True).stdout
            for more in ((), ("--fresh",))
        )
        verified = subprocess.run([*words, "verify", str(tree), "--deep"], check=False).returncode
    finally:
        load.done.set()
        subprocess.run([*words, "stop", str(tree)], check=False)
    drift = len(set(live.splitlines()) ^ set(fresh.splitlines()))
    return tell(load, samples, drift, verified)


def tell(load: Load, samples: list[tuple[int, int, int]], drift: int, verified: int) -> int:
    """Prints what came out; the exit status."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    (memory, descriptors), (memory_late, descriptors_late) = (
        (statistics.median(row[0] for row in rows), statistics.median(row[1] for row in rows)) for rows in (early, late)
    )
    print(f"{load.edits:,} edits, {load.answers:,} answers, {len(load.failures)} failed, slowest {load.slowest:.2f} s")
    print(
        f"memory {memory / MIB:.1f} -> {memory_late / MIB:.1f} MiB, "
        f"descriptors {descriptors:.0f} -> {descriptors_late:.0f}"
    )
    print(f"log at most {max(row[2] for row in samples) / MIB:.1f} MiB, drift {drift} lines, verify --deep {verified}")
    for failure in load.failures[:5]:
        print(f"failed: {failure}")
    grows = memory_late - memory > max(MAX_GROWTH * memory, MAX_GROWTH_BYTES)
    leaks = descriptors_late - descriptors > 8
    return int(bool(grows or leaks or drift or verified or load.failures))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=20, help="edits a second")
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--atoms", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="omny-soak-") as directory:
        return soak(Path(directory) / "tree", options)


if __name__ == "__main__":
    sys.exit(main())
