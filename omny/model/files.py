"""Files: what the index holds of a path."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from omny.base.filestat import FileStat
from omny.base.skip_reason import HELD_OVER, NO_REASON, Reason


class FileStatus(StrEnum):
    """How far a file could be indexed; the values of the column `files.status`."""

    OK = "ok"
    DEGRADED = "degraded"  # indexed, but parts of it do not parse
    SKIPPED = "skipped"  # could not be indexed, which makes the index partial; the reason says why
    EXCLUDED = "excluded"  # left out because it should be: generated, a nested repository


class LedgerEntry(msgspec.Struct, frozen=True):
    """What the index holds of a path: the row of `files`."""

    path: str  # relative to the root, POSIX separators
    stat: FileStat
    seen_ns: int  # wall-clock time just before the file was read; a stat not older than it is racy
    hash: str  # hex content hash; "" where it is not indexed
    language: str  # "" where it is not indexed
    extractor: str  # fingerprint of what extracted the facts; "" where it is not indexed
    status: FileStatus
    reason: Reason = NO_REASON
    lines: int = 0
    held_hash: str = ""  # content hash of the former content that is held over; "" where none is
    held_generation: int = 0  # the last one that this content was on disk at

    @property
    def explanation(self) -> str:
        """Why the index lacks the file or a part of it, for people; "" where it lacks nothing."""
        return explain(self.reason, self.held_generation)

    @property
    def is_indexed(self) -> bool:
        """Whether the index holds the content of the file."""
        return bool(self.extractor)

    @property
    def is_held(self) -> bool:
        """Whether a former content is held over: the one on disk cannot be read, or does not parse at all."""
        return bool(self.held_hash)


def explain(reason: Reason, held_generation: int) -> str:
    """The text of a reason for people. It names the generation that is held over, where it is not 0."""
    return HELD_OVER.format(reason, held_generation) if reason and held_generation else str(reason)
