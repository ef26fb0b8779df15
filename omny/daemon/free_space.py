"""`FreeSpaceProbe`: tells whether the disk has more free space than at the last failure."""

from __future__ import annotations

import shutil

from omny.base.paths import Root

MIN_BYTES = 1024 * 1024  # growth after which a failed pass is tried again at once


class FreeSpaceProbe:
    """The free space beside one state directory."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._free = 0  # bytes at the failure, or the minimum since

    def note_failure(self) -> None:
        """Notes a failure."""
        self._free = self._now()

    def has_grown(self) -> bool:
        """Whether the free space has grown since."""
        free = self._now()
        has_grown = free >= self._free + MIN_BYTES
        self._free = min(self._free, free)
        return has_grown

    def _now(self) -> int:
        """Free bytes; 0 if the system does not tell."""
        try:
            return shutil.disk_usage(self._root.state_dir).free
        except OSError:
            return 0
