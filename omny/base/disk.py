"""What Omny asks of a file system: the seam at which a test makes a disk fail.

Three questions, each without following a symlink below the root: what a directory lists, what a path is, and the bytes
of a file. Names are those of the operating system. `omny/base/paths.py` puts meaning to them; nothing else opens a path
of the tree.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from typing import Protocol, TypeVar

_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: what Windows has besides symlinks
_HAS_DIR_FD = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
O_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
O_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # opening a FIFO must not wait for a writer
O_FILE = os.O_RDONLY | O_NONBLOCK | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0) | O_CLOEXEC
_O_DIRECTORY = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | O_CLOEXEC


_T = TypeVar("_T")


class FileSystem(Protocol):
    """The three questions, and a way to ask several at once. Each raises OSError; `open_beneath` ELOOP for symlinks."""

    helper_cpu: float
    """Seconds of a processor that other threads have taken to ask for the one that asked."""

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        """The entries of a directory, in no order."""

    def lstat(self, path: str) -> os.stat_result:
        """The stat of the path itself."""

    def open_beneath(self, root: str, components: list[str]) -> int:
        """A descriptor, to be closed, of the file that the components lead to from `root`, for reading."""

    def patiently(self, path: str, ask: Callable[[], _T]) -> _T:
        """What `ask` returns, which asks several things about one path; or OSError (ETIMEDOUT), where the file system
        of the path does not answer."""


class Disk:
    """The file system of this machine."""

    helper_cpu = 0.0

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        with os.scandir(directory) as listing:
            return list(listing)

    def lstat(self, path: str) -> os.stat_result:
        return os.lstat(path)

    def open_beneath(self, root: str, components: list[str]) -> int:
        return (_open_beneath if _HAS_DIR_FD else _open_checked)(root, components)

    def patiently(self, path: str, ask: Callable[[], _T]) -> _T:
        return ask()


DISK = Disk()


def failure(number: int) -> OSError:
    """The error of that number, as the operating system would raise it."""
    return OSError(number, os.strerror(number))


def _open_beneath(root: str, components: list[str]) -> int:
    directory = os.open(root, _O_DIRECTORY)
    try:
        for component in components[:-1]:
            inner = _open_at(component, _O_DIRECTORY | O_NOFOLLOW, directory)
            os.close(directory)
            directory = inner
        return _open_at(components[-1], O_FILE | O_NOFOLLOW, directory)
    finally:
        os.close(directory)


def _open_at(name: str, flags: int, directory: int) -> int:
    try:
        return os.open(name, flags, dir_fd=directory)
    except NotADirectoryError:  # a file where a directory was, or a symlink: only lstat tells
        if stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            raise failure(errno.ELOOP) from None
        raise


def _open_checked(root: str, components: list[str]) -> int:
    """For systems without openat: every component is looked at, then what was opened is compared with what was seen.
    A program that swaps directories between the two steps can still deceive it."""
    path = root
    for component in components:
        path = os.path.join(path, component)
        seen = os.lstat(path)
        if stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_reparse_tag", 0) == _JUNCTION:
            raise failure(errno.ELOOP)
    if not stat.S_ISREG(seen.st_mode):  # opening a FIFO would hang where there is no O_NONBLOCK
        raise failure(errno.ENXIO)
    descriptor = os.open(path, O_FILE)
    if not os.path.samestat(seen, os.fstat(descriptor)):
        os.close(descriptor)
        raise failure(errno.ENOENT)
    return descriptor
