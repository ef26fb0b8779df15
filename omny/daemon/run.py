"""One life of a daemon: the only place that connects loop, graph, socket, signals and checks."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

import msgspec

from omny import __version__
from omny.base.clock import SYSTEM_CLOCK
from omny.base.config import SETTINGS_NAME, default_jobs, load_settings
from omny.base.errors import UnsupportedError
from omny.base.paths import MIB, Root
from omny.base.shebang import has_ending
from omny.daemon.answering import Answering
from omny.daemon.dependencies import Dependencies
from omny.daemon.events import Event, ReloadRequested, StopRequested
from omny.daemon.graphkeeper import GraphKeeper
from omny.daemon.kept import Kept
from omny.daemon.loop import Daemon
from omny.daemon.monitor import IntegrityMonitor
from omny.daemon.process.log import set_level
from omny.daemon.rest import Rest
from omny.daemon.server import Server
from omny.daemon.stop import Stop, StopReason
from omny.daemon.vectorkeeper import VectorKeeper
from omny.daemon.workers import StandingPool
from omny.integrity.backup import Backups
from omny.integrity.repair import rebuild_database
from omny.languages import accepts, discover, have_changed
from omny.model.delta import Delta
from omny.model.meta import Meta
from omny.storage.resilience.deadlines import CallWatchdog
from omny.storage.resilience.reconnecting import make_reconnecting
from omny.storage.stores import Store
from omny.watch.ignore.rules import decides
from omny.watch.sources.patience import PatientDisk
from omny.watch.sources.source import event_source

log = logging.getLogger("omny.daemon")

GROUND_SECONDS = 2.0
"""Interval of the check for the root and for idle time: one system call."""

LOG_BYTES = 64 * 1024 * 1024
"""Size from which a write-ahead log is reported: four times its size when no reader holds an old state."""

MAX_WAIT_SECONDS = 60.0  # of the thread of the checks: settings may have changed

END_SECONDS = 5.0
"""Maximum wait for the end of a check. A longer check ends with the process; it only reads."""

LISTEN_SECONDS = 0.5  # interval of the check for a stop that the loop does not handle

HUNG_SECONDS = 3.0
"""Maximum wait for the end of a pass before a test whether a file system hangs, which takes 5 s. `omny stop` waits
longer than both. Then the process ends in the middle of the pass; as with a kill, nothing is lost."""

_Inode = tuple[int, int] | None

ATTEND_SECONDS = 1.0  # interval of the watchdog for calls to a server


class Life:
    """One life. The next life receives nothing from it but the arguments."""

    def __init__(self, root: Root, store: Store, kept: Kept, rebuilt_at: float | None) -> None:
        self._patience = PatientDisk()
        self._root = root = msgspec.structs.replace(root, disk=self._patience)
        self._rebuilt_at = rebuilt_at  # when the last database was found damaged
        self._kept = kept
        self._store = store
        self._settings = load_settings(root)
        discover()
        self._seen = self._ground()
        self._pool = StandingPool(default_jobs(), SYSTEM_CLOCK)
        self._checking_pool = StandingPool(1, SYSTEM_CLOCK)  # for the thread of the checks
        self._backups = None if store.file is None else Backups(root, store.file, SYSTEM_CLOCK)

    def run(self, ready: Callable[[str], None]) -> Stop:
        """Watches and answers until the daemon stops."""
        woken = self._kept.woken
        with contextlib.ExitStack() as stack:
            store = self._store
            if not store.is_local:
                store = self._watch_calls(stack)
            repository = stack.enter_context(store.open() if store.is_local else make_reconnecting(store.open))
            stack.callback(self._pool.close)
            self._seen = self._ground()
            graph = GraphKeeper(store.open_reading, keeps_last=not store.is_local)
            vectors = VectorKeeper(self._root, self._store)

            def follow(delta: Delta, meta: Meta) -> None:
                graph.follow(delta, meta)
                answering.follow(delta, meta)
                rest.note_commit()
                vectors.note_commit()

            def rebuilt() -> None:
                graph.reload()
                answering.forget()

            deps = Dependencies(
                clock=SYSTEM_CLOCK,
                executors=self._pool,
                source=lambda root: event_source(root, _is_wanted, self._patience),
                follower=follow,
                rebuilt=rebuilt,
                ping=tuple if store.is_local else repository.meta,
                problems=lambda: (*monitor.repair_queue.problems(), *self._problems()),
                repair=lambda indexer: monitor.repair(indexer),
                health_check=self._check_ground,
            )
            daemon = Daemon(self._root, repository, self._settings, default_jobs(), deps)
            monitor = IntegrityMonitor(
                daemon,
                self._root,
                repository,
                store.open_reading,
                lambda: graph.graph,
                clock=SYSTEM_CLOCK,
                executors=self._checking_pool,
                rebuilt=rebuilt,
                rebuilt_at=self._rebuilt_at,
                is_file=store.file is not None,
            )
            answering = Answering(
                self._root,
                store,
                daemon,
                graph,
                monitor,
                self._kept.registration.started,
                self._backup_problem,
                self._kept.demand,
                looks_first=woken is not None,
                meaning=vectors.meaning,
            )
            stack.callback(answering.close)
            listener = woken.listener if woken else -1
            server = Server(
                self._root, answering.answer, database=store.name, listener=listener, greeted=self._kept.take_clients
            )
            stack.callback(server.stop)  # last, because a thread that waits for the daemon never ends
            daemon.start()
            stack.callback(daemon.stop, Stop(StopReason.REQUESTED))
            stack.callback(monitor.repair_queue.end)
            _listen(server)
            _handle_signals(daemon, stack)
            graph.reload()
            stack.callback(self._start_checks(monitor))
            stack.callback(vectors.start())
            log.info("Omny %s watches, process %d", __version__, os.getpid())
            ready(daemon.trouble)
            kept = self._kept

            def is_done_since(moment: float) -> bool:
                return monitor.is_checked_since(moment) and vectors.is_idle

            rest = Rest(self._root, self._store, daemon, server, kept, is_done_since)
            stack.callback(rest.end)
            kept.doze, kept.woken, kept.greeter = rest.sleep, None, None
            return self._run_loop(daemon, graph, answering, rest)

    def _run_loop(self, daemon: Daemon, graph: GraphKeeper, answering: Answering, rest: Rest) -> Stop:
        """Runs the loop in a thread of its own until the daemon stops. This thread handles signals and waits for
        nothing else, so it receives a stop even while the loop waits."""
        end: Future[Stop] = Future()

        def work() -> None:
            try:
                end.set_result(self._turn_until_stop(daemon, graph, answering, rest))
            except BaseException as error:
                end.set_exception(error)

        threading.Thread(target=work, name="omny-loop", daemon=True).start()
        asked: float | None = None
        while not wait([end], LISTEN_SECONDS).done:
            if asked is None and daemon.inbox.is_posted(StopRequested()):
                asked = SYSTEM_CLOCK.monotonic()
            if asked is None or SYSTEM_CLOCK.monotonic() - asked < HUNG_SECONDS:
                continue
            with contextlib.suppress(OSError):
                self._patience.lstat(os.fspath(self._root.path))  # the root may be the path that hangs
            if self._patience.hung:
                log.error("ended in the middle of a pass: %s", self._patience.problem)
                self._kept.lock.release()  # a thread that waits in the kernel keeps the file open
                os._exit(1)
        return end.result()

    def _turn_until_stop(self, daemon: Daemon, graph: GraphKeeper, answering: Answering, rest: Rest) -> Stop:
        """Calls the daemon whenever something is due, until it stops."""
        while True:
            until = daemon.turn()
            if daemon.stopped:
                return daemon.stopped
            set_level(self._kept.log_level or daemon.settings.log_level)
            if not daemon.trouble and graph.is_wanted:
                graph.reload()
            answering.rest()
            if daemon.health.ready and self._backups is not None:
                settings = daemon.settings
                self._backups.look(settings.backup_hours, settings.backups_kept, settings.backup_room)
            if stop := self._find_end(daemon) or rest.look():
                return stop
            daemon.inbox.wait(min(until, SYSTEM_CLOCK.monotonic() + GROUND_SECONDS))

    def _find_end(self, daemon: Daemon) -> Stop | None:
        """The stop of a daemon that has no reason to run."""
        if self._ground()[0] != self._seen[0]:
            return Stop(StopReason.ROOT_REPLACED)
        if have_changed():  # a process cannot replace the packages that it has loaded
            return Stop(StopReason.LANGUAGES_CHANGED)
        self._kept.registration.keep()
        demand, minutes = self._kept.demand, daemon.settings.idle_minutes
        if demand.on_demand and minutes and demand.close(minutes * 60):
            return Stop(StopReason.UNUSED, f"{minutes:g}")
        return None

    def rebuild(self, file: str) -> None:
        """Sets the database aside and puts a new one in its place. To be called after `run`."""
        done = rebuild_database(file, SYSTEM_CLOCK)
        log.error("the database was damaged and is now %s; %d events were carried over", done.aside, done.events)

    def _start_checks(self, monitor: IntegrityMonitor) -> Callable[[], None]:
        """Starts the thread of the checks. Returns the function that ends it."""
        ending = threading.Event()

        def work() -> None:
            while not ending.is_set():
                monitor.called.wait(min(max(monitor.turn() - time.monotonic(), 0.0), MAX_WAIT_SECONDS))
                monitor.called.clear()
                self._checking_pool.rest()
            monitor.close()
            self._checking_pool.close()

        thread = threading.Thread(target=work, name="omny-doubts", daemon=True)
        thread.start()

        def end() -> None:
            ending.set()
            monitor.called.set()
            thread.join(END_SECONDS)

        return end

    def _watch_calls(self, stack: contextlib.ExitStack) -> Store:
        """The store on a server, with a thread that cancels hopeless calls, until the stack is left."""
        store, ending = CallWatchdog(self._store, SYSTEM_CLOCK.monotonic), threading.Event()

        def work() -> None:
            while not ending.wait(ATTEND_SECONDS):
                store.look()

        threading.Thread(target=work, name="omny-attend", daemon=True).start()
        stack.callback(ending.set)
        return store

    def _problems(self) -> tuple[str, ...]:
        told = (self._patience.problem, self._store.file and log_problem(self._store.file))
        return tuple(filter(None, told))

    def _backup_problem(self) -> str:
        """The reason that there is no new backup; "" if all is well. It makes no answer wrong."""
        return "" if self._backups is None else self._backups.problem

    def _check_ground(self) -> Stop | None:
        self._pool.rest()
        ground = root, _ = self._ground()
        if ground == self._seen and self._kept.lock.is_still_ours():
            return None
        if root is None or root != self._seen[0]:
            return Stop(StopReason.ROOT_REPLACED)
        if not self._root.state_dir.is_dir():
            return Stop(StopReason.STATE_REMOVED)
        return Stop(StopReason.FILES_REPLACED)

    def _ground(self) -> tuple[_Inode, _Inode]:
        """The inodes of the root and of the database."""
        file = self._store.file
        root: _Inode
        try:
            found = self._root.disk.lstat(os.fspath(self._root.path))
            root = (found.st_dev, found.st_ino)
        except TimeoutError:  # the file system does not answer, so nobody has seen another root
            root = self._seen[0]
        except OSError:
            root = None
        return (root, None if file is None else _inode(Path(file)))


def log_problem(database: str) -> str:
    """Reports a write-ahead log that has grown. The daemon cannot cut it: its own answers read for milliseconds."""
    try:
        size = os.stat(f"{database}-wal").st_size
    except OSError:
        return ""
    if size <= LOG_BYTES:
        return ""
    return (
        f"another program has been reading an old state of the index for long, so its log has grown to "
        f"{size / MIB:,.0f} MiB; end the program that keeps {database} open"
    )


def _is_wanted(path: str) -> bool:
    """Whether a change of a file is worth a look."""
    return accepts(path) or not has_ending(path) or decides(path) or path == SETTINGS_NAME


def _listen(server: Server) -> None:
    try:
        server.start()
    except UnsupportedError as error:  # then the command line reads the database itself
        log.warning("%s", error)


def _handle_signals(daemon: Daemon, stack: contextlib.ExitStack) -> None:
    """Installs the signal handlers until the stack is left."""
    events: dict[str, Event] = {"SIGTERM": StopRequested(), "SIGINT": StopRequested(), "SIGHUP": ReloadRequested()}
    for name, event in events.items():
        number = getattr(signal, name, None)
        if number is not None:
            stack.callback(signal.signal, number, signal.signal(number, _poster(daemon, event)))


def _poster(daemon: Daemon, event: Event) -> Callable[[int, object], None]:
    return lambda _number, _frame: daemon.inbox.post(event)


def _inode(path: Path) -> _Inode:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
