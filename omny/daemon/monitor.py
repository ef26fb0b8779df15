"""`IntegrityMonitor`: runs the validator beside a daemon, in slices, and acts on its findings.

There are two rounds. The *light* round starts every `check_seconds`: atoms, edges, ledger and graph. The *deep* round
covers the rest within `deep_check_hours`: each table, the search index, each event, each file. A round runs in slices
of some milliseconds, only while nothing is pending, and takes less than half a percent of a processor (`SHARES`).

    turn    for a thread of its own: one slice, through a connection that only reads
    repair  for the loop, between two batches: repairs the findings
    verify  for a client: checks everything at once

A finding holds within one transaction (`omny/integrity/`), so a commit cannot cause one. A file that differs from the
ledger may have been saved just now: the daemon gets a hint. The file is a finding only if the daemon has then looked at
it, nobody has touched it since, and it still differs.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import chain
from typing import Literal

from omny.base.clock import Clock, timestamp
from omny.base.config import default_jobs
from omny.base.errors import DaemonError, DamagedError, OmnyError
from omny.base.paths import Root
from omny.daemon.dependencies import Ready
from omny.daemon.events import RepairRequested
from omny.daemon.graphkeeper import OpenReading
from omny.daemon.loop import Daemon
from omny.daemon.repair_queue import Key, RepairQueue, finding_key
from omny.daemon.stop import Stop
from omny.executors.pool import ExecutorFactory
from omny.integrity import ConsistencyValidator, Finding
from omny.integrity.files import STALE, FileChecks
from omny.integrity.repair import file_checks
from omny.integrity.rows import GraphSource, Walk
from omny.model.cures import Cure
from omny.query.daemon import CheckReport
from omny.storage.port.repository import AtomRepository

log = logging.getLogger("omny.daemon")

RoundName = Literal["light", "deep"]

SLICE_SECONDS = 0.02
"""The longest slice, apart from its last piece. A save waits longer for its debounce."""

SHARES: dict[RoundName, float] = {"light": 0.004, "deep": 0.003}
"""Maximum share of a processor for a round. With either round and its ticks, an idle daemon stays below half a percent.
A light round has full work only after a change; it then takes less than its minute for 12,000 atoms."""

HURRY_SHARE = 0.05
"""Maximum share of a processor for a light round that a daemon waits for before it dozes. It takes half a minute for
64,000 atoms, once after each change."""

WAIT_SECONDS = 0.25  # interval of the check whether the daemon is idle

RETRY_SECONDS = 30.0  # after a failed check

STUCK_FAILURES = 3
"""Failed passes in a row after which checks run although changes are pending: damage may be the cause."""

ROUND_SHARE = 0.9
"""A deep round starts after this part of its period. The rest is for the way to its last file."""

LOOKS = 3  # looks at a possible save while a client waits


class _Round:
    """The state of a kind of round."""

    def __init__(self, name: RoundName) -> None:
        self.name = name
        self.due = 0.0  # monotonic
        self.started_at = 0.0  # monotonic
        self.ended_start = -1.0  # the start of the last complete round
        self.walk: Walk | None = None
        self.began = ""
        self.worked = 0.0
        self.found: set[Key] = set()
        self.found_before: set[Key] = set()  # by the round before
        self.failed = 0  # failed slices in a row
        self.last = CheckReport()


class IntegrityMonitor:
    """Checks one daemon's index. `turn` is for one thread, `repair` for the loop, the rest for any."""

    def __init__(
        self,
        daemon: Daemon,
        root: Root,
        repository: AtomRepository,
        reading: OpenReading,
        graph: GraphSource,
        *,
        clock: Clock,
        executors: ExecutorFactory,
        rebuilt: Callable[[], None],
        rebuilt_at: float | None = None,
        is_file: bool = True,
    ) -> None:
        """`repository` is the loop's; `reading` opens another. `rebuilt` is called after a repair: the graph may have
        missed it. `rebuilt_at` is the moment (monotonic) at which the database replaced a damaged one. `is_file` is
        whether it can be set aside."""
        self.repair_queue = RepairQueue(
            repository, clock, lambda: daemon.inbox.post(RepairRequested()), rebuilt, rebuilt_at, is_file
        )
        self._daemon = daemon
        self._root = root
        self._reading = reading
        self._graph = graph
        self._clock = clock
        self._executors = executors
        self._at_work = threading.Lock()  # held by a slice or a repair
        self._untried: set[RoundName] = set()  # rounds that have not passed since the last repair
        self._rounds = (_Round("light"), _Round("deep"))
        self._turn: _Round | None = None  # the last round that had a slice
        self._not_before = 0.0
        self._hurries = False
        self.called = threading.Event()  # set if work is due before the moment that `turn` returned
        self._suspects: dict[str, object] = {}  # files that differed at the last look, with the difference
        self._kept = ExitStack()
        self._validator: ConsistencyValidator | None = None
        self._files: FileChecks | None = None
        self._settings = daemon.settings

    # ── any thread ──

    @property
    def checks(self) -> dict[str, CheckReport]:
        """The last rounds."""
        return {each.name: each.last for each in self._rounds}

    def is_checked_since(self, moment: float) -> bool:
        """Whether a light round that started after that moment (monotonic) has ended. If not, a faster round is
        requested: a daemon waits for it."""
        light = self._rounds[0]
        self._hurries = light.ended_start < moment
        if self._hurries and light.walk is None:
            light.due = 0.0
            self.called.set()
        return not self._hurries

    def verify(self, *, deep: bool, mend: bool, seconds: float) -> tuple[list[Finding], list[Finding]]:
        """Checks everything at once. Returns the findings that are left and those that were repaired. Earlier changes
        on disk count as indexed. Raises OmnyError after the timeout, or if the daemon stops before. A daemon that stops
        for a new database reports that to the client of the repair, and checks nothing more."""
        limit = _Limit(self._daemon, seconds)
        found = self._check_everything(deep, limit)
        if not mend or not found:
            return found, []
        self.repair_queue.take(found)
        limit.wait(self.repair_queue.ask())
        if self.repair_queue.is_over:
            return found, []
        left = self._check_everything(deep, limit)
        still = set(map(finding_key, left))
        return left, [each for each in found if finding_key(each) not in still]

    # ── the thread of the checks ──

    def turn(self) -> float:
        """Runs at most one slice. Returns the moment (monotonic) of the next call."""
        now = self._clock.monotonic()
        if now < self._not_before:
            return self._not_before
        due = [each for each in self._rounds if each.walk is not None or each.due <= now]
        if not due and not self._is_stuck and not self._suspects:
            return min(each.due for each in self._rounds)
        if not self._may_work():
            return now + WAIT_SECONDS
        with self._at_work:
            self._turn = self._next(now, due or list(self._rounds))
            self._slice(self._turn)
        return self._not_before

    def close(self) -> None:
        """Ends the rounds and closes the connection. For the thread of `turn`."""
        for each in self._rounds:
            each.walk = None
        self._validator = self._files = None
        self._suspects = {}
        self._kept.close()

    # ── the loop ──

    def repair(self, indexer: Ready) -> Stop | None:
        """Repairs the findings. Returns the stop of the daemon if that takes a new database."""
        with self._at_work:
            stop = self.repair_queue.repair(indexer)
            for each in self._rounds:  # the new rounds show whether it helped
                self._untried.add(each.name)
                each.walk, each.due = None, 0.0
        return stop

    # ── steps ──

    def _next(self, now: float, due: list[_Round]) -> _Round:
        """Prefers the light round. In an index too large for its period, the rounds take turns."""
        is_late = due[0].walk is not None and due[0].due <= now
        return due[-1] if is_late and self._turn is due[0] else due[0]

    def _may_work(self) -> bool:
        if self.repair_queue.is_asked_for or self.repair_queue.refusal:
            return False
        health, pending = self._daemon.health, self._daemon.inbox.list_pending(0)
        if self._is_stuck:
            return True
        return health.ready and not health.failures and not pending.total and pending.rescan is None

    def _slice(self, current: _Round) -> None:
        started = self._clock.monotonic()
        try:
            self._confirm_suspects(current)
            walk = current.walk = current.walk or self._start_round(current)
            while self._may_work():
                found = next(walk, None)
                if found is None:
                    self._end(current)
                    break
                self._take_findings(current, found)
                if self._clock.monotonic() - started >= SLICE_SECONDS:
                    break
            current.failed = 0
        except Exception as error:
            self._fail(current, error)
        ended = self._clock.monotonic()
        current.worked += ended - started
        share = HURRY_SHARE if self._hurries and current.name == "light" else SHARES[current.name]
        self._not_before = max(self._not_before, ended + (ended - started) / share)

    def _start_round(self, current: _Round) -> Walk:
        settings = self._daemon.settings
        if self._validator is None or settings != self._settings:
            self.close()
            self._settings = settings
            repository = self._kept.enter_context(self._reading())
            self._files = file_checks(self._root, repository, settings, executors=self._executors)
            self._validator = ConsistencyValidator(repository, graph=self._graph, files=self._files)
        period = settings.check_seconds
        if current.name == "deep":
            period = settings.deep_check_hours * 3600 * ROUND_SHARE
        current.started_at = self._clock.monotonic()
        current.due = current.started_at + period
        current.began = timestamp(self._clock.now())
        current.worked, current.found, current.found_before = 0.0, set(), current.found
        return self._validator.light() if current.name == "light" else self._validator.deep()

    def _end(self, current: _Round) -> None:
        current.walk = None
        current.ended_start = current.started_at
        clean = current.last.clean if current.found else current.began
        current.last = CheckReport(timestamp(self._clock.now()), round(current.worked, 3), len(current.found), clean)
        self.repair_queue.drop(current.found_before - current.found)
        self._untried.discard(current.name)
        if not self._untried:
            self.repair_queue.end_round()

    # Findings

    def _take_findings(self, current: _Round, found: list[Finding]) -> None:
        """Accepts the findings. A possible save is first looked at by the daemon."""
        for each in found:
            if each.kind == STALE and self._files is not None and not self._is_stuck:
                self._daemon.inbox.hint(each.where, False)
                self._suspects[each.where] = self._files.stale[each.where]
        self._believe(current, [each for each in found if each.kind != STALE])

    def _confirm_suspects(self, current: _Round) -> None:
        """Looks again at files that differed, now that the daemon has looked at them."""
        before, self._suspects = self._suspects, {}
        if not before or self._files is None or self._is_stuck:
            return
        for found in self._files.walk(before):
            for each in found:
                how = before[each.where] if each.kind == STALE else None
                if how is not None and how == self._files.stale[each.where]:
                    self._believe(current, [each])
                elif each.kind != STALE or how is not None:
                    self._take_findings(current, [each])
                # A file that is gone may have been there when the daemon looked. Else there is nothing to repair.

    def _believe(self, current: _Round, found: list[Finding]) -> None:
        if found:
            if self._validator is not None:
                found = [self._validator.date_finding(each, current.last.clean) for each in found]
            current.found.update(map(finding_key, found))
            self.repair_queue.take(found)
            if self._daemon.settings.repair:
                self.repair_queue.ask()

    # Waits of clients

    def _check_everything(self, deep: bool, limit: _Limit) -> list[Finding]:
        """Returns all findings."""
        while True:
            repairs = self.repair_queue.count
            found = self._check_once(deep, limit)
            if not found or (repairs == self.repair_queue.count and not self.repair_queue.is_asked_for):
                return found
            limit.wait(self.repair_queue.ask())
            if self.repair_queue.is_over:
                return found

    def _check_once(self, deep: bool, limit: _Limit) -> list[Finding]:
        self._sync(limit)
        with self._reading() as repository:
            files = file_checks(self._root, repository, self._daemon.settings, jobs=default_jobs())
            found = ConsistencyValidator(repository, graph=self._graph, files=files).check(deep=deep)
            for _ in range(LOOKS):
                stale = [each.where for each in found if each.kind == STALE]
                if not stale:
                    break
                for path in stale:
                    self._daemon.inbox.hint(path, False)
                self._sync(limit)
                again = {finding_key(each) for each in chain.from_iterable((*files.tree(), *files.walk(stale)))}
                found = [each for each in found if each.kind != STALE or finding_key(each) in again]
        return found

    def _sync(self, limit: _Limit) -> None:
        waiter = self._daemon.sync()
        limit.wait(waiter.done)
        if waiter.error is not None:
            raise waiter.error

    @property
    def _is_stuck(self) -> bool:
        return self._daemon.health.failures >= STUCK_FAILURES

    def _fail(self, current: _Round, error: Exception) -> None:
        """Handles a failed check: the database cannot be read, or the check has a bug."""
        self.close()
        current.failed += 1
        self._not_before = self._clock.monotonic() + (0.0 if current.failed == 1 else RETRY_SECONDS)
        if isinstance(error, DamagedError) and current.failed > 1:
            self._believe(current, [Finding("unreadable", "", error.reason, Cure.DATABASE)])
        elif isinstance(error, OmnyError):
            log.warning("a check could not be made: %s", error)
        else:
            log.error("a check could not be made", exc_info=error)


class _Limit:
    """The time limit of an answer, for all its waits together."""

    def __init__(self, daemon: Daemon, seconds: float) -> None:
        self._daemon = daemon
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def wait(self, done: threading.Event) -> None:
        """Waits until the loop sets the event, as it does in the end for every event. Raises DaemonError at the limit,
        with what the loop waits for."""
        if not done.wait(max(0.0, self._end - time.monotonic())):
            hint = self._daemon.trouble or "try again when 'omny status' says that nothing is pending"
            raise DaemonError("verify", f"not done after {self._seconds:g} s", hint=hint)
