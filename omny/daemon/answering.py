"""`Answering`: the daemon's answers to clients of the socket.

Questions about the index are answered from read-only connections of their own, each in one generation, so that readers
and the writer never wait for each other. Each answer has the facts that only the daemon knows: pending files and
problems. `sync` and `index` wait for the loop.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Annotated, Any, TypeVar

import msgspec

from omny.base.clock import SYSTEM_CLOCK
from omny.base.errors import (
    BehindError,
    BusyError,
    DamagedError,
    LateError,
    OmnyError,
    StorageError,
    UnreachableError,
    UsageError,
)
from omny.base.paths import Root
from omny.daemon.demand import NO_DEMAND, Demand
from omny.daemon.graphkeeper import GraphKeeper
from omny.daemon.inbox import MAX_PATHS, Waiter
from omny.daemon.loop import Daemon
from omny.daemon.monitor import IntegrityMonitor
from omny.derived.graph import AtomGraph, GraphView
from omny.edit.request import parse_request
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.query.documents import Document, answer_document, findings_document
from omny.query.freshness import MAX_PENDING, Freshness, freshness, polled_document, with_polled
from omny.query.graph_fallback import answer_from_graph
from omny.query.questions import View, answer, demand
from omny.service.envelope import Report
from omny.storage.port.delegating import DelegatingRepository
from omny.storage.port.records import EdgeRow, Neighbour
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import Store
from omny.watch.git.head import git_head
from omny.watch.rescan import RescanReason

BEHIND_SECONDS = 10.0
"""How long a question waits for the state that it demands, or for a first index."""

SYNC_SECONDS = 60.0  # how long `sync`, `index`, `verify` and `edit` wait where they are not told

MIN_SECONDS = 1.0  # for an edit that could begin only just in time

REPORT_SECONDS = 0.1  # between two looks at the progress of a pass that a client wants to be told of

_T = TypeVar("_T")

IDLE_READERS = 8  # connections kept for the next questions; each has a cache of some MiB


_Request = Callable[[dict[str, Any], "Report | None"], Document]
"""Does what a client asks of the daemon itself."""


class _Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of `sync` and `index`."""

    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = SYNC_SECONDS


class _Verify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of `verify`."""

    deep: bool = False
    repair: bool = False
    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = SYNC_SECONDS


class _Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The arguments of `edit`."""

    request: dict[str, Any]  # see `omny/edit/request.py`
    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = SYNC_SECONDS


class _Reader(DelegatingRepository):
    """A repository whose walks go through the graph, where that shows the generation that is read."""

    graph: AtomGraph | None = None

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self.block = ExitStack()  # holds the block of reading that was begun

    def begin(self) -> _Reader:
        """Begins to read one generation, until `block` is left; closes the repository where that fails."""
        try:
            self.block.enter_context(self._repository.reading())
        except BaseException:
            self._repository.close()
            raise
        return self

    def delegate(self) -> AbstractContextManager[AtomRepository]:
        return nullcontext(self._repository)

    def close(self) -> None:
        self._repository.close()

    def callers(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            return (view or self._repository).callers(ids, types=types, depth=depth, limit=limit)

    def callees(self, ids: Collection[str], *, types: Collection[str], depth: int, limit: int) -> list[Neighbour]:
        with self._walking() as view:
            return (view or self._repository).callees(ids, types=types, depth=depth, limit=limit)

    def edges(self) -> Iterator[EdgeRow]:
        with self._walking() as view:
            return self._repository.edges() if view is None else iter(view.edges())

    @contextmanager
    def _walking(self) -> Iterator[GraphView | None]:
        generation = self._repository.meta().generation
        if self.graph is None or self.graph.generation != generation:
            yield None
            return
        with self.graph.reading() as view:
            yield view if view.generation == generation else None


class Answering:
    """Answers for one daemon; `answer` may be called from any thread."""

    def __init__(
        self,
        root: Root,
        store: Store,
        daemon: Daemon,
        graph: GraphKeeper,
        monitor: IntegrityMonitor,
        started: str,
        backup_problem: Callable[[], str] = str,
        asked_for: Demand | None = None,
        looks_first: bool = False,
    ) -> None:
        """Without `asked_for` nobody wants to know who asks. Where the daemon `looks_first` answers wait for it."""
        self._root = root
        self._store = store
        self._daemon = daemon
        self._graph = graph
        self._monitor = monitor
        self._started = started
        self._looks_first = looks_first
        self._demand = asked_for or Demand(SYSTEM_CLOCK, on_demand=False)
        self._backup_problem = backup_problem
        self._readers: list[_Reader] = []
        self._lock = threading.Lock()
        self._committed = threading.Condition()
        self._requests: dict[str, _Request] = {
            "sync": self._sync,
            "index": self._index,
            "verify": self._verify,
            "edit": self._edit,
            "daemon": self._describe_itself,
            "stay": self._stay,
        }

    def follow(self, delta: Delta, meta: Meta) -> None:
        """Tells those who wait for a state that there is a new one."""
        with self._committed:
            self._committed.notify_all()

    def answer(
        self, question: str, arguments: dict[str, Any], at_least: str | None, report: Report | None = None
    ) -> Document:
        """The document that answers: `sync`, `index`, `verify`, `edit`, `daemon`, `stay`, or a question of
        `omny/query/registry.py`. `sync` and `index` report the progress of the pass. Raises OmnyError."""
        with self._demand.counting(question):
            if self._looks_first and question not in NO_DEMAND and not self._daemon.health.ready:
                self._daemon.inbox.rescan_and_wait(RescanReason.WOKEN).done.wait(BEHIND_SECONDS)
            request = self._requests.get(question)
            if request is not None:
                return request(arguments, report)
            return self._answer(question, arguments, at_least)

    def _answer(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        if self._monitor.repair_queue.refusal:
            raise DamagedError(
                "answer",
                self._monitor.repair_queue.refusal,
                path=self._store.name,
                hint=self._monitor.repair_queue.last_cure,
            )
        deadline = time.monotonic() + BEHIND_SECONDS
        while True:
            try:
                return self._answer_question(question, arguments, at_least)
            except (UnreachableError, BusyError) as error:  # on a server, somebody may hold a lock on its tables
                return self._answer_from_graph(question, arguments, at_least, error)
            except BehindError:
                with self._committed:
                    left = deadline - time.monotonic()
                    if left <= 0 or self._daemon.stopped:
                        raise
                    self._committed.wait(min(left, 1.0))  # a commit between the answer and here is not missed for long

    def close(self) -> None:
        """Closes what no answer is made from."""
        with self._lock:
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()

    # ── of the index ──

    def _answer_question(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        with self.reading() as repository:
            if repository.meta().generation == 0:
                raise BehindError(
                    "answer", "the first index is still being made", hint="run 'omny sync' to wait for it"
                )
            view = View(repository, self._root, self._store.name, lambda paths: self._freshness(repository, paths))
            return answer(view, question, arguments, at_least)

    def _answer_from_graph(
        self, question: str, arguments: dict[str, Any], at_least: str | None, away: StorageError
    ) -> Document:
        """What the last graph still tells. Raises `away` where it tells nothing of that."""
        if self._graph.last is None:
            raise away
        graph, meta = self._graph.last
        with graph.reading() as view:
            seen = msgspec.structs.replace(meta, generation=view.generation)
            if at_least is not None:
                demand(seen, at_least)
            document = answer_from_graph(view, question, arguments)
        if document is None:
            raise away
        pending = self._daemon.inbox.pending(MAX_PATHS)
        told = (
            f"the store is away ({away.reason}), so this is the call graph of generation {seen.generation} from memory"
        )
        return {
            **document,
            "freshness": msgspec.to_builtins(
                Freshness(
                    token=f"{seen.uuid}:{seen.generation}",
                    generation=seen.generation,
                    pending=sorted(pending.paths)[:MAX_PENDING],
                    stale=False,
                    degraded=[],
                    indexed_head=seen.indexed_head,
                    pending_total=pending.total,
                    problems=[f"{told}, without lines, types or signatures", *self._daemon.health.problems],
                )
            ),
        }

    @contextmanager
    def reading(self) -> Iterator[AtomRepository]:
        """A reader, all of it in one generation."""
        reader = self._take_reader()
        reader.graph = self._graph.graph
        try:
            with reader.block:
                yield reader
        except BaseException:
            reader.close()
            raise
        with self._lock:
            if len(self._readers) < IDLE_READERS:
                self._readers.append(reader)
                return
        reader.close()

    def _take_reader(self) -> _Reader:
        """A reader in a block of reading: one that was kept, if its connection is still there."""
        with self._lock:
            kept = self._readers.pop() if self._readers else None
        if kept is not None:
            try:
                return kept.begin()
            except UnreachableError:
                pass  # its server has been away since, and may be back: a new connection tells
        return _Reader(self._store.open_reading()).begin()

    def _freshness(self, repository: AtomRepository, paths: Iterable[str]) -> Freshness:
        pending = self._daemon.inbox.pending(MAX_PATHS)
        problems = list(self._daemon.health.problems)
        if pending.rescan is not None and not pending.rescan.is_routine:
            problems.append(f"the whole tree is being looked at: {pending.rescan}")
        head = git_head(self._root.path)
        polled = self._daemon.polling.report()
        problems += [polled.problem] if polled.problem else []
        found = freshness(repository, self._root, paths, head=head, pending=pending.paths, problems=problems)
        return with_polled(found, polled.below, polled.seconds)

    # ── of the daemon ──

    def _sync(self, arguments: dict[str, Any], report: Report | None) -> Document:
        seconds = _arguments("sync", arguments, _Wait).timeout
        return self._wait_for("sync", self._daemon.sync(), seconds, report)

    def _index(self, arguments: dict[str, Any], report: Report | None) -> Document:
        seconds = _arguments("index", arguments, _Wait).timeout
        waiter = self._daemon.inbox.rescan_and_wait(RescanReason.REQUESTED)
        return self._wait_for("index", waiter, seconds, report)

    def _wait_for(self, question: str, waiter: Waiter, seconds: float, report: Report | None = None) -> Document:
        """The freshness when the loop has done the awaited work. Raises LateError after `seconds`."""
        deadline = time.monotonic() + seconds
        pause = seconds if report is None else REPORT_SECONDS
        last: tuple[Any, ...] = ()
        while not waiter.done.wait(min(pause, max(0.0, deadline - time.monotonic()))):
            health = self._daemon.health
            if time.monotonic() >= deadline:
                raise self._timeout_error(question, seconds)
            if report is not None and health.step is not None and (health.step, health.done, health.total) != last:
                last = (health.step, health.done, health.total)
                report(*last)
        if waiter.error is not None:
            raise waiter.error
        with self.reading() as repository:
            return answer_document([], self._freshness(repository, ()))

    def _verify(self, arguments: dict[str, Any], _: Report | None) -> Document:
        asked = _arguments("verify", arguments, _Verify)
        found, repaired = self._monitor.verify(deep=asked.deep, mend=asked.repair, seconds=asked.timeout)
        with self.reading() as repository:
            return findings_document(found, repaired, self._freshness(repository, ()))

    def _edit(self, arguments: dict[str, Any], _: Report | None) -> Document:
        asked = _arguments("edit", arguments, _Edit)
        request = parse_request(asked.request)
        deadline = time.monotonic() + asked.timeout
        self._wait_for("sync", self._daemon.sync(), asked.timeout)  # what it speaks of shall be what was just read
        left = max(MIN_SECONDS, deadline - time.monotonic())
        return {"edit": msgspec.to_builtins(self._daemon.edits.ask(request, left))}

    def _timeout_error(self, question: str, seconds: float) -> OmnyError:
        pending, problems = self._daemon.inbox.pending(), self._daemon.health.problems
        what = f"{pending.total:,} paths are pending" if pending.total else "the scan of the tree is not finished"
        hint = self._daemon.trouble or (problems[0] if problems else "give it more time with --timeout")
        return LateError(question, f"not done after {seconds:g} s: {what}", hint=hint)

    def _stay(self, arguments: dict[str, Any], report: Report | None) -> Document:
        self._demand.stay()
        return self._describe_itself(arguments, report)

    def _describe_itself(self, _arguments: dict[str, Any], _report: Report | None) -> Document:
        health = self._daemon.health
        pending = self._daemon.inbox.pending()
        graph = self._graph.graph
        polled = self._daemon.polling.report()
        return {
            "pid": os.getpid(),
            "started": self._started,
            "on_demand": self._demand.on_demand,
            "idle_seconds": round(self._demand.idle_seconds, 1),
            "idle_minutes": self._daemon.settings.idle_minutes,
            "ready": health.ready,
            "watched": health.watched,
            "unwatched": health.unwatched,
            "polled": self._daemon.polled_directories(),
            "polled_below": polled_document(polled.below),
            "polled_seconds": round(polled.seconds, 1),
            "passes": health.passes,
            "failures": health.failures,
            "last_seconds": health.last_seconds,
            "parsed": health.parsed,
            "graph_generation": None if graph is None else graph.generation,
            "pending": list(pending.paths),
            "pending_total": pending.total,
            "looking": str(pending.rescan or ""),
            "step": health.step,
            "done": health.done,
            "total": health.total,
            "problems": list(health.problems),
            "trouble": self._daemon.trouble,
            "backup_problem": self._backup_problem(),
            "checks": {name: msgspec.structs.asdict(check) for name, check in self._monitor.checks.items()},
        }


def _arguments(question: str, arguments: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(arguments, kind)
    except msgspec.ValidationError as error:
        raise UsageError("answer", f"{question}: {error}") from None
