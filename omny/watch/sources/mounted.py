"""`MountedSource`: an event source that also knows the directories without events, and sees mounts come and go.

It wraps the source of the platform. The directories of a mount that is not telling (`omny/watch/sources/mounts.py`) are
watched as all others, since own changes do raise events there; they are also in `polled`, so the daemon scans them. So
is a file that is a mount by itself, of any type: its events belong to the directory of its origin.

A mount that comes or goes changes everything below it, and the watches there belong to hidden or deleted directories.
So they are forgotten, and then the place is hinted: the scan that follows watches the present directories.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from omny.base.paths import os_path
from omny.watch.rescan import RescanReason
from omny.watch.sources.mounts import Mount, Mounts
from omny.watch.sources.patience import PatientDisk
from omny.watch.sources.source import EventSource, Sink, surviving, within

MIN_SECONDS = 0.1
"""Between two looks at the table of mounts: a machine that starts containers changes it a hundred times a second."""


_STOP_SECONDS = 5.0


class MountedSource:
    """See `EventSource`."""

    def __init__(
        self,
        inner: EventSource,
        top: str,
        wanted: Callable[[str], bool],
        mounts: Mounts,
        patience: PatientDisk | None = None,
    ) -> None:
        self._inner = inner
        self._top = top
        self._wanted = wanted
        self._patience = patience or PatientDisk()
        self._table = mounts
        self._sink: Sink
        self._lock = threading.Lock()  # of what follows; never held while anybody else is called
        self._mounts: dict[str, Mount] = {}
        self._entered: set[str] = set()  # the mounts that a scan has come to
        self._paths: dict[str, str] = {}  # of the system -> of the tree, of those that are silent
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="omny-mounts", daemon=True)

    def start(self, sink: Sink) -> None:
        self._sink = sink
        self._mounts = self._table.below(self._top)
        self._expect_silence()
        self._patience.came_back = lambda mount: sink.hint(self._paths[mount], True)
        self._inner.start(sink)
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._table.wake()
        self._inner.stop()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)
        self._table.close()

    def refresh(self) -> None:
        now = self._table.below(self._top)
        with self._lock:
            before, self._mounts = self._mounts, now
            changed = sorted(
                path for path in before.keys() | now.keys() if _identity_at(before, path) != _identity_at(now, path)
            )
            for path in changed:
                self._entered.difference_update(within(self._entered, path))
        if changed:
            self._expect_silence()
        for path in changed:
            if path:
                self._inner.forget(path)
                self._sink.hint(path, True)
            else:
                self._sink.request_rescan(RescanReason.ROOT_MOUNTED)

    def watch_tree(self, directory: str) -> None:
        with self._lock:
            if directory in self._mounts:
                self._entered.add(directory)
        path = os.path.join(self._top, os_path(directory)) if directory else self._top
        with contextlib.suppress(OSError):  # it does not answer, as the scan will find, too
            self._patience.patiently(path, lambda: self._inner.watch_tree(directory))

    def forget(self, prefix: str) -> None:
        with self._lock:
            self._entered.difference_update(within(self._entered, prefix))
        self._inner.forget(prefix)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        return self._inner.watch_place(directory, on_name)

    @property
    def polled(self) -> Mapping[str, str]:
        with self._lock:
            mounts, entered = self._mounts, self._entered.copy()
        silent = {path: mount.kind for path, mount in mounts.items() if path in entered and not mount.is_telling}
        files = {path: f"{mount.kind}, a mounted file" for path, mount in mounts.items() if path not in entered}
        return {**self._inner.polled, **silent, **{path: why for path, why in files.items() if self._wanted(path)}}

    @property
    def is_ordered(self) -> bool:
        return self._inner.is_ordered

    @property
    def unwatched(self) -> frozenset[str]:
        return self._inner.unwatched

    @property
    def watched(self) -> int:
        return self._inner.watched

    @property
    def problem(self) -> str:
        return self._inner.problem

    def is_alive(self) -> bool:
        return self._inner.is_alive()

    def _expect_silence(self) -> None:
        silent = [path for path, mount in self._mounts.items() if not mount.is_telling]
        self._paths = {os.path.join(self._top, os_path(path)) if path else self._top: path for path in silent}
        self._patience.expect_silence(self._paths)

    def _follow(self) -> None:
        while self._table.wait() and not self._ending.wait(MIN_SECONDS):
            with surviving(self._sink):
                self.refresh()


def _identity_at(mounts: Mapping[str, Mount], path: str) -> str | None:
    mount = mounts.get(path)
    return None if mount is None else mount.identity
