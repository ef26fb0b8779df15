"""`Session`: what a place's index is asked and told to do. The daemon that keeps the index does it where one runs, this
process otherwise; nothing outside of this module decides which.

Each request has a `_Route`: what happens where a daemon listens and cannot be asked, and where it ends during the
request. `omny/service/live.py` is the session of a server, which keeps connections and starts daemons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from omny.base import plugins
from omny.base.errors import DaemonError, DaemonGoneError, InternalError, NoIndexError, OmnyError, UsageError
from omny.service.client import Client, connect

if TYPE_CHECKING:
    from omny.base.lock import Holder
    from omny.base.paths import Root
    from omny.base.progress import Progress
    from omny.edit.request import EditRequest, EditResult
    from omny.pipeline.indexer import IndexReport
    from omny.query.documents import Document
    from omny.query.freshness import Freshness
    from omny.service.place import Place

DAEMON_SECONDS = 600.0
"""How long a daemon may take for a first index or a deep check of ten million lines, or for an edit: a pass over all
that is at work, and a rename through a large tree."""

GRACE_SECONDS = 5.0
"""How long a daemon may take, after the time of a request is over, to say so and what it still does."""

BEGIN_SECONDS = 60.0
"""How long an edit waits for its turn, and until what was written before it is indexed. Then nothing was changed."""

AGAIN_SECONDS = 0.2  # between looks whether a daemon that restarts listens again

_KEEP_NAP_SECONDS = 0.05
_T = TypeVar("_T")

Announce = Callable[[float], AbstractContextManager[object]]
"""Surrounds a wait for the daemon; the argument is the timeout in seconds."""

Show = Callable[[], "AbstractContextManager[Progress | None]"]
"""Surrounds a pass, and returns the receiver of its progress, or None."""

FirstIndex = Callable[["Place"], AbstractContextManager[None]]
"""Makes a first index, which is there inside of the block at least."""


class _Lost(Enum):
    """What happens if the daemon ends during a request."""

    RAISES = "the error is raised: nobody knows how far the request came"
    HERE = "this process does the request"
    HERE_IF_ALONE = "this process does the request, unless another daemon starts: then the error is raised"
    ASKS_AGAIN = "the next daemon is asked as soon as it listens; without one, this process does the request"


class _Route(msgspec.Struct, frozen=True):
    """Who does a request."""

    needs_answer: bool  # whether a daemon that listens and cannot be asked is an error; else this process does it
    lost: _Lost
    survives: tuple[type[OmnyError], ...] = (DaemonGoneError,)  # errors of the daemon that `lost` is about


_QUESTION = _Route(False, _Lost.HERE, (DaemonError, InternalError))
"""Reading the database does no harm, and the answer says that the daemon failed."""

_SYNC = _Route(True, _Lost.RAISES)
"""A second pass of this process could not tell whether the daemon has acknowledged anything."""

_INDEX = _Route(False, _Lost.HERE_IF_ALONE)
"""Two writers do no harm: each commit is refused where another process has committed since."""

_VERIFY = _Route(False, _Lost.ASKS_AGAIN)
"""A daemon restarts after it has rebuilt its database, and what remains is what the next one finds."""

_EDIT = _Route(True, _Lost.RAISES)
"""Whether files were changed is in the journal of the edit, which the next daemon reads."""


class Kept(Enum):
    """The result of asking a running daemon not to end by itself."""

    YES = "it stays, or is there and does not answer"
    STARTING = "it does not listen yet"
    NO = "it has ended"
    OTHER = "it is no daemon of Omny, or keeps another store"


class DaemonState(msgspec.Struct, frozen=True):
    """What is known of the daemon of a root."""

    holder: Holder | None  # the process that holds the lock
    says: Document | None  # its own words; None where it does not listen for this database


class _Absent(msgspec.Struct, frozen=True):
    """In place of a daemon's answer: this process has to do the request."""

    problem: str = ""  # why, where a daemon listens


class Session:
    """The index of a place, asked and told. Holds no connection and no lock; for any thread."""

    def __init__(self, place: Place) -> None:
        self.place = place

    # ── questions ──

    def ask(
        self,
        question: str,
        arguments: dict[str, Any],
        *,
        at_least: str | None = None,
        first_index: FirstIndex | None = None,
    ) -> Document:
        """The document that answers a question of `omny/query/registry.py`, of the state `at_least` or a later one.

        Where a daemon fails, the document says so in its freshness. In a tree without an index `first_index` makes one;
        without it NoIndexError is raised. A status has what the daemon says of itself.
        """
        try:
            document = self._answer(question, arguments, at_least)
        except NoIndexError:
            store = self.place.store
            # A file that is there and holds nothing may have been cut: that is an error, and not covered up.
            if first_index is None or store.exists() or store.kind not in ("sqlite", "memory"):
                raise
            with first_index(self.place):
                document = self._answer(question, arguments, at_least)
        if question == "status":
            document["daemon"] = self.daemon()
        return document

    def read(
        self,
        question: str,
        arguments: dict[str, Any],
        *,
        at_least: str | None = None,
        problems: Sequence[str] = (),
    ) -> Document:
        """The same from the database, whether a daemon serves it or not; `problems` go along with its freshness."""
        from omny.query.questions import View, answer

        place = self.place
        with place.reading() as repository:

            def fresh(paths: Iterable[str]) -> Freshness:
                return place.freshness(repository, paths, problems=problems)

            return answer(View(repository, place.root, place.path, fresh), question, arguments, at_least)

    def has_index(self) -> bool:
        """Whether anything was ever indexed. A damaged index is one: what is wrong is said by the next question."""
        try:
            with self.place.reading():
                return True
        except (NoIndexError, UsageError):
            return False
        except OmnyError:
            return True

    def _answer(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        document = self._through_daemon(_QUESTION, lambda daemon: daemon.ask(question, arguments, at_least))
        if isinstance(document, _Absent):
            problems = [f"{document.problem}; the database was read instead"] if document.problem else []
            return self.read(question, arguments, at_least=at_least, problems=problems)
        document["freshness"]["root"] = self.place.told_root  # a daemon does not know from where it is asked
        return document

    # ── requests that change the index ──

    def sync(self, timeout: float, *, announce: Announce = nullcontext) -> Document:
        """Has everything that was written until now indexed; an answer without results, with the freshness of that
        state.

        Raises DaemonError where the daemon has not indexed it within `timeout` seconds. A pass of this process has no
        limit.
        """

        def ask(daemon: Client) -> Document:
            with announce(timeout):
                return daemon.ask("sync", {"timeout": timeout}, timeout=timeout + GRACE_SECONDS)

        document = self._through_daemon(_SYNC, ask)
        if not isinstance(document, _Absent):
            return document
        from omny.query.documents import answer_document
        from omny.service.passes import index_here

        return answer_document([], index_here(self.place)[1])

    def index(
        self, jobs: int | None = None, *, announce: Announce = nullcontext, show: Show = nullcontext
    ) -> tuple[IndexReport, Freshness]:
        """Brings the index to what is on disk, with `jobs` workers if this process does it; the figures of the
        pass, and the freshness of its state."""
        from omny.service.passes import index_by_daemon, index_here

        def ask(daemon: Client) -> tuple[IndexReport, Freshness]:
            if not plugins.are_allowed() and plugins.on_record():
                reason = "the daemon that runs was started with language plug-ins"
                raise UsageError(
                    "index without plug-ins", reason, path=str(self.place.root.path), hint="run 'omny stop'"
                )
            with show() as progress, announce(DAEMON_SECONDS) if progress is None else nullcontext():
                return index_by_daemon(self.place, daemon, DAEMON_SECONDS, GRACE_SECONDS, progress)

        done = self._through_daemon(_INDEX, ask)
        return index_here(self.place, jobs, show=show) if isinstance(done, _Absent) else done

    def index_here(self, jobs: int | None = None, *, show: Show = nullcontext) -> tuple[IndexReport, Freshness]:
        """The same by this process, whether a daemon runs or not: for a first index."""
        from omny.service.passes import index_here

        return index_here(self.place, jobs, show=show)

    def verify(self, *, deep: bool, repair: bool, announce: Announce = nullcontext) -> Document:
        """The findings of the validator, those that were repaired among them. Raises DaemonError where a daemon runs
        and gives no answer."""
        with announce(DAEMON_SECONDS):
            document = self._verify_by_daemon(deep, repair)
        if document is not None:
            return document
        from omny.service.checking import verify_here

        return verify_here(self.place, deep, repair)

    def edit(self, request: EditRequest) -> EditResult:
        """Does an edit. Raises OmnyError; a DaemonError that says that no answer came leaves open whether it is
        done."""
        from omny.edit.request import EditResult

        arguments = {"request": msgspec.to_builtins(request), "timeout": BEGIN_SECONDS}
        document = self._through_daemon(_EDIT, lambda daemon: daemon.ask("edit", arguments, timeout=DAEMON_SECONDS))
        if not isinstance(document, _Absent):
            return msgspec.convert(document["edit"], EditResult)
        from omny.service.editing import edit_here

        return edit_here(self.place, request)

    def _verify_by_daemon(self, deep: bool, repair: bool) -> Document | None:
        """What a daemon has found; None where this process has to look.

        A daemon that has to rebuild its database says so by the cure of a finding, and restarts. What the next one
        finds is what is left.
        """
        end = time.monotonic() + DAEMON_SECONDS

        def ask(daemon: Client, *, repair: bool = repair) -> Document:
            left = max(1.0, end - time.monotonic())
            arguments = {"deep": deep, "repair": repair, "timeout": left}
            return daemon.ask("verify", arguments, timeout=left + GRACE_SECONDS)

        document = self._through_daemon(_VERIFY, ask, end=end)
        if isinstance(document, _Absent):
            return None
        if not repair:
            return document
        from omny.service.checking import needs_new_database, with_repaired

        if not needs_new_database(document):
            return document
        again = self._through_daemon(_VERIFY, lambda daemon: ask(daemon, repair=False), end=end, restarts=True)
        return None if isinstance(again, _Absent) else with_repaired(again, document)

    # ── the daemon ──

    def listens(self) -> bool:
        """Whether a daemon serves this database. Raises DaemonError where one listens and cannot be asked."""
        return self.ask_daemon(lambda _: True) is not None

    def daemon(self) -> Document | None:
        """The self-description of the daemon of this database; None if no daemon answers."""
        try:
            return self._says(None)
        except (DaemonError, InternalError):
            return None

    def state(self, timeout: float | None = None) -> DaemonState:
        """What is known of the daemon. Raises the OmnyError that keeps it from being asked within `timeout` seconds."""
        from omny.base.lock import holder

        says = self._says(timeout)
        return DaemonState(holder(self.place.root), says)

    def keep(self, deadline: float) -> tuple[Kept, Holder | None]:
        """Has the daemon that runs not end by itself, as soon as it listens, until `deadline` (monotonic); with the
        process that held the lock at the call."""
        from omny.base.lock import holder
        from omny.service import protocol

        root, running = self.place.root, holder(self.place.root)
        if running is None:
            return Kept.NO, None
        if running.pid <= 0:
            return Kept.OTHER, running
        while holder(root) == running:
            try:
                if self.ask_daemon(lambda daemon: daemon.ask("stay", {})) is not None:
                    return Kept.YES, running
                if (other := connect(root)) is not None:
                    other.close()
                    return Kept.OTHER, running
            except DaemonGoneError:  # it ends, or dozes
                pass
            except DaemonError:
                return Kept.YES, running
            if not protocol.is_supported():
                return Kept.YES, running
            if time.monotonic() >= deadline:
                return Kept.STARTING, running
            time.sleep(_KEEP_NAP_SECONDS)
        return Kept.NO, running

    def ask_daemon(self, ask: Callable[[Client], _T]) -> _T | None:
        """The result of a call to the daemon of this database; None if no daemon listens. Raises the OmnyError of the
        daemon."""
        daemon = connect(self.place.root, self.place.path)
        if daemon is None:
            return None
        with daemon:
            return ask(daemon)

    def _says(self, timeout: float | None) -> Document | None:
        return self.ask_daemon(lambda daemon: daemon.ask("daemon", {}, timeout=timeout))

    def _through_daemon(
        self, route: _Route, ask: Callable[[Client], _T], *, end: float = 0.0, restarts: bool = False
    ) -> _T | _Absent:
        """What the daemon gives, or that this process has to do the request. With `restarts` a daemon is about to
        listen; one is waited for until `end` (monotonic)."""
        while True:
            found = self._connect(route)
            if isinstance(found, Client):
                try:
                    with found:
                        return ask(found)
                except route.survives as error:
                    if route.lost is _Lost.RAISES or (route.lost is _Lost.HERE_IF_ALONE and self._is_held()):
                        raise
                    if route.lost is not _Lost.ASKS_AGAIN:
                        return _Absent(str(error))
            elif found is not None and not restarts:
                return found
            if not self._is_held():
                return _Absent()
            if time.monotonic() >= end:
                reason = f"the daemon was not there for {DAEMON_SECONDS:g} s"
                raise DaemonError("verify", reason, hint="see 'omny doctor'")
            time.sleep(AGAIN_SECONDS)
            restarts = True

    def _connect(self, route: _Route) -> Client | _Absent | None:
        """A connection to the daemon; None where the next one has to be waited for."""
        try:
            return connect(self.place.root, self.place.path) or _Absent()
        except DaemonError as error:
            if isinstance(error, DaemonGoneError) and route.lost is _Lost.ASKS_AGAIN:
                return None
            if route.needs_answer:
                raise
            return _Absent(str(error))

    def _is_held(self) -> bool:
        """Whether a process holds the daemon's lock."""
        from omny.base.lock import holder

        return holder(self.place.root) is not None


def ask_daemon(
    root: Root, question: str, arguments: dict[str, Any], *, timeout: float | None = None
) -> Document | None:
    """The answer of the daemon of a root, for any database; None if no daemon listens. Raises the OmnyError of the
    daemon."""
    daemon = connect(root)
    if daemon is None:
        return None
    with daemon:
        return daemon.ask(question, arguments, timeout=timeout)
