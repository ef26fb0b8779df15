"""The daemon's lock: at most one daemon a root, and who it is.

The lock is the operating system's, on the open file `ROOT/.omny/daemon.lock`: it is gone at the moment its holder is,
however that ended. What the file says only names the holder. Both are changed and looked at under a second lock, the
gate, which is held for that long only. So where the lock is held, whoever holds it wrote what the file says, and no
look at the lock is ever in the way of a start.

A lock belongs to the open file, which a forked child shares. Forks of this process therefore close it first of all, and
programs that it starts never get it; no worker can keep a lock that the daemon has lost.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from omny import __version__
from omny.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.disk import O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK
from omny.errors import AlreadyRunningError, UsageError
from omny.paths import Root, reason_of

LOCK_NAME = "daemon.lock"
GATE_NAME = "daemon.gate"

_MOST_BYTES = 4_096  # of what the file says; about 150 are written

_open_here: set[int] = set()  # descriptors that no fork may keep


class Holder(msgspec.Struct, frozen=True):
    """A process that holds the lock, as it said itself. All empty where it said nothing: that is no daemon of Omny."""

    pid: int = 0
    started_at: str = ""  # ISO 8601
    version: str = ""  # of Omny
    pid_space: str = ""  # where `pid` means that process, see `pid_space`

    def __str__(self) -> str:
        if self.pid <= 0:
            return "a process that does not say which"
        where = "" if self.pid_space == pid_space() else " of another container or machine"
        return f"pid {self.pid}{where}, since {self.started_at}"


class DaemonLock:
    """The lock of a root, for the process that wants to be its daemon. To be used in a `with`, or to be released."""

    def __init__(self, root: Root, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._root = root
        self._clock = clock
        self._descriptor = -1

    def acquire(self) -> None:
        """Takes the lock. Raises AlreadyRunningError where a daemon has it, UsageError where there can be none."""
        gate, path = self._root.state_file(GATE_NAME), self._root.state_file(LOCK_NAME)
        me = Holder(os.getpid(), timestamp(self._clock.now()), __version__, pid_space())
        try:
            with _closing(gate) as gated:
                _lock(gated, wait=True)
                descriptor = _open(path)
                try:
                    if not _lock(descriptor, wait=False):
                        raise _already_running(self._root, _said(descriptor))
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, msgspec.json.encode(me) + b"\n")
                except BaseException:
                    _close(descriptor)
                    raise
        except OSError as error:
            raise UsageError("take daemon lock", reason_of(error), path=str(path)) from error
        self._descriptor = descriptor

    def is_still_ours(self) -> bool:
        """Whether the lock file on disk is the one that is held. Where somebody has removed the state directory it is
        not, and another daemon can start."""
        try:
            return os.path.samestat(os.lstat(self._root.state_dir / LOCK_NAME), os.fstat(self._descriptor))
        except OSError:
            return False

    def release(self) -> None:
        """Lets go of the lock. A second call does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor in _open_here:  # not in a fork, which has closed it
            _close(descriptor)

    def __enter__(self) -> DaemonLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(root: Root) -> Holder | None:
    """Who holds the lock of that root now; None where nobody does. Makes no file. Raises UsageError where that cannot
    be told."""
    path = root.state_dir / LOCK_NAME
    try:
        with _closing(root.state_dir / GATE_NAME) as gated:
            _lock(gated, wait=True)
            with _closing(path) as descriptor:
                return None if _lock(descriptor, wait=False) else _said(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError("look at daemon lock", reason_of(error), path=str(path)) from error


def pid_space() -> str:
    """Where pids mean what they mean here. In a container they are others, and a tree can be mounted into one. Empty
    where the system has but one such space."""
    try:
        return f"{os.uname().nodename} {os.stat('/proc/self/ns/pid').st_ino}"
    except (OSError, AttributeError):  # AttributeError: Windows
        return ""


def _already_running(root: Root, by: Holder) -> AlreadyRunningError:
    reason = f"a daemon already runs for this root: {by}"
    return AlreadyRunningError("start daemon", reason, path=str(root.path), hint="see 'omny status', or 'omny stop'")


def _said(descriptor: int) -> Holder:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        return msgspec.json.decode(os.read(descriptor, _MOST_BYTES), type=Holder)
    except ValueError:  # nothing, or written by somebody else
        return Holder()


# ── descriptors ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _closing(path: Path) -> Iterator[int]:
    """A descriptor of a file that is there, closed at the end: that ends its lock, too."""
    descriptor = _open(path)
    try:
        yield descriptor
    finally:
        _close(descriptor)


def _open(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
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
        os.lseek(descriptor, _MOST_BYTES, os.SEEK_SET)  # what is locked there cannot be read
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
