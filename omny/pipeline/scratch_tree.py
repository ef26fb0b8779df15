"""`ScratchTree`: the files of one git commit after the other, in a directory of their own.

A pass over it is one over a clone at that commit: `.git` says which commit it is, and which files git tracks. Files
that Omny does not read are left empty.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha1, sha256
from pathlib import Path
from struct import pack

from omny.base.config import SETTINGS_NAME
from omny.base.paths import folders_above
from omny.languages import accepts
from omny.watch.git.objects import GitObjects
from omny.watch.ignore.rules import decides

_MODE = 0o100644
_MAX_NAME = 0xFFF  # what the flags of an entry of git's index hold of a length


class ScratchTree:
    """The files of a commit below a directory that is empty at first."""

    def __init__(self, top: Path, objects: GitObjects) -> None:
        self._top = top
        self._objects = objects
        self._files: dict[bytes, str] = {}
        (top / ".git").mkdir()

    def show(self, commit: str, files: dict[bytes, str]) -> list[str]:
        """Makes the files those of a commit: the names of their contents by path. Returns the paths that differ from
        the commit before, as the operating system has them. Paths that no file of git can have are left out: a tree
        that somebody made up could lead out of the directory."""
        files = {path: name for path, name in files.items() if _is_plain(path)}
        changed = sorted(path for path in files.keys() | self._files.keys() if files.get(path) != self._files.get(path))
        for path in changed:
            self._remove(os.fsdecode(path))
        for path in changed:
            if path in files:
                self._write(os.fsdecode(path), files[path])
        self._files = files
        (self._top / ".git/HEAD").write_text(f"{commit}\n", encoding="ascii")
        (self._top / ".git/index").write_bytes(make_index(files))
        return [os.fsdecode(path) for path in changed]

    def _remove(self, path: str) -> None:
        with suppress(OSError):  # a file that was not written, or a folder that is not empty
            (self._top / path).unlink(missing_ok=True)
            for folder in filter(None, folders_above(path)):
                (self._top / folder).rmdir()

    def _write(self, path: str, name: str) -> None:
        file = self._top / path
        is_read = accepts(path) or decides(path) or file.name == SETTINGS_NAME or "." not in file.name[1:]
        found = self._objects.read(name) if is_read else None
        with suppress(OSError):  # a name that is too long here, or also that of a folder
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(found.content if found is not None else b"")


def _is_plain(path: bytes) -> bool:
    """Whether a path stays below its directory, and outside of `.git`."""
    parts = path.replace(os.fsencode(os.sep), b"/").split(b"/")
    return b"\0" not in path and not any(part in (b"", b".", b"..") or part.lower() == b".git" for part in parts)


def make_index(files: Mapping[bytes, str]) -> bytes:
    """An index of git, version 2, that tracks these files (gitformat-index)."""
    names = list(files.values())
    hashed = sha256 if names and len(names[0]) == 64 else sha1
    parts = [pack(">4sII", b"DIRC", 2, len(files))]
    for path in sorted(files):
        name = bytes.fromhex(files[path])
        entry = pack(">24xI12x", _MODE) + name + pack(">H", min(len(path), _MAX_NAME)) + path
        parts.append(entry + b"\0" * (8 - len(entry) % 8))
    content = b"".join(parts)
    return content + hashed(content, usedforsecurity=False).digest()
