"""How far an answer can be trusted: which generation it is of, and whether the files have moved on.

A daemon knows which files wait (`pending`), and what keeps it from knowing all of them (`problems`). Without one,
nothing tells at once that a file was saved. What can be checked cheaply is: whether git's HEAD is still the one that
was indexed, and whether the file that was asked about still has the stat that the ledger holds. So `stale` true is
certain; false means that these two checks found nothing.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from omny.model import FileStatus
from omny.paths import Root, file_stat, os_path
from omny.storage.port import AtomRepository

MAX_CHECKED_FILES = 1_000
"""Files of one answer whose stat is compared; a stat takes some microseconds."""

MAX_PENDING = 100
"""Waiting files that an answer names: more than anybody reads, and few bytes while a whole branch is checked out."""


class Freshness(msgspec.Struct, frozen=True):
    """Goes along with every answer."""

    token: str  # "<uuid of the database>:<generation>"
    generation: int
    pending: list[str]  # files known to wait for indexing, the first `MAX_PENDING`; empty without a daemon
    stale: bool  # whether the files are known to have changed since
    degraded: list[str]  # files asked about that could not be parsed whole
    indexed_head: str  # git commit of the last full index; "" outside git
    changed: list[str] = []  # files asked about that are known to have changed since
    pending_total: int = 0  # how many files wait
    problems: list[str] = []  # why more may have changed than is told here
    root: str = ""  # whose index answers, where the caller stands in another root


def freshness(
    repository: AtomRepository,
    root: Root | None,
    paths: Iterable[str] = (),
    *,
    head: str | None = None,
    pending: Collection[str] = (),
    problems: Sequence[str] = (),
    told_root: str = "",
) -> Freshness:
    """Of an answer that speaks of `paths`, while git's HEAD is at `head` (None: not looked at), and with what a daemon
    knows. `told_root` is the root to be named. Without a root no file on disk is looked at."""
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
        pending=sorted(pending)[:MAX_PENDING],
        stale=bool(changed) or moved,
        degraded=degraded,
        indexed_head=meta.indexed_head,
        changed=changed,
        pending_total=len(pending),
        problems=list(problems),
        root=told_root,
    )


def _has_stat(root: Path, path: str, stat: object) -> bool:
    try:
        return file_stat(os.lstat(root / os_path(path))) == stat
    except (OSError, ValueError):
        return False
