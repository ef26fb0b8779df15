"""The channel between a daemon and its clients: frames of JSON over a Unix socket in the state directory. What the
frames say is `omny/service/envelope.py`.

A frame is its length, in 4 bytes, big-endian, and that many bytes of JSON. The other end may be hostile or
half dead: lengths and times are bounded, and a frame that does not parse is an error of its sender.

A socket is private three times over: its directory has mode 0700, it has mode 0600, and each side asks the kernel which
user the other one is.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from omny.base.errors import DaemonError, UnsupportedError
from omny.base.paths import MIB, text_path

MAX_REQUEST_BYTES = 1 * MIB
"""A question is a name or some words; nothing longer can be typed."""

MAX_REPLY_BYTES = 256 * MIB
"""Ten times the longest answer, 10,000 atoms; and what a client has the memory for."""

MAX_ADDRESS_BYTES = 107 if sys.platform.startswith("linux") else 103
"""Longest path of a socket: `sun_path` without its final NUL."""

_LENGTH = struct.Struct(">I")
_LINUX_PEER = struct.Struct("3i")  # struct ucred: pid, uid, gid
_BSD_PEER = struct.Struct("2Ih16I")  # struct xucred: version, uid, number of groups, groups
_SOL_LOCAL = 0


# ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def encode(message: msgspec.Struct, most: int) -> bytes:
    """The frame of a message. Raises DaemonError where that would be longer than `most` bytes."""
    payload = msgspec.json.encode(message)
    _check_length(len(payload), most)
    return _LENGTH.pack(len(payload)) + payload


def _check_length(length: int, most: int) -> None:
    if length > most:
        raise DaemonError("read message", f"{length:,} bytes; at most {most:,} are taken")


# ── frames on a connection ───────────────────────────────────────────────────────────────────────────────────────────


def send(connection: socket.socket, frame: bytes, *, seconds: float) -> None:
    """Sends a frame whole. Raises OSError; TimeoutError where the other side does not take it within `seconds`."""
    connection.settimeout(seconds)
    connection.sendall(frame)


def receive(connection: socket.socket, most: int, *, idle_seconds: float, seconds: float) -> bytes | None:
    """The content of the next frame; None if the other side has closed, even within a frame.

    Waits `idle_seconds` for the frame to begin and `seconds` for the rest of it, however slowly it comes. Raises
    TimeoutError after that, another OSError where the connection breaks, DaemonError for a frame longer than `most`.
    """
    connection.settimeout(idle_seconds)
    begun = connection.recv(_LENGTH.size)
    if not begun:
        return None
    deadline = time.monotonic() + seconds
    rest = _exactly(connection, _LENGTH.size - len(begun), deadline)
    if rest is None:
        return None
    (length,) = _LENGTH.unpack(begun + rest)
    _check_length(length, most)
    return _exactly(connection, length, deadline)


def _exactly(connection: socket.socket, size: int, deadline: float) -> bytes | None:
    buffer = bytearray(size)
    unfilled = memoryview(buffer)
    while unfilled:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        connection.settimeout(left)
        count = connection.recv_into(unfilled)
        if count == 0:
            return None
        unfilled = unfilled[count:]
    return bytes(buffer)


# ── who and where ────────────────────────────────────────────────────────────────────────────────────────────────────


def is_supported() -> bool:
    """Whether this system has what a channel needs."""
    return hasattr(socket, "AF_UNIX")


def check_peer(connection: socket.socket) -> None:
    """Raises DaemonError unless this user or root is known to be at the other end."""
    uid = peer_uid(connection)
    if uid not in (os.geteuid(), 0):
        raise DaemonError("check peer", f"user {uid} is at the other end, which is neither root nor you")


def peer_uid(connection: socket.socket) -> int | None:
    """The user at the other end, as the kernel knows it (unix(7) SO_PEERCRED, unix(4) LOCAL_PEERCRED); None where it
    does not tell."""
    if sys.platform.startswith("linux"):
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _LINUX_PEER.size)
        return int(_LINUX_PEER.unpack(found)[1])
    option = getattr(socket, "LOCAL_PEERCRED", None)
    if option is None:
        return None
    found = connection.getsockopt(_SOL_LOCAL, option, _BSD_PEER.size)
    return int(_BSD_PEER.unpack(found)[1])


def database_name(store: str) -> str:
    """The name of a store for the daemon and all clients, independent of their current folders."""
    return text_path(os.path.realpath(store)) if os.path.isabs(store) else store


@contextlib.contextmanager
def socket_address(path: Path) -> Iterator[bytes]:
    """What to bind or connect a socket at `path` to. Raises UnsupportedError where the path is too long for the system,
    OSError where its directory cannot be opened."""
    address = os.fsencode(path)
    if len(address) <= MAX_ADDRESS_BYTES:
        yield address
        return
    if not sys.platform.startswith("linux"):
        raise UnsupportedError(
            "use socket",
            f"its path has {len(address)} bytes; this system takes {MAX_ADDRESS_BYTES}",
            path=str(path),
            hint="move the project to a shorter path",
        )
    directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield os.fsencode(f"/proc/self/fd/{directory}/{path.name}")
    finally:
        os.close(directory)
