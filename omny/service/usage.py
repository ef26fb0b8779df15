"""What agents were served: replies and tokens by agent and tool, beside what reading the files would have cost.

One small file in the state directory of a root, with numbers and the names that agents give to themselves, never a text
of the tree. A thread of the server adds to it, some of a second after a reply: an answer waits for no disk, and a
failure to write loses numbers only.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import stat
import threading
from collections.abc import Iterable

import msgspec

from omny.base.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.base.errors import OmnyError, SourceError
from omny.base.heldfile import enter_gate
from omny.base.paths import Root, os_path, read_user_file
from omny.base.plain import plain
from omny.service.answers import UsageAnswer, UsageEntry

USAGE_NAME = "usage.json"
_LOCK_NAME = "usage.lock"
BYTES_PER_TOKEN = 4

MAX_ROWS = 200
"""Rows of the file: agents times tools. What comes beyond is counted for OTHERS."""

OTHERS = "others"

MAX_NAME_CHARACTERS = 80
MAX_FILES = 500  # whose sizes are looked up for one reply
MAX_WAITING = 1_000  # replies that wait to be counted; more are not counted

_PAUSE_SECONDS = 0.5  # between a reply and the write that counts it, with others
_END_SECONDS = 1.0  # for the last write of a server that ends
_MAX_FILE_BYTES = 1024 * 1024

_log = logging.getLogger("omny.usage")


class Reply(msgspec.Struct, frozen=True):
    """A reply that an agent has got."""

    root: Root
    agent: str
    tool: str
    size: int  # bytes of its text
    files: tuple[str, ...]  # that it names, from the root on


class _Kept(msgspec.Struct, frozen=True):
    rows: list[UsageEntry] = []


class UsageCounter:
    """Counts replies, in a thread of its own that begins with the first one."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._waiting: queue.Queue[Reply | None] = queue.Queue(MAX_WAITING)
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()

    def count(self, reply: Reply) -> None:
        """Takes a reply to be counted. Returns at once, and never fails."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="usage", daemon=True)
            self._thread.start()
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(reply)

    def close(self) -> None:
        """Counts what waits, within a second."""
        if self._thread is not None:
            self._ending.set()
            with contextlib.suppress(queue.Full):
                self._waiting.put_nowait(None)
            self._thread.join(_END_SECONDS)

    def _run(self) -> None:
        ends = False
        while not ends:
            taken = [self._waiting.get()]
            if taken[0] is not None:
                self._ending.wait(_PAUSE_SECONDS)
            while not self._waiting.empty():
                taken.append(self._waiting.get())
            ends = None in taken
            replies = [each for each in taken if each is not None]
            for root in {each.root.path: each.root for each in replies}.values():
                self._write(root, [each for each in replies if each.root.path == root.path])

    def _write(self, root: Root, replies: list[Reply]) -> None:
        now = timestamp(self._clock.now())
        try:
            made = [_entry(each, now) for each in replies]
            with enter_gate(root.state_file(_LOCK_NAME)):  # each agent has a server of its own
                kept = _add(read_rows(root), made)
                root.replace_state_file(USAGE_NAME, msgspec.json.encode(_Kept(kept)))
        except (OmnyError, OSError) as error:
            _log.debug("usage is not counted: %s", error)


def read_usage(root: Root) -> UsageAnswer:
    """The rows of a root, the agent that was served most first."""
    rows = sorted(read_rows(root), key=lambda row: (-row.tokens, row.agent, row.tool))
    return UsageAnswer(
        results=rows,
        replies=sum(row.replies for row in rows),
        tokens=sum(row.tokens for row in rows),
        file_tokens=sum(row.file_tokens for row in rows),
    )


def read_rows(root: Root) -> list[UsageEntry]:
    """The rows as they are on disk; none where the file is missing or damaged."""
    try:
        content = read_user_file(root.state_dir / USAGE_NAME, _MAX_FILE_BYTES)
        return msgspec.json.decode(content, type=_Kept).rows if content else []
    except (SourceError, msgspec.DecodeError):
        return []


def _entry(reply: Reply, now: str) -> UsageEntry:
    files = _count_bytes(reply.root, reply.files)
    return UsageEntry(
        agent=_name(reply.agent) or "unknown",
        tool=_name(reply.tool),
        replies=1,
        tokens=-(-reply.size // BYTES_PER_TOKEN),
        file_tokens=-(-files // BYTES_PER_TOKEN),
        since=now,
        last=now,
    )


def _add(rows: list[UsageEntry], more: Iterable[UsageEntry]) -> list[UsageEntry]:
    kept = {(row.agent, row.tool): row for row in rows[: MAX_ROWS + 1]}
    for entry in more:
        key = (entry.agent, entry.tool)
        if key not in kept and len(kept) >= MAX_ROWS:
            key = (OTHERS, OTHERS)
        before = kept.get(key, UsageEntry(*key, since=entry.since))
        kept[key] = UsageEntry(
            *key,
            replies=before.replies + entry.replies,
            tokens=before.tokens + entry.tokens,
            file_tokens=before.file_tokens + entry.file_tokens,
            since=before.since,
            last=entry.last,
        )
    return list(kept.values())


def _count_bytes(root: Root, files: Iterable[str]) -> int:
    """The size of files of the tree. A path without a regular file counts nothing."""
    total = 0
    for file in list(dict.fromkeys(files))[:MAX_FILES]:
        with contextlib.suppress(OSError, ValueError):
            found = (root.path / os_path(file)).lstat()
            total += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return total


def _name(text: str) -> str:
    return plain(" ".join(text[: MAX_NAME_CHARACTERS * 4].split()))[:MAX_NAME_CHARACTERS]
