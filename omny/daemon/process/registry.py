"""The daemons of this user on this machine, for all trees: one entry each, whose lock the daemon holds.

An entry counts while its lock is held (`omny/base/heldfile.py`), so a killed daemon is in no list, and a reused pid
does not count. Each reader removes entries without a holder. A daemon with a removed entry makes another one within
seconds.

Entries are files in a private directory of this user:

    $OMNY_RUNTIME_DIR                      only this one, if it is set
    $XDG_RUNTIME_DIR/omny, /run/user/UID/omny, /tmp/omny-UID

The first that can be used is written to and all are read: not every daemon was started under the same environment.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from omny import __version__
from omny.base.clock import SYSTEM_CLOCK, timestamp
from omny.base.disk import O_CLOEXEC, O_NOFOLLOW
from omny.base.heldfile import HeldFile, enter_gate, read_gate_holder, read_if_held
from omny.base.lock import pid_space
from omny.base.paths import Root, text_path

log = logging.getLogger("omny.daemon")

VARIABLE = "OMNY_RUNTIME_DIR"

_ENDING = ".daemon"
_GATE = "gate"


class Entry(msgspec.Struct, frozen=True):
    """A daemon, as it said itself. All empty where it said nothing that can be read."""

    pid: int = 0
    started_at: str = ""  # ISO 8601
    version: str = ""  # of Omny
    pid_space: str = ""  # where `pid` means that process, see `omny/base/lock.py:pid_space`
    root: str = ""  # as text
    on_demand: bool = False  # whether it ends when nobody has asked it for long
    dozes: bool = False  # see `doze.py`; to ask it would wake it
    ends_at: float = 0.0  # while it dozes: when it ends, in seconds since the epoch; 0: it does not


class Listed(msgspec.Struct, frozen=True):
    """An entry, and the file that holds it."""

    entry: Entry
    file: Path

    def is_there(self) -> bool:
        """Whether that daemon still runs."""
        try:
            said = read_if_held(self.file, self.file.parent / _GATE)
        except OSError:
            return False
        return said is not None and _parse_entry(said) == self.entry


class Registration:
    """The entry of this process, from `begin` to `end`. That none can be made hinders no daemon."""

    def __init__(self, root: Root, *, on_demand: bool, started: str = "") -> None:
        """`started` is when the daemon was, where that is not now."""
        started = started or timestamp(SYSTEM_CLOCK.now())
        self._entry = Entry(os.getpid(), started, __version__, pid_space(), text_path(str(root.path)), on_demand)
        self._file: HeldFile | None = None

    def keep(self) -> None:
        """Makes the entry if it is missing."""
        if self._file is not None and self._file.is_still_ours():
            return
        self.end()
        for folder in folders():
            try:
                prepare(folder)
                file = HeldFile(folder / f"{secrets.token_hex(8)}{_ENDING}", folder / _GATE)
                file.take(msgspec.json.encode(self._entry))
                self._file = file
                return
            except OSError as error:
                log.debug("no entry in %s: %s", folder, error)

    @property
    def started(self) -> str:
        """When the daemon was."""
        return self._entry.started_at

    @property
    def descriptor(self) -> int:
        """The descriptor of the entry, for the next program of this process; -1 without an entry."""
        return -1 if self._file is None else self._file.descriptor

    @property
    def path(self) -> str:
        """The file of the entry; "" without one."""
        return "" if self._file is None else str(self._file.path)

    def adopt(self, path: str, descriptor: int) -> None:
        """Adopts the entry from the former program of this process."""
        if descriptor >= 0:
            self._file = HeldFile(Path(path), Path(path).parent / _GATE)
            self._file.adopt(descriptor)
            self._tell()

    def doze(self, ends_at: float) -> None:
        """Says that the daemon dozes, and until when."""
        self._tell(dozes=True, ends_at=ends_at)

    def stay(self) -> None:
        """Says that the daemon does not end by itself any more."""
        self._tell(on_demand=False)

    def _tell(self, **changes: Any) -> None:
        self._entry = msgspec.structs.replace(self._entry, **changes)
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.tell(msgspec.json.encode(self._entry))

    def end(self) -> None:
        """Removes the entry."""
        file, self._file = self._file, None
        if file is not None:
            if file.is_still_ours():
                file.path.unlink(missing_ok=True)
            file.release()

    def __enter__(self) -> Registration:
        self.keep()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def list_daemons() -> list[Listed]:
    """The daemons of this user, by root. Removes what killed ones have left."""
    found: dict[Path, Listed] = {}
    for folder in dict.fromkeys(folders()):
        with contextlib.suppress(OSError):
            _check(folder)
            with enter_gate(folder / _GATE):
                found |= {each.file: each for each in _read_entries(folder)}
    return sorted(found.values(), key=lambda each: (each.entry.root, each.entry.pid))


def _read_entries(folder: Path) -> Iterator[Listed]:
    for file in sorted(folder.glob(f"*{_ENDING}")):
        try:
            said = read_gate_holder(file)
            if said is None:
                file.unlink()
            else:
                yield Listed(_parse_entry(said), file)
        except OSError:  # gone just now, or a link that nobody of us has made
            continue


def _parse_entry(said: bytes) -> Entry:
    try:
        return msgspec.json.decode(said, type=Entry)
    except ValueError:
        return Entry()


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def folders() -> list[Path]:
    """The directories that may hold entries, the first choice first."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return [Path(named)]
    found = []
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(session):
        found.append(Path(session, "omny"))
    if sys.platform == "win32":
        return [*found, Path(tempfile.gettempdir(), "omny-daemons")]
    return [*found, Path(f"/run/user/{os.geteuid()}/omny"), Path(f"/tmp/omny-{os.geteuid()}")]


def prepare(folder: Path) -> None:
    """Makes the directory, mode 0700, and its gate, where they are missing. Raises OSError where it is not ours."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _check(folder)
    os.close(os.open(folder / _GATE, os.O_RDWR | os.O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600))


def _check(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(f"{folder} is no directory")
    if os.name == "posix" and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077):
        raise PermissionError(f"{folder} is not this user's alone")
