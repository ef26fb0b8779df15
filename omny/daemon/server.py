"""The daemon's end of the channel: listens on the socket of a root and has each question answered.

One thread accepts, and each connection has a thread that has its questions answered. What a client does, or fails to
do, costs its own connection and nothing else. Knows nothing of what is asked: `answer` is called from those threads,
several at a time.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import socket
import stat
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from omny.base.errors import DaemonError, InternalError, OmnyError, UnsupportedError, UsageError
from omny.base.paths import Root, describe_failure
from omny.daemon.pulse import Pulse
from omny.query.documents import Document
from omny.service import envelope, protocol
from omny.service.client import SOCKET_NAME
from omny.service.envelope import Hello, Notification, Progress, Report, Request, Response
from omny.service.protocol import MAX_REPLY_BYTES, MAX_REQUEST_BYTES

Answer = Callable[..., Document]
"""Question, arguments, the token of the state to be waited for, and where progress is wanted a `Report`, to a document
or an OmnyError."""

MAX_CONNECTIONS = 64
"""Connections at a time, a thread each. For a further client the longest idle connection is closed; without an idle one
the client waits in the queue of the socket."""

MIN_IDLE_SECONDS = 0.25
"""How long a connection must have been silent before another may take its place: a client that has just connected asks
within milliseconds."""

EVICT_SECONDS = 0.05  # between looks whether a connection has ended or is idle, while another one waits

QUEUE = 1_024
"""Connections that wait; the system may allow fewer."""

IDLE_SECONDS = 60.0
"""How long a connection may be silent between two questions while others could wait for its place."""

REQUEST_SECONDS = 10.0
"""How long a question may take from its first byte to its last: at most 1 MiB, from a process on this machine."""

REPLY_SECONDS = 60.0
"""How long a client may take to read its answer."""

STOP_SECONDS = 2.0
"""How long clients may take, when the server stops, to read what is being answered."""

_RETRY_SECONDS = 0.1  # after `accept` failed for want of descriptors or memory

_log = logging.getLogger("omny.daemon")


class Server:
    """Answers on the socket of a root, from `start` to `stop`. The caller holds the daemon's lock."""

    def __init__(
        self,
        root: Root,
        answer: Answer,
        *,
        database: str,
        listener: int = -1,
        greeted: Callable[[], Sequence[int]] = tuple,
    ) -> None:
        """`listener` is a socket that listens already, `greeted` returns connections of it with greeted clients, and
        ends the greeter."""
        self._path = root.state_dir / SOCKET_NAME
        self._root = root
        self._answer = answer
        self._hello = Hello.of(protocol.database_name(database))
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._idle: dict[socket.socket, float] = {}  # connections that have no question, and since when (monotonic)
        self._lock = threading.Lock()  # of these two; a connection is closed under it
        self._slots = threading.Semaphore(MAX_CONNECTIONS)
        self._stopping = threading.Event()
        self._pulse = Pulse()  # of answers that take long
        self._is_paused = False
        self._deps = (listener, greeted)
        self._accepting: threading.Thread | None = None

    def start(self) -> None:
        """Listens from now on; what a killed daemon left at the socket's place is removed.

        Raises UnsupportedError where the system has no such sockets, UsageError where something else is in the socket's
        place, DaemonError where the system refuses.
        """
        if not protocol.is_supported():
            raise UnsupportedError("listen", "this system has no Unix sockets", hint="omny works without a daemon")
        self._root.make_state_dir()
        listener, greeted = self._deps
        if listener >= 0:
            self._adopt(listener, greeted())
            return
        with contextlib.ExitStack() as undo:
            self._listener = undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            try:
                _clear(self._path)
                with protocol.socket_address(self._path) as address:
                    self._listener.bind(address)
                # Not by a umask, which other threads would make their files under. Nobody connects before `listen`.
                self._path.chmod(0o600)
                self._listener.listen(QUEUE)
                self._inode = self._path.lstat().st_ino
                self._wake, self._woken = socket.socketpair()
            except OSError as error:
                raise DaemonError("listen", describe_failure(error), path=str(self._path)) from error
            undo.pop_all()
        self._start_accepting()

    def _adopt(self, listener: int, clients: Sequence[int]) -> None:
        """Continues on the socket of the former program of this process."""
        self._deps = (-1, tuple)
        os.set_inheritable(listener, False)
        self._listener = socket.socket(fileno=listener)
        self._inode = self._path.lstat().st_ino
        self._wake, self._woken = socket.socketpair()
        self._start_accepting()
        for client in clients:
            os.set_inheritable(client, False)
            self._slots.acquire()
            self._start_conversation(socket.socket(fileno=client), is_greeted=True)

    def _start_accepting(self) -> None:
        self._listener.setblocking(False)
        self._accepting = threading.Thread(target=self._accept, name="omny-accept", daemon=True)
        self._accepting.start()

    @property
    def is_listening(self) -> bool:
        """Whether clients can come."""
        return self._accepting is not None and not self._stopping.is_set()

    @property
    def hello(self) -> bytes:
        """The first message to each client."""
        return protocol.encode(self._hello, MAX_REPLY_BYTES)

    @property
    def path(self) -> Path:
        """Of the socket."""
        return self._path

    def pause(self) -> None:
        """Accepts no more clients: they wait in the queue of the socket, until `resume` or for the next program after
        `detach`."""
        assert self._accepting is not None
        self._is_paused = True
        self._wake.send(b"\0")
        self._slots.release()  # the thread keeps one
        self._accepting.join()
        self._woken.recv(1)

    def resume(self) -> None:
        """Lets them in again."""
        self._is_paused = False
        self._start_accepting()

    def detach(self) -> int:
        """Ends the connections and gives the listening socket away, after `pause`: its descriptor."""
        self._stopping.set()
        for ended in (self._wake, self._woken):
            ended.close()
        self._end_connections()
        return self._listener.detach()

    def stop(self) -> None:
        """Listens no more, lets the answers that are being made be sent, and returns when all threads have ended. Never
        called from `answer`. A second call does nothing."""
        if self._accepting is None or self._stopping.is_set():
            return
        self._stopping.set()
        self._wake.send(b"\0")
        self._slots.release()
        self._accepting.join()
        for ended in (self._listener, self._wake, self._woken):
            ended.close()
        with contextlib.suppress(OSError):  # gone with its directory
            if self._path.lstat().st_ino == self._inode:
                self._path.unlink()
        self._end_connections()

    def _end_connections(self) -> None:
        """Has the answers that are being made be sent, and returns when the threads of all connections have ended."""
        deadline = time.monotonic() + STOP_SECONDS
        for direction in (socket.SHUT_RD, socket.SHUT_RDWR):
            with self._lock:
                left = dict(self._connections)
                for connection in left:
                    with contextlib.suppress(OSError):  # its client is gone
                        connection.shutdown(direction)
            for thread in left.values():
                thread.join(max(0.0, deadline - time.monotonic()) if direction == socket.SHUT_RD else None)
        self._pulse.end()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                selector.select()
                while not self._slots.acquire(timeout=EVICT_SECONDS):
                    self._evict()
                if self._stopping.is_set() or self._is_paused:
                    return
                try:
                    connection, _ = self._listener.accept()
                    self._start_conversation(connection)
                except (OSError, RuntimeError) as error:  # RuntimeError: no more threads
                    self._slots.release()
                    if not isinstance(error, BlockingIOError):  # a client that has given up
                        _log.warning("a client was turned away: %s", error)
                        self._stopping.wait(_RETRY_SECONDS)

    def _evict(self) -> None:
        """Closes the connection that has been idle for longest. A question that is on its way is still answered."""
        with self._lock:
            connection = min(self._idle, key=self._idle.__getitem__, default=None)
            if connection is None or time.monotonic() - self._idle[connection] < MIN_IDLE_SECONDS:
                return
            del self._idle[connection]
            with contextlib.suppress(OSError):  # its client is gone
                connection.shutdown(socket.SHUT_RD)

    def _start_conversation(self, connection: socket.socket, *, is_greeted: bool = False) -> None:
        arguments = (connection, is_greeted)
        thread = threading.Thread(target=self._converse, args=arguments, name="omny-client", daemon=True)
        with self._lock:
            try:
                thread.start()
            except BaseException:
                connection.close()
                raise
            self._connections[connection] = thread

    def _converse(self, connection: socket.socket, is_greeted: bool) -> None:
        try:
            protocol.check_peer(connection)
            if not is_greeted:
                self._send(connection, self.hello)
            while not self._stopping.is_set():
                with self._lock:
                    self._idle[connection] = time.monotonic()
                payload = self._receive(connection)
                with self._lock:
                    self._idle.pop(connection, None)
                if payload is None:
                    break
                self._respond(connection, payload)
        except DaemonError as error:
            _log.warning("a client was turned away: %s", error)
        except OSError as error:
            _log.debug("a client went away: %s", error)
        finally:
            with self._lock:
                del self._connections[connection]
                self._idle.pop(connection, None)
                connection.close()
            self._slots.release()

    def _receive(self, connection: socket.socket) -> bytes | None:
        try:
            return protocol.receive(connection, MAX_REQUEST_BYTES, idle_seconds=IDLE_SECONDS, seconds=REQUEST_SECONDS)
        except DaemonError as error:  # too long: where the next one begins is not known
            refusal = envelope.refusal(None, error, envelope.INVALID_REQUEST)
            self._send(connection, protocol.encode(refusal, MAX_REPLY_BYTES))
            raise

    def _respond(self, connection: socket.socket, payload: bytes) -> None:
        request = envelope.read_request(payload)
        if isinstance(request, Response):
            self._send(connection, protocol.encode(request, MAX_REPLY_BYTES))
        elif request.id is not None:
            self._send(connection, self._response(connection, request))

    def _response(self, connection: socket.socket, request: Request) -> bytes:
        params, id_ = request.params, request.id
        tell = partial(self._tell, connection, request, "answering") if params.pulse else None
        try:
            with self._pulse.during(connection, tell) as sending:
                report = (self._reporter(connection, request, sending),) if params.progress else ()
                document = self._answer(request.method, params.arguments, params.at_least, *report)
            return protocol.encode(Response(id=id_, result=document), MAX_REPLY_BYTES)
        except OmnyError as error:
            refusal = envelope.refusal(id_, error)
        except Exception as error:
            _log.exception("the question %r failed", request.method)
            refusal = envelope.refusal(id_, InternalError.of(error, log="in the daemon's log"))
        return protocol.encode(refusal, MAX_REPLY_BYTES)

    def _reporter(self, connection: socket.socket, request: Request, sending: threading.Lock) -> Report:
        """Sends progress of a request. A client that has gone away is noticed when its response is sent."""

        def report(step: str, done: int, total: int) -> None:
            with contextlib.suppress(OSError), sending:
                self._tell(connection, request, step, done, total)

        return report

    def _tell(self, connection: socket.socket, request: Request, step: str, done: int, total: int = 0) -> None:
        assert request.id is not None
        notification = Notification(params=Progress(request.id, step, done, total))
        self._send(connection, protocol.encode(notification, MAX_REPLY_BYTES))

    def _send(self, connection: socket.socket, frame: bytes) -> None:
        protocol.send(connection, frame, seconds=REPLY_SECONDS)


def _clear(path: Path) -> None:
    """Removes the socket that a killed daemon left. Raises UsageError where anything else is in its place."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        hint = "move it away: nothing of the index is in it"
        raise UsageError("listen", "another file has the path of the socket", path=str(path), hint=hint)
    path.unlink()
