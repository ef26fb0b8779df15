"""`Inotify`: the system calls of inotify(7), by ctypes.

One instance is one descriptor, with watches on inodes, each known by a number that the kernel never gives twice, and
one queue of events. Knows no paths and no meaning of events: that is `omny/watch/sources/inotify.py`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
from collections.abc import Iterator
from typing import NamedTuple

IN_MODIFY = 0x0000_0002
IN_ATTRIB = 0x0000_0004
IN_CLOSE_WRITE = 0x0000_0008
IN_MOVED_FROM = 0x0000_0040
IN_MOVED_TO = 0x0000_0080
IN_CREATE = 0x0000_0100
IN_DELETE = 0x0000_0200
IN_DELETE_SELF = 0x0000_0400
IN_MOVE_SELF = 0x0000_0800
IN_UNMOUNT = 0x0000_2000
IN_Q_OVERFLOW = 0x0000_4000
IN_IGNORED = 0x0000_8000
IN_ONLYDIR = 0x0100_0000
IN_DONT_FOLLOW = 0x0200_0000
IN_EXCL_UNLINK = 0x0400_0000
IN_ISDIR = 0x4000_0000

NO_WATCH = -1  # the number in the event of an overflow

_HEADER = struct.Struct("iIII")  # struct inotify_event: watch, mask, cookie, length of the name behind it
_BUFFER_BYTES = 64 * 1024  # some hundred events a read; one event is at most 16 + 256 bytes


class Event(NamedTuple):
    """One event, as the kernel tells it."""

    wd: int
    mask: int
    name: bytes  # of the entry of the directory; empty where the directory itself is meant


class Inotify:
    """An inotify instance. Raises OSError if none is available.

    `watch` and `unwatch` may be called from any thread, `read` from one.
    """

    def __init__(self) -> None:
        library = ctypes.CDLL(None, use_errno=True)  # calls of it let other threads run
        self._add = library.inotify_add_watch
        self._add.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
        self._remove = library.inotify_rm_watch
        self._remove.argtypes = (ctypes.c_int, ctypes.c_int)
        self._fd = _check(library.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        try:
            self._woken, self._wake = os.pipe()
        except OSError:
            os.close(self._fd)
            raise
        self._is_closed = False

    @property
    def descriptors(self) -> tuple[int, ...]:
        """Those that are open until `close`."""
        return (self._fd, self._woken, self._wake)

    def watch(self, path: bytes, mask: int) -> int:
        """The number of the watch on the inode at `path`: a new one, or the one that it has. Raises OSError. Takes as
        long as the file system takes to look the path up."""
        return _check(self._add(self._fd, path, mask))

    def unwatch(self, wd: int) -> None:
        """Ends a watch. Raises OSError, with EINVAL where it has ended."""
        _check(self._remove(self._fd, wd))

    def read(self) -> list[Event]:
        """Waits for events; none once `wake` was called."""
        poll = select.poll()
        for descriptor in (self._fd, self._woken):
            poll.register(descriptor, select.POLLIN)
        if any(descriptor == self._woken for descriptor, _ in poll.poll()):
            return []
        return list(parse_events(os.read(self._fd, _BUFFER_BYTES)))

    def wake(self) -> None:
        """Ends the wait of `read`, now and for ever."""
        if not self._is_closed:
            os.write(self._wake, b"!")

    def close(self) -> None:
        """Closes the descriptors, and with them ends all watches. Can be called twice."""
        if not self._is_closed:
            self._is_closed = True
            for descriptor in self.descriptors:
                os.close(descriptor)


def parse_events(buffer: bytes) -> Iterator[Event]:
    """The events in what was read."""
    position = 0
    while position < len(buffer):
        wd, mask, _, length = _HEADER.unpack_from(buffer, position)
        position += _HEADER.size
        yield Event(wd, mask, buffer[position : position + length].rstrip(b"\0"))
        position += length


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number or errno.EIO, os.strerror(number or errno.EIO))
    return result
