"""The daemon's lock, `ROOT/.omny/daemon.lock`: at most one daemon a root, and who it is. See `heldfile.py` for how it
tells the truth however a holder has ended."""

from __future__ import annotations

import os

import msgspec

from omny import __version__
from omny.base.clock import SYSTEM_CLOCK, Clock, timestamp
from omny.base.errors import AlreadyRunningError, UsageError
from omny.base.heldfile import HeldFile, read_if_held
from omny.base.paths import Root, describe_failure

LOCK_NAME = "daemon.lock"
GATE_NAME = "daemon.gate"


class Holder(msgspec.Struct, frozen=True):
    """A process that holds the lock, as it said itself. All empty where it said nothing: that is no daemon of Omny."""

    pid: int = 0
    started_at: str = ""  # ISO 8601
    version: str = ""  # of Omny
    pid_space: str = ""  # where `pid` means that process, see `pid_space`

    @property
    def is_this_process(self) -> bool:
        """Whether it is the process that asks."""
        return self.pid == os.getpid() and self.pid_space == pid_space()

    def __str__(self) -> str:
        if self.pid <= 0:
            return "an unknown process"
        where = "" if self.pid_space == pid_space() else " of another container or machine"
        return f"pid {self.pid}{where}, since {self.started_at}"


class DaemonLock:
    """The lock of a root, for the process that wants to be its daemon. To be used in a `with`, or to be released."""

    def __init__(self, root: Root, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._root = root
        self._clock = clock
        self._file: HeldFile | None = None

    def acquire(self) -> None:
        """Takes the lock. Raises AlreadyRunningError where a daemon has it, UsageError where there can be none."""
        gate, path = self._root.state_file(GATE_NAME), self._root.state_file(LOCK_NAME)
        me = Holder(os.getpid(), timestamp(self._clock.now()), __version__, pid_space())
        file = HeldFile(path, gate)
        try:
            other = file.take(msgspec.json.encode(me))
        except OSError as error:
            raise UsageError("take daemon lock", describe_failure(error), path=str(path)) from error
        if other is not None:
            raise _already_running_error(self._root, parse_holder(other))
        self._file = file

    def adopt(self, descriptor: int) -> None:
        """Adopts the lock from the former program of this process."""
        state = self._root.state_dir
        self._file = HeldFile(state / LOCK_NAME, state / GATE_NAME)
        self._file.adopt(descriptor)

    @property
    def descriptor(self) -> int:
        """Of the lock, for a program that this process becomes."""
        return -1 if self._file is None else self._file.descriptor

    def is_still_ours(self) -> bool:
        """Whether the lock file on disk is the one that is held. Where somebody has removed the state directory it is
        not, and another daemon can start."""
        return self._file is not None and self._file.is_still_ours()

    def release(self) -> None:
        """Lets go of the lock. A second call does nothing."""
        if self._file is not None:
            self._file.release()

    def __enter__(self) -> DaemonLock:
        if self.descriptor < 0:
            self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(root: Root) -> Holder | None:
    """The present holder of the lock of that root; None if it is free. Makes no file. Raises UsageError if the holder
    cannot be read."""
    path = root.state_dir / LOCK_NAME
    try:
        said = read_if_held(path, root.state_dir / GATE_NAME)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError("look at daemon lock", describe_failure(error), path=str(path)) from error
    return None if said is None else parse_holder(said)


def require_no_daemon(root: Root, op: str) -> None:
    """Raises UsageError where a daemon runs for the root: `op` needs it to be stopped."""
    running = holder(root)
    if running is not None:
        reason = f"a daemon runs for this root: {running}"
        raise UsageError(op, reason, path=str(root.path), hint="run 'omny stop' first")


def parse_holder(said: bytes) -> Holder:
    """The holder that a file names."""
    try:
        return msgspec.json.decode(said, type=Holder)
    except ValueError:  # nothing, or written by somebody else
        return Holder()


def pid_space() -> str:
    """Where pids mean what they mean here. In a container they are others, and a tree can be mounted into one. Empty
    where the system has but one such space."""
    try:
        return f"{os.uname().nodename} {os.stat('/proc/self/ns/pid').st_ino}"
    except (OSError, AttributeError):  # AttributeError: Windows
        return ""


def _already_running_error(root: Root, by: Holder) -> AlreadyRunningError:
    reason = f"a daemon is already running for this root: {by}"
    return AlreadyRunningError("start daemon", reason, path=str(root.path), hint="see 'omny status', or 'omny stop'")
