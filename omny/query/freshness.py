"""The freshness of an answer: its generation, and whether files have changed since.

A daemon knows which files wait (`pending`), and what keeps it from knowing all of them (`problems`). Without one,
nothing tells at once that a file was saved. What can be checked cheaply is: whether git's HEAD is still the one that
was indexed, and whether the file that was asked about still has the stat that the ledger holds. So `stale` true is
certain; false means that these two checks found nothing.

Some directories raise no event when they change (`polled`): network file systems, the drives of another system, what
is below an overlay. There a daemon looks every few seconds, and `sync` looks before it returns. Changes of other files
than those that were asked about, newer than `polled_seconds`, may be missing.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from omny.base.paths import Root, file_stat, os_path
from omny.model.files import FileStatus

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_CHECKED_FILES = 1_000
"""Files of one answer whose stat is compared; a stat takes some microseconds."""

MAX_PENDING = 100
"""Waiting files that an answer names. More than a person reads, and few bytes during the checkout of a branch."""


MAX_NAMED_POLLED = 3  # directories that are polled, in a line for people


class Freshness(msgspec.Struct, frozen=True):
    """The freshness of one answer."""

    token: str  # "<uuid of the database>:<generation>"
    generation: int
    pending: list[str]  # files known to wait for indexing, the first `MAX_PENDING`; empty without a daemon
    stale: bool  # whether the files are known to have changed since
    degraded: list[str]  # files asked about that could not be parsed whole
    indexed_head: str  # git commit of the last full index; "" outside git
    changed: list[str] = []  # files asked about that are known to have changed since
    pending_total: int = 0  # how many files wait
    problems: list[str] = []  # why more may have changed than is told here
    held: list[str] = []  # files asked about that are broken: a former content of theirs is held over, marked as such
    root: str = ""  # whose index answers, where the caller stands in another root
    polled: dict[str, str] = {}  # directories ("." for the root) whose changes raise no event -> why; see below
    polled_seconds: float = 0.0  # since they were last looked at: changes there that are newer may be missing


def freshness(
    repository: AtomRepository,
    root: Root | None,
    paths: Iterable[str] = (),
    *,
    head: str | None = None,
    pending: Collection[str] = (),
    problems: Sequence[str] = (),
    displayed_root: str = "",
) -> Freshness:
    """Of an answer that speaks of `paths`, while git's HEAD is at `head` (None: not looked at), and with what a daemon
    knows. `displayed_root` is the root to be named. Without a root no file on disk is looked at."""
    meta = repository.meta()
    changed: list[str] = []
    degraded: list[str] = []
    held: list[str] = []
    for path in sorted(set(paths))[:MAX_CHECKED_FILES]:
        entry = repository.ledger_entry(path)
        if entry is None:
            continue
        if entry.status == FileStatus.DEGRADED:
            degraded.append(path)
        if entry.is_held:
            held.append(path)
        if root is not None and not _has_stat(root, path, entry.stat):
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
        held=held,
        root=displayed_root,
    )


def with_polled(found: Freshness, below: Mapping[str, str], seconds: float) -> Freshness:
    """The freshness with the directories that a daemon polls, and the seconds since it last did."""
    if not below:
        return found
    return msgspec.structs.replace(found, polled=polled_document(below), polled_seconds=round(seconds, 1))


def polled_document(below: Mapping[str, str]) -> dict[str, str]:
    """The first polled directories, as text for people."""
    return {path or ".": below[path] for path in sorted(below)[:MAX_PENDING]}


def describe_polled(polled: Mapping[str, str], seconds: float) -> str:
    """The same for people: "m (overlay) is polled, last looked at 1.2 s ago"."""
    named = ", ".join(f"{path} ({why})" for path, why in list(polled.items())[:MAX_NAMED_POLLED])
    more = len(polled) - MAX_NAMED_POLLED
    are = f" and {more:,} more are" if more > 0 else " are" if len(polled) > 1 else " is"
    return f"{named}{are} polled, last looked at {seconds:,.1f} s ago"


def _has_stat(root: Root, path: str, stat: object) -> bool:
    try:
        return file_stat(root.disk.lstat(os.path.join(root.path, os_path(path)))) == stat
    except OSError as error:
        return error.errno == errno.ETIMEDOUT  # nobody knows: the daemon has it among its problems
    except ValueError:
        return False
