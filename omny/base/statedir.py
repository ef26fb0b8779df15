"""The state directory of a root, and whether it is one that Omny has made there for this user.

A tree can come with a `.omny` in it: cloned, unpacked, or put there by somebody else who can write. A database in it
could say anything of the code beside it, and SQLite, asked to recover one, changes files that its journal names. So
nothing below a state directory is opened unless the directory

- is a directory and no symlink, of this user, that nobody else can write to,
- is empty, or holds a `.gitignore` that its owner cannot write to. Omny makes it so. Git cannot: it keeps of a file's
  mode only whether it can be executed, and a user's umask takes away no right of the user.

An archive does keep such a mode: what is unpacked from one passes. Where a file system has no modes, or no owners,
nothing of this can be told, and all passes.
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
    """Raises UsageError where there is something at `directory` that is no state directory of this user's."""
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
