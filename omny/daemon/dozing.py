"""The dozing program: it waits for a client, an event of the tree, or the end.

The interpreter runs it alone (`-I -S`). It imports as little as possible, and takes five megabytes. It reads no file
and answers no question. It greets a client, and becomes the daemon again (`omny/daemon/doze.py`), in the same process,
with the same lock, socket and registry entry.
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

TICK_MS = 2_000  # interval of the check for root, lock and entry
PEER_SECONDS = 2.0  # maximum time for a client to take the greeting
_BUFFER_BYTES = 65_536
_HEADER_BYTES = 16  # of an event: number of the watch, mask, cookie, length of the name

TYPE_CHECKING = False  # stands for that of `typing`, which takes a megabyte
if TYPE_CHECKING:
    from typing import Any, NoReturn


MAX_GREETED = 32  # clients that a `Greeter` takes; more wait in the queue of the socket
_GREETER_MS = 50


class Greeter:
    """Greets clients in a thread of its own while the daemon that will answer them starts or ends: that can take longer
    than clients wait for a greeting."""

    def __init__(self, listener: int, hello: bytes) -> None:
        self._listener = listener
        self._hello = hello
        self._clients: list[int] = []
        self._is_ending = False
        self._running = _thread.allocate_lock()
        self._running.acquire()
        _thread.start_new_thread(self._greet, ())

    def stop(self) -> list[int]:
        """Ends the thread. Returns the descriptors of the greeted clients."""
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
                    client = _accept_client(listener, self._hello)
                    if client >= 0:
                        self._clients.append(client)
        finally:
            listener.detach()
            self._running.release()


def wait(task: dict[str, Any]) -> list[int]:
    """Waits. Returns the descriptors of clients; none if another event came. Ends the process if the daemon has no
    reason to continue."""
    listener = _socket.socket(fileno=task["listener"])
    try:
        return _wait_for_event(task, listener)
    finally:
        listener.detach()  # otherwise it would be closed with its object


def _wait_for_event(task: dict[str, Any], listener: _socket.socket) -> list[int]:
    poll = select.poll()
    poll.register(task["listener"], select.POLLIN)
    poll.register(task["events"], select.POLLIN)
    while True:
        _reap()
        if not _same(task["root"], task["root_inode"]) or not _is_open_file(task["lock_file"], task["lock"]):
            _end(task)
        if task["ends"] and time.monotonic() >= task["ends"]:
            _end(task)
        if task["is_called"] or (task["entry_file"] and not _is_open_file(task["entry_file"], task["entry"])):
            return []  # somebody has removed the entry: the daemon makes another one
        ready = [descriptor for descriptor, _ in poll.poll(TICK_MS)]
        if task["events"] in ready and _matters(os.read(task["events"], _BUFFER_BYTES), task["names"]):
            return []
        if task["listener"] in ready:
            client = _accept_client(listener, bytes.fromhex(task["hello"]))
            if client >= 0:
                return [client]


def _matters(buffer: bytes, names: dict[str, list[str]]) -> bool:
    """Whether one of the events is of a directory of the tree, or of a name that matters in another directory."""
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


def _accept_client(listener: _socket.socket, hello: bytes) -> int:
    """Accepts and greets a client of this user or root. Returns its descriptor; -1 if there is none."""
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
    """Collects workers of the daemon that have ended."""
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


def _is_open_file(path: str, descriptor: int) -> bool:
    """Whether the file at the path is the open file."""
    found = os.fstat(descriptor)
    return _same(path, (found.st_dev, found.st_ino))


def _end(task: dict[str, Any]) -> NoReturn:
    """Ends the daemon and removes its socket and registry entry."""
    for path, inode in ((task["socket"], task["socket_inode"]), (task["entry_file"], task["entry_inode"])):
        try:
            if path and _same(path, inode):
                os.unlink(path)
        except OSError:
            pass
    os._exit(0)


def main(argument: str) -> NoReturn:
    """Waits, and becomes the daemon again."""
    task = json.loads(argument) | {"is_called": False}
    signal.signal(signal.SIGTERM, lambda *_: _end(task))
    signal.signal(signal.SIGINT, lambda *_: _end(task))
    signal.signal(signal.SIGHUP, lambda *_: task.update(is_called=True))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
    clients: list[int] = task["state"]["clients"]
    clients += wait(task) if not clients else []
    for descriptor in (task["listener"], task["lock"], task["entry"], *clients):
        if descriptor >= 0:
            os.set_inheritable(descriptor, True)
    os.set_inheritable(task["events"], False)
    state = {**task["state"], "clients": clients, "hello": task["hello"]}
    os.execv(task["wake"][0], [*task["wake"], json.dumps(state)])


if __name__ == "__main__":
    main(sys.argv[1])
