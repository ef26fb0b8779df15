"""Files of agents: read as they are, backed up beside, and replaced whole or not at all.

A file of a project is reached without following a symlink below its root: a tree that somebody else made can hold one.
In one's own home a symlink is one's own, and what it leads to is replaced.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from omny.base.disk import O_CLOEXEC, O_NOFOLLOW
from omny.base.errors import SourceError, UsageError
from omny.base.paths import MIB, Root, describe_failure, read_source, read_user_file
from omny.base.skip_reason import SkipReason

MAX_BYTES = 32 * MIB  # of a file of settings; one agent keeps all it ever did in its own

NEW_MODE = 0o600
BACKUP_SUFFIX = ".omny-backup"


@dataclass(frozen=True, slots=True)
class Place:
    """A file: of a project where it has a root, else of the user."""

    path: str  # absolute
    root: Root | None = None

    @property
    def below(self) -> str:
        """Its path from the root on."""
        assert self.root is not None
        return os.path.relpath(self.path, self.root.path).replace(os.sep, "/")


def read_content(place: Place) -> bytes | None:
    """The content of the file; None without a file. Raises UsageError."""
    try:
        if place.root is None:
            return read_user_file(place.path, MAX_BYTES)
        return read_source(place.root, place.below, MAX_BYTES)[0]
    except SourceError as error:
        if error.cause.code is SkipReason.VANISHED:
            return None
        raise UsageError("read settings", error.reason, path=place.path) from error


def replace(place: Place, before: bytes | None, after: bytes | None) -> str:
    """Replaces the content `before` by `after` (None: no file); the path of the backup, "" without one.

    The backup stands beside the file and holds `before`. There is one of a file: the last. A change that brings its
    content back deletes it. Raises UsageError, and has changed nothing then.
    """
    try:
        target = _target(place)
        if read_content(place) != before:
            raise UsageError("write settings", "it has changed meanwhile", path=place.path, hint="try again")
        mode = stat.S_IMODE(os.stat(target).st_mode) if before is not None else NEW_MODE
        backup = f"{target}{BACKUP_SUFFIX}"
        is_back = after is None or _read_backup(backup) == after
        if before is not None and not is_back:
            _write(backup, before, NEW_MODE)
        if after is None:
            os.unlink(target)
        else:
            _write(target, after, mode)
        if is_back:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(backup)
        if after is None:
            _remove_empty(place, os.path.dirname(target))
    except OSError as error:
        raise UsageError("write settings", describe_failure(error), path=place.path) from error
    return "" if before is None or is_back else backup


def _remove_empty(place: Place, folder: str) -> None:
    """Removes a folder that holds nothing any more, and those around it, but no project and no home."""
    top = str(place.root.path) if place.root is not None else os.path.realpath(os.path.expanduser("~"))
    with contextlib.suppress(OSError):  # it holds something
        while folder.startswith(top + os.sep):
            os.rmdir(folder)
            folder = os.path.dirname(folder)


def _read_backup(path: str) -> bytes | None:
    if os.path.islink(path):
        return None
    with contextlib.suppress(SourceError):
        return read_user_file(path, MAX_BYTES)
    return None


def _target(place: Place) -> str:
    """The file that is to be replaced, with its directory made where that is missing."""
    if place.root is None:
        target = os.path.realpath(place.path)
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        return target
    here = place.root.path
    parts = Path(place.below).parts
    for part in parts[:-1]:
        here = here / part
        with contextlib.suppress(FileExistsError):
            here.mkdir()
        if here.is_symlink():
            raise UsageError("write settings", "a directory on the way is a symlink", path=str(here))
    if (here / parts[-1]).is_symlink():
        raise UsageError("write settings", "it is a symlink", path=place.path)
    return place.path


def _write(target: str, content: bytes, mode: int) -> None:
    beside = f"{target}.{secrets.token_hex(4)}.tmp"
    try:
        _create(beside, content, mode)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _create(path: str, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | O_NOFOLLOW | O_CLOEXEC, NEW_MODE)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if mode != NEW_MODE and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
