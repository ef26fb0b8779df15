"""How far an answer can be trusted: which generation it is of, and whether the files have moved on.

Without a daemon nothing tells at once that a file was saved. What can be checked cheaply is: whether git's HEAD is
still the one that was indexed, and whether the file that was asked about still has the stat that the ledger holds. So
`stale` true is certain; false means that these two checks found nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from omny.model import FileStatus
from omny.paths import Root, file_stat, os_path
from omny.storage.port import AtomRepository

MAX_CHECKED_FILES = 1_000
"""Files of one answer whose stat is compared; a stat takes some microseconds."""


class Freshness(msgspec.Struct, frozen=True):
    """Goes along with every answer."""

    token: str  # "<uuid of the database>:<generation>"
    generation: int
    pending: list[str]  # files known to wait for indexing; empty without a daemon
    stale: bool  # whether the files are known to have changed since
    degraded: list[str]  # files asked about that could not be parsed whole
    indexed_head: str  # git commit of the last full index; "" outside git
    changed: list[str] = []  # files asked about that are known to have changed since


def freshness(
    repository: AtomRepository, root: Root | None, paths: Iterable[str] = (), *, head: str | None = None
) -> Freshness:
    """Of an answer that speaks of `paths`, while git's HEAD is at `head` (None: not looked at). Without a root no file
    on disk is looked at."""
    meta = repository.meta()
    changed: list[str] = []
    degraded: list[str] = []
    for path in sorted(set(paths))[:MAX_CHECKED_FILES]:
        entry = repository.ledger_entry(path)
        if entry is None:
            continue
        if entry.status == FileStatus.DEGRADED:
            degraded.append(path)
        if root is not None and not _has_stat(root.path, path, entry.stat):
            changed.append(path)
    moved = head is not None and head != meta.indexed_head
    return Freshness(
        token=f"{meta.uuid}:{meta.generation}",
        generation=meta.generation,
        pending=[],
        stale=bool(changed) or moved,
        degraded=degraded,
        indexed_head=meta.indexed_head,
        changed=changed,
    )


def _has_stat(root: Path, path: str, stat: object) -> bool:
    try:
        return file_stat(os.lstat(root / os_path(path))) == stat
    except (OSError, ValueError):
        return False
