"""An on-demand daemon dozes while nobody asks and nothing changes. It then needs five megabytes.

The process replaces itself (`exec`) by a small program (`dozing.py`), which keeps the lock, the listening socket, the
registry entry, and watches on the same directories. An event or a client makes the program replace itself by the
daemon, which scans the whole tree before it answers.

Nothing is lost in between. First the watches of the dozing program are set. Then all earlier changes are indexed, as
for any `sync`. Later changes wait in the queue of the watches, and clients wait in the queue of the socket.
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
from omny.daemon.gitwatch import git_places
from omny.watch.sources.inotify import TREE_MASK
from omny.watch.sources.inotify_fd import Inotify

REST_SECONDS = 30.0
"""Idle time before a daemon dozes: an agent that thinks asks sooner."""

MAX_REST_SECONDS = 600.0
"""Maximum idle time. It doubles each time that a file outside of the index wakes the daemon."""

MAX_DIRECTORIES = 20_000
"""Maximum number of watched directories. To watch more of them twice takes seconds, and a large part of the user's
watches."""

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
"""The command that the dozing program becomes. Clients are greeted before the imports."""


class Woken(msgspec.Struct, frozen=True):
    """The state that a daemon keeps from before it dozed."""

    root: str
    store: str
    log_level: str | None
    started: str
    last_asked: float  # monotonic
    rest_seconds: float
    lock: int  # descriptors
    listener: int
    clients: list[int]  # clients that were greeted
    entry: int  # -1: there is none
    entry_file: str


class Watches:
    """The watches of the dozing program: the same directories as the daemon's."""

    def __init__(self, root: Root, directories: Collection[str]) -> None:
        """Raises OSError if a directory cannot be watched."""
        self.names: dict[int, list[str]] = {}  # by directory outside of the tree: the names that matter in it
        self._inotify = Inotify()
        try:
            for directory, names in git_places(root).items():
                watch = self._inotify.watch(os.fsencode(directory), TREE_MASK)
                self.names[watch] = sorted(names)
            for path in directories:
                self.names.pop(self._inotify.watch(os.fsencode(root.path / os_path(path)), TREE_MASK), None)
        except BaseException:
            self.close()
            raise

    @property
    def descriptor(self) -> int:
        """The descriptor of the events."""
        return self._inotify.descriptors[0]

    def close(self) -> None:
        """Removes the watches."""
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
    """Replaces this process by the dozing program. Returns only if it fails. `ends` is the moment (monotonic) at which
    an idle daemon ends; 0: never."""
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
    shutil.rmtree(get_temp_dir(), ignore_errors=True)  # where the workers' server had its socket
    for descriptor in (woken.listener, watches.descriptor, woken.lock, woken.entry, *woken.clients):
        if descriptor >= 0:
            os.set_inheritable(descriptor, True)
    program = os.path.join(_HERE, "dozing.py")
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # until the program has handlers: it has to clean up
    with contextlib.suppress(OSError):  # no memory, or the installation is being replaced
        os.execv(sys.executable, [sys.executable, "-I", "-S", program, json.dumps(told)])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def wake(told: dict[str, Any], greeter: Greeter) -> NoReturn:
    """Starts the daemon after the dozing program."""
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
