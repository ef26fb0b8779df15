"""`PatientDisk`: a file system that has stopped to answer holds up nobody for longer than `ANSWER_SECONDS`.

A stat on a network file system whose server is gone, or on FUSE whose process hangs, returns when it is back, which may
be never, and cannot be broken off. So what is asked of mounts that tell nothing is asked in a helper thread. Where no
answer comes in time, the mount is *hung*: the helper is left to wait, and all further questions about that mount are
refused at once, as a failing disk would. A scan takes that for "cannot be seen", so the index keeps what it has. The
mount is asked again as soon as the helper has had its answer.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from collections.abc import Callable, Collection
from queue import SimpleQueue
from typing import Any, TypeVar

from omny.base.disk import DISK, Disk, FileSystem

ANSWER_SECONDS = 5.0
"""How long one question may take. A busy server answers within a second; a client that waits for `sync` waits 60 s."""

DOES_NOT_ANSWER = "its file system does not answer"

_T = TypeVar("_T")


class PatientDisk(Disk):
    """The file system of this machine. For any thread."""

    def __init__(self, disk: FileSystem = DISK, seconds: float = ANSWER_SECONDS) -> None:
        self._disk = disk
        self._seconds = seconds
        self._silent: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._idle: list[_Helper] = []
        self._hung: dict[str, int] = {}  # mount -> questions that wait
        self.came_back: Callable[[str], None] = lambda _: None

    def __reduce__(self) -> tuple[type[Disk], tuple[()]]:
        """A worker process is killed when it takes too long: it needs no patience."""
        return (Disk, ())

    def expect_silence(self, mounts: Collection[str]) -> None:
        """These are the mounts (paths) whose questions are asked in a helper thread."""
        self._silent = tuple(sorted(mounts, key=len, reverse=True))

    @property
    def hung(self) -> list[str]:
        """The mounts that do not answer."""
        with self._lock:
            return sorted(self._hung)

    @property
    def problem(self) -> str:
        """That they do not, and the cure; or ""."""
        if not (hung := self.hung):
            return ""
        return (
            f"{', '.join(hung)} does not answer: its files stay as they were indexed; see to its server, or unmount it"
        )

    # ── what is asked ──

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        def list_entries() -> list[os.DirEntry[str]]:
            entries = self._disk.scandir(directory)
            for entry in entries:  # an entry remembers what it was asked once
                with contextlib.suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        entry.stat(follow_symlinks=False)
            return entries

        return self.patiently(directory, list_entries) if self._find_mount(directory) else self._disk.scandir(directory)

    def lstat(self, path: str) -> os.stat_result:
        return self.patiently(path, lambda: self._disk.lstat(path))

    def open_beneath(self, root: str, components: list[str]) -> int:
        return self._disk.open_beneath(root, components)

    def patiently(self, path: str, ask: Callable[[], _T]) -> _T:
        mount = self._find_mount(path)
        if mount is None or isinstance(threading.current_thread(), _Helper):
            return ask()
        with self._lock:
            if mount in self._hung:
                raise _refusal(path)
            helper = self._idle.pop() if self._idle else _Helper()
        job = _Job(ask)
        helper.jobs.put((job, lambda: self._finish_job(helper, job, mount)))
        if not job.ended.wait(self._seconds) and self._give_up(job, mount):
            raise _refusal(path)
        if job.error is not None:
            raise job.error
        result: _T = job.result
        return result

    def _give_up(self, job: _Job, mount: str) -> bool:
        with self._lock:
            if job.ended.is_set():
                return False
            job.is_given_up = True
            self._hung[mount] = self._hung.get(mount, 0) + 1
            return True

    def _finish_job(self, helper: _Helper, job: _Job, mount: str) -> None:
        """In the helper's thread: the job has its answer."""
        with self._lock:
            self._idle.append(helper)
            self.helper_cpu += job.cpu_seconds
            job.ended.set()
            if not job.is_given_up:
                return
            self._hung[mount] -= 1
            is_back = not self._hung[mount]
            if is_back:
                del self._hung[mount]
        if is_back:
            self.came_back(mount)

    def _find_mount(self, path: str) -> str | None:
        for mount in self._silent:
            if path.startswith(mount) and (len(path) == len(mount) or path[len(mount)] == os.sep):
                return mount
        return None


class _Job:
    """One question."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self.ask = ask
        self.ended = threading.Event()
        self.is_given_up = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.cpu_seconds = 0.0


class _Helper(threading.Thread):
    """Asks one question after the other. Ends with the process."""

    def __init__(self) -> None:
        super().__init__(name="omny-patience", daemon=True)
        self.jobs: SimpleQueue[tuple[_Job, Callable[[], None]]] = SimpleQueue()
        self.start()

    def run(self) -> None:
        while True:
            job, done = self.jobs.get()
            began = time.thread_time()
            try:
                job.result = job.ask()
            except BaseException as error:
                job.error = error
            job.cpu_seconds = time.thread_time() - began
            done()


def _refusal(path: str) -> OSError:
    return OSError(errno.ETIMEDOUT, DOES_NOT_ANSWER, path)
