"""`Daemon`: turns hints into passes. One thread, one writer, and every decision in `turn`.

    hints wake, disk decides, database commits, graph follows

`turn` does all that is due and returns when it must be called again. Its caller, a thread or a test with a clock of its
own, decides how time passes. `Inbox` holds everything that can wake the daemon. Silence proves nothing: the daemon
looks at the whole tree again at an interval.

This module decides when to look at which paths. It does not know how a pass works, what a query is, or who is
connected.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar, assert_never

from omny.base.config import SETTINGS_NAME, Settings, load_settings
from omny.base.errors import (
    BusyError,
    DaemonGoneError,
    HeldBackError,
    InternalError,
    InterruptedRun,
    OmnyError,
    SourceError,
    StorageError,
)
from omny.base.paths import Root
from omny.base.progress import Step
from omny.daemon.cookies import Cookies
from omny.daemon.dependencies import Dependencies
from omny.daemon.edits import Edits
from omny.daemon.events import EditRequested, Event, HeadMoved, ReloadRequested, RepairRequested, StopRequested
from omny.daemon.free_space import FreeSpaceProbe
from omny.daemon.gitwatch import GitWatch
from omny.daemon.health import Health
from omny.daemon.inbox import Batch, Inbox, Waiter
from omny.daemon.polling import Polling
from omny.daemon.stop import Stop, StopReason
from omny.history.states import prune
from omny.pipeline.indexer import Indexer, PassReport
from omny.storage.port.repository import AtomRepository
from omny.watch.git.head import git_head
from omny.watch.ignore.rules import decides
from omny.watch.rescan import Rescan, RescanReason

log = logging.getLogger("omny.daemon")

FIRST_RETRY_SECONDS = 0.1  # by then, a reader that holds a lock is gone
MAX_RETRY_SECONDS = 30.0  # by then, any other fault has lasted for a minute

TICK_SECONDS = 5.0
"""Interval of the liveness checks (threads, root, lock, database, external ignore rules). A few dozen system calls."""

PRUNE_SECONDS = 86_400.0  # interval of the search for old events; their age is given in days

NOT_INDEXED = "changes are not indexed at the moment"  # the beginning of the problem of a failed pass

_T = TypeVar("_T")


@dataclass(slots=True)
class _Schedule:
    """The moments at which tasks are due, in monotonic seconds."""

    reconcile: float = 0.0
    tick: float = 0.0
    prune: float = 0.0


class Daemon:
    """The state machine of one root and one repository."""

    def __init__(self, root: Root, repository: AtomRepository, settings: Settings, jobs: int, given: Dependencies):
        self.inbox = Inbox(given.clock, settings.debounce_ms / 1000)
        self.edits = Edits(root, repository, given.clock, lambda: self.inbox.post(EditRequested()))
        self.health = Health()
        self.stopped: Stop | None = None
        self._root = root
        self._repository = repository
        self._settings = settings
        self._jobs = jobs
        self._deps = given
        self._watched: set[str] = set()  # directories handed to the source
        self._visited: set[str] = set()  # by the pass at work
        self._problems: dict[str, str] = {}
        self._schedule = _Schedule()
        self._room = FreeSpaceProbe(root)
        self._cookies = Cookies(root, self.inbox)
        self._has_cookies = False
        self._source = given.source(root)
        self.polling = Polling(given.clock, root.disk, self.inbox, lambda: self._source)
        self._git = GitWatch(root)
        self._indexer: Indexer | None = None
        self._is_unread = False  # whether the last attempt to read the state of the store failed
        try:
            self._get_indexer()
        except StorageError as error:
            if not error.recoverable:
                raise
            self._is_unread = True
            self._note("pass", f"{NOT_INDEXED}: {error}")

    @property
    def settings(self) -> Settings:
        """The settings in use."""
        return self._settings

    @property
    def directories(self) -> frozenset[str]:
        """The directories that were listed. Each is watched, unless its watch was refused."""
        return frozenset(self._watched)

    @property
    def trouble(self) -> str:
        """The reason that nothing can be indexed at the moment; "" if there is none."""
        return self._problems.get("pass", "")

    # ── any thread ──

    def sync(self) -> Waiter:
        """Starts a wait for all changes made before this call. The waiter is answered when they are committed."""
        if not self._source.is_ordered or not self._has_cookies or self.inbox.is_deaf:
            return self.inbox.rescan_and_wait(RescanReason.UNORDERED_EVENTS)
        self._source.refresh()
        self._check_ignore_rules()
        self.polling.ask()
        return self._cookies.send()

    def polled_directories(self) -> int:
        """The number of directories that are polled because they raise no events."""
        return self.polling.count(self._watched.copy())

    # ── the loop ──

    def start(self) -> None:
        """Starts to watch. The first turn scans the whole tree. Raises OmnyError if nothing can be watched."""
        self._watch()
        self.inbox.post(EditRequested())  # one may have been interrupted
        self.inbox.request_rescan(RescanReason.STARTED)
        self._probe()

    def turn(self) -> float:
        """Does all that is due. Returns the moment (monotonic) at which the next task is due at the latest."""
        now = self._deps.clock.monotonic()
        succeeded = [self._attempt(self._handle, event) for event in self.inbox.drain()]
        if now >= self._schedule.tick and not self.stopped:
            self._check_ignore_rules()
            succeeded.append(self._attempt(self._check_health, now))
        if not all(succeeded):
            self.inbox.request_rescan(RescanReason.CHECK_FAILED)
        if self.health.failures and self._room.has_grown():
            self.inbox.retry_now()
        if self.stopped:
            return now
        if now >= self._schedule.reconcile:
            self._schedule.reconcile = now + self._settings.reconcile_seconds
            self.inbox.request_rescan(RescanReason.ROUTINE)
        else:
            self.polling.turn(now)
        batch = self.inbox.take()
        if batch is not None:
            if batch.rescan:  # if the root was moved, its database moved with it
                self._attempt(self._check_health, now)
            if self.stopped:
                return now
            self._work(batch)
        due = self.polling.due
        return min(self._schedule.tick, self._schedule.reconcile, *(() if due is None else (due,)))

    def stop(self, stop: Stop) -> None:
        """Ends the daemon: first the source, then all waits, each with an error."""
        self.stopped = self.stopped or stop
        self._source.stop()
        self.edits.end()
        self.inbox.end(DaemonGoneError("sync", f"the daemon has stopped: {self.stopped}", hint="omny start"))

    # ── steps ──

    def _attempt(self, step: Callable[[_T], None], argument: _T) -> bool:
        """Runs a step that may fail because of the state directory or the database. Returns whether it succeeded."""
        try:
            step(argument)
        except OmnyError as error:
            log.warning("%s", error)
            return False
        return True

    def _handle(self, event: Event) -> None:
        match event:
            case StopRequested():
                self.stopped = self.stopped or Stop(StopReason.REQUESTED)
            case ReloadRequested():
                self._reload_settings()
                self.inbox.request_rescan(RescanReason.SETTINGS_RELOADED)
            case RepairRequested():
                self.stopped = self._deps.repair(self._get_indexer) or self.stopped
                self._update_health()
            case EditRequested():
                self.edits.turn(self._get_indexer)
            case HeadMoved():
                self._watch_git()
                if git_head(self._root.path) != self._repository.meta().indexed_head:
                    self.inbox.request_rescan(RescanReason.HEAD_MOVED)
                self._check_ignore_rules()
            case _:
                assert_never(event)

    def _check_health(self, now: float) -> None:
        """Runs the liveness checks."""
        self._schedule.tick = now + TICK_SECONDS
        stop = self._deps.health_check()
        if stop is not None:
            self.stopped = self.stopped or stop
        elif self._source.is_alive():
            self._has_cookies = self._source.watch_place(self._root.cookie_dir(), self.inbox.cookie)
            if self.inbox.is_deaf:
                self._probe()
            self._update_health()
            if not self.health.failures:  # otherwise the next pass finds out
                self._deps.ping()
                self._prune(now)
        else:
            log.error("the thread that reads events has died; a new one is started")
            self._source.stop()
            self._source = self._deps.source(self._root)
            self._watch()
            self.inbox.request_rescan(RescanReason.READER_REPLACED)

    def _prune(self, now: float) -> None:
        """Removes events that are older than the settings ask for."""
        days = self._settings.keep_events_days
        if days and self.health.ready and now >= self._schedule.prune:
            self._schedule.prune = now + PRUNE_SECONDS
            if pruned := prune(self._repository, self._deps.clock.now() - timedelta(days=days)):
                log.info("%d events older than %d days pruned", pruned, days)

    def _check_ignore_rules(self) -> None:
        """Requests a rescan if ignore rules have changed that raise no event."""
        if self._indexer is not None and self._indexer.has_other_rules():
            self.inbox.request_rescan(RescanReason.OUTSIDE_RULES_CHANGED)

    def _watch(self) -> None:
        self._watched.clear()
        self._source.start(self.inbox)
        self._has_cookies = self._source.watch_place(self._root.cookie_dir(), self.inbox.cookie)
        self._watch_git()

    def _watch_git(self) -> None:
        self._git.watch(self._source, lambda: self.inbox.post(HeadMoved()))

    def _probe(self) -> None:
        """Tests whether events arrive. If the cookie does not come back, everything is polled until one does."""
        if self._source.is_ordered and self._has_cookies:
            self._cookies.send()

    def _work(self, batch: Batch) -> None:
        started = self.polling.moment()
        paths = set(batch.paths | batch.polled)
        deciding = [path for path in sorted(paths) if decides(path) or path in ("", SETTINGS_NAME)]
        rescan = batch.rescan
        if rescan is None and deciding:
            rescan = Rescan(RescanReason.RULE_CHANGED, deciding[0] or "the root")
        try:
            if rescan is not None:
                self._reload_settings()
            if batch.is_empty:
                meta = self._repository.meta()
            else:
                if rescan is not None:
                    log.debug("looking at the whole tree: %s", rescan)
                report = self._pass(None if rescan is not None else paths)
                meta, nothing = report.meta, report.delta.is_empty and not report.parsed
                self.polling.note_look(batch, is_whole=rescan is not None, started=started, found_nothing=nothing)
        except Exception as error:
            self._fail(error)
            return
        self._note("pass", "")
        self._update_health(
            failures=0,
            last_seconds=self._deps.clock.monotonic() - started.seconds,
            passes=self.health.passes + 1,
            ready=self.health.ready or rescan is not None,
        )
        self.inbox.finish(meta)

    def _pass(self, below: set[str] | None) -> PassReport:
        started = self._deps.clock.monotonic()
        self._visited = set()
        if below is None:  # watch first, read HEAD second; a repository that appears later raises an event in the tree
            self._watch_git()
        try:
            report = self._get_indexer().run(below, self._note_progress)
        finally:
            self.health = replace(self.health, step=None, done=0, total=0)
        self.health = replace(self.health, parsed=self.health.parsed + report.parsed)
        if below is None:
            for directory in self._watched - self._visited:  # a rule leaves it out now, or it is gone
                self._source.forget(directory)
            self._watched = self._visited
        else:
            self._watched |= self._visited
        taken = self._deps.clock.monotonic() - started
        if not report.delta.is_empty:
            told = (report.meta.generation, len(report.delta.files), report.parsed, taken * 1e3)
            log.info("generation %d: %d files changed, %d parsed, %.0f ms", *told)
        return report

    def _note_progress(self, step: Step, done: int, total: int, _bytes: int) -> None:
        """Records the progress of a pass. Ends the pass if the daemon has to stop."""
        self.health = replace(self.health, step=step, done=done, total=total)
        if self.inbox.is_posted(StopRequested()):
            raise InterruptedRun("index", "the daemon is to stop", hint="the index is what it was before")

    def _fail(self, error: Exception) -> None:
        """Keeps the failed batch pending. The next attempt waits longer each time."""
        failures = self.health.failures + 1
        wait = min(FIRST_RETRY_SECONDS * 2.0 ** min(failures - 1, 20), MAX_RETRY_SECONDS)
        told = error if isinstance(error, OmnyError) else InternalError.of(error, log="in the daemon's log")
        log.warning("%s; tried again in %.1f s", told, wait, exc_info=None if told is error else error)
        self._note("pass", f"{NOT_INDEXED}: {told}")
        self._update_health(failures=failures)
        self._room.note_failure()
        self.inbox.put_back(self._deps.clock.monotonic() + wait)
        if not isinstance(error, SourceError | HeldBackError | InterruptedRun):  # these errors write nothing
            self._read_back(error)

    def _read_back(self, error: Exception) -> None:
        """Reads the state of the database. A failed commit does not tell whether it is durable, or whether another
        process wrote."""
        self.inbox.request_rescan(RescanReason.DATABASE_READ_BACK)
        try:
            indexer = self._get_indexer()
            before = indexer.generation
            indexer.reload()
            if not isinstance(error, BusyError) or indexer.generation != before:
                self._deps.rebuilt()
        except OmnyError as again:
            self._indexer, self._is_unread = None, True
            if str(again) != str(error):
                log.warning("%s", again)

    def _reload_settings(self) -> None:
        """Applies the settings on disk if they differ. They may be the reason for a rescan."""
        try:
            settings = load_settings(self._root)
        except OmnyError as error:
            self._note("settings", f"{error}; the settings before are in use")
            return
        self._note("settings", "")
        if settings != self._settings:
            self._indexer, self._settings = None, settings
            self.inbox.debounce_seconds = settings.debounce_ms / 1000
            self._get_indexer()

    def _get_indexer(self) -> Indexer:
        """Returns the indexer. Raises StorageError if the store cannot be read yet."""
        if self._indexer is None:
            self._indexer = Indexer(
                self._root,
                self._repository,
                settings=self._settings,
                jobs=self._jobs,
                executors=self._deps.executors,
                source="file-watcher",
                clock=self._deps.clock,
                follower=self._deps.follower,
                entering=self._enter,
            )
        if self._is_unread:
            self._is_unread = False
            self._deps.rebuilt()
        return self._indexer

    def _enter(self, directory: str) -> None:
        """Watches a directory before it is listed: a later change raises an event."""
        self._visited.add(directory)
        self._source.watch_tree(directory)

    def _note(self, what: str, problem: str) -> None:
        self._problems[what] = problem

    def _update_health(self, **changes: Any) -> None:
        """Replaces the record of health."""
        problems = (*self._problems.values(), self._source.problem, *self._deps.problems())
        changes |= {"watched": self._source.watched, "unwatched": len(self._source.unwatched)}
        self.health = replace(self.health, problems=tuple(filter(None, problems)), **changes)
