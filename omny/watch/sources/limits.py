"""How many directories this system lets a user watch, and how many of those watches are in use.

Linux counts inotify watches and instances for each user, over all processes: inotify(7), proc_pid_fdinfo(5).
"""

from __future__ import annotations

import os

import msgspec

_LIMITS = "/proc/sys/fs/inotify"
_INSTANCE = "anon_inode:inotify"


class WatchLimits(msgspec.Struct, frozen=True):
    """Of this user. None where the system does not say, or has no such limit."""

    watches: int | None = None
    instances: int | None = None
    watches_used: int | None = None
    instances_used: int | None = None


def watch_limits() -> WatchLimits:
    """As it is now. What other users' processes use is not theirs alone to say, and not counted."""
    watches, instances = (_number(f"{_LIMITS}/{name}") for name in ("max_user_watches", "max_user_instances"))
    if watches is None:
        return WatchLimits()
    used = [
        _text(f"/proc/{pid}/fdinfo/{descriptor}").count("\ninotify ")
        for pid in _own_processes()
        for descriptor in _names(f"/proc/{pid}/fd")
        if _target(f"/proc/{pid}/fd/{descriptor}") == _INSTANCE
    ]
    return WatchLimits(watches, instances, sum(used), len(used))


def _own_processes() -> list[str]:
    found = []
    for name in _names("/proc"):
        if name.isdigit():
            try:
                is_own = os.stat(f"/proc/{name}").st_uid == os.geteuid()
            except OSError:  # it has ended
                continue
            found += [name] if is_own else []
    return found


def _names(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []


def _target(link: str) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def _text(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _number(path: str) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None
