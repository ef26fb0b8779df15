"""`FreeSpaceProbe`: whether the disk has more free space than when something failed, perhaps for want of it."""

from __future__ import annotations

import shutil

from omny.base.paths import Root

MIN_BYTES = 1024 * 1024  # more free than when a pass failed: it is tried again at once


class FreeSpaceProbe:
    """The room on the disk of one state directory."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._free = 0  # bytes when something failed, or the least since

    def failed(self) -> None:
        """Something has failed."""
        self._free = self._now()

    def has_grown(self) -> bool:
        """Whether there is more by now."""
        free = self._now()
        has_grown = free >= self._free + MIN_BYTES
        self._free = min(self._free, free)
        return has_grown

    def _now(self) -> int:
        """Free bytes; 0 where that cannot be told."""
        try:
            return shutil.disk_usage(self._root.state_dir).free
        except OSError:
            return 0
