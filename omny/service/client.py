"""Asks the daemon of a root. Light to import: most commands find no socket, and need nothing of sockets then."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from omny import __version__
from omny.base.errors import DaemonError, DaemonGoneError, UnresponsiveError, UnsupportedError
from omny.base.paths import Root, describe_failure

if TYPE_CHECKING:
    import socket

    from omny.query.documents import Document
    from omny.service.envelope import Report
    from omny.service.requests import Request

SOCKET_NAME = "daemon.sock"
"""In the state directory."""

HELLO_SECONDS = 2.0
"""How long a daemon that listens may take to say hello. One that is suspended or has no thread left would keep its
clients waiting, and they can read the database instead."""

ANSWER_SECONDS = 60.0
"""How long a daemon may be silent that makes an answer."""

_OP = "ask daemon"
_GONE, _SILENT = "it went away", "it does not answer"
_Message = TypeVar("_Message")
A = TypeVar("A")


class Client:
    """A connection to a daemon. For one thread at a time; to be closed, or used in a `with`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._last_id = 0

    def ask(
        self,
        question: str,
        arguments: dict[str, Any],
        at_least: str | None = None,
        timeout: float | None = None,
        report: Report | None = None,
    ) -> Document:
        """The document that answers the question, within `timeout` seconds; `report` receives progress. Without a
        timeout the daemon may take as long as it says each second that it is at work, and be silent for
        `ANSWER_SECONDS`.

        Raises the OmnyError of the daemon; DaemonError if the response cannot be understood, DaemonGoneError if the
        daemon has ended. The connection is then unusable.
        """
        from omny.service import envelope, protocol

        seconds = ANSWER_SECONDS if timeout is None else timeout
        self._last_id += 1
        params = envelope.Params(arguments, at_least, report is not None, timeout is None)
        request = envelope.Request(jsonrpc="2.0", id=self._last_id, method=question, params=params)
        frame = protocol.encode(request, protocol.MAX_REQUEST_BYTES)
        with _transport_errors():
            protocol.send(self._connection, frame, seconds=seconds)
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise UnresponsiveError(_OP, _SILENT)
            message = _receive(self._connection, envelope.Received, left)
            if message.method:
                if timeout is None:
                    deadline = time.monotonic() + seconds
                if report is not None and message.method == "progress":
                    progress = envelope.decode(envelope.Progress, bytes(message.params))
                    report(progress.step, progress.done, progress.total)
                continue
            if message.error is not msgspec.UNSET:
                raise envelope.from_failure(message.error)
            if message.id != self._last_id or message.result is msgspec.UNSET:
                raise DaemonError(_OP, "its response belongs to no request")
            return message.result

    def do(self, request: Request[A], *, timeout: float | None = None, report: Report | None = None) -> A:
        """The answer to a request, as its struct. Times and errors as of `ask`."""
        arguments = msgspec.to_builtins(request)
        return request.read(self.ask(request.method, arguments, timeout=timeout, report=report))

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(root: Root, database: str | None = None, *, seconds: float = HELLO_SECONDS) -> Client | None:
    """A connection to the daemon of that root; None if no daemon listens, or only one that serves another database.

    Raises DaemonError if a daemon of another version of Omny, or of another user, listens; UnresponsiveError if the
    daemon does not greet within `seconds`.
    """
    path = root.state_dir / SOCKET_NAME
    if not os.path.lexists(path):
        return None
    import socket

    from omny.service import envelope, protocol

    if not protocol.is_supported():
        return None
    with ExitStack() as undo:
        connection = undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        connection.settimeout(seconds)
        try:
            with protocol.socket_address(path) as address:
                connection.connect(address)
        except (BlockingIOError, TimeoutError):  # somebody listens, and its queue is full
            raise UnresponsiveError(_OP, "the daemon is too busy") from None
        except (OSError, UnsupportedError):  # what a killed daemon left, or no socket at all
            return None
        with _transport_errors():
            protocol.check_peer(connection)
        hello = _receive(connection, envelope.Hello, seconds).greeting()
        if (hello.version, hello.protocol) != (__version__, envelope.PROTOCOL):
            theirs, ours = hello.version, __version__
            if theirs == ours:
                theirs, ours = f"{theirs} with protocol {hello.protocol}", f"{ours} with protocol {envelope.PROTOCOL}"
            raise DaemonError(_OP, f"the daemon is Omny {theirs}, this is {ours}", hint="restart it")
        if database is not None and hello.database != protocol.database_name(database):
            return None
        undo.pop_all()
        return Client(connection)


def _receive(connection: socket.socket, kind: type[_Message], seconds: float) -> _Message:
    from omny.service import envelope, protocol

    with _transport_errors():
        payload = protocol.receive(connection, protocol.MAX_REPLY_BYTES, idle_seconds=seconds, seconds=seconds)
    if payload is None:
        raise DaemonGoneError(_OP, _GONE)
    return envelope.decode(kind, payload)


@contextmanager
def _transport_errors() -> Iterator[None]:
    """Raises the DaemonError that a failure of the connection means."""
    try:
        yield
    except TimeoutError:
        raise UnresponsiveError(_OP, _SILENT) from None
    except OSError as error:
        raise DaemonGoneError(_OP, f"{_GONE} ({describe_failure(error)})") from None
