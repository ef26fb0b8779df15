"""Where a user's programs keep their data, and in it the state of each root that cannot be written.

    $XDG_DATA_HOME/omny/FOLDER-HASH/     by default ~/.local/share, as the XDG Base Directory Specification has it

Knows names only: what is in such a directory, and who makes it, is the business of `omny/base/paths.py`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path


def root_directory(root: Path) -> Path | None:
    """The directory for a root; None if no home directory is known."""
    data = directory()
    return data and data / label(root)


def has_state(root: Path) -> bool:
    """Whether there is such a directory. Hashes nothing if no root of that name has one."""
    data = directory()
    return data is not None and any(data.glob(_pattern(root))) and (data / label(root)).is_dir()


def label(root: Path) -> str:
    """A name for a root among others: its folder, and a hash of its path."""
    import hashlib  # here, since OpenSSL takes longer to load than most commands to answer

    digest = hashlib.blake2b(os.fsencode(root), digest_size=4).hexdigest()
    return "-".join(filter(None, (_folder(root), digest)))


def _pattern(root: Path) -> str:
    """What the labels of roots with that folder look like."""
    folder = _folder(root)
    return f"{folder}-*" if folder else "?" * 8


def _folder(root: Path) -> str:
    return re.sub("[^A-Za-z0-9_.-]+", "-", root.name).strip("-.")


def home() -> Path | None:
    """The user's home directory, where it is known."""
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None


def directory() -> Path | None:
    """The directory of everything that Omny keeps for the user; None if no home directory is known."""
    named, found = os.environ.get("XDG_DATA_HOME", ""), home()
    if os.path.isabs(named):
        return Path(named, "omny")
    return found and found.joinpath(".local", "share", "omny")
