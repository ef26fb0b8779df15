"""A disk under SQLite that remembers what was done to it, and what it could look like after the power was cut.

`RecordingDisk` is a VFS: it passes everything on, and writes down each write, truncation, sync, creation, deletion and
renaming below one directory, in order. `Replay` walks the log. After each operation it can give

- the image that the death of the process leaves: all that was done so far, and
- images that a loss of power leaves: of what no sync has covered, any part may be there, torn, or replaced by garbage;
  names may be missing, or there again, as long as their directory was not synced.

What is assumed of the disk is what SQLite assumes: what was synced stays, and a write that is cut off harms only the
bytes that it writes (https://sqlite.org/psow.html). The sync of a file says nothing of its name: that is stricter than
most file systems are.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from omny.storage.sqlite.checksums import load_above_default

Image = dict[str, bytes]
"""The files of the directory, by name."""

_JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL
_SECTORS = (512, 4096)
_numbers = count(1)


class Step(NamedTuple):
    """One operation: `kind`, the file (a number) or the name it is about, and the rest."""

    kind: str  # create, write, truncate, sync, unlink, rename, link, syncdir; other words are the workload's own
    what: Any = None
    at: Any = None  # offset, size, other name or file
    data: bytes = b""


class RecordingDisk(apsw.VFS):
    """Passes on to the real disk, and keeps the log of one directory."""

    def __init__(self, directory: Path) -> None:
        self.name = f"omny-recording-{next(_numbers)}"
        self.log: list[Step] = []
        self.directory = os.path.realpath(directory)
        self.files: dict[str, int] = {}  # name -> number of the file
        self._next = count(1)
        super().__init__(self.name, "unix", makedefault=True)
        load_above_default()

    def xOpen(self, name, flags):  # noqa: N802
        path = _path(name)
        own = self._own(path)
        is_new = own is not None and own not in self.files
        file = RecordedFile(self, path if own is None else own, own is not None, name, flags)
        if own is not None and is_new:
            self.create(own)
            file.syncs_directory = bool(flags[0] & _JOURNALS)
        if own is not None:
            file.number = self.files[own]
        return file

    def xDelete(self, path, syncdir):  # noqa: N802
        super().xDelete(path, syncdir)
        own = self._own(path)
        if own in self.files:
            del self.files[own]
            self.log.append(Step("unlink", own))
            if syncdir:
                self.log.append(Step("syncdir"))

    def create(self, name: str) -> None:
        """There is a new file of that name."""
        self.files[name] = next(self._next)
        self.log.append(Step("create", name, self.files[name]))

    def say(self, kind: str, number: int) -> None:
        """A word of the workload's own, such as that it begins with that state, or has acknowledged it."""
        self.log.append(Step(kind, number))

    @contextmanager
    def listening(self) -> Iterator[RecordingDisk]:
        """A block in which this is the disk of every new connection, and of what Python itself renames and syncs."""
        replace, link, sync, unlink = os.replace, os.link, os.fsync, os.unlink
        try:
            os.replace, os.link = self._named("rename", replace), self._named("link", link)
            os.fsync, os.unlink = self._sync(sync), self._unlink(unlink)
            yield self
        finally:
            os.replace, os.link, os.fsync, os.unlink = replace, link, sync, unlink
            apsw.set_default_vfs("unix")
            self.unregister()
            load_above_default()

    def _own(self, path: str | None) -> str | None:
        """The name below the directory, where it is there. What all processes map together is no file to keep."""
        if path is None or os.path.dirname(os.path.realpath(path)) != self.directory or path.endswith("-shm"):
            return None
        return os.path.basename(path)

    def _named(self, kind: str, real: Any) -> Any:
        def named(old, new, **more):
            real(old, new, **more)
            names = self._own(os.fspath(old)), self._own(os.fspath(new))
            if names[0] in self.files and names[1] is not None:
                step = Step(kind, *names)
                _name(self.files, step)
                self.log.append(step)

        return named

    def _unlink(self, real: Any) -> Any:
        def unlink(path, **more):
            real(path, **more)
            own = self._own(os.fspath(path))
            if own in self.files:
                del self.files[own]
                self.log.append(Step("unlink", own))

        return unlink

    def _sync(self, real: Any) -> Any:
        def sync(descriptor):
            real(descriptor)
            path = os.readlink(f"/proc/self/fd/{descriptor}")
            if path == self.directory:
                self.log.append(Step("syncdir"))
            elif self._own(path) in self.files:
                self.log.append(Step("sync", self.files[os.path.basename(path)]))

        return sync


class RecordedFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk: RecordingDisk, _name: str | None, is_kept: bool, opened: Any, flags: list[int]) -> None:
        self.log = disk.log
        self.is_kept = is_kept
        self.number = 0
        self.syncs_directory = False  # as the unix VFS does at the first sync of a new journal
        super().__init__("unix", opened, flags)

    def xWrite(self, data, offset):  # noqa: N802
        super().xWrite(data, offset)
        if self.is_kept:
            self.log.append(Step("write", self.number, offset, bytes(data)))

    def xTruncate(self, newsize):  # noqa: N802
        super().xTruncate(newsize)
        if self.is_kept:
            self.log.append(Step("truncate", self.number, newsize))

    def xLock(self, level):  # noqa: N802
        try:
            super().xLock(level)
        except apsw.IOError as error:  # who only reads cannot lock: SQLite does not mind, and apsw would raise
            raise apsw.BusyError from error

    def xSync(self, flags):  # noqa: N802
        super().xSync(flags)
        if self.is_kept:
            self.log.append(Step("sync", self.number))
            if self.syncs_directory:
                self.syncs_directory = False
                self.log.append(Step("syncdir"))


def _path(name: Any) -> str | None:
    return name.filename() if isinstance(name, apsw.URIFilename) else name


class Replay:
    """The disk as it was after the first steps of a log."""

    def __init__(self, log: list[Step]) -> None:
        self._log = log
        self.words: dict[str, int] = {}  # of the workload, each with its highest number
        self._names: dict[str, int] = {}
        self._content: dict[int, bytearray] = {}
        self._synced_names: dict[str, int] = {}
        self._synced: dict[int, bytearray] = {}
        self._since: dict[int, list[Step]] = {}  # the last sync of that file
        self._names_since: list[Step] = []  # the last sync of the directory

    def __iter__(self) -> Iterator[Step]:
        """Takes one step after the other. The disk is then as it was after the step."""
        for step in self._log:
            self._take(step)
            yield step

    @property
    def is_unsafe(self) -> bool:
        """Whether there is anything that a loss of power could take."""
        return bool(self._names_since) or any(self._since.values())

    def after_kill(self) -> Image:
        """What the death of the process leaves."""
        return {name: bytes(self._content[file]) for name, file in self._names.items()}

    def after_power_loss(self, chance: random.Random) -> Image:
        """One of the states in which a loss of power can leave it."""
        names = dict(self._synced_names)
        keep = chance.choice((0.0, 0.5, 1.0))
        for step in self._names_since:
            if chance.random() < keep:
                _name(names, step)
        manner = chance.choice(("none", "all", "some", "prefix", "torn", "garbage", "mixed"))
        return {name: self._torn(file, manner, chance) for name, file in names.items()}

    def _take(self, step: Step) -> None:
        kind, what, at, _ = step
        if kind in ("create", "unlink", "rename", "link"):
            if kind == "create":
                self._content[at], self._synced[at], self._since[at] = bytearray(), bytearray(), []
            _name(self._names, step)
            self._names_since.append(step)
        elif kind in ("write", "truncate"):
            _write(self._content[what], step)
            self._since[what].append(step)
        elif kind == "sync":
            for waiting in self._since[what]:
                _write(self._synced[what], waiting)
            self._since[what].clear()
        elif kind == "syncdir":
            self._synced_names = dict(self._names)
            self._names_since.clear()
        else:
            self.words[kind] = max(self.words.get(kind, -1), what)

    def _torn(self, file: int, manner: str, chance: random.Random) -> bytes:
        content = bytearray(self._synced[file])
        waiting = self._since[file]
        if manner == "prefix":
            waiting, manner = waiting[: chance.randint(0, len(waiting))], "all"
        for step in waiting:
            how = chance.choice(("none", "all", "torn", "garbage")) if manner == "mixed" else manner
            if how == "some":
                how = chance.choice(("none", "all"))
            if step.kind == "truncate":
                how = "none" if how == "none" or (how != "all" and chance.random() < 0.5) else "all"
            elif how == "garbage" and chance.random() < 0.5:
                how = "all"
            if how != "none":
                _write(content, step if how == "all" else _damaged(step, how, chance))
        return bytes(content)


def _damaged(step: Step, how: str, chance: random.Random) -> Step:
    data = step.data
    if how == "garbage":
        return step._replace(data=chance.randbytes(len(data)))
    unit = chance.choice((*_SECTORS, 1))
    cut = chance.randrange(0, len(data) + 1, unit) if len(data) >= unit else chance.choice((0, len(data)))
    if chance.random() < 0.5:  # sectors may be written in any order
        return step._replace(data=data[:cut])
    return step._replace(at=step.at + cut, data=data[cut:])


def _name(names: dict[str, int], step: Step) -> None:
    if step.kind == "create":
        names[step.what] = step.at
    elif step.kind == "unlink":
        names.pop(step.what, None)
    elif step.what in names:
        names[step.at] = names[step.what]
        if step.kind == "rename":
            del names[step.what]


def _write(content: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        if step.at < len(content):
            del content[step.at :]
        else:
            content.extend(bytes(step.at - len(content)))
    elif step.data:
        if step.at > len(content):
            content.extend(bytes(step.at - len(content)))
        content[step.at : step.at + len(step.data)] = step.data
