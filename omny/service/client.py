"""Asks the daemon of a root. Light to import: most commands find no socket, and need nothing of sockets then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from omny import __version__
from omny.base.errors import DaemonError, DaemonGoneError, UnresponsiveError, UnsupportedError
from omny.base.paths import Root, reason_of

if TYPE_CHECKING:
    import socket

    from omny.query.documents import Document

SOCKET_NAME = "daemon.sock"
"""In the state directory."""

HELLO_SECONDS = 2.0
"""How long a daemon that listens may take to say hello. One that is suspended or has no thread left would keep its
clients waiting, and they can read the database instead."""

ANSWER_SECONDS = 60.0
"""How long an answer may take: ten seconds of waiting for the state that was asked for, and the longest walk."""

_OP = "ask daemon"
_GONE = "it went away"
_Message = TypeVar("_Message")


class Client:
    """A connection to a daemon. For one thread at a time; to be closed, or used in a `with`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def ask(
        self, question: str, arguments: dict[str, Any], at_least: str | None = None, timeout: float | None = None
    ) -> Document:
        """The document that answers the question, within `timeout` seconds (None: `ANSWER_SECONDS`).

        Raises the OmnyError that stands in its place, as the daemon met it; DaemonError where nothing comes that can be
        understood, DaemonGoneError where the daemon has ended: the connection is of no use then.
        """
        from omny.service import protocol

        seconds = ANSWER_SECONDS if timeout is None else timeout
        frame = protocol.encode(protocol.Request(question, arguments, at_least), protocol.MAX_REQUEST_BYTES)
        with _told():
            protocol.send(self._connection, frame, seconds=seconds)
        reply = _received(self._connection, protocol.Reply, seconds)
        if reply.error is not None:
            raise protocol.error_of(reply.error)
        if reply.document is None:
            raise DaemonError(_OP, "its answer is empty")
        return reply.document

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(root: Root, database: str | None = None, *, seconds: float = HELLO_SECONDS) -> Client | None:
    """A connection to the daemon of that root; None where none listens, or only one that serves another database.

    Raises DaemonError where one listens and cannot be asked: it is of another version of Omny, or another user's;
    UnresponsiveError where it does not say hello within so many `seconds`.
    """
    path = root.state_dir / SOCKET_NAME
    if not os.path.lexists(path):
        return None
    import socket

    from omny.service import protocol

    if not protocol.is_supported():
        return None
    with ExitStack() as undo:
        connection = undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        connection.settimeout(seconds)
        try:
            with protocol.address_of(path) as address:
                connection.connect(address)
        except (BlockingIOError, TimeoutError):  # somebody listens, and its queue is full
            raise UnresponsiveError(_OP, "the daemon is too busy") from None
        except (OSError, UnsupportedError):  # what a killed daemon left, or no socket at all
            return None
        with _told():
            protocol.check_peer(connection)
        hello = _received(connection, protocol.Hello, seconds)
        if hello.version != __version__:
            raise DaemonError(_OP, f"the daemon is Omny {hello.version}, this is {__version__}", hint="restart it")
        if database is not None and hello.database != protocol.database_name(database):
            return None
        undo.pop_all()
        return Client(connection)


def _received(connection: socket.socket, kind: type[_Message], seconds: float) -> _Message:
    from omny.service import protocol

    with _told():
        payload = protocol.receive(connection, protocol.MAX_REPLY_BYTES, idle_seconds=seconds, seconds=seconds)
    if payload is None:
        raise DaemonGoneError(_OP, _GONE)
    return protocol.decode(kind, payload)


@contextmanager
def _told() -> Iterator[None]:
    """Tells in Omny's words how a connection failed."""
    try:
        yield
    except TimeoutError:
        raise UnresponsiveError(_OP, "it does not answer") from None
    except OSError as error:
        raise DaemonGoneError(_OP, f"{_GONE} ({reason_of(error)})") from None
