"""A disk under SQLite of which the k-th call fails, once or from then on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import apsw

from omny.storage.sqlite.checksums import load_above_default

INPUT_OUTPUT = {
    "open": apsw.SQLITE_CANTOPEN,
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "lock": apsw.SQLITE_IOERR_LOCK,
    "size": apsw.SQLITE_IOERR_FSTAT,
    "delete": apsw.SQLITE_IOERR_DELETE,
    "access": apsw.SQLITE_IOERR_ACCESS,
}
FULL = {"write": apsw.SQLITE_FULL, "truncate": apsw.SQLITE_FULL}
CANNOT_GROW = {"grow": apsw.SQLITE_FULL}
"""What is there can be written over, as on a real disk that is full."""

BUSY = {"lock": apsw.SQLITE_BUSY}

_numbers = count(1)


class FaultyVfs(apsw.VFS):
    """Passes on to the real disk what does not fail."""

    def __init__(self, directory: Path) -> None:
        self.name = f"omny-faulty-{next(_numbers)}"
        self.calls = 0  # since it was armed, of those that can fail so
        self.failed = 0
        self._directory = os.path.realpath(directory)
        self._errors: dict[str, int] = {}
        self._at = 0
        self._persistent = False
        super().__init__(self.name, "unix", makedefault=True)
        load_above_default()

    def arm(self, errors: dict[str, int], at: int, *, persistent: bool) -> None:
        """Has the call of that number from now on fail, and all after it where that is wanted."""
        self._errors, self._at, self._persistent = errors, at, persistent
        self.calls = self.failed = 0

    def disarm(self) -> None:
        """Nothing fails any more."""
        self._errors = {}

    def meet(self, kind: str) -> None:
        """One call; raises where it is to fail."""
        if kind not in self._errors:
            return
        self.calls += 1
        if self.calls == self._at or (self._persistent and self.calls > self._at):
            self.failed += 1
            raise apsw.exception_for(self._errors[kind])

    @contextmanager
    def mounted(self) -> Iterator[FaultyVfs]:
        """A block in which this is the disk of every new connection."""
        try:
            yield self
        finally:
            self.disarm()
            apsw.set_default_vfs("unix")
            self.unregister()
            load_above_default()

    def is_own(self, path: Any) -> bool:
        """Whether the file is one that may fail."""
        name = path.filename() if isinstance(path, apsw.URIFilename) else path
        return name is not None and os.path.realpath(name).startswith(self._directory + os.sep)

    def xOpen(self, name, flags):  # noqa: N802
        is_own = self.is_own(name)
        if is_own:
            self.meet("open")
        return FaultyFile(self, is_own, name, flags)

    def xDelete(self, path, syncdir):  # noqa: N802
        if self.is_own(path):
            self.meet("delete")
        super().xDelete(path, syncdir)

    def xAccess(self, path, flags):  # noqa: N802
        if self.is_own(path):
            self.meet("access")
        return super().xAccess(path, flags)

    def excepthook(self, etype: Any, evalue: Any, etraceback: Any) -> Any:
        """What SQLite itself does not mind is nobody's business."""


class FaultyFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk: FaultyVfs, is_own: bool, name: Any, flags: list[int]) -> None:
        self._meet = disk.meet if is_own else lambda _: None
        super().__init__("unix", name, flags)

    def xRead(self, amount, offset):  # noqa: N802
        self._meet("read")
        return super().xRead(amount, offset)

    def xWrite(self, data, offset):  # noqa: N802
        self._meet("write")
        if offset + len(data) > super().xFileSize():
            self._meet("grow")
        super().xWrite(data, offset)

    def xSync(self, flags):  # noqa: N802
        self._meet("sync")
        super().xSync(flags)

    def xTruncate(self, newsize):  # noqa: N802
        self._meet("truncate")
        super().xTruncate(newsize)

    def xLock(self, level):  # noqa: N802
        self._meet("lock")
        super().xLock(level)

    def xFileSize(self):  # noqa: N802
        self._meet("size")
        return super().xFileSize()

    def excepthook(self, etype: Any, evalue: Any, etraceback: Any) -> Any:
        """As above."""
