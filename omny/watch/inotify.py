"""Events of Linux: one inotify instance, with a watch on each directory that the scan lists and on no other.

inotify watches inodes, not paths, and numbers its watches. The *labels* of a watch are the paths under which the scan
has come to its directory:

- A directory that is renamed keeps its watch. The scan, when it comes to the new path, adds a label; the event
  MOVED_FROM, before or after that, takes away the labels at and below the old path. A watch without labels is removed,
  so that a directory that has left the tree is silent.
- A path is the label of one watch. Where the scan finds another directory at it, the label moves there; that the old
  watch has ended, which may be told later, does not touch it.
- A directory that is mounted at two places of a tree has two labels, and each event is told of both.

A late MOVED_FROM may take the labels of a new directory that has the old name. The sink is told of it after that, so
the scan that it leads to puts them back before it lists anything.

All watches of an instance share one queue, which the kernel fills while the change is made. So events are ordered.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyConstants,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchDescriptor,
)

from omny.disk import VANISHED
from omny.errors import SourceError
from omny.paths import Root, os_path, reason_of, text_name
from omny.watch.source import DIED, PLACE_GONE, ROOT_GONE, Sink, logger, surviving, within

_IN = InotifyConstants
_PLACE_MASK = Mask(
    _IN.IN_CREATE
    | _IN.IN_DELETE
    | _IN.IN_MODIFY
    | _IN.IN_CLOSE_WRITE
    | _IN.IN_MOVED_FROM
    | _IN.IN_MOVED_TO
    | _IN.IN_ATTRIB
    | _IN.IN_DELETE_SELF
    | _IN.IN_MOVE_SELF
    | _IN.IN_ONLYDIR
    | _IN.IN_EXCL_UNLINK
)
_TREE_MASK = Mask(_PLACE_MASK | _IN.IN_DONT_FOLLOW)  # the same events: a directory can be both, and has one watch
_GONE = _IN.IN_DELETE_SELF | _IN.IN_MOVE_SELF | _IN.IN_UNMOUNT

_WATCH_LIMIT = "the limit of inotify watches is reached; raise fs.inotify.max_user_watches"
_STOP_SECONDS = 5.0  # a sink returns at once; one that does not must not keep the process from ending


@dataclass(slots=True)
class _Watch:
    """What one watch is for."""

    callback: CallbackId
    labels: set[str] = field(default_factory=set)
    on_name: Callable[[str], None] | None = None  # of a place


class InotifySource:
    """The event source of Linux. Raises SourceError when it is made where there is no inotify instance to be had."""

    is_ordered = True

    def __init__(self, root: Root, wanted: Callable[[str], bool]) -> None:
        self._top = os.fspath(root.path)
        self._wanted = wanted
        self._sink: Sink
        self._lock = threading.Lock()  # of all below; never held while the sink or a callback is called
        self._watches: dict[WatchDescriptor, _Watch] = {}
        self._watch_of: dict[str, WatchDescriptor] = {}  # by label
        self._unwatched: dict[str, str] = {}  # directory -> reason
        self._callback_ids = itertools.count()
        self._is_stopped = False
        try:
            self._reader = _Reader(self._died)
        except OSError as error:
            raise _no_instance(error) from error

    def start(self, sink: Sink) -> None:
        self._sink = sink
        try:
            self._reader.start()
        except RuntimeError as error:  # no more threads
            raise SourceError("watch", str(error), path=self._top) from error

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
        self._reader.stop()
        if self._reader.ident is not None:
            self._reader.join(_STOP_SECONDS)
        self._reader.release()

    def is_alive(self) -> bool:
        return self._reader.is_alive()

    # ── what is watched ──────────────────────────────────────────────────────────────────────────────────────────────

    def watch_tree(self, directory: str) -> None:
        path = os.path.join(self._top, os_path(directory)) if directory else self._top
        with self._lock:
            if self._is_stopped:
                return
            self._unwatched.pop(directory, None)
            try:
                wd = self._watch(path, _TREE_MASK)
            except OSError as error:
                self._unlabel(directory)
                reason = _WATCH_LIMIT if error.errno == errno.ENOSPC else reason_of(error)
                if reason != VANISHED or not directory:
                    self._unwatched[directory] = reason
                return
            if self._watch_of.get(directory) != wd:
                self._unlabel(directory)
                self._watch_of[directory] = wd
                self._watches[wd].labels.add(directory)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        with self._lock:
            if self._is_stopped:
                return False
            try:
                wd = self._watch(os.fspath(directory), _PLACE_MASK)
            except OSError:
                return False
            self._watches[wd].on_name = on_name
        return True

    def forget(self, prefix: str) -> None:
        with self._lock:
            self._forget(prefix)

    @property
    def unwatched(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._unwatched)

    @property
    def watched(self) -> int:
        return len(self._watch_of)

    @property
    def problem(self) -> str:
        if self._reader.has_died:
            return DIED
        with self._lock:
            reasons = set(self._unwatched.values())
            missing, asked = len(self._unwatched), len(self._unwatched) + len(self._watch_of)
        if not missing:
            return ""
        reason = _WATCH_LIMIT if _WATCH_LIMIT in reasons else min(reasons)
        return f"{missing:,} of {asked:,} directories {'is' if missing == 1 else 'are'} not watched: {reason}"

    # ── under the lock ───────────────────────────────────────────────────────────────────────────────────────────────

    def _watch(self, path: str, mask: Mask) -> WatchDescriptor:
        """The watch on a directory, new or the one that it has. Raises OSError."""
        callback = CallbackId(next(self._callback_ids))  # a known one would make watchdog warn
        wd = self._reader.add_callback(os.fsencode(path), mask, self, callback)
        if wd == -1:  # watchdog's way to say, after it has made a watch of that number, that permission is denied
            self._reader.remove_callbacks([(wd, callback)])
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        known = self._watches.get(wd)
        if known is None:
            self._watches[wd] = _Watch(callback)
        else:
            self._reader.remove_callbacks([(wd, known.callback)])
            known.callback = callback
        return wd

    def _unlabel(self, directory: str) -> None:
        wd = self._watch_of.pop(directory, None)
        if wd is not None:
            self._watches[wd].labels.discard(directory)
            self._remove_unused(wd)

    def _remove_unused(self, wd: WatchDescriptor) -> None:
        watch = self._watches[wd]
        if not watch.labels and watch.on_name is None:
            del self._watches[wd]
            if not self._is_stopped:
                with contextlib.suppress(OSError):  # whatever it is, there is no more to be done about that watch
                    self._reader.remove_callbacks([(wd, watch.callback)])

    def _forget(self, prefix: str) -> None:
        for directory in within(self._watch_of, prefix):
            self._unlabel(directory)
        for directory in within(self._unwatched, prefix):
            del self._unwatched[directory]

    # ── in the thread that reads: what watchdog calls ────────────────────────────────────────────────────────────────

    def on_event(self, event: InotifyEvent) -> None:
        """An event of one of the watches."""
        with surviving(self._sink):
            with self._lock:
                watch = self._watches.get(event.wd)
                labels = tuple(watch.labels) if watch else ()
                on_name = watch.on_name if watch else None
            if event.name:
                name = text_name(os.fsdecode(event.name))
                if on_name is not None:
                    on_name(name)
                for label in labels:
                    self._tell(f"{label}/{name}" if label else name, event)
            else:
                if on_name is not None and event.mask & _GONE:
                    self._place_gone(event.wd)
                for label in labels:
                    if not label and event.mask & _GONE:
                        self._sink.lost(ROOT_GONE)
                    else:
                        self._sink.hint(label, True)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """A watch has ended with its directory, of which an event before this has told."""
        with self._lock:
            watch = self._watches.pop(wd, None)
            for label in watch.labels if watch else ():
                del self._watch_of[label]

    def on_queue_overflow(self) -> None:
        """There were more events than the kernel keeps."""
        with surviving(self._sink):
            self._sink.lost("the queue of inotify overflowed")

    def _tell(self, path: str, event: InotifyEvent) -> None:
        """An event of an entry of a directory of the tree."""
        if event.mask & _IN.IN_ISDIR:
            # A watch ends by itself with a directory that is deleted. What is not watched does not.
            if event.is_moved_from or (event.is_delete and self._unwatched):
                self.forget(path)
            self._sink.hint(path, True)
        elif self._wanted(path):
            self._sink.hint(path, False)

    def _place_gone(self, wd: WatchDescriptor) -> None:
        with self._lock:
            if wd in self._watches:
                self._watches[wd].on_name = None
                self._remove_unused(wd)
        self._sink.lost(PLACE_GONE)

    def _died(self) -> None:
        with surviving(self._sink):
            self._sink.lost(DIED)


class _Reader(InotifyFD):
    """watchdog's thread, which says so when it dies, and whose descriptors are closed once, also where it was never
    started, was stopped before it first read, or has died: in these cases watchdog leaves them open."""

    def __init__(self, on_death: Callable[[], None]) -> None:
        super().__init__()
        self.has_died = False
        self._on_death = on_death
        self._is_released = False
        os.set_inheritable(self._inotify_fd, False)  # watchdog asks for no close-on-exec

    def run(self) -> None:
        try:
            super().run()
        except Exception:
            logger.exception(DIED)
            self.has_died = True
            self._on_death()

    def release(self) -> None:
        """Closes the descriptors, if they are open. To be called when the thread is stopped."""
        with self._lock:
            self._close_resources()

    def _close_resources(self) -> None:
        if not self._is_released:
            self._is_released = True
            super()._close_resources()


def _no_instance(error: OSError) -> SourceError:
    if error.errno == errno.EMFILE:
        hint = "raise fs.inotify.max_user_instances, or the limit of open files"
        return SourceError("watch", "the limit of inotify instances is reached", hint=hint)
    return SourceError("watch", f"inotify: {reason_of(error)}")
