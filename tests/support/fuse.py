"""A file system in user space, for tests: it shows a directory, read-only, by the protocol of Linux's fuse(4).

What is behind it changes without an event, as with a network file system. While it `hangs`, it answers nobody.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
import threading
from pathlib import Path

from tests.support.mounting import MNT_DETACH, MNT_FORCE, mount, unmount

_IN = struct.Struct("<IIQQIIII")  # length, opcode, unique, node, uid, gid, pid, padding
_OUT = struct.Struct("<IiQ")
_ATTRIBUTES = struct.Struct("<QQQQQQIIIIIIIIII")
_ENTRY = struct.Struct("<QQQQII")
_DIRENT = struct.Struct("<QQII")
_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ, _STATFS, _RELEASE, _FLUSH, _INIT = 1, 2, 3, 14, 15, 17, 18, 25, 26
_OPENDIR, _READDIR, _RELEASEDIR, _ACCESS, _INTERRUPT, _BATCH_FORGET = 27, 28, 29, 34, 36, 42
_UNANSWERED = {_FORGET, _INTERRUPT, _BATCH_FORGET}
_DIRECT_IO = 1  # nothing that was read is kept by the kernel


class FuseMount:
    """`behind`, shown at `point` until `close`. Skips the test where that cannot be."""

    def __init__(self, behind: Path, point: Path) -> None:
        self.answered: list[int] = []  # opcodes
        self._point = point
        self._nodes = {1: os.fspath(behind)}
        self._numbers = {os.fspath(behind): 1}
        self._may_answer = threading.Event()
        self._may_answer.set()
        point.mkdir(exist_ok=True)
        try:
            self._fd = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            import pytest

            pytest.skip(f"no FUSE here: {error}")
        mount("behind", point, "fuse", f"fd={self._fd},rootmode=40000,user_id=0,group_id=0,allow_other")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def hang(self) -> None:
        """From now on nobody is answered."""
        self._may_answer.clear()

    def go_on(self) -> None:
        """All are answered again, also those who wait."""
        self._may_answer.set()

    def close(self) -> None:
        """Takes the mount away. Who waits gets an error."""
        unmount(self._point, MNT_FORCE | MNT_DETACH)
        self._may_answer.set()
        self._thread.join(10)
        os.close(self._fd)

    def _serve(self) -> None:
        while True:
            try:
                request = os.read(self._fd, 1 << 18)
            except OSError as error:
                if error.errno in (errno.EINTR, errno.ENOENT):
                    continue
                return  # unmounted
            _, opcode, unique, node, *_ = _IN.unpack_from(request)
            if opcode != _INIT:
                self._may_answer.wait()
            if opcode in _UNANSWERED:
                continue
            try:
                body, number = self._answer(opcode, node, request[_IN.size :]), 0
            except OSError as error:
                body, number = b"", error.errno or errno.EIO
            self.answered.append(opcode)
            with contextlib.suppress(OSError):  # who asked was interrupted, or all was taken away
                os.write(self._fd, _OUT.pack(_OUT.size + len(body), -number, unique) + body)

    def _answer(self, opcode: int, node: int, body: bytes) -> bytes:
        path = self._nodes.get(node, "")
        if opcode == _INIT:
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 1 << 16, 0, 16, 12, 1 << 16, 1, 0, 0, 0)
        if opcode == _LOOKUP:
            return self._entry(os.path.join(path, os.fsdecode(body.rstrip(b"\0"))))
        if opcode == _GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self._attributes(path)
        if opcode in (_OPEN, _OPENDIR):
            return struct.pack("<QII", 0, _DIRECT_IO if opcode == _OPEN else 0, 0)
        if opcode == _READ:
            _, offset, size = struct.unpack_from("<QQI", body)
            return Path(path).read_bytes()[offset : offset + size]
        if opcode == _READDIR:
            _, offset, size = struct.unpack_from("<QQI", body)
            return self._listing(path, offset, size)
        if opcode == _ACCESS and body[0] & os.W_OK:
            raise OSError(errno.EROFS, "read-only")
        if opcode == _STATFS:
            return struct.pack("<QQQQQIIII24x", 0, 0, 0, 0, 0, 4096, 255, 4096, 0)
        if opcode in (_RELEASE, _RELEASEDIR, _FLUSH, _ACCESS):
            return b""
        raise OSError(errno.ENOSYS, "not in this file system")

    def _entry(self, path: str) -> bytes:
        attributes = self._attributes(path)  # nothing is kept: each look asks again
        return _ENTRY.pack(self._number(path), 0, 0, 0, 0, 0) + attributes

    def _number(self, path: str) -> int:
        number = self._numbers.setdefault(path, len(self._numbers) + 1)
        self._nodes[number] = path
        return number

    def _attributes(self, path: str) -> bytes:
        told = os.lstat(path)
        times = [time // 10**9 for time in (told.st_atime_ns, told.st_mtime_ns, told.st_ctime_ns)]
        parts = [time % 10**9 for time in (told.st_atime_ns, told.st_mtime_ns, told.st_ctime_ns)]
        return _ATTRIBUTES.pack(
            told.st_ino, told.st_size, told.st_blocks, *times, *parts,
            told.st_mode, told.st_nlink, told.st_uid, told.st_gid, 0, 4096, 0,
        )  # fmt: skip

    def _listing(self, path: str, offset: int, size: int) -> bytes:
        found = b""
        for number, entry in enumerate(sorted(os.listdir(path))[offset:], offset + 1):
            told, name = os.lstat(os.path.join(path, entry)), os.fsencode(entry)
            line = _DIRENT.pack(told.st_ino, number, len(name), stat.S_IFMT(told.st_mode) >> 12) + name
            line += b"\0" * (-len(line) % 8)
            if len(found) + len(line) > size:
                break
            found += line
        return found
