"""What a command costs with all its processes: wall-clock time, CPU, memory.

    python -m bench.measure COMMAND...      runs it, and prints one JSON document after what it printed

It runs as a process of its own, so that what it has waited for is the command and nothing else: as a "subreaper" it
becomes the parent of what the command leaves behind (the fork server of its workers), whose CPU time would otherwise
be counted nowhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.02  # memory is held for longer than this; sampling takes some percent of one core
_PR_SET_CHILD_SUBREAPER = 36
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    wall_seconds: float
    cpu_seconds: float  # user and system, of all its processes
    peak_bytes: int  # resident, the sum over its processes; shared pages count in each
    largest_bytes: int  # resident, of its largest process
    status: int
    output: str


@dataclass(frozen=True)
class Usage:
    """What one process has used since it began."""

    cpu_seconds: float
    written_bytes: int  # that went to a disk
    writes: int  # system calls, those to sockets and pipes as well

    @classmethod
    def of(cls, process: int) -> Usage:
        """That of a process that runs."""
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        told = dict(line.split(": ") for line in Path(f"/proc/{process}/io").read_text().splitlines())
        return cls((int(fields[11]) + int(fields[12])) / _TICKS, int(told["write_bytes"]), int(told["syscw"]))


def measure(command: list[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> Cost:
    """Runs the command to its end and says what that took."""
    environment = {**os.environ, **(env or {})}
    top = str(Path(__file__).parents[1])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (top, environment.get("PYTHONPATH", ""))))
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure", *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    output, _, told = done.stdout.rstrip("\n").rpartition("\n")
    if done.returncode or not told.startswith("{"):
        raise RuntimeError(f"could not measure {command}: {done.stderr.strip()[-500:]}")
    numbers = json.loads(told)
    return Cost(output=output + done.stderr, **numbers)


def descendants(ancestor: int) -> list[int]:
    """The processes that descend from `ancestor`."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError, IndexError):
                with open(f"/proc/{entry}/stat", "rb") as file:
                    parent = int(file.read().rpartition(b")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry))
    found, pending = [], [ancestor]
    while pending:
        below = children.get(pending.pop(), [])
        found += below
        pending += below
    return found


def resident(process: int) -> int:
    """The bytes that a process has in memory; 0 where there is none."""
    with contextlib.suppress(OSError, IndexError), open(f"/proc/{process}/statm", "rb") as file:
        return int(file.read().split()[1]) * _PAGE_BYTES
    return 0


def _run(command: list[str]) -> dict[str, float | int]:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    peak = 0
    ended = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not ended.wait(SAMPLE_SECONDS):
            peak = max(peak, sum(map(resident, descendants(os.getpid()))))

    sampler = threading.Thread(target=sample, daemon=True)
    started = time.perf_counter()
    process = subprocess.Popen(command)
    if os.path.isdir("/proc/self"):
        sampler.start()
    status = process.wait()
    wall = time.perf_counter() - started
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    ended.set()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "wall_seconds": wall,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": max(peak, largest),
        "largest_bytes": largest,
        "status": status,
    }


if __name__ == "__main__":
    result = _run(sys.argv[1:])
    print(f"\n{json.dumps(result)}", flush=True)
