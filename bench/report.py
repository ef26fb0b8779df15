"""What each bench leaves behind: a table to read, and a JSON document with what it was measured on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from omny import native

TOP = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
MIB = 1024 * 1024

Result = dict[str, Any]


def machine() -> Result:
    """What the numbers were taken on."""
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": [round(load, 2) for load in os.getloadavg()],  # of others, too: 1, 5 and 15 minutes before
        "system": platform.platform(),
        "python": platform.python_version(),
        "extraction": native.describe(),
        "packages": {name: version(name) for name in ("tree-sitter", "apsw", "msgspec")},
    }


def commit() -> str:
    """The commit of Omny's own tree, with `+` where files differ from it."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=TOP, capture_output=True, text=True, check=False)
    if head.returncode:
        return "uncommitted"
    looking = ["git", "--no-optional-locks", "status", "--porcelain"]
    changed = subprocess.run(looking, cwd=TOP, capture_output=True, text=True, check=False)
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def save(kind: str, document: Result) -> Path:
    """Writes bench/results/KIND-DATE-COMMIT.json, and returns it."""
    at, made = datetime.now(UTC), commit()
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{kind}-{at:%Y-%m-%d}-{made[:8]}.json"
    whole = {"at": at.isoformat(timespec="seconds"), "commit": made, "machine": machine(), **document}
    file.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    return file


def spread(values: Iterable[float]) -> Result:
    """Percentiles of times in milliseconds."""
    found = sorted(values)
    cuts = quantiles(found, n=100, method="inclusive")
    wanted = {"least": found[0], "p50": median(found), "p95": cuts[94], "p99": cuts[98], "most": found[-1]}
    return {"count": len(found), **{name: round(value, 2) for name, value in wanted.items()}}


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], left: int = 0) -> str:
    """A Markdown table; the first `left` columns are aligned to the left."""
    cells = [list(map(str, row)) for row in (heads, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    lines = [
        "| "
        + " | ".join(cell.ljust(widths[i]) if i < left else cell.rjust(widths[i]) for i, cell in enumerate(row))
        + " |"
        for row in cells
    ]
    rules = ["-" * (width + 2) if i < left else "-" * (width + 1) + ":" for i, width in enumerate(widths)]
    lines.insert(1, "|" + "|".join(rules) + "|")
    return "\n".join(lines)
