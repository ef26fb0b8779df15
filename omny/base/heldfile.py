"""A file that names the holder of its lock. The lock is the operating system's, on the open file: it ends with its
holder, for any reason. The content of the file only names the holder.

A second lock, the gate, protects every change of both and every look at them; it is held for that long only. So while
the lock is held, the content was written by its holder, and a look never blocks a process that wants the lock.

A lock belongs to the open file, which a forked child shares. Forks of this process therefore close it first, and
programs that it starts never inherit it; no worker can keep a lock that the daemon has lost.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from omny.base.disk import O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK

_MAX_BYTES = 16_384  # of what the file says: a path of 4,096 bytes, escaped, and some words

_open_here: set[int] = set()  # descriptors that no fork may keep


class HeldFile:
    """A file whose lock this process may take. Its gate is there already; errors are OSErrors."""

    def __init__(self, path: Path, gate: Path) -> None:
        self.path = path
        self._gate = gate
        self._descriptor = -1

    def take(self, said: bytes) -> bytes | None:
        """Takes the lock, of a file that is made where it is missing, and has the file say that; where somebody else
        holds it, what the file says instead."""
        with enter_gate(self._gate):
            descriptor = _open(self.path, os.O_CREAT)
            try:
                if not _lock(descriptor, wait=False):
                    told = _read_all(descriptor)
                    _close(descriptor)
                    return told
                _write(descriptor, said)
            except BaseException:
                _close(descriptor)
                raise
        self._descriptor = descriptor
        return None

    @property
    def descriptor(self) -> int:
        """Of the open file, for a program that this process becomes; -1 where the lock is not held."""
        return self._descriptor

    def adopt(self, descriptor: int) -> None:
        """Adopts the lock from the former program of this process."""
        os.set_inheritable(descriptor, False)
        _open_here.add(descriptor)
        self._descriptor = descriptor

    def tell(self, said: bytes) -> None:
        """Has the file, whose lock is held, say something else."""
        with enter_gate(self._gate):
            _write(self._descriptor, said)

    def is_still_ours(self) -> bool:
        """Whether the file on disk is the one whose lock is held."""
        try:
            return os.path.samestat(os.lstat(self.path), os.fstat(self._descriptor))
        except OSError:
            return False

    def release(self) -> None:
        """Lets go of the lock. A second call does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor in _open_here:  # not in a fork, which has closed it
            _close(descriptor)


def read_if_held(path: Path, gate: Path) -> bytes | None:
    """What the file says where its lock is held; None where it is not. Makes no file. Raises OSError."""
    with enter_gate(gate):
        return read_gate_holder(path)


def read_gate_holder(path: Path) -> bytes | None:
    """The same for who is inside the gate."""
    with _closing(path) as descriptor:
        return None if _lock(descriptor, wait=False) else _read_all(descriptor)


@contextlib.contextmanager
def enter_gate(gate: Path) -> Iterator[None]:
    """Inside the gate: nobody takes, looks at or removes a file of it meanwhile."""
    with _closing(gate) as descriptor:
        _lock(descriptor, wait=True)
        yield


def _write(descriptor: int, said: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, said + b"\n")


def _read_all(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, _MAX_BYTES)


# ── descriptors ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _closing(path: Path) -> Iterator[int]:
    """A descriptor of a file that is there, closed at the end: that ends its lock, too."""
    descriptor = _open(path)
    try:
        yield descriptor
    finally:
        _close(descriptor)


def _open(path: Path, make: int = 0) -> int:
    descriptor = os.open(path, os.O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | make, 0o600)
    _open_here.add(descriptor)
    return descriptor


def _close(descriptor: int) -> None:
    _open_here.discard(descriptor)
    os.close(descriptor)


def _close_in_fork() -> None:
    while _open_here:
        os.close(_open_here.pop())


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> bool:
        os.lseek(descriptor, _MAX_BYTES, os.SEEK_SET)  # what is locked there cannot be read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            if wait:
                raise
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    os.register_at_fork(after_in_child=_close_in_fork)

    def _lock(descriptor: int, *, wait: bool) -> bool:
        """Locks an open file; False where somebody else has, and it is not to be waited for."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
