"""A daemon that was started on demand dozes while nobody asks and nothing changes: all but five megabytes are free.

The process replaces itself (`exec`) by a small program (`dozing.py`) that keeps the lock, the listening socket, the
entry in the registry, and watches on all that the daemon watched. An event or a client has it replace itself by the
daemon again, which looks at the whole tree before it answers.

Nothing is lost between the two. The watches of the dozing program are set first; then all that had happened before is
indexed, as for any `sync`; what happens after that waits in their queue. A client that comes meanwhile waits in the
queue of the socket.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Collection
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from omny.base.errors import OmnyError
from omny.base.paths import Root, os_path, text_path
from omny.daemon.dozing import Greeter
from omny.daemon.gitwatch import places_of
from omny.watch.sources.inotify import TREE_MASK
from omny.watch.sources.inotify_fd import Inotify

REST_SECONDS = 30.0
"""For how long nobody has asked and nothing has changed before a daemon dozes: an agent that thinks asks sooner."""

MAX_REST_SECONDS = 600.0
"""The same where the daemon was woken in vain again and again, by files that it does not index: twice as long each
time."""

MAX_DIRECTORIES = 20_000
"""A larger tree takes seconds to be watched twice, and a good part of the watches that a user may have."""

_HERE = os.path.dirname(os.path.abspath(__file__))
_TOP = os.path.dirname(os.path.dirname(_HERE))
_WAKE = """
import json, sys
sys.path.append({top!r})
from omny.daemon.dozing import Greeter
told = json.loads(sys.argv[1])
greeter = Greeter(told["listener"], bytes.fromhex(told.pop("hello")))
from omny.daemon.doze import wake
wake(told, greeter)
"""
"""What the dozing program becomes. Clients are greeted before all else is imported."""


class Woken(msgspec.Struct, frozen=True):
    """What a daemon has of the time before it dozed."""

    root: str
    store: str
    log_level: str | None
    started: str
    last_asked: float  # monotonic
    rest_seconds: float
    lock: int  # descriptors
    listener: int
    clients: list[int]  # that were told hello
    entry: int  # -1: none
    entry_file: str


class Watches:
    """What the dozing program hears of: the same directories as the daemon."""

    def __init__(self, root: Root, directories: Collection[str]) -> None:
        """Raises OSError where not all can be watched."""
        self.names: dict[int, list[str]] = {}  # of directories outside of the tree, which names in them count
        self._inotify = Inotify()
        try:
            for directory, names in places_of(root).items():
                watch = self._inotify.watch(os.fsencode(directory), TREE_MASK)
                self.names[watch] = sorted(names)
            for path in directories:
                self.names.pop(self._inotify.watch(os.fsencode(root.path / os_path(path)), TREE_MASK), None)
        except BaseException:
            self.close()
            raise

    @property
    def descriptor(self) -> int:
        """Where their events are read."""
        return self._inotify.descriptors[0]

    def close(self) -> None:
        """Ends them."""
        self._inotify.close()


def is_possible() -> bool:
    """Whether a daemon can doze on this system."""
    return sys.platform == "linux"


def sleep(
    root: Root,
    watches: Watches,
    woken: Woken,
    *,
    hello: bytes,
    socket: Path,
    lock_file: Path,
    ends: float,
) -> None:
    """Replaces this process by the dozing program; returns only where that fails. `ends` is when (monotonic) the daemon
    ends if nobody has asked; 0: never."""
    told: dict[str, Any] = {
        "listener": woken.listener,
        "events": watches.descriptor,
        "lock": woken.lock,
        "lock_file": os.fsdecode(lock_file),
        "entry": woken.entry,
        "entry_file": woken.entry_file,
        "entry_inode": _inode(woken.entry_file) if woken.entry_file else (0, 0),
        "root": os.fsdecode(root.path),
        "root_inode": _inode(root.path),
        "socket": os.fsdecode(socket),
        "socket_inode": _inode(socket),
        "hello": hello.hex(),
        "ends": ends,
        "names": watches.names,
        "wake": [sys.executable, "-P", "-c", _WAKE.format(top=_TOP)],
        "state": msgspec.to_builtins(woken),
    }
    shutil.rmtree(get_temp_dir(), ignore_errors=True)  # where the server of the workers had its socket
    for descriptor in (woken.listener, watches.descriptor, woken.lock, woken.entry, *woken.clients):
        if descriptor >= 0:
            os.set_inheritable(descriptor, True)
    program = os.path.join(_HERE, "dozing.py")
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # until the program has handlers: else one would end it uncleaned
    with contextlib.suppress(OSError):  # no memory, or the installation is being replaced
        os.execv(sys.executable, [sys.executable, "-I", "-S", program, json.dumps(told)])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def wake(told: dict[str, Any], greeter: Greeter) -> NoReturn:
    """The life of the daemon after the dozing program."""
    from omny.daemon.lives import watch
    from omny.storage.stores import SqliteStore

    status = 2
    try:
        woken = msgspec.convert(told, Woken)
        root = Root.of(os_path(woken.root), force=True)
        own = SqliteStore.of(root)
        store = own if text_path(own.file) == woken.store else SqliteStore(os_path(woken.store))
        status = watch(
            root, store, ready=lambda _: None, foreground=False, on_demand=True, woken=woken, greeter=greeter
        )
    except OmnyError as error:
        status = error.exit_status
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(get_temp_dir(), ignore_errors=True)
        os._exit(status)


def _inode(path: str | os.PathLike[str]) -> tuple[int, int]:
    found = os.stat(path)
    return (found.st_dev, found.st_ino)
