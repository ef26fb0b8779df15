"""What is left of a daemon that dozes: a program of its own that waits for a client, an event of the tree, or the end.

Run by the interpreter alone (`-I -S`), it imports no more than it must, so it takes five megabytes. It
looks at no file and answers no question. Whatever comes, it says hello where somebody waits for that, and becomes the
daemon again (`omny/daemon/doze.py`), in the same process, with the same lock, socket and entry in the registry.
"""

from __future__ import annotations

import _socket
import _thread
import json
import os
import select
import signal
import sys
import time

TICK_MS = 2_000  # interval of the look whether root, lock and entry are there
PEER_SECONDS = 2.0  # for a client to take a hello
_BUFFER_BYTES = 65_536
_HEADER_BYTES = 16  # of an event: number of the watch, mask, cookie, length of the name

TYPE_CHECKING = False  # that of `typing`, which takes a megabyte
if TYPE_CHECKING:
    from typing import Any, NoReturn


MAX_GREETED = 32  # clients that a `Greeter` takes; more wait in the queue of the socket
_GREETER_MS = 50


class Greeter:
    """Says hello to clients, by a thread of its own, while the daemon that will answer them is being started or ended:
    that can take longer than they wait for a hello."""

    def __init__(self, listener: int, hello: bytes) -> None:
        self._listener = listener
        self._hello = hello
        self._clients: list[int] = []
        self._is_ending = False
        self._running = _thread.allocate_lock()
        self._running.acquire()
        _thread.start_new_thread(self._greet, ())

    def stop(self) -> list[int]:
        """The descriptors of the clients that were told hello, once none is any more."""
        self._is_ending = True
        with self._running:
            clients, self._clients = self._clients, []
        return clients

    def _greet(self) -> None:
        listener = _socket.socket(fileno=self._listener)
        try:
            poll = select.poll()
            poll.register(self._listener, select.POLLIN)
            while not self._is_ending and len(self._clients) < MAX_GREETED:
                if poll.poll(_GREETER_MS):
                    client = _accepted(listener, self._hello)
                    if client >= 0:
                        self._clients.append(client)
        finally:
            listener.detach()
            self._running.release()


def wait(told: dict[str, Any]) -> list[int]:
    """Waits; the descriptors of clients, none where it is no client that has come. Ends the process where the daemon
    has nothing to do any more."""
    listener = _socket.socket(fileno=told["listener"])
    try:
        return _waited(told, listener)
    finally:
        listener.detach()  # else it would be closed with its object


def _waited(told: dict[str, Any], listener: _socket.socket) -> list[int]:
    poll = select.poll()
    poll.register(told["listener"], select.POLLIN)
    poll.register(told["events"], select.POLLIN)
    while True:
        _reap()
        if not _same(told["root"], told["root_inode"]) or not _held(told["lock_file"], told["lock"]):
            _end(told)
        if told["ends"] and time.monotonic() >= told["ends"]:
            _end(told)
        if told["is_called"] or (told["entry_file"] and not _held(told["entry_file"], told["entry"])):
            return []  # somebody has removed it: the daemon makes another one
        ready = [descriptor for descriptor, _ in poll.poll(TICK_MS)]
        if told["events"] in ready and _matters(os.read(told["events"], _BUFFER_BYTES), told["names"]):
            return []
        if told["listener"] in ready:
            client = _accepted(listener, bytes.fromhex(told["hello"]))
            if client >= 0:
                return [client]


def _matters(buffer: bytes, names: dict[str, list[str]]) -> bool:
    """Whether one of the events is of a directory of the tree, or of a name that counts in another directory."""
    position = 0
    while position < len(buffer):
        header = buffer[position : position + _HEADER_BYTES]
        watch = str(int.from_bytes(header[:4], sys.byteorder, signed=True))
        length = int.from_bytes(header[12:], sys.byteorder)
        position += _HEADER_BYTES + length
        name = os.fsdecode(buffer[position - length : position].rstrip(b"\0"))
        if watch not in names or name in names[watch]:
            return True
    return False


def _accepted(listener: _socket.socket, hello: bytes) -> int:
    """A client of this user or root that was told hello; -1 where there is none."""
    try:
        descriptor, _ = listener._accept()  # type: ignore[attr-defined]  # as socket.py has it
    except OSError:
        return -1
    client = _socket.socket(fileno=descriptor)
    try:
        client.settimeout(PEER_SECONDS)
        peer = client.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)
        if int.from_bytes(peer[4:8], sys.byteorder) not in (os.geteuid(), 0):
            client.close()
            return -1
        client.sendall(hello)
        return client.detach()
    except OSError:
        client.close()
        return -1


def _reap() -> None:
    """Takes note of workers of the daemon that have ended since."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _same(path: str, inode: tuple[int, int]) -> bool:
    try:
        found = os.stat(path)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == tuple(inode)


def _held(path: str, descriptor: int) -> bool:
    """Whether the file at the path is the one that is open."""
    found = os.fstat(descriptor)
    return _same(path, (found.st_dev, found.st_ino))


def _end(told: dict[str, Any]) -> NoReturn:
    """Ends the daemon: what it has left beside its lock is removed."""
    for path, inode in ((told["socket"], told["socket_inode"]), (told["entry_file"], told["entry_inode"])):
        try:
            if path and _same(path, inode):
                os.unlink(path)
        except OSError:
            pass
    os._exit(0)


def main(argument: str) -> NoReturn:
    """Waits, and becomes the daemon again."""
    told = json.loads(argument) | {"is_called": False}
    signal.signal(signal.SIGTERM, lambda *_: _end(told))
    signal.signal(signal.SIGINT, lambda *_: _end(told))
    signal.signal(signal.SIGHUP, lambda *_: told.update(is_called=True))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
    clients: list[int] = told["state"]["clients"]
    clients += wait(told) if not clients else []
    for descriptor in (told["listener"], told["lock"], told["entry"], *clients):
        if descriptor >= 0:
            os.set_inheritable(descriptor, True)
    os.set_inheritable(told["events"], False)
    state = {**told["state"], "clients": clients, "hello": told["hello"]}
    os.execv(told["wake"][0], [*told["wake"], json.dumps(state)])


if __name__ == "__main__":
    main(sys.argv[1])
