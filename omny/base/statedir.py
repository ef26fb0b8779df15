"""The state directory of a root, and whether Omny has made it there for this user.

A tree can come with a `.omny`: cloned, unpacked, or written by another user. A database in it could claim anything
about the code, and SQLite changes files that a journal names when it recovers one. So nothing below a state directory
is opened unless the directory

- is a directory and no symlink, of this user, that nobody else can write to,
- is empty, or holds a `.gitignore` that its owner cannot write to. Omny makes that mode. Git cannot: it keeps only
  whether a file is executable, and a umask removes no right of the user.

An archive keeps such a mode, so an unpacked directory passes. On a file system without modes or owners every directory
passes.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from omny.base.disk import O_CLOEXEC, O_NOFOLLOW
from omny.base.errors import UsageError

SEAL_NAME = ".gitignore"
_SEAL = b"*\n"  # nothing of the directory is for git
_SEAL_MODE = 0o400
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_ASIDE = "move it out of the tree: a new index is made, without the history of this one"


def judge(directory: Path) -> None:
    """Raises UsageError if `directory` exists and is no state directory of this user."""
    try:
        found = directory.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise _refusal(directory, (error.strerror or type(error).__name__).lower(), "") from error
    if not stat.S_ISDIR(found.st_mode):
        raise _refusal(directory, "not a directory", "move it away: omny makes a directory of that name for its index")
    if os.name != "posix":
        return
    if found.st_uid != os.geteuid():
        raise _refusal(directory, "it is another user's", f"run omny as that user, or {_ASIDE}")
    if found.st_mode & _OTHERS and _keeps(directory, stat.S_IMODE(found.st_mode) & ~_OTHERS):
        raise _refusal(directory, "others can write to it", f"'chmod 700' it if you trust what is in it, or {_ASIDE}")
    is_empty = not any(
        directory.iterdir()
    )  # first: another process may be making it, and makes the mark before all else
    if not is_empty and not _is_sealed(directory / SEAL_NAME):
        hint = f"where it is yours, make its .gitignore read-only (chmod 400); else {_ASIDE}"
        raise _refusal(directory, "it was not made here: it may have come with the tree", hint)


def seal(directory: Path) -> None:
    """Marks a new state directory as made by Omny, and as nothing for git. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        # With its mode from the beginning: another process may look at it at any moment.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | O_NOFOLLOW | O_CLOEXEC
        descriptor = os.open(directory / SEAL_NAME, flags, _SEAL_MODE)
        try:
            os.write(descriptor, _SEAL)
        finally:
            os.close(descriptor)


def _is_sealed(mark: Path) -> bool:
    try:
        mode = mark.lstat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and (not mode & stat.S_IWUSR or not _keeps(mark, _SEAL_MODE))


def _keeps(path: Path, mode: int) -> bool:
    """Whether the file system would keep that mode. What the path has stays."""
    before = stat.S_IMODE(path.lstat().st_mode)
    try:
        path.chmod(mode)
        return stat.S_IMODE(path.lstat().st_mode) != before
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            path.chmod(before)


def _refusal(directory: Path, reason: str, hint: str) -> UsageError:
    return UsageError("use state directory", reason, path=str(directory), hint=hint)
