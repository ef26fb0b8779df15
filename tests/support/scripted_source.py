"""For tests about events: a source whose events the test emits, a sink that remembers what it was told, and a tree that
a real source watches."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from omny.base.errors import SourceError
from omny.watch.rescan import RescanReason
from omny.watch.sources.source import Sink, within

_T = TypeVar("_T")

WAIT_SECONDS = 10.0  # for what comes at once, on a machine that is busy


class ScriptedSource:
    """Watches nothing. What is asked of it stands in `calls`, as ("watch_tree", "a"). What is emitted is passed on
    `copies` times: 0 makes it a source that loses events without a word. What is in `limits` cannot be watched."""

    def __init__(self, *, is_ordered: bool = True, limits: frozenset[str] = frozenset(), refuses: str = "") -> None:
        self.is_ordered = is_ordered
        self.limits = limits
        self.silent: dict[str, str] = {}  # directories below which changes raise no event -> type of the file system
        self.refuses = refuses  # the reason why it cannot start
        self.problem = ""
        self.copies = 1
        self.calls: list[tuple[str, str]] = []
        self.asked: set[str] = set()
        self.places: dict[Path, Callable[[str], None]] = {}
        self._sink: Sink | None = None

    # ── what a test does ─────────────────────────────────────────────────────────────────────────────────────────────

    def emit(self, path: str, is_directory: bool = False) -> None:
        """A hint."""
        for _ in range(self.copies):
            self._started().hint(path, is_directory)

    def emit_lost(self, reason: RescanReason = RescanReason.QUEUE_OVERFLOW) -> None:
        """A loss, once whatever `copies` says."""
        self._started().request_rescan(reason)

    def emit_name(self, directory: Path, name: str) -> None:
        """An event of an entry of a watched place."""
        for _ in range(self.copies):
            self.places[directory](name)

    def die(self) -> None:
        """The thread that reads events ends by itself."""
        self._sink = None

    def watched_trees(self) -> list[str]:
        """The directories that `watch_tree` was called with, in order."""
        return [directory for call, directory in self.calls if call == "watch_tree"]

    # ── what an event source does ────────────────────────────────────────────────────────────────────────────────────

    def start(self, sink: Sink) -> None:
        self.calls.append(("start", ""))
        if self.refuses:
            raise SourceError("watch", self.refuses)
        self._sink = sink

    def watch_tree(self, directory: str) -> None:
        self.calls.append(("watch_tree", directory))
        self.asked.add(directory)

    def watch_place(self, directory: Path, on_name: Callable[[str], None]) -> bool:
        self.calls.append(("watch_place", str(directory)))
        self.places[directory] = on_name
        return True

    def forget(self, prefix: str) -> None:
        self.calls.append(("forget", prefix))
        self.asked.difference_update(within(self.asked, prefix))

    def refresh(self) -> None:
        self.calls.append(("refresh", ""))

    @property
    def polled(self) -> dict[str, str]:
        return dict.fromkeys(self.unwatched, "scripted limit") | {
            path: kind for path, kind in self.silent.items() if path in self.asked
        }

    @property
    def unwatched(self) -> frozenset[str]:
        return self.limits & self.asked

    @property
    def watched(self) -> int:
        return len(self.asked - self.limits)

    def is_alive(self) -> bool:
        return self._sink is not None

    def stop(self) -> None:
        self.calls.append(("stop", ""))
        self._sink = None

    def _started(self) -> Sink:
        assert self._sink is not None, "not started, or stopped"
        return self._sink


class Recorder:
    """A sink, and the callback of places. A hint of a directory is written with `/` at its end: "a/x.py", "a/", "/"."""

    def __init__(self) -> None:
        self.hints: list[str] = []
        self.losses: list[RescanReason] = []
        self.names: list[str] = []
        self._changed = threading.Condition()

    def hint(self, path: str, is_directory: bool) -> None:
        self._add(self.hints, f"{path}/" if is_directory else path)

    def request_rescan(self, reason: RescanReason) -> None:
        self._add(self.losses, reason)

    def named(self, name: str) -> None:
        self._add(self.names, name)

    def wait(self, text: str | RescanReason) -> None:
        """Waits until there is such a hint, loss or name."""
        with self._changed:
            came = self._changed.wait_for(lambda: text in (*self.hints, *self.losses, *self.names), WAIT_SECONDS)
            assert came, (text, self.hints[-20:], self.losses, self.names[-20:])

    def _add(self, texts: list[_T], text: _T) -> None:
        with self._changed:
            texts.append(text)
            self._changed.notify_all()


class Watched:
    """A tree with a started source, and a place for cookies."""

    def __init__(self, source: Any, root: Path, cookies: Path) -> None:
        self.source = source
        self.root = root
        self.cookies = cookies
        self.sink = Recorder()
        self.raw: list[str] = []
        self._numbers = itertools.count()
        source.start(self.sink)
        assert source.watch_place(cookies, self.sink.named)

    def watch(self, *directories: str) -> None:
        """Makes directories where they are missing, and watches them as a scan would."""
        for directory in directories:
            (self.root / directory).mkdir(parents=True, exist_ok=True)
            self.source.watch_tree(directory)

    def settle(self) -> list[str]:
        """The hints since the last time, all of them, each once, sorted. `raw` has them as they came."""
        cookie = f"cookie-{next(self._numbers)}"
        (self.cookies / cookie).touch()
        self.sink.wait(cookie)
        self.raw = self.sink.hints[:]
        self.sink.hints.clear()
        return sorted(set(self.raw))

    def touch(self, *paths: str) -> list[str]:
        """Makes files, and tells what hints that led to."""
        for path in paths:
            (self.root / path).touch()
        return self.settle()

    def hold(self) -> threading.Event:
        """Keeps the thread that reads events busy until the event that is returned is set."""
        place = self.cookies.parent / "gate"
        place.mkdir()
        held, released = threading.Event(), threading.Event()

        def wait(name: str) -> None:
            held.set()
            assert released.wait(WAIT_SECONDS)

        assert self.source.watch_place(place, wait)
        (place / "now").mkdir()
        assert held.wait(WAIT_SECONDS)
        return released
