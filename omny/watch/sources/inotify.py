"""Events of Linux: one inotify instance, with a watch on each directory that the scan lists and on no other.

inotify watches inodes, not paths, and numbers its watches. The *labels* of a watch are the paths under which the scan
has come to its directory:

- A directory that is renamed keeps its watch. The scan, when it comes to the new path, adds a label; the event
  MOVED_FROM, before or after that, removes the labels at and below the old path. A watch without labels is removed,
  so that a directory that has left the tree is silent.
- A path is the label of one watch. If the scan finds another directory at it, the label moves there; a later event
  about the end of the old watch does not change the label.
- A directory that is mounted at two places of a tree has two labels, and each event is reported for both.

A late MOVED_FROM may take the labels of a new directory that has the old name. The sink hears of it after that, so the
scan that follows restores them before it lists anything.

All watches of an instance share one queue, which the kernel fills while the change is made. So events are ordered.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from omny.base.errors import SourceError
from omny.base.paths import Root, describe_failure, failure_reason, os_path, text_name
from omny.base.skip_reason import SkipReason
from omny.watch.rescan import RescanReason
from omny.watch.sources import inotify_fd as fd
from omny.watch.sources.inotify_fd import NO_WATCH, Event, Inotify
from omny.watch.sources.source import DIED, Sink, logger, surviving, within

_PLACE_MASK = (
    fd.IN_CREATE
    | fd.IN_DELETE
    | fd.IN_MODIFY
    | fd.IN_CLOSE_WRITE
    | fd.IN_MOVED_FROM
    | fd.IN_MOVED_TO
    | fd.IN_ATTRIB
    | fd.IN_DELETE_SELF
    | fd.IN_MOVE_SELF
    | fd.IN_ONLYDIR
    | fd.IN_EXCL_UNLINK
)
TREE_MASK = _PLACE_MASK | fd.IN_DONT_FOLLOW  # the same events: a directory can be both, and has one watch
_GONE = fd.IN_DELETE_SELF | fd.IN_MOVE_SELF | fd.IN_UNMOUNT

_WATCH_LIMIT = "the limit of inotify watches is reached; raise fs.inotify.max_user_watches"
_STOP_SECONDS = 5.0  # a sink returns at once; one that does not must not keep the process from ending


@dataclass(slots=True)
class _Watch:
    """What one watch is for."""

    labels: set[str] = field(default_factory=set)
    on_name: Callable[[str], None] | None = None  # of a place


class InotifySource:
    """The event source of Linux. Raises SourceError if no inotify instance is available."""

    is_ordered = True

    def __init__(self, root: Root, wanted: Callable[[str], bool]) -> None:
        self._top = os.fspath(root.path)
        self._wanted = wanted
        self._sink: Sink
        self._lock = threading.Lock()  # of all below; never held while the sink or a callback is called
        self._watches: dict[int, _Watch] = {}
        self._watch_of: dict[str, int] = {}  # by label
        self._unwatched: dict[str, OSError] = {}  # by directory
        self._setting_count = 0  # how many watches are being set
        self._ended: set[int] = set()  # watches that ended since; the kernel gives no number twice
        self._is_stopped = False
        try:
            self._inotify = Inotify()
        except OSError as error:
            raise _no_instance(error) from error
        self._reader = threading.Thread(target=self._read, name="omny-inotify", daemon=True)
        self._has_died = False

    def start(self, sink: Sink) -> None:
        self._sink = sink
        try:
            self._reader.start()
        except RuntimeError as error:  # no more threads
            raise SourceError("watch", str(error), path=self._top) from error

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            self._watches.clear()
            self._watch_of.clear()
        self._inotify.wake()
        if self._reader.ident is not None:
            self._reader.join(_STOP_SECONDS)
        self._inotify.close()

    def is_alive(self) -> bool:
        return self._reader.is_alive()

    # ── what is watched ──────────────────────────────────────────────────────────────────────────────────────────────

    def watch_tree(self, directory: str) -> None:
        path = os.path.join(self._top, os_path(directory)) if directory else self._top
        with self._setting_watch(path, TREE_MASK) as (wd, error):
            self._unwatched.pop(directory, None)
            if wd == NO_WATCH:
                self._unlabel(directory)
                is_gone = failure_reason(error).code is SkipReason.VANISHED
                if (not is_gone or not directory) and not self._is_stopped:
                    self._unwatched[directory] = error
            elif self._watch_of.get(directory) != wd:
                self._unlabel(directory)
                self._watch_of[directory] = wd
                self._watches[wd].labels.add(directory)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        with self._setting_watch(os.fspath(directory), _PLACE_MASK) as (wd, _):
            if wd != NO_WATCH:
                self._watches[wd].on_name = on_name
        return wd != NO_WATCH

    def forget(self, prefix: str) -> None:
        with self._lock:
            self._forget(prefix)

    def refresh(self) -> None:
        pass

    @property
    def polled(self) -> Mapping[str, str]:
        with self._lock:
            return {directory: _watch_failure(error) for directory, error in self._unwatched.items()}

    @property
    def unwatched(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._unwatched)

    @property
    def watched(self) -> int:
        return len(self._watch_of)

    @property
    def problem(self) -> str:
        if self._has_died:
            return DIED
        with self._lock:
            errors = list(self._unwatched.values())
            missing, asked = len(self._unwatched), len(self._unwatched) + len(self._watch_of)
        if not missing:
            return ""
        limits = [_WATCH_LIMIT for error in errors if error.errno == errno.ENOSPC]
        reason = min(limits or map(_watch_failure, errors))
        return f"{missing:,} of {asked:,} directories {'is' if missing == 1 else 'are'} not watched: {reason}"

    @contextlib.contextmanager
    def _setting_watch(self, path: str, mask: int) -> Iterator[tuple[int, OSError]]:
        """The watch on a directory, new or the one that it has, with the lock held; or NO_WATCH, and why.

        It is set without the lock: to look a path up may take as long as its file system likes, and events of other
        directories must not wait for that. An event that is read before its watch is known here tells nothing that the
        caller, who lists the directory afterwards, will not see. A watch that ended meanwhile is set once more.
        """
        with self._lock:
            self._setting_count += 1
        try:
            while True:
                wd, error = self._set(path, mask)
                with self._lock:
                    if wd in self._ended and not self._is_stopped:
                        continue
                    if wd != NO_WATCH:
                        self._watches.setdefault(wd, _Watch())
                    yield wd, error
                    return
        finally:
            with self._lock:
                self._setting_count -= 1
                if not self._setting_count:
                    self._ended.clear()

    def _set(self, path: str, mask: int) -> tuple[int, OSError]:
        if not self._is_stopped:
            try:
                return self._inotify.watch(os.fsencode(path), mask), OSError()
            except OSError as error:
                return NO_WATCH, error
        return NO_WATCH, OSError(errno.ESHUTDOWN, "stopped")

    # ── under the lock ───────────────────────────────────────────────────────────────────────────────────────────────

    def _unlabel(self, directory: str) -> None:
        wd = self._watch_of.pop(directory, None)
        if wd is not None:
            self._watches[wd].labels.discard(directory)
            self._remove_unused(wd)

    def _remove_unused(self, wd: int) -> None:
        watch = self._watches[wd]
        if not watch.labels and watch.on_name is None:
            self._drop(wd)
            if not self._is_stopped:
                with contextlib.suppress(OSError):  # whatever it is, there is no more to be done about that watch
                    self._inotify.unwatch(wd)

    def _drop(self, wd: int) -> _Watch | None:
        if self._setting_count:
            self._ended.add(wd)
        return self._watches.pop(wd, None)

    def _forget(self, prefix: str) -> None:
        for directory in within(self._watch_of, prefix):
            self._unlabel(directory)
        for directory in within(self._unwatched, prefix):
            del self._unwatched[directory]

    # ── in the thread that reads ─────────────────────────────────────────────────────────────────────────────────────

    def _read(self) -> None:
        try:
            while not self._is_stopped:
                for event in self._inotify.read():
                    self._take(event)
        except Exception:
            logger.exception(DIED)
            self._has_died = True
            with surviving(self._sink):
                self._sink.request_rescan(RescanReason.READER_DIED)

    def _take(self, event: Event) -> None:
        if event.mask & fd.IN_Q_OVERFLOW:
            with surviving(self._sink):
                self._sink.request_rescan(RescanReason.QUEUE_OVERFLOW)
        elif event.mask & fd.IN_IGNORED:
            self._end(event.wd)
        else:
            self._handle(event)

    def _end(self, wd: int) -> None:
        """A watch has ended with its directory; an earlier event has reported the directory."""
        with self._lock:
            watch = self._drop(wd)
            for label in watch.labels if watch else ():
                del self._watch_of[label]

    def _handle(self, event: Event) -> None:
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
                    self._lose_place(event.wd)
                for label in labels:
                    if not label and event.mask & _GONE:
                        self._sink.request_rescan(RescanReason.ROOT_GONE)
                    else:
                        self._sink.hint(label, True)

    def _tell(self, path: str, event: Event) -> None:
        """An event of an entry of a directory of the tree."""
        if event.mask & fd.IN_ISDIR:
            # A watch ends by itself with a directory that is deleted. What is not watched does not.
            if event.mask & fd.IN_MOVED_FROM or (event.mask & fd.IN_DELETE and self._unwatched):
                self.forget(path)
            self._sink.hint(path, True)
        elif self._wanted(path):
            self._sink.hint(path, False)

    def _lose_place(self, wd: int) -> None:
        with self._lock:
            if wd in self._watches:
                self._watches[wd].on_name = None
                self._remove_unused(wd)
        self._sink.request_rescan(RescanReason.PLACE_GONE)


def _watch_failure(error: OSError) -> str:
    return _WATCH_LIMIT if error.errno == errno.ENOSPC else describe_failure(error)


def _no_instance(error: OSError) -> SourceError:
    if error.errno == errno.EMFILE:
        hint = "raise fs.inotify.max_user_instances, or the limit of open files"
        return SourceError("watch", "the limit of inotify instances is reached", hint=hint)
    return SourceError("watch", f"inotify: {describe_failure(error)}")
