"""The memory of a process and its children: their proportional set size (PSS), so that a sum counts no page twice."""

from __future__ import annotations

import os
import sys

_KIB = 1024


def memory_bytes(pid: int) -> int | None:
    """The proportional set size of the process and its descendants, in bytes; None where the system does not tell."""
    if not sys.platform.startswith("linux") or pid <= 0:
        return None
    told = [size for each in _family(pid) if (size := _share(each)) is not None]
    return sum(told) if told else None


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:  # grows meanwhile
        try:
            for task in os.listdir(f"/proc/{each}/task"):
                found += map(int, _text(f"/proc/{each}/task/{task}/children").split())
        except OSError:  # has ended
            continue
    return found


def _share(pid: int) -> int | None:
    try:
        lines = _text(f"/proc/{pid}/smaps_rollup").splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith("Pss:"))


def _text(path: str) -> str:
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read()
