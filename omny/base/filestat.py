"""The part of a stat result that tells whether a file has changed."""

from __future__ import annotations

import msgspec


class FileStat(msgspec.Struct, frozen=True):
    """The part of a stat result that changes when a file does."""

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int
