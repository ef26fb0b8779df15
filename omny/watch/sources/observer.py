"""Events of macOS and Windows: watchdog's `Observer`, with one recursive watch on the root.

Not ordered: FSEvents collects events before it reports them, Windows reports a write when its cache is written, and
watchdog has a queue and threads of its own between. Watchdog does not report lost events on these systems either. So
scans of the disk matter more here than on Linux.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from omny.base.errors import SourceError
from omny.base.paths import STATE_NAME, Root, text_name, text_path
from omny.watch.rescan import RescanReason
from omny.watch.sources.source import DIED, Sink, surviving, within

_APART = (f"{STATE_NAME}/", ".git/")  # what is below is told of to places only
_QUIET_SECONDS = 0.1  # on Windows watchdog keeps events until none has come for so long; its default is a second


class ObserverSource(FileSystemEventHandler):
    """The event source of macOS and Windows; works on Linux, too, where tests run it."""

    is_ordered = False
    unwatched: frozenset[str] = frozenset()
    polled: Mapping[str, str] = MappingProxyType({})

    def __init__(self, root: Root, wanted: Callable[[str], bool]) -> None:
        self._top = os.fspath(root.path)
        self._below = os.path.join(self._top, "")
        self._wanted = wanted
        self._sink: Sink
        self._asked: set[str] = set()
        self._places: dict[str, Callable[[str], None]] = {}
        self._observer: BaseObserver | None = None
        self._is_stopped = False

    def start(self, sink: Sink) -> None:
        self._sink = sink
        try:
            self._observer = Observer(timeout=_QUIET_SECONDS)
            self._observer.schedule(self, self._top, recursive=True)
            self._observer.start()
        except Exception as error:  # of which kind differs by platform
            self.stop()
            raise SourceError("watch", str(error) or type(error).__name__, path=self._top) from error

    def stop(self) -> None:
        self._is_stopped = True
        if self._observer is not None:
            self._observer.stop()
            with contextlib.suppress(RuntimeError):  # never started
                self._observer.join()

    def is_alive(self) -> bool:
        observer = self._observer
        return observer is not None and all(thread.is_alive() for thread in (observer, *observer.emitters))

    def watch_tree(self, directory: str) -> None:
        self._asked.add(directory)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        place = os.path.realpath(directory)
        if self._observer is None or not os.path.isdir(place):
            return False
        self._places[place] = on_name
        if not place.startswith(self._below):
            try:
                self._observer.schedule(self, place)
            except Exception:  # of which kind differs by platform
                return False
        return True

    def refresh(self) -> None:
        pass

    def forget(self, prefix: str) -> None:
        self._asked.difference_update(within(self._asked, prefix))

    @property
    def watched(self) -> int:
        return len(self._asked)

    @property
    def problem(self) -> str:
        has_died = self._observer is not None and not self._is_stopped and not self.is_alive()
        return DIED if has_died else ""

    def on_any_event(self, event: FileSystemEvent) -> None:
        """What watchdog calls, in its thread."""
        kind = event.event_type
        if kind in (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE):
            return
        if kind == EVENT_TYPE_MODIFIED and event.is_directory:  # its entries changed, of which their own events tell
            return
        with surviving(self._sink):
            is_gone = kind in (EVENT_TYPE_DELETED, EVENT_TYPE_MOVED)
            self._report_change(os.fsdecode(event.src_path), event.is_directory, is_gone)
            if event.dest_path:
                self._report_change(os.fsdecode(event.dest_path), event.is_directory, is_gone=False)

    def _report_change(self, path: str, is_directory: bool, is_gone: bool) -> None:
        if is_gone and path == self._top:
            self._sink.request_rescan(RescanReason.ROOT_GONE)
        if is_gone and path in self._places:
            del self._places[path]
            self._sink.request_rescan(RescanReason.PLACE_GONE)
        parent, name = os.path.split(path)
        if on_name := self._places.get(parent):
            on_name(text_name(name))
        if path.startswith(self._below):
            text = text_path(path.removeprefix(self._below))
            is_directory = is_directory or is_gone  # Windows says of no path that is gone what it was
            if not text.startswith(_APART) and (is_directory or self._wanted(text)):
                self._sink.hint(text, is_directory)
