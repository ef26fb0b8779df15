"""Sources of hints that something in the tree may have changed: their promises, and the existing ones.

An event is a hint and never a fact: the disk decides, later and elsewhere. So a source may report too much, twice, or
about deleted files. It must never lose a change silently: directories whose changes raise no event, or not all, are in
`polled`, a loss is reported to the sink, and `is_alive` is false when no more events can come.

No source notices writes through a memory mapping, the rename of a directory above the root, or the deletion of an empty
root in which a process works. Only periodic scans of the disk are certain.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from omny.base.errors import SourceError
from omny.base.paths import Root
from omny.watch.rescan import PHRASES, RescanReason

if TYPE_CHECKING:
    from omny.watch.sources.patience import PatientDisk

logger = logging.getLogger("omny.watch")

DIED = PHRASES[RescanReason.READER_DIED]
"""The problem of a source whose thread has died."""


class Sink(Protocol):
    """What an event source reports to; called from any thread, returns at once, never raises."""

    def hint(self, path: str, is_directory: bool) -> None:
        """Something may have changed at `path` (text, relative to the root, "" for the root). With `is_directory` it is
        or was a directory, and what is below it may have changed, too."""

    def request_rescan(self, reason: RescanReason) -> None:
        """Events were lost, or watching is in doubt: anything may have changed."""


class EventSource(Protocol):
    """Tells a sink of changes in one tree, from `start` to `stop`, and is then done with.

    A sink or a callback that raises does no harm: it is logged, and the sink told that something is lost.
    """

    @property
    def is_ordered(self) -> bool:
        """Whether an event comes after the events of all earlier changes in any watched directory: then the event of a
        file made in a watched directory proves that all earlier events have come."""

    def start(self, sink: Sink) -> None:
        """Begins. Raises SourceError where it cannot. To be called first."""

    def watch_tree(self, directory: str) -> None:
        """Watches the entries of a directory of the tree. To be called before the directory is listed, each time that
        it is: the path may have another directory by now. Never raises; `unwatched` tells."""

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        """Calls `on_name` with the name (text) of each entry that changes in a directory apart from the tree, to which
        a symlink may lead. False if that cannot be watched. When it is moved or deleted, the sink hears of a loss, and
        the call must be repeated. A second call for the same directory replaces the callback."""

    def forget(self, prefix: str) -> None:
        """Stops watching a directory of the tree and all below it; with "", the whole tree. Places stay."""

    def refresh(self) -> None:
        """Looks at what events may not have told yet: whether mounts have come or gone. When it returns, the sink has
        heard of all that were there when it was called. For any thread."""

    @property
    def polled(self) -> Mapping[str, str]:
        """The directories of the tree below which changes can be without an event, each with the reason: the type of a
        file system, or why it cannot be watched. They have to be looked at."""

    @property
    def unwatched(self) -> frozenset[str]:
        """The directories of the tree that were asked for and cannot be watched. Asking again may help."""

    @property
    def watched(self) -> int:
        """How many directories of the tree are watched."""

    @property
    def problem(self) -> str:
        """What is wrong and the cure, in one line, or ""."""

    def is_alive(self) -> bool:
        """Whether events can come."""

    def stop(self) -> None:
        """Ends threads and closes descriptors. Can be called at any time, and twice."""


def event_source(root: Root, wanted: Callable[[str], bool], patience: PatientDisk | None = None) -> EventSource:
    """The source for this platform. `wanted` says by its path whether an entry that is no directory is worth a hint; it
    is called from the thread that reads events. `patience` gets the mounts that may cease to answer."""
    from omny.watch.sources.mounted import MountedSource
    from omny.watch.sources.mounts import system_mounts

    return MountedSource(_platform_source(root, wanted), os.fspath(root.path), wanted, system_mounts(), patience)


def _platform_source(root: Root, wanted: Callable[[str], bool]) -> EventSource:
    if sys.platform == "linux":
        from omny.watch.sources.inotify import InotifySource

        try:
            return InotifySource(root, wanted)
        except SourceError as error:
            return PollingSource(f"{error.reason}; {error.hint}" if error.hint else error.reason)
    if sys.platform in ("darwin", "win32"):
        from omny.watch.sources.observer import ObserverSource

        return ObserverSource(root, wanted)
    return PollingSource("Omny knows no events of this operating system")


class PollingSource:
    """No events at all: the last resort."""

    is_ordered = False
    watched = 0

    def __init__(self, reason: str = "") -> None:
        self._reason = reason
        self._asked: set[str] = set()
        self._is_alive = False

    def start(self, sink: Sink) -> None:
        self._is_alive = True

    def watch_tree(self, directory: str) -> None:
        self._asked.add(directory)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        return False

    def forget(self, prefix: str) -> None:
        self._asked.difference_update(within(self._asked, prefix))

    def refresh(self) -> None:
        pass

    @property
    def polled(self) -> Mapping[str, str]:
        return {"": self._reason or "no events"} if self._asked else {}

    @property
    def unwatched(self) -> frozenset[str]:
        return frozenset(self._asked)

    @property
    def problem(self) -> str:
        told = "changes are found by looking at the files every few seconds"
        return f"{told}: {self._reason}" if self._reason else told

    def is_alive(self) -> bool:
        return self._is_alive

    def stop(self) -> None:
        self._is_alive = False


def within(paths: Iterable[str], prefix: str) -> list[str]:
    """Those of the paths of a tree that are `prefix` or below it; all, if that is ""."""
    below = f"{prefix}/"
    return [path for path in paths if not prefix or path == prefix or path.startswith(below)]


@contextlib.contextmanager
def surviving(sink: Sink) -> Iterator[None]:
    """What is raised in here is logged and told to the sink as a loss: it must not end the thread that reads events."""
    try:
        yield
    except Exception:
        logger.exception("an event could not be handled")
        with contextlib.suppress(Exception):
            sink.request_rescan(RescanReason.EVENT_FAILED)
