"""Save to visible: how long a daemon takes to show a saved file, what it costs when nothing happens, and whether that
depends on the size of the tree.

    python -m bench.save_bench [--sizes N ...] [--saves N] [--edits N] [--idle SECONDS]

Trees of each size (atoms) are made by `synthetic.py`, and a daemon is started over each. Times are from the moment just
before `write()` to the moment at which somebody else sees the new function: a reader of the database with plain SQLite,
or a client of the socket. The debounce time is taken off, since it is chosen and not needed.

Prints a table and writes bench/results/save-DATE-COMMIT.json. Ends with 1 where a way back parsed a file, or the index
of the smallest tree is not what a fresh one is in the end.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import apsw

from bench.measure import Usage, descendants, resident
from bench.report import MIB, TOP, Result, save, spread, table
from bench.synthetic import ATOMS_PER_MODULE, make_tree, module_path, module_text
from omny.base.config import DEBOUNCE_MS
from scripts.live import LiveDaemon

SIZES = (30_000, 300_000)
SYNCS = 50
SWITCHED_FILES = 1_000
EDITS_AT_ONCE = 100  # so many files are written before the daemon is waited for
POLL_SECONDS = 0.0005
PATIENCE_SECONDS = 90.0  # workers that have nothing to do are kept for 60 s
RESTING_HELPERS = 2  # the fork server, and the tracker of resources of Python's multiprocessing


class Saver:
    """Saves modules of a made tree under a daemon, and looks when that is seen."""

    def __init__(self, tree: Path, modules: int, daemon: LiveDaemon) -> None:
        self._tree = tree
        self._modules = modules
        self._daemon = daemon
        self._random = random.Random(modules)
        self._notes = 0
        self._reader = apsw.Connection(str(daemon.database), flags=apsw.SQLITE_OPEN_READONLY)
        self._reader.set_busy_timeout(1000)

    def close(self) -> None:
        """Ends the reading."""
        self._reader.close()

    def to_search(self) -> float:
        """Milliseconds until a full-text query finds the new name."""
        number, note = self._next()
        started = self._save(number, note)
        _until(lambda: bool(self._find(f"function_{number}_{note}")))
        return _since(started)

    def to_callees(self) -> tuple[float, float]:
        """Milliseconds until the socket tells that the function below it calls the new one, and until the graph is at
        that generation."""
        number, note = self._next()
        path = module_path(self._tree, number).relative_to(self._tree).as_posix()
        caller, wanted = f"{path}::function_{number}_1", f"{path}::function_{number}_{note}"
        generation = 0

        def is_answered() -> bool:
            nonlocal generation
            answer = self._daemon.ask("callees", {"atom": caller})
            generation = int(answer["freshness"]["token"].rpartition(":")[2])
            return any(callee["id"] == wanted for callee in answer["results"])

        started = self._save(number, note)
        _until(is_answered)
        seen = _since(started)
        _until(lambda: (self._daemon.state()["graph_generation"] or 0) >= generation)
        return seen, _since(started)

    def to_sync(self) -> float:
        """Milliseconds of a write and the sync after it."""
        started = self._save(*self._next())
        self._daemon.ask("sync", {})
        return _since(started)

    def without_change(self) -> float:
        """Milliseconds of a sync for nothing."""
        self.pause()
        started = time.perf_counter()
        self._daemon.ask("sync", {})
        return _since(started)

    def write(self, numbers: Iterable[int], note: str) -> tuple[int, float, int]:
        """Replaces many modules as git does, none of them ever half written; how many, the seconds until all are
        indexed, and the files that were parsed."""
        started = time.perf_counter()
        count, beside = 0, self._tree.with_name("being-written")
        for number in numbers:
            beside.write_text(module_text(number, self._modules, note))
            beside.replace(module_path(self._tree, number))
            count += 1
        synced = self._daemon.sync()
        return count, time.perf_counter() - started, synced.parsed

    def rename_hub(self, old: str, new: str) -> tuple[float, int]:
        """Renames the definition that 400 functions call; seconds, and files parsed."""
        file = module_path(self._tree, 0)
        text = file.read_text().replace(f"def {old}(", f"def {new}(")
        started = time.perf_counter()
        file.write_text(text)
        synced = self._daemon.sync()
        return time.perf_counter() - started, synced.parsed

    def pause(self) -> None:
        """Lets the daemon come to rest, for a time that is in step with nothing."""
        time.sleep(self._random.uniform(0.12, 0.25))

    def _next(self) -> tuple[int, str]:
        self.pause()
        self._notes += 1
        return self._random.randrange(1, self._modules), f"saved{self._notes}"

    def _save(self, number: int, note: str) -> float:
        file, text = module_path(self._tree, number), module_text(number, self._modules, note)
        started = time.perf_counter()
        file.write_text(text)
        return started

    def _find(self, name: str) -> list[object]:
        return list(self._reader.execute("SELECT rowid FROM atoms_fts WHERE atoms_fts MATCH ? LIMIT 1", (f'"{name}"',)))


def bench(atoms: int, *, saves: int, edits: int, idle: float, is_compared: bool) -> Result:
    """All figures of one size."""
    modules = atoms // ATOMS_PER_MODULE
    result: Result = {"atoms": atoms}
    with tempfile.TemporaryDirectory(prefix="omny-save-") as scratch:
        tree = make_tree(Path(scratch) / "tree", atoms)
        started = time.perf_counter()
        with LiveDaemon(tree) as daemon:
            daemon.sync()
            result["first_index_seconds"] = round(time.perf_counter() - started, 1)
            result["memory_after_first_index"] = _memory(daemon)
            _say(atoms, "indexed", result)
        started = time.perf_counter()
        with LiveDaemon(tree) as daemon:
            daemon.sync()
            result["start_seconds"] = round(time.perf_counter() - started, 2)
            _until(lambda: daemon.state()["graph_generation"] is not None)
            saver = Saver(tree, modules, daemon)
            saver.to_search()  # nothing is loaded for the first time any more
            saver.to_callees()
            result["memory_idle"] = _memory(daemon)
            result["search"] = spread(saver.to_search() - DEBOUNCE_MS for _ in range(saves))
            callees = [saver.to_callees() for _ in range(saves)]
            result["callees"] = spread(first - DEBOUNCE_MS for first, _ in callees)
            result["graph"] = spread(last - DEBOUNCE_MS for _, last in callees)
            result["sync"] = spread(saver.to_sync() for _ in range(SYNCS))
            result["sync_for_nothing"] = spread(saver.without_change() for _ in range(SYNCS))
            _say(atoms, "saved", result)
            switched = range(1, min(SWITCHED_FILES, modules - 1) + 1)
            saver.write(switched, "unchanged")
            result["switch"] = dict(zip(("files", "seconds", "parsed"), saver.write(switched, "other"), strict=True))
            back = saver.write(switched, "unchanged")
            result["switch_back"] = dict(zip(("files", "seconds", "parsed"), back, strict=True))
            saver.pause()
            there = saver.rename_hub("function_0_1", "function_0_anew")
            saver.pause()
            again = saver.rename_hub("function_0_anew", "function_0_1")
            result["hub"] = {"seconds": there[0], "parsed": there[1], "back": again[0], "parsed_back": again[1]}
            _say(atoms, "switched", result)
            _until(lambda: len(descendants(daemon.pid)) <= RESTING_HELPERS)
            result["memory_after_switch"] = _memory(daemon)
            result["idle"] = _idle([daemon.pid, *descendants(daemon.pid)], idle)
            _say(atoms, "rested", result)
            result["edits"] = _measure_edits(saver, daemon, modules, edits)
            _say(atoms, "edited", result)
            saver.close()
            result["differences"] = len(daemon.differences()) if is_compared else None
            result["database_bytes"] = daemon.database.stat().st_size
    return result


def _measure_edits(saver: Saver, daemon: LiveDaemon, modules: int, edits: int) -> list[Result]:
    """Memory after each tenth of so many edits."""
    samples: list[Result] = []
    done, started = 0, time.perf_counter()
    while done < edits:
        first = 1 + done % (modules - 1 - EDITS_AT_ONCE)
        done += saver.write(range(first, first + EDITS_AT_ONCE), f"edit{done}")[0]
        if done * 10 // edits > len(samples):
            seconds = round(time.perf_counter() - started, 1)
            samples.append({"edits": done, "seconds": seconds, "resident": resident(daemon.pid)})
    return samples


def _idle(processes: list[int], seconds: float) -> Result:
    """What the processes do when there is nothing to do."""
    before = [Usage.of(process) for process in processes]
    time.sleep(seconds)
    after = [Usage.of(process) for process in processes]
    pairs = list(zip(before, after, strict=True))
    return {
        "seconds": seconds,
        "cpu_seconds": round(sum(b.cpu_seconds - a.cpu_seconds for a, b in pairs), 3),
        "written_bytes": sum(b.written_bytes - a.written_bytes for a, b in pairs),
        "writes": sum(b.writes - a.writes for a, b in pairs),
    }


def _memory(daemon: LiveDaemon) -> Result:
    below = descendants(daemon.pid)
    alone = resident(daemon.pid)
    return {"alone": alone, "with_helpers": alone + sum(map(resident, below)), "helpers": len(below)}


def _until(is_so: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE_SECONDS
    while not is_so():
        if time.perf_counter() > end:
            raise RuntimeError(f"what was saved is not to be seen after {PATIENCE_SECONDS:g} s")
        time.sleep(POLL_SECONDS)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _say(atoms: int, what: str, result: Result) -> None:
    last = list(result)[-1]
    print(f"  {atoms:,} atoms: {what}; {last} {result[last]}", file=sys.stderr, flush=True)


def _percentiles(name: str) -> Callable[[Result], str]:
    return lambda r: f"{r[name]['p50']:.1f} / {r[name]['p95']:.1f} / {r[name]['p99']:.1f}"


def _mebibytes(name: str) -> Callable[[Result], str]:
    return lambda r: f"{r[name]['alone'] / MIB:.0f} / {r[name]['with_helpers'] / MIB:.0f}"


_ROWS: tuple[tuple[str, Callable[[Result], str]], ...] = (
    ("first index, s", lambda r: f"{r['first_index_seconds']:.1f}"),
    ("start of an indexed tree, s", lambda r: f"{r['start_seconds']:.2f}"),
    ("save to full-text query, ms beyond the debounce (p50 / p95 / p99)", _percentiles("search")),
    ("save to callees over the socket, ms beyond the debounce", _percentiles("callees")),
    ("save to graph, ms beyond the debounce", _percentiles("graph")),
    ("write and sync, ms", _percentiles("sync")),
    ("sync for nothing, ms", _percentiles("sync_for_nothing")),
    ("1,000 files switched: s, parsed", lambda r: f"{r['switch']['seconds']:.2f}, {r['switch']['parsed']:,}"),
    ("and back: s, parsed", lambda r: f"{r['switch_back']['seconds']:.2f}, {r['switch_back']['parsed']:,}"),
    ("definition with 400 callers renamed, back: ms", lambda r: _hub(r["hub"])),
    ("RSS after first index, with helpers: MiB", _mebibytes("memory_after_first_index")),
    ("RSS idle, with helpers: MiB", _mebibytes("memory_idle")),
    ("RSS after the edits: MiB", lambda r: f"{r['edits'][-1]['resident'] / MIB:.0f}" if r["edits"] else "-"),
    ("idle: CPU, ms a minute", lambda r: f"{r['idle']['cpu_seconds'] / r['idle']['seconds'] * 60_000:.0f}"),
    ("idle: bytes written", lambda r: f"{r['idle']['written_bytes']:,}"),
)


def _hub(cost: Result) -> str:
    return f"{cost['seconds'] * 1000:.0f}, {cost['back'] * 1000:.0f}"


def main() -> int:
    """Runs the bench; exit status 1 where something is not as it has to be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=60.0)
    options = parser.parse_args()
    given = {"saves": options.saves, "edits": options.edits, "idle": options.idle}
    results = [bench(size, **given, is_compared=size == min(options.sizes)) for size in options.sizes]
    ratios = {kind: round(results[-1][kind]["p50"] / results[0][kind]["p50"], 2) for kind in ("search", "callees")}
    file = save("save", {"debounce_milliseconds": DEBOUNCE_MS, **given, "ratios": ratios, "results": results})
    heads = ["", *(f"{result['atoms']:,} atoms" for result in results)]
    print(table(heads, [[name, *(show(result) for result in results)] for name, show in _ROWS], left=1))
    print(f"\nlargest to smallest, p50: search {ratios['search']}, callees {ratios['callees']}")
    wrong = [r["atoms"] for r in results if r["differences"] or r["switch_back"]["parsed"] or r["hub"]["parsed_back"]]
    print(f"{'not as it has to be: ' + str(wrong) if wrong else 'no difference'}; {file.relative_to(TOP)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
