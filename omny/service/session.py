"""`Session`: what a place's index is asked and told to do. The daemon that keeps the index does it where one runs, this
process otherwise; nothing outside of this module decides which.

Each request has a `Route` (`omny/service/routes.py`): what happens if a daemon cannot be asked, or ends meanwhile.
`omny/service/live.py` is the session of a server, which keeps connections and starts daemons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from omny.base import plugins
from omny.base.errors import DaemonError, DaemonGoneError, InternalError, NoIndexError, OmnyError, UsageError
from omny.service import routes
from omny.service.client import Client, connect
from omny.service.routes import Lost, Route

if TYPE_CHECKING:
    from omny.base.lock import Holder
    from omny.base.paths import Root
    from omny.base.progress import Progress
    from omny.edit.notes import NoteRequest
    from omny.edit.request import EditRequest, EditResult
    from omny.query.daemon import DaemonReport
    from omny.query.documents import Document
    from omny.query.freshness import Freshness
    from omny.query.notes import NotesAnswer
    from omny.service.answers import IndexAnswer, SyncAnswer, VerifyAnswer
    from omny.service.keeping import DaemonState, Kept
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
            said = self.daemon()
            document["daemon"] = None if said is None else msgspec.to_builtins(said)
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
        from omny.service.place import meaning_at

        place = self.place
        with place.reading() as repository:

            def fresh(paths: Iterable[str]) -> Freshness:
                return place.freshness(repository, paths, problems=problems)

            with meaning_at(place) as find:
                view = View(repository, place.root, place.path, fresh, find_meaning=find)
                return answer(view, question, arguments, at_least)

    def events(self, since: str | None, *, limit: int, wait: float) -> Document | None:
        """A page of the feed from the daemon, see `omny/query/feed.py:Events`; None if this process has to read the
        feed. Raises BehindError if nothing has changed for `wait` seconds, UsageError if `since` names no state."""
        arguments = {"since": since, "limit": limit, "wait": wait}
        page = self._through_daemon(routes.QUESTION, lambda daemon: daemon.ask("events", arguments))
        return None if isinstance(page, _Absent) else page

    def has_index(self) -> bool:
        """Whether anything was ever indexed. A damaged index is one: the next question says what is wrong."""
        try:
            with self.place.reading():
                return True
        except (NoIndexError, UsageError):
            return False
        except OmnyError:
            return True

    def _answer(self, question: str, arguments: dict[str, Any], at_least: str | None) -> Document:
        document = self._through_daemon(routes.QUESTION, lambda daemon: daemon.ask(question, arguments, at_least))
        if isinstance(document, _Absent):
            problems = [f"{document.problem}; the database was read instead"] if document.problem else []
            return self.read(question, arguments, at_least=at_least, problems=problems)
        document["freshness"]["root"] = self.place.displayed_root  # a daemon does not know from where it is asked
        return document

    # ── requests that change the index ──

    def sync(self, timeout: float, *, announce: Announce = nullcontext) -> SyncAnswer:
        """Has everything that was written until now indexed; an answer without results, with the freshness of that
        state.

        Raises DaemonError where the daemon has not indexed it within `timeout` seconds. A pass of this process has no
        limit.
        """
        from omny.service.requests import Sync

        def ask(daemon: Client) -> SyncAnswer:
            with announce(timeout):
                return daemon.do(Sync(timeout=timeout), timeout=timeout + GRACE_SECONDS)

        answer = self._through_daemon(routes.SYNC, ask)
        if not isinstance(answer, _Absent):
            return answer
        from omny.service.answers import SyncAnswer
        from omny.service.passes import index_here

        return SyncAnswer(results=[], freshness=index_here(self.place).freshness)

    def index(
        self, jobs: int | None = None, *, announce: Announce = nullcontext, show: Show = nullcontext
    ) -> IndexAnswer:
        """Brings the index to what is on disk, with `jobs` workers if this process does it; what that did."""
        from omny.service.passes import index_here, make_reporter
        from omny.service.requests import Index

        def ask(daemon: Client) -> IndexAnswer:
            if not plugins.are_allowed() and plugins.on_record():
                reason = "the daemon that runs was started with language plug-ins"
                raise UsageError(
                    "index without plug-ins", reason, path=str(self.place.root.path), hint="run 'omny stop'"
                )
            with show() as progress, announce(DAEMON_SECONDS) if progress is None else nullcontext():
                report = None if progress is None else make_reporter(progress)
                request = Index(timeout=DAEMON_SECONDS)
                return daemon.do(request, timeout=DAEMON_SECONDS + GRACE_SECONDS, report=report)

        done = self._through_daemon(routes.INDEX, ask)
        return index_here(self.place, jobs, show=show, embeds=True) if isinstance(done, _Absent) else done

    def index_here(self, jobs: int | None = None, *, show: Show = nullcontext) -> IndexAnswer:
        """The same by this process, whether a daemon runs or not: for a first index."""
        from omny.service.passes import index_here

        return index_here(self.place, jobs, show=show)

    def index_history(self, since: str, jobs: int | None = None, *, show: Show = nullcontext) -> IndexAnswer:
        """A new index by this process that begins with commits of git; see `omny/service/passes.py`."""
        from omny.service.passes import index_history

        return index_history(self.place, since, jobs, show=show)

    def verify(self, *, deep: bool, repair: bool, announce: Announce = nullcontext) -> VerifyAnswer:
        """The findings of the validator, those that were repaired among them. Raises DaemonError where a daemon runs
        and gives no answer."""
        with announce(DAEMON_SECONDS):
            answer = self._verify_by_daemon(deep, repair)
        if answer is not None:
            return answer
        from omny.service.checking import verify_here

        return verify_here(self.place, deep, repair)

    def edit(self, request: EditRequest) -> EditResult:
        """Does an edit. Raises OmnyError; a DaemonError that says that no answer came leaves open whether it is
        done."""
        from omny.base.user import user_name
        from omny.service.requests import Edit

        if not request.actor:
            request = msgspec.structs.replace(request, actor=user_name())
        wanted = Edit(request=msgspec.to_builtins(request), timeout=BEGIN_SECONDS)
        reply = self._through_daemon(routes.EDIT, lambda daemon: daemon.do(wanted, timeout=DAEMON_SECONDS))
        if not isinstance(reply, _Absent):
            return reply.edit
        from omny.service.editing import edit_here

        return edit_here(self.place, request)

    def note(self, request: NoteRequest) -> NotesAnswer:
        """Writes or removes a note; the notes of its atom. Errors as `edit`."""
        from omny.base.user import user_name
        from omny.service.requests import Note

        if not request.actor:
            request = msgspec.structs.replace(request, actor=user_name())
        wanted = Note(request=request, timeout=BEGIN_SECONDS)
        answer = self._through_daemon(routes.EDIT, lambda daemon: daemon.do(wanted, timeout=DAEMON_SECONDS))
        if not isinstance(answer, _Absent):
            return answer
        from omny.service.editing import note_here

        return note_here(self.place, request)

    def _verify_by_daemon(self, deep: bool, repair: bool) -> VerifyAnswer | None:
        """What a daemon has found; None where this process has to look.

        A daemon that has to rebuild its database says so by the cure of a finding, and restarts. What the next one
        finds is what is left.
        """
        from omny.service.requests import Verify

        end = time.monotonic() + DAEMON_SECONDS

        def ask(daemon: Client, *, repair: bool = repair) -> VerifyAnswer:
            left = max(1.0, end - time.monotonic())
            request = Verify(deep=deep, repair=repair, timeout=left)
            return daemon.do(request, timeout=left + GRACE_SECONDS)

        answer = self._through_daemon(routes.VERIFY, ask, end=end)
        if isinstance(answer, _Absent):
            return None
        if not (repair and answer.needs_new_database):
            return answer
        again = self._through_daemon(routes.VERIFY, lambda daemon: ask(daemon, repair=False), end=end, restarts=True)
        return None if isinstance(again, _Absent) else again.after(answer)

    # ── the daemon ──

    def listens(self) -> bool:
        """Whether a daemon serves this database. Raises DaemonError where one listens and cannot be asked."""
        return self.ask_daemon(lambda _: True) is not None

    def daemon(self) -> DaemonReport | None:
        """The self-description of the daemon of this database; None if no daemon answers."""
        try:
            return self._says(None)
        except (DaemonError, InternalError):
            return None

    def state(self, timeout: float | None = None) -> DaemonState:
        """What is known of the daemon. Raises the OmnyError that keeps it from being asked within `timeout` seconds."""
        from omny.base.lock import holder
        from omny.service.keeping import DaemonState

        says = self._says(timeout)
        return DaemonState(holder(self.place.root), says)

    def keep(self, deadline: float) -> tuple[Kept, Holder | None]:
        """Has the daemon that runs not end by itself, as soon as it listens, until `deadline` (monotonic); with the
        process that held the lock at the call."""
        from omny.base.lock import holder
        from omny.service import protocol
        from omny.service.keeping import Kept
        from omny.service.requests import Stay

        root, running = self.place.root, holder(self.place.root)
        if running is None:
            return Kept.NO, None
        if running.pid <= 0:
            return Kept.OTHER, running
        while holder(root) == running:
            try:
                if self.ask_daemon(lambda daemon: daemon.do(Stay())) is not None:
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
        return _ask_if_there(connect(self.place.root, self.place.path), ask)

    def _says(self, timeout: float | None) -> DaemonReport | None:
        return self.ask_daemon(lambda daemon: describe(daemon, timeout))

    def _through_daemon(
        self, route: Route, ask: Callable[[Client], _T], *, end: float = 0.0, restarts: bool = False
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
                    if route.lost is Lost.RAISES or (route.lost is Lost.HERE_IF_ALONE and self._is_held()):
                        raise
                    if route.lost is not Lost.ASKS_AGAIN:
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

    def _connect(self, route: Route) -> Client | _Absent | None:
        """A connection to the daemon; None where the next one has to be waited for."""
        try:
            return connect(self.place.root, self.place.path) or _Absent()
        except DaemonError as error:
            if isinstance(error, DaemonGoneError) and route.lost is Lost.ASKS_AGAIN:
                return None
            if route.needs_answer:
                raise
            return _Absent(str(error))

    def _is_held(self) -> bool:
        """Whether a process holds the daemon's lock."""
        from omny.base.lock import holder

        return holder(self.place.root) is not None


def describe(daemon: Client, timeout: float | None = None) -> DaemonReport:
    """What a daemon says of itself, within `timeout` seconds."""
    from omny.service.requests import Describe  # here, since few commands find a daemon

    return daemon.do(Describe(), timeout=timeout)


def describe_daemon(root: Root, timeout: float) -> DaemonReport | None:
    """What the daemon of a root says of itself, for any database; None if no daemon listens. Raises the OmnyError of
    the daemon."""
    return _ask_if_there(connect(root), lambda daemon: describe(daemon, timeout))


def ask_daemon(
    root: Root, question: str, arguments: dict[str, Any], *, timeout: float | None = None
) -> Document | None:
    """The answer of the daemon of a root, for any database; None if no daemon listens. Raises the OmnyError of the
    daemon."""
    return _ask_if_there(connect(root), lambda daemon: daemon.ask(question, arguments, timeout=timeout))


def _ask_if_there(daemon: Client | None, ask: Callable[[Client], _T]) -> _T | None:
    if daemon is None:
        return None
    with daemon:
        return ask(daemon)
