"""The file system of each directory of a tree, and whether its changes raise events.

A kernel reports changes that go through it. Changes by another machine, by a process that serves FUSE, by the host of a
virtual machine, or in a layer below an overlay raise no event. So a file system is *telling* if only this kernel can
change it. Known types are listed, since no probe can prove that: a cookie that comes back shows that own changes raise
events, which is also true on NFS. An unknown type is not telling.

On Linux `/proc/self/mountinfo` has all types: proc_pid_mountinfo(5). No mount is touched to learn its type, because a
mount without its server does not answer.
"""

from __future__ import annotations

import ctypes
import os
import re
import select
import sys
from typing import NamedTuple, Protocol

from omny.base.paths import text_path

TELLING = frozenset({
    "apfs", "bcachefs", "btrfs", "cramfs", "devtmpfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs",
    "fat32", "fuseblk", "hfs", "hfsplus", "iso9660", "jffs2", "jfs", "minix", "msdos", "nilfs2", "ntfs",
    "ntfs3", "ramfs", "reiserfs", "rootfs", "squashfs", "tmpfs", "ubifs", "udf", "ufs", "vfat", "xfs",
    "zfs",
})  # fmt: skip
"""Types of file systems that only the mounting kernel can change. `fuseblk` is a local disk through FUSE, such as
ntfs-3g."""

OVERLAY = "overlay"
_LAYERS = frozenset({"lowerdir", "lowerdir+", "upperdir", "datadir+"})  # options of an overlay, each a list of paths

UNKNOWN = "unknown file system"

_ESCAPE = re.compile(rb"\\([0-7]{3})")


class Mount(NamedTuple):
    """What is mounted at one directory."""

    kind: str  # the type of the file system
    is_telling: bool
    identity: str = ""  # differs where anything else is mounted there


class Mounts(Protocol):
    """The mounts that a process sees: a seam, which tests script."""

    def below(self, top: str) -> dict[str, Mount]:
        """The mounts of a tree, by path (text, relative to its top): "" for the one that the top is on, and what is
        mounted below it and not hidden by another mount."""

    def wait(self) -> bool:
        """Waits until a mount may have come or gone; false where that cannot be waited for, or after `wake`."""

    def wake(self) -> None:
        """Ends the wait, now and for ever."""

    def close(self) -> None:
        """Closes descriptors, when nobody waits any more. Can be called twice."""


def system_mounts() -> Mounts:
    """The mounts of this system."""
    return LinuxMounts() if sys.platform == "linux" else OtherMounts()


class LinuxMounts:
    """The mounts that Linux tells."""

    def __init__(self, table: str = "/proc/self/mountinfo") -> None:
        self._table = table
        self._woken, self._wake = os.pipe()
        try:
            self._fd = os.open(table, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._fd = -1  # no /proc

    def below(self, top: str) -> dict[str, Mount]:
        try:
            with open(self._table, "rb") as file:
                return mounts_below(os.fsencode(top), file.read())
        except (OSError, ValueError):
            return {"": Mount(UNKNOWN, is_telling=False)}

    def wait(self) -> bool:
        if self._fd < 0:
            return False
        poll = select.poll()
        poll.register(self._fd, select.POLLPRI | select.POLLERR)  # how the kernel says that the table is another
        poll.register(self._woken, select.POLLIN)
        return all(descriptor != self._woken for descriptor, _ in poll.poll())

    def wake(self) -> None:
        if self._wake >= 0:
            os.write(self._wake, b"!")

    def close(self) -> None:
        for descriptor in (self._woken, self._wake, self._fd):
            if descriptor >= 0:
                os.close(descriptor)
        self._woken = self._wake = self._fd = -1


class _Line(NamedTuple):
    number: int
    parent: int
    point: bytes
    mount: Mount


def mounts_below(top: bytes, table: bytes) -> dict[str, Mount]:
    """What a table of mounts, in the form of `/proc/self/mountinfo`, says of a tree. Raises ValueError where it is no
    such table.

    A path is looked up as the kernel does, component by component: a mount hides what is mounted below it in the
    directory that it covers.
    """
    lines = [_line(line) for line in table.splitlines()]
    by_place = {(line.parent, line.point): line for line in lines}
    numbers = {line.number for line in lines}
    tops = [line for line in lines if line.point == b"/" and line.parent not in numbers - {line.number}]
    if not tops:
        raise ValueError("a table of mounts without the root")

    def topmost_line(line: _Line, point: bytes) -> _Line:
        while (above := by_place.get((line.number, point))) is not None and above is not line:
            line = above
        return line

    def find_line(path: bytes) -> _Line:
        found, place = topmost_line(tops[0], b"/"), b""
        for component in path.strip(b"/").split(b"/"):
            place += b"/" + component
            found = topmost_line(found, place)
        return found

    prefix = top.rstrip(b"/") + b"/"
    found = {"": find_line(top).mount}
    for point in sorted({line.point for line in lines if line.point.startswith(prefix)}):
        line = find_line(point)
        if line.point == point:
            found[text_path(os.fsdecode(point.removeprefix(prefix)))] = line.mount
    return found


def _line(line: bytes) -> _Line:
    """One line of the table: number parent device root point options [tags] - type source options."""
    fields = line.split()
    number, parent, device, root, point = fields[:5]
    rest = fields[fields.index(b"-") + 1 :]
    kind, options = os.fsdecode(rest[0]), rest[-1] if len(rest) > 2 else b""
    identity = os.fsdecode(b" ".join((number, device, root, rest[0], rest[1] if len(rest) > 1 else b"")))
    return _Line(int(number), int(parent), _plain(point), Mount(kind, _is_telling(kind, _plain(options)), identity))


def _plain(field: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 8)]), field) if b"\\" in field else field


def _is_telling(kind: str, options: bytes) -> bool:
    return not _can_change_below(options) if kind == OVERLAY else kind in TELLING


def _can_change_below(options: bytes) -> bool:
    """Whether anybody here can reach a layer of an overlay. The layers of a container's own root cannot be reached from
    inside, and the host must not change them."""
    layers = [
        path
        for option in options.split(b",")
        for key, _, value in [option.partition(b"=")]
        if os.fsdecode(key) in _LAYERS
        for path in value.split(b":")
        if path
    ]
    return not layers or any(map(_may_be_there, layers))


def _may_be_there(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return not path.startswith(b"/")  # relative to wherever `mount` was run
    except (OSError, ValueError):
        return True
    return True


# ── other systems ────────────────────────────────────────────────────────────────────────────────────────────────────


class OtherMounts:
    """macOS and Windows: what the root is on. What is mounted below it is found by the look that comes every few
    minutes, and a mount that comes or goes is not waited for."""

    def below(self, top: str) -> dict[str, Mount]:
        try:
            if sys.platform == "darwin":
                return {"": _macos_mount(top)}
            if sys.platform == "win32":
                return {"": _windows_mount(top)}
        except (OSError, AttributeError):
            pass
        return {"": Mount(UNKNOWN, is_telling=False)}

    def wait(self) -> bool:
        return False

    def wake(self) -> None:
        pass

    def close(self) -> None:
        pass


_MNT_LOCAL = 0x1000
_STATFS_BYTES = 4096  # struct statfs of macOS has 2,168
_FLAGS_AT, _TYPE_AT, _TYPE_BYTES = 64, 72, 16


def mount_of_statfs(result: bytes) -> Mount:
    """What the struct that statfs(2) of macOS fills in says."""
    flags = int.from_bytes(result[_FLAGS_AT : _FLAGS_AT + 4], sys.byteorder)
    kind = result[_TYPE_AT : _TYPE_AT + _TYPE_BYTES].split(b"\0")[0].decode("ascii", "replace")
    return Mount(kind, bool(flags & _MNT_LOCAL) and kind in TELLING)


def _macos_mount(top: str) -> Mount:
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    result = ctypes.create_string_buffer(_STATFS_BYTES)
    if call(os.fsencode(top), result) != 0:
        raise OSError(ctypes.get_errno(), "statfs")
    return mount_of_statfs(result.raw)


_DRIVE_REMOTE = 4


def _windows_mount(top: str) -> Mount:
    drive = os.path.splitdrive(top)[0] + os.sep
    kind: int = ctypes.windll.kernel32.GetDriveTypeW(drive)  # type: ignore[attr-defined,unused-ignore]
    is_remote = kind == _DRIVE_REMOTE or drive.startswith("\\\\")
    return Mount("network drive" if is_remote else "local drive", is_telling=not is_remote)
