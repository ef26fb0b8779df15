"""`LiveSession`: the index of a root for a server that lives as long as its client and outlives daemons.

The running daemon answers. If none runs, the session starts one and waits for the first index. It keeps connections,
and replaces broken ones: a daemon closes a connection that is silent for a minute, and can be killed at any moment. If
a daemon cannot run, the database is read, and the answer says so. The session knows nothing of the protocol of agents.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from omny.base.errors import (
    AlreadyRunningError,
    DaemonError,
    DaemonGoneError,
    LateError,
    OmnyError,
    UnresponsiveError,
    UsageError,
)
from omny.base.paths import Root
from omny.base.progress import Step
from omny.query.documents import Document
from omny.service.client import HELLO_SECONDS, Client, connect
from omny.service.session import describe

ATTEMPTS = 3
"""Connections tried for one question: a kept one that has broken, one to a daemon that dies just then, a last one."""

LISTEN_SECONDS = 5.0
"""How long a daemon that somebody else is starting may take to listen."""

MIN_CONTACT_SECONDS = 0.25
"""How long a daemon may take to say hello to a call that does not wait: more than one that is busy takes."""

PAUSE_SECONDS = 1.0
"""How long a daemon that did not answer is not asked: one call can ask several questions, and pays once."""

SYNC_GRACE_SECONDS = 0.2
"""How much of the wait is left to the daemon to answer that it was too short, with what is still pending."""

_NAP_SECONDS = 0.05
_START_NAP_SECONDS = 0.2  # between tries to start one, each a fork
_DYING_NAPS = 40  # for so long a killed daemon may still take connections, before the system has taken it apart
_IDLE_CONNECTIONS = 4


class Reader(Protocol):
    """Reads the database without a daemon."""

    def __call__(self, question: str, arguments: dict[str, Any], *, problems: Sequence[str]) -> Document:
        """The document that answers; `problems` go along with its freshness."""


class FirstIndex(msgspec.Struct, frozen=True):
    """In place of an answer: there is nothing yet, and `done` of `total` files are read (0 of 0: not known)."""

    done: int
    total: int
    pid: int  # of the daemon that reads them


class Answered(msgspec.Struct, frozen=True):
    """A document, and why it may lack what was written just before; "" where it does not."""

    document: Document
    late: str


class LiveSession:
    """Answers from any thread. `start` starts a daemon, and is called by one thread at a time; `read` answers without
    one; `has_index` tells whether anything was ever indexed."""

    def __init__(
        self,
        root: Root,
        database: str,
        *,
        start: Callable[[], None],
        read: Reader,
        has_index: Callable[[], bool],
        displayed_root: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`displayed_root` is the root that each answer names, where the server was started in another one."""
        self.root = root
        self._told_root = displayed_root
        self._database = database
        self._start = start
        self._read = read
        self._has_index = has_index
        self._monotonic = monotonic
        self._idle: list[Client] = []
        self._lock = threading.Lock()  # of `_idle`
        self._starting = threading.Lock()
        self._is_indexed = False
        self._pauses_until = 0.0
        self._pauses_for: UnresponsiveError | None = None

    def ask(self, question: str, arguments: dict[str, Any], *, wait_seconds: float = 0.0) -> Answered | FirstIndex:
        """What answers the question, of a state that holds all that was written before the call, where `wait_seconds`
        are enough for that. Raises the OmnyError that stands in its place."""
        try:
            return self.first_index(wait_seconds) or self._ask_daemon(question, arguments, wait_seconds)
        except DaemonError as error:
            if isinstance(error, UnresponsiveError) and error is not self._pauses_for:  # a pause is not made longer
                self._pauses_until, self._pauses_for = self._monotonic() + PAUSE_SECONDS, error
            if not (self._is_indexed or self._has_index()):
                raise
            problem = f"{error}; the database was read instead, which holds what was indexed last"
            return Answered(self._read(question, arguments, problems=[problem]), "")

    def first_index(self, wait_seconds: float = 0.0) -> FirstIndex | None:
        """The progress of a first index, with a daemon started for it; None if an index exists.

        Raises UsageError if the tree has nothing to index after `wait_seconds`, DaemonError if no daemon can run.
        """
        if self._is_indexed or self._has_index():
            self._is_indexed = True
            return None
        deadline = self._deadline(wait_seconds)
        client = self._connect(deadline)
        try:
            said = describe(client, HELLO_SECONDS)
            if not said.ready:
                done, total = (said.done, said.total) if said.step == Step.READING else (0, 0)
                return FirstIndex(done, total, said.pid)
            _sync(
                client, wait_seconds, self._remaining_seconds(deadline)
            )  # the daemon has looked; what was written since is not lost for that
        finally:
            client.close()
        if self._has_index():
            return None
        hint = said.problems[0] if said.problems else "no file is in a language that Omny reads, or all are ignored"
        raise UsageError("ask index", "there is nothing in it", path=str(self.root.path), hint=hint)

    def close(self) -> None:
        """Closes the connections that nobody waits on."""
        with self._lock:
            idle, self._idle = self._idle, []
        for client in idle:
            client.close()

    def _ask_daemon(self, question: str, arguments: dict[str, Any], wait_seconds: float) -> Answered:
        deadline = self._deadline(wait_seconds)
        for attempt in range(ATTEMPTS):
            # A new connection shows that the daemon answers; without a wait nothing else would.
            client = self._borrow(deadline) if wait_seconds > 0 else self._connect(deadline)
            try:
                late = _sync(client, wait_seconds, self._remaining_seconds(deadline))
                document = client.ask(question, arguments)
            except UnresponsiveError:
                client.close()
                self.close()
                raise
            except DaemonError:  # nothing more can be had of this connection, or of those that were made with it
                client.close()
                self.close()
                if attempt == ATTEMPTS - 1:
                    raise
            except OmnyError:
                self._give_back(client)
                raise
            except BaseException:
                client.close()
                raise
            else:
                self._give_back(client)
                if "freshness" in document:
                    document["freshness"]["root"] = self._told_root
                return Answered(document, late)
        raise AssertionError("the last attempt returns or raises")

    def _deadline(self, wait_seconds: float) -> float:
        """Until when a daemon is to have answered."""
        return self._monotonic() + max(wait_seconds, MIN_CONTACT_SECONDS)

    def _remaining_seconds(self, deadline: float) -> float:
        return max(deadline - self._monotonic(), MIN_CONTACT_SECONDS / 10)

    def _borrow(self, deadline: float) -> Client:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connect(deadline)

    def _give_back(self, client: Client) -> None:
        with self._lock:
            if len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(client)
                return
        client.close()

    def _connect(self, deadline: float) -> Client:
        """A new connection. Raises UnresponsiveError where the daemon has not answered by then, DaemonError where there
        is no daemon, and none can be started."""
        if self._pauses_for is not None:
            if self._monotonic() < self._pauses_until:
                raise self._pauses_for
            self._pauses_for = None
        client = self._connection(self._remaining_seconds(deadline))
        if client is not None:
            return client
        with self._starting:
            client = self._connection(self._remaining_seconds(deadline))  # another thread may have been faster
            if client is None:
                self.close()  # connections to the one that is gone
            listens_by = self._monotonic() + LISTEN_SECONDS
            while client is None:
                self._start_one()
                client = self._connection(HELLO_SECONDS)
                if client is None:
                    if self._monotonic() > listens_by:
                        raise DaemonError("ask daemon", "one runs, and does not listen for this database")
                    time.sleep(_START_NAP_SECONDS)
            return client

    def _start_one(self) -> None:
        """Starts a daemon if none runs. A killed daemon holds its lock until the system has ended its process."""
        try:
            self._start()
        except AlreadyRunningError:
            pass  # or another process was faster
        except DaemonError:
            raise
        except OmnyError as error:
            raise DaemonError("start daemon", error.reason, path=error.path, hint=error.hint) from error

    def _connection(self, seconds: float) -> Client | None:
        """A connection to the running daemon; None if no daemon runs. Raises UnresponsiveError if the daemon does not
        answer within `seconds`."""
        more = {"seconds": seconds} if seconds < HELLO_SECONDS else {}
        for nap in range(_DYING_NAPS + 1):
            try:
                return connect(self.root, self._database, **more)
            except DaemonError as error:
                if not isinstance(error, DaemonGoneError) or nap == _DYING_NAPS:
                    raise
            time.sleep(_NAP_SECONDS)
        raise AssertionError("the last try returns or raises")


def _sync(client: Client, seconds: float, left: float) -> str:
    """Waits until what was written before is indexed, for the seconds that are left of those wanted; "" or why it may
    not be. Raises DaemonError where the connection has broken or nothing comes."""
    if seconds <= 0:
        return ""
    try:
        client.ask("sync", {"timeout": max(left - SYNC_GRACE_SECONDS, left / 2)}, timeout=left)
    except LateError as error:
        return f"{error.reason} ({error.hint})" if error.hint else error.reason
    except DaemonError:  # nothing can be had of this connection
        raise
    except OmnyError as error:
        return str(error)
    return ""
