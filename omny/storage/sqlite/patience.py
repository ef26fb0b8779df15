"""The wait for SQLite's write lock, reported after two seconds with the process that holds the lock."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import apsw

BUSY_TIMEOUT_SECONDS = 30.0
"""How long to wait for another process's write lock. The longest commit, a first index of a large tree, takes some
seconds; waiting is cheaper than failing."""

SILENT_SECONDS = 2.0
"""How long a wait is not worth a word."""

MAX_NAP_SECONDS = 0.1  # between two tries, as SQLite's own handler has it

_WAL_WRITE_BYTE = 120  # of the file -shm: WAL_WRITE_LOCK, see "WAL-Index Lock Bytes" in SQLite's walformat.html

tellers: list[Callable[[str], None]] = []
"""The listeners of waits of this process. Empty in a daemon, which writes to its log and its problems."""


def be_patient(connection: apsw.Connection, path: str, seconds: float) -> None:
    """Makes the connection wait that long for another process's lock, and reports a long wait to `tellers`."""
    started, is_told = 0.0, False

    def wait(tries: int) -> bool:
        nonlocal started, is_told
        now = time.monotonic()
        if tries == 0:
            started, is_told = now, False
        if now - started >= seconds:
            return False
        if now - started >= SILENT_SECONDS and not is_told:
            is_told = True
            for tell in tellers:
                tell(f"{find_writer(path)} holds the write lock of {path}; gives up after {seconds:g} s")
        time.sleep(min(0.001 * 2 ** min(tries, 10), MAX_NAP_SECONDS))
        return True

    connection.set_busy_handler(wait)


def find_writer(path: str) -> str:
    """The process that writes the database, by the list of locks that Linux keeps; elsewhere nobody can tell."""
    try:
        inodes = {os.stat(file).st_ino for file in (path, f"{path}-shm") if os.path.exists(file)}
        with open("/proc/locks", encoding="ascii") as file:
            lines = [line.split() for line in file]
    except (OSError, UnicodeDecodeError):
        return "another process"
    for _, _, _, kind, pid, place, first, last, *_ in (line for line in lines if "->" not in line and len(line) > 7):
        if kind == "WRITE" and int(place.rpartition(":")[2]) in inodes and _is_write_lock(first, last):
            return f"pid {pid}{_since(pid)}"
    return "another process"


def _is_write_lock(first: str, last: str) -> bool:
    """Whether the range is the log's write lock, or one of the bytes by which a file without a log is written."""
    return int(first) >= 0x40000000 or (last != "EOF" and int(first) <= _WAL_WRITE_BYTE <= int(last))


def _since(pid: str) -> str:
    """Since when that process runs."""
    try:
        started = os.stat(f"/proc/{pid}").st_mtime
    except OSError:  # of another container, or gone
        return ""
    return f", since {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(started))},"
