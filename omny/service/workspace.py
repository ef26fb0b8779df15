"""The workspace of the user: the roots that a question is put to with `--everywhere`.

Each member is a file of its own in the user's data, so two commands that add or remove at once lose nothing:

    $XDG_DATA_HOME/omny/workspace/FOLDER-HASH.json

No tree and no setting of a tree says what is in it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from omny.base import data_home
from omny.base.errors import SourceError, UsageError
from omny.base.paths import Root, describe_failure, os_path, text_path

FOLDER = "workspace"

_ENDING = ".json"
_OP = "change workspace"


class Member(msgspec.Struct, frozen=True):
    """A root of the workspace."""

    root: str  # absolute path, as text
    token: str = ""  # of the state that it was brought to when it was first asked from here; "" before

    @property
    def path(self) -> Path:
        """The root."""
        return Path(os_path(self.root))


def list_members() -> list[Member]:
    """The members by path. A file that cannot be read as one is none."""
    folder = _folder()
    if folder is None:
        return []
    found = (_read(file) for file in folder.glob(f"*{_ENDING}"))
    return sorted((member for member in found if member is not None), key=lambda member: member.root)


def add(root: Root) -> bool:
    """Makes the root a member, for good when this returns; False if it was one. Raises UsageError, SourceError."""
    file = _file(root.path)
    if _read(file) is not None:
        return False
    _write(file, Member(text_path(str(root.path))))
    return True


def remove(path: Path) -> bool:
    """Ends the membership of a root, which need not exist any more; False if it was no member. Raises SourceError."""
    file = _file(path)
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise SourceError(_OP, describe_failure(error), path=str(file)) from error
    return True


def reach(member: Member, token: str) -> None:
    """Notes that a member was brought to a state before it was asked. A member that is removed meanwhile stays so."""
    file = _file(member.path)
    if _read(file) is not None:
        _write(file, Member(member.root, token))


def _folder() -> Path | None:
    data = data_home.directory()
    return data and data / FOLDER


def _file(root: Path) -> Path:
    folder = _folder()
    if folder is None:
        raise UsageError(_OP, "no home directory is known", hint="set XDG_DATA_HOME to a folder that you can write to")
    return folder / f"{data_home.label(root)}{_ENDING}"


def _read(file: Path) -> Member | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Member)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(file: Path, member: Member) -> None:
    """Replaces the file in one step, durably."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as made:
            made.write(msgspec.json.encode(member))
            made.flush()
            os.fsync(made.fileno())
        os.replace(made.name, file)
    except OSError as error:
        raise SourceError(_OP, describe_failure(error), path=str(file)) from error
