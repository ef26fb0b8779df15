"""`TreeState`: whether the files of a tree are as they were, by their stats. It is for what an answer reads of files
that no generation of the index follows, such as templates, documents and manifests.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from hashlib import blake2b

import msgspec

from omny.base.config import Settings
from omny.base.disk import DISK
from omny.base.filestat import FileStat
from omny.base.paths import file_stat, os_path
from omny.query.question import View
from omny.watch.census import list_file_stats

SETTLED_SECONDS = 2.0
"""A file that changed so short a time ago can change again under the same stat."""


class TreeState(msgspec.Struct, frozen=True):
    """The state of the files at one moment. Two equal digests that are settled are of equal files."""

    digest: bytes
    is_settled: bool
    paths: list[str]  # of the files that are listed

    @classmethod
    def of(cls, view: View, settings: Settings, others: Collection[str]) -> TreeState:
        """The state of the files that no rule leaves out, and of `others`, which need not exist. Raises SourceError if
        the root cannot be listed."""
        now = view.clock.now().timestamp()
        files = list_file_stats(view.root, settings)
        beside: dict[str, FileStat | None] = {}
        for path in sorted(set(others).difference(files)):
            try:
                beside[path] = file_stat(DISK.lstat(os.path.join(view.root.path, os_path(path))))
            except OSError:
                beside[path] = None
        newest = max((stat.ctime_ns for stat in (*files.values(), *beside.values()) if stat is not None), default=0)
        digest = blake2b(msgspec.json.encode([files, beside, repr(settings)]), digest_size=16).digest()
        return cls(digest, newest / 1e9 < now - SETTLED_SECONDS, list(files))
