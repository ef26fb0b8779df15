"""`Answering`: the daemon's answers to clients of the socket.

Questions about the index are answered from read-only connections of their own, each in one generation, so that readers
and the writer never wait for each other. Each answer has the facts that only the daemon knows: pending files and
problems. `sync` and `index` wait for the loop.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from omny.base.clock import SYSTEM_CLOCK, cpu_seconds
from omny.base.errors import (
    BehindError,
    BusyError,
    DamagedError,
    LateError,
    OmnyError,
    StorageError,
    UnreachableError,
)
from omny.base.paths import Root
from omny.daemon.commits import Commits
from omny.daemon.demand import NO_DEMAND, Demand
from omny.daemon.graphkeeper import GraphKeeper
from omny.daemon.inbox import MAX_PATHS, Waiter
from omny.daemon.loop import Daemon
from omny.daemon.monitor import IntegrityMonitor
from omny.daemon.process.heap import give_back
from omny.daemon.reader import Reader
from omny.derived.meaning import Meaning
from omny.edit.request import parse_request
from omny.languages import accepts, find_lacking, runs
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.query.answer import Answer
from omny.query.daemon import DaemonReport
from omny.query.documents import Document
from omny.query.freshness import MAX_PENDING, Freshness, freshness, polled_document, with_polled
from omny.query.graph_fallback import answer_from_graph
from omny.query.kept import KeptSnapshot
from omny.query.notes import NotesAnswer
from omny.query.questions import View, answer, demand
from omny.service.answers import IndexAnswer, SyncAnswer, VerifyAnswer
from omny.service.envelope import Report
from omny.service.requests import Describe, Edit, EditReply, Index, Note, Stay, Sync, Verify, parse
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import Store
from omny.watch.census import take_census
from omny.watch.git.head import git_head
from omny.watch.rescan import RescanReason

BEHIND_SECONDS = 10.0
"""How long a question waits for the state that it demands, or for a first index."""

MAX_WAITING = 32
"""Questions that wait for a commit at a time: half of the connections, so that other questions find one. A further
question gets its error at once."""

MIN_SECONDS = 1.0  # for an edit that could begin only just in time

REPORT_SECONDS = 0.1  # between two looks at the progress of a pass that a client wants to be told of

IDLE_READERS = 8  # connections kept for the next questions; each has a cache of some MiB


_Do = Callable[[Any, "Report | None"], msgspec.Struct]
"""Does what a client asks of the daemon itself. The argument is the request."""


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
        meaning: Meaning | None = None,
    ) -> None:
        """Without `asked_for` nobody wants to know who asks. Where the daemon `looks_first` answers wait for it."""
        self._root = root
        self._store = store
        self._daemon = daemon
        self._graph = graph
        self._monitor = monitor
        self._started = started
        self._looks_first = looks_first
        self._meaning = meaning
        self._demand = asked_for or Demand(SYSTEM_CLOCK, on_demand=False)
        self._backup_problem = backup_problem
        self._readers: list[Reader] = []
        self._snapshot = KeptSnapshot(SYSTEM_CLOCK)
        self._lock = threading.Lock()
        self._committed = threading.Condition()
        self._commits = Commits()
        self._notices = 0  # of commits, those without changes of atoms included
        self._waiting = 0  # questions, for a commit
        self._requests: dict[str, _Do] = {
            Sync.method: self._sync,
            Index.method: self._index,
            Verify.method: self._verify,
            Edit.method: self._edit,
            Note.method: self._note,
            Describe.method: self._describe_itself,
            Stay.method: self._stay,
        }

    def follow(self, delta: Delta, meta: Meta) -> None:
        """Tells those who wait for a state that there is a new one."""
        self.forget()
        with self._committed:
            self._commits = self._commits.with_delta(delta)
            self._notices += 1
            self._committed.notify_all()

    def answer(
        self, question: str, arguments: dict[str, Any], at_least: str | None, report: Report | None = None
    ) -> Document:
        """The document that answers: `sync`, `index`, `verify`, `edit`, `daemon`, `stay`, or a question of
        `omny/query/registry.py`. `sync` and `index` report the progress of the pass. Raises OmnyError."""
        with self._demand.counting(question):
            if self._looks_first and question not in NO_DEMAND and not self._daemon.health.ready:
                self._daemon.inbox.rescan_and_wait(RescanReason.WOKEN).done.wait(BEHIND_SECONDS)
            do = self._requests.get(question)
            if do is not None:
                answered = do(parse(question, arguments), report)
                return answered.document() if isinstance(answered, Answer) else msgspec.to_builtins(answered)
            return self._answer(question, arguments, at_least)

    def _answer(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        if self._monitor.repair_queue.refusal:
            raise DamagedError(
                "answer",
                self._monitor.repair_queue.refusal,
                path=self._store.name,
                hint=self._monitor.repair_queue.last_cure,
            )
        started = time.monotonic()
        while True:
            seen = self._notices
            try:
                return self._answer_question(question, arguments, at_least)
            except (UnreachableError, BusyError) as error:  # on a server, somebody may hold a lock on its tables
                return self._answer_from_graph(question, arguments, at_least, error)
            except BehindError as error:
                left = started + min(error.seconds, BEHIND_SECONDS) - time.monotonic()
                if left <= 0 or not self._await_commit(seen, min(left, 1.0)):
                    raise

    def _await_commit(self, seen: int, seconds: float) -> bool:
        """Waits for a commit after the first `seen` ones. Returns whether to answer again: not if the daemon stops, or
        if `MAX_WAITING` questions wait already."""
        with self._committed:
            if self._daemon.stopped or self._waiting >= MAX_WAITING:
                return False
            self._waiting += 1
            try:
                self._committed.wait_for(lambda: self._notices != seen, seconds)
            finally:
                self._waiting -= 1
            return True

    def forget(self) -> None:
        """Drops what was worked out of the rows that there were."""
        self._snapshot.drop()

    def rest(self) -> None:
        """Gives memory back that nobody has used for a while."""
        if self._snapshot.drop_idle():
            give_back()

    def close(self) -> None:
        """Closes what no answer is made from."""
        with self._lock:
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        if self._meaning is not None:
            self._meaning.close()

    # ── of the index ──

    def _answer_question(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        since = self._snapshot.drops
        with self.reading() as repository:
            if repository.meta().generation == 0:
                raise BehindError(
                    "answer", "the first index is still being made", hint="run 'omny sync' to wait for it"
                )
            view = View(
                repository,
                self._root,
                self._store.name,
                lambda paths: self._freshness(repository, paths),
                find_meaning=lambda: self._meaning,
                keep=partial(self._snapshot.find, since),
            )
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
        pending = self._daemon.inbox.list_pending(MAX_PATHS)
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
                    problems=[f"{told}, without lines, types, signatures or dispatch", *self._daemon.health.problems],
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

    def _take_reader(self) -> Reader:
        """A reader in a block of reading: one that was kept, if its connection is still there."""
        with self._lock:
            kept = self._readers.pop() if self._readers else None
        if kept is not None:
            try:
                return kept.begin()
            except UnreachableError:
                pass  # its server has been away since, and may be back: a new connection tells
        return Reader(self._store.open_reading()).begin()

    def _freshness(self, repository: AtomRepository, paths: Iterable[str]) -> Freshness:
        pending = self._daemon.inbox.list_pending(MAX_PATHS)
        problems = list(self._daemon.health.problems)
        if pending.rescan is not None and not pending.rescan.is_routine:
            problems.append(f"the whole tree is being looked at: {pending.rescan}")
        head = git_head(self._root.path)
        polled = self._daemon.polling.report()
        problems += [polled.problem] if polled.problem else []
        found = freshness(repository, self._root, paths, head=head, pending=pending.paths, problems=problems)
        return with_polled(found, polled.below, polled.seconds)

    # ── of the daemon ──

    def _sync(self, request: Sync, report: Report | None) -> SyncAnswer:
        self._wait_for("sync", self._daemon.sync(), request.timeout, report)
        with self.reading() as repository:
            return SyncAnswer(results=[], freshness=self._freshness(repository, ()))

    def _index(self, request: Index, report: Report | None) -> IndexAnswer:
        started, started_cpu = time.perf_counter(), cpu_seconds()
        commits, parsed = self._commits, self._daemon.health.parsed
        waiter = self._daemon.inbox.rescan_and_wait(RescanReason.REQUESTED)
        self._wait_for("index", waiter, request.timeout, report)
        done = self._commits.since(commits)
        with self.reading() as repository:
            atoms, edges = repository.totals()
            return IndexAnswer.of(
                repository.ledger().values(),
                parsed=self._daemon.health.parsed - parsed,
                seeded=0,
                atoms=atoms,
                edges=edges,
                created=done.created,
                modified=done.modified,
                deleted=done.deleted,
                changed=done.number > 0,
                seconds=time.perf_counter() - started,
                cpu_seconds=cpu_seconds() - started_cpu,
                census=take_census(self._root, self._daemon.settings, accepts, find_lacking, runs),
                freshness=self._freshness(repository, ()),
            )

    def _wait_for(self, method: str, waiter: Waiter, seconds: float, report: Report | None = None) -> None:
        """Returns when the loop has done the awaited work. Raises LateError after `seconds`."""
        deadline = time.monotonic() + seconds
        pause = seconds if report is None else REPORT_SECONDS
        last: tuple[Any, ...] = ()
        while not waiter.done.wait(min(pause, max(0.0, deadline - time.monotonic()))):
            health = self._daemon.health
            if time.monotonic() >= deadline:
                raise self._timeout_error(method, seconds)
            if report is not None and health.step is not None and (health.step, health.done, health.total) != last:
                last = (health.step, health.done, health.total)
                report(*last)
        if waiter.error is not None:
            raise waiter.error

    def _verify(self, request: Verify, _: Report | None) -> VerifyAnswer:
        found, repaired = self._monitor.verify(deep=request.deep, mend=request.repair, seconds=request.timeout)
        with self.reading() as repository:
            return VerifyAnswer.of(found, repaired, self._freshness(repository, ()))

    def _edit(self, request: Edit, _: Report | None) -> EditReply:
        wanted = parse_request(request.request)
        return EditReply(self._daemon.edits.ask(wanted, self._settle(request.timeout)))

    def _note(self, request: Note, _: Report | None) -> NotesAnswer:
        found = self._daemon.edits.ask_note(request.request, self._settle(request.timeout))
        with self.reading() as repository:
            return NotesAnswer(results=found, freshness=self._freshness(repository, ()))

    def _settle(self, seconds: float) -> float:
        """Waits until what a client has just read is indexed: it speaks of that. The seconds that are left."""
        deadline = time.monotonic() + seconds
        self._wait_for("sync", self._daemon.sync(), seconds)
        return max(MIN_SECONDS, deadline - time.monotonic())

    def _timeout_error(self, question: str, seconds: float) -> OmnyError:
        pending, problems = self._daemon.inbox.list_pending(), self._daemon.health.problems
        what = f"{pending.total:,} paths are pending" if pending.total else "the scan of the tree is not finished"
        hint = self._daemon.trouble or (problems[0] if problems else "give it more time with --timeout")
        return LateError(question, f"not done after {seconds:g} s: {what}", hint=hint)

    def _stay(self, request: Stay, report: Report | None) -> DaemonReport:
        self._demand.stay()
        return self._describe_itself(request, report)

    def _describe_itself(self, _request: Describe | Stay, _report: Report | None) -> DaemonReport:
        health = self._daemon.health
        pending = self._daemon.inbox.list_pending()
        graph = self._graph.graph
        polled = self._daemon.polling.report()
        return DaemonReport(
            pid=os.getpid(),
            started=self._started,
            on_demand=self._demand.on_demand,
            idle_seconds=round(self._demand.idle_seconds, 1),
            idle_minutes=self._daemon.settings.idle_minutes,
            ready=health.ready,
            watched=health.watched,
            unwatched=health.unwatched,
            polled=self._daemon.polled_directories(),
            polled_below=polled_document(polled.below),
            polled_seconds=round(polled.seconds, 1),
            passes=health.passes,
            failures=health.failures,
            last_seconds=health.last_seconds,
            parsed=health.parsed,
            graph_generation=None if graph is None else graph.generation,
            pending=list(pending.paths),
            pending_total=pending.total,
            looking=str(pending.rescan or ""),
            step=health.step,
            done=health.done,
            total=health.total,
            problems=list(health.problems),
            trouble=self._daemon.trouble,
            backup_problem=self._backup_problem(),
            checks=dict(self._monitor.checks),
        )
