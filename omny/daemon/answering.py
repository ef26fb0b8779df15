"""`Answering`: what the daemon says to whoever asks over the socket.

Questions about the index are answered from read-only connections of their own, each in one generation, so that no
reader waits for the writer, or it for them. What only the daemon knows (what is pending, what is wrong) goes along with
each answer. `sync` and `index` wait for the loop.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import msgspec

from omny.daemon.doubts import Doubts
from omny.daemon.graphkeeper import GraphKeeper
from omny.daemon.inbox import MAX_PATHS, ROUTINE, Waiter
from omny.daemon.loop import Daemon
from omny.daemon.mending import REMOVE
from omny.errors import BehindError, DaemonError, DamagedError, OmnyError, UsageError
from omny.graph import AtomGraph, GraphView
from omny.model import Delta, Meta
from omny.paths import Root
from omny.query.documents import Document, answer_document, findings_document
from omny.query.freshness import Freshness, freshness
from omny.query.questions import View, answer
from omny.storage.records import Neighbour
from omny.storage.sqlite import SqliteRepository
from omny.watch.githead import git_head

BEHIND_SECONDS = 10.0
"""How long a question waits for the state that it demands, or for a first index."""

SYNC_SECONDS = 60.0  # how long `sync` waits where it is not told

_T = TypeVar("_T")

IDLE_READERS = 8  # connections kept for the next questions; each has a cache of some MiB


class _Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of `sync` and `index`."""

    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = SYNC_SECONDS


class _Verify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of `verify`."""

    deep: bool = False
    repair: bool = False
    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = SYNC_SECONDS


class _Reader(SqliteRepository):
    """A reader that walks through the graph where that shows the generation it reads."""

    graph: AtomGraph | None = None

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            walk = super().callers if view is None else view.callers
            return walk(ids, types=types, depth=depth, limit=limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            walk = super().callees if view is None else view.callees
            return walk(ids, types=types, depth=depth, limit=limit)

    @contextmanager
    def _walking(self) -> Iterator[GraphView | None]:
        if self.graph is None or self.graph.generation != self.meta().generation:
            yield None
            return
        with self.graph.reading() as view:
            yield view if view.generation == self.meta().generation else None


class Answering:
    """Answers for one daemon; `answer` may be called from any thread."""

    def __init__(
        self, root: Root, database: str, daemon: Daemon, graph: GraphKeeper, doubts: Doubts, started: str
    ) -> None:
        self._root = root
        self._database = database
        self._daemon = daemon
        self._graph = graph
        self._doubts = doubts
        self._started = started
        self._readers: list[_Reader] = []
        self._lock = threading.Lock()
        self._committed = threading.Condition()

    def follow(self, delta: Delta, meta: Meta) -> None:
        """Tells those who wait for a state that there is a new one."""
        with self._committed:
            self._committed.notify_all()

    def answer(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        """The document that answers: `sync`, `index`, `daemon`, or a question of `omny/query/questions.py`. Raises
        OmnyError."""
        if question in ("sync", "index"):
            return self._waited_for(question, arguments)
        if question == "daemon":
            return self._of_itself()
        if question == "verify":
            return self._verified(arguments)
        if self._doubts.mending.refusal:
            raise DamagedError("answer", self._doubts.mending.refusal, path=self._database, hint=REMOVE)
        deadline = time.monotonic() + BEHIND_SECONDS
        while True:
            try:
                return self._answered(question, arguments, at_least)
            except BehindError:
                with self._committed:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise
                    self._committed.wait(min(left, 1.0))  # a commit between the answer and here is not missed for long

    def close(self) -> None:
        """Closes what no answer is made from."""
        with self._lock:
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()

    # ── of the index ──

    def _answered(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        with self.reading() as repository:
            if repository.meta().generation == 0:
                raise BehindError(
                    "answer", "the first index is still being made", hint="run 'omny sync' to wait for it"
                )
            view = View(repository, self._root, self._database, lambda paths: self._freshness(repository, paths))
            return answer(view, question, arguments, at_least)

    @contextmanager
    def reading(self) -> Iterator[_Reader]:
        """A reader, all of it in one generation."""
        with self._lock:
            reader = self._readers.pop() if self._readers else None
        reader = reader or _Reader.open_reading(self._database)
        reader.graph = self._graph.graph
        try:
            with reader.reading():
                yield reader
        except BaseException:
            reader.close()
            raise
        with self._lock:
            if len(self._readers) < IDLE_READERS:
                self._readers.append(reader)
                return
        reader.close()

    def _freshness(self, repository: SqliteRepository, paths: Iterable[str]) -> Freshness:
        pending = self._daemon.inbox.pending(MAX_PATHS)
        problems = list(self._daemon.health.problems)
        if pending.whole not in ("", ROUTINE):
            problems.append(f"the whole tree is being looked at: {pending.whole}")
        head = git_head(self._root.path)
        return freshness(repository, self._root, paths, head=head, pending=pending.paths, problems=problems)

    # ── of the daemon ──

    def _waited_for(self, question: str, arguments: dict[str, Any]) -> Document:
        seconds = _arguments(question, arguments, _Wait).timeout
        ask: Callable[[], Waiter] = self._daemon.sync
        if question == "index":
            ask = lambda: self._daemon.inbox.look("somebody asked for it")  # noqa: E731
        waiter = ask()
        if not waiter.done.wait(seconds):
            raise self._late(question, seconds)
        if waiter.error is not None:
            raise waiter.error
        with self.reading() as repository:
            return answer_document([], self._freshness(repository, ()))

    def _verified(self, arguments: dict[str, Any]) -> Document:
        asked = _arguments("verify", arguments, _Verify)
        found, repaired = self._doubts.verify(deep=asked.deep, mend=asked.repair, seconds=asked.timeout)
        with self.reading() as repository:
            return findings_document(found, repaired, self._freshness(repository, ()))

    def _late(self, question: str, seconds: float) -> OmnyError:
        pending, problems = self._daemon.inbox.pending(), self._daemon.health.problems
        what = f"{pending.total:,} paths are pending" if pending.total else "the tree is still being looked at"
        hint = problems[0] if problems else "give it more time with --timeout"
        return DaemonError(question, f"not done after {seconds:g} s: {what}", hint=hint)

    def _of_itself(self) -> Document:
        health = self._daemon.health
        pending = self._daemon.inbox.pending()
        graph = self._graph.graph
        return {
            "pid": os.getpid(),
            "started": self._started,
            "ready": health.ready,
            "watched": health.watched,
            "passes": health.passes,
            "failures": health.failures,
            "last_seconds": health.last_seconds,
            "parsed": health.parsed,
            "graph_generation": None if graph is None else graph.generation,
            "pending": list(pending.paths),
            "pending_total": pending.total,
            "looking": pending.whole,
            "reading": list(health.reading),
            "problems": list(health.problems),
            "checks": {name: msgspec.structs.asdict(check) for name, check in self._doubts.checks.items()},
        }


def _arguments(question: str, arguments: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(arguments, kind)
    except msgspec.ValidationError as error:
        raise UsageError("answer", f"{question}: {error}") from None
