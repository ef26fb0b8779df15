"""The server on its transports: the pipes of the client that started it, or HTTP for clients with the token.

Over pipes it ends when its client does. Over HTTP it listens on this machine by default, and each
request has to bear the token, name this server as its host, and come from no web page.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings

from omny.base.errors import UsageError
from omny.base.paths import describe_failure

PATH = "/mcp"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY_BYTES = 2 * 1024 * 1024  # twice the longest text that an edit takes
MAX_SESSIONS = 1_000
END_SECONDS = 2  # for answers that are being sent when it is told to end
BACKLOG = 128

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]


def on_pipes(server: Server[Any]) -> None:
    """Serves the client at the other end of standard input and output, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing has to be undone, and a thread reads standard input

    async def run() -> None:
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())

    try:
        anyio.run(run)
    except* (BrokenPipeError, ConnectionResetError):
        pass  # the client ended before it had read all answers


def open_listener(host: str, port: int, *, exposed: bool) -> socket.socket:
    """A socket that listens there. Raises UsageError where that is not this machine alone, unless it may be `exposed`,
    and where the system refuses."""
    where = f"{host}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
        if ip.is_unspecified:
            hint = "name the one address at which others reach this machine: requests are checked for it"
            raise UsageError("listen", "that is every address", path=where, hint=hint)
        if not ip.is_loopback and not exposed:
            hint = "name 127.0.0.1, or --expose it: the token and all answers then cross the network unencrypted"
            raise UsageError("listen", "others could reach that address", path=where, hint=hint)
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise UsageError("listen", describe_failure(error), path=where) from error


def on_http(server: Server[Any], listener: socket.socket, host: str, token: str) -> None:
    """Serves clients with the token, until a signal ends it."""
    port = listener.getsockname()[1]
    hosts = dict.fromkeys((f"[{host}]" if ":" in host else host, *LOOPBACK))
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=MAX_BODY_BYTES,
        max_sessions=MAX_SESSIONS,
        # No origin is allowed: a browser sends one for every page, an agent none.
        transport_security=TransportSecuritySettings(allowed_hosts=[f"{name}:{port}" for name in hosts]),
    )
    config = uvicorn.Config(
        require_token(app, token),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=END_SECONDS,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    uvicorn.Server(config).run(sockets=[listener])


def require_token(app: _App, token: str) -> _App:
    """The application for requests that bear the token; any other gets 401 and no more."""
    wanted = f"Bearer {token}".encode()

    async def guard(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] == "http":
            borne = [value for name, value in scope["headers"] if name == b"authorization"]
            if len(borne) != 1 or not hmac.compare_digest(borne[0], wanted):
                headers = [(b"www-authenticate", b"Bearer"), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 401, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        elif scope["type"] != "lifespan":  # a web socket
            return
        await app(scope, receive, send)

    return guard
