"""The steps of an edit on a file system, each by the descriptor of a directory and a plain name in it.

The seam at which a test makes a disk fail or a process die. No name is followed where it is a symlink. Sources: Linux
renameat2(2), fcntl(2) "Leases"; where a system has neither, `exchange` says so and `guard` gives None.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator

from omny.base.disk import O_CLOEXEC, O_FILE, O_NOFOLLOW, failure

_O_DIRECTORY = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | O_NOFOLLOW | O_CLOEXEC
_NOREPLACE, _EXCHANGE = 1, 2  # linux/fs.h

Inode = tuple[int, int]
"""The identity of a file under any name: device and inode."""

WRITER_SECONDS = 1.0
"""The longest wait for a program that writes to the file. Saving takes milliseconds; a program that keeps a file open
for longer is no editor."""

_POLL_SECONDS = 0.005


class Steps:
    """The file system of this machine. Every method raises OSError."""

    def open_root(self, path: str) -> int:
        """A descriptor of the root, which may be reached by symlinks."""
        return os.open(path, _O_DIRECTORY & ~O_NOFOLLOW)

    def open_directory(self, name: str, directory: int) -> int:
        """A descriptor of a directory in another."""
        try:
            return os.open(name, _O_DIRECTORY, dir_fd=directory)
        except NotADirectoryError:
            if stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
                raise failure(errno.ELOOP) from None
            raise

    def open_file(self, name: str, directory: int) -> int:
        """A descriptor of a regular file, for reading."""
        descriptor = os.open(name, O_FILE | O_NOFOLLOW, dir_fd=directory)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise failure(errno.ENXIO)
        return descriptor

    def read(self, descriptor: int) -> bytes:
        """The content of a file."""
        pieces, at = [], 0
        while piece := os.pread(descriptor, 1 << 20, at):
            pieces.append(piece)
            at += len(piece)
        return b"".join(pieces)

    def inode(self, name: str, directory: int) -> Inode | None:
        """The identity of the file with that name; None if there is none."""
        try:
            found = os.stat(name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return (found.st_dev, found.st_ino)

    def draft(self, name: str, directory: int, content: bytes, like: int | None, mode: int | None = None) -> Inode:
        """Writes a new file, durably, with the owner, mode and attributes of the open file `like`, else with `mode`,
        else with the defaults. Returns its identity."""
        descriptor = os.open(
            name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600, dir_fd=directory
        )
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            if like is not None:
                _make_alike(descriptor, like)
            else:
                os.fchmod(descriptor, 0o666 & ~_umask() if mode is None else mode)
            os.fsync(descriptor)
            found = os.fstat(descriptor)
            return (found.st_dev, found.st_ino)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=directory)
            raise
        finally:
            os.close(descriptor)

    def exchange(self, one: str, other: str, directory: int) -> None:
        """Exchanges two names of a directory in one step. Raises OSError ENOSYS or EINVAL where the system cannot."""
        _renameat2(directory, one, directory, other, _EXCHANGE)

    def put(self, source: str, target: str, directory: int) -> None:
        """Renames a file. Raises FileExistsError where the new name is taken."""
        try:
            _renameat2(directory, source, directory, target, _NOREPLACE)
        except OSError as error:
            if error.errno not in (errno.ENOSYS, errno.EINVAL):
                raise
            os.link(source, target, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False)
            os.unlink(source, dir_fd=directory)

    def replace(self, source: str, target: str, directory: int) -> None:
        """Renames a file, and replaces a file with the new name."""
        os.rename(source, target, src_dir_fd=directory, dst_dir_fd=directory)

    def remove(self, name: str, directory: int) -> None:
        """Removes a file."""
        os.unlink(name, dir_fd=directory)

    def make_directory(self, name: str, directory: int) -> None:
        """Makes a directory."""
        os.mkdir(name, dir_fd=directory)

    def remove_directory(self, name: str, directory: int) -> None:
        """Removes an empty directory."""
        os.rmdir(name, dir_fd=directory)

    def sync(self, directory: int) -> None:
        """Makes the names of a directory durable."""
        with contextlib.suppress(OSError):  # some file systems have no such thing for directories
            os.fsync(directory)

    def guard(self, descriptor: int) -> Guard | None:
        """Waits until no program has the file open for writing, and notices later attempts; None where the system does
        not support that. Raises OSError EAGAIN if a program keeps writing."""
        return Guard.over(descriptor)


@contextlib.contextmanager
def closing(descriptor: int) -> Iterator[int]:
    """A block with a descriptor, which is closed at its end."""
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class Guard:
    """A read lease on an open file: a program that opens it for writing waits until the release."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def over(cls, descriptor: int) -> Guard | None:
        """See `Steps.guard`."""
        try:
            import fcntl

            lease, unused = fcntl.F_SETLEASE, fcntl.F_SETSIG  # Linux alone has these
        except (ImportError, AttributeError):
            return None
        deadline = time.monotonic() + WRITER_SECONDS
        while True:
            try:
                fcntl.fcntl(descriptor, unused, signal.SIGURG)  # a signal that is ignored by default
                fcntl.fcntl(descriptor, lease, fcntl.F_RDLCK)
                return cls(descriptor)
            except OSError as error:
                if error.errno != errno.EAGAIN:  # no leases on this file system, or another's file
                    return None
                if time.monotonic() >= deadline:
                    raise
            time.sleep(_POLL_SECONDS)

    @property
    def is_broken(self) -> bool:
        """Whether a program waits to write."""
        import fcntl

        return fcntl.fcntl(self._descriptor, fcntl.F_GETLEASE) != fcntl.F_RDLCK

    def release(self) -> None:
        """Lets such a program continue."""
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(self._descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)


def _rename_function() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


_renameat2_function = _rename_function()


def _renameat2(from_directory: int, source: str, to_directory: int, target: str, flags: int) -> None:
    if _renameat2_function is None:
        raise OSError(errno.ENOSYS, "no renameat2")
    if _renameat2_function(from_directory, os.fsencode(source), to_directory, os.fsencode(target), flags):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _make_alike(descriptor: int, like: int) -> None:
    wanted, found = os.fstat(like), os.fstat(descriptor)
    if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
        os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(wanted.st_mode))
    for name in os.listxattr(like) if hasattr(os, "listxattr") else ():
        with contextlib.suppress(OSError):  # the system's own cannot be set, and are there already
            os.setxattr(descriptor, name, os.getxattr(like, name))


def _umask() -> int:
    """That of this process, read without setting it where the system tells: other threads make files, too."""
    try:
        with open("/proc/self/status", "rb") as status:
            line = next(line for line in status if line.startswith(b"Umask:"))
        return int(line.split()[1], 8)
    except (OSError, StopIteration):
        return 0o022


STEPS = Steps()
