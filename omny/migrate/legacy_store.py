"""The place of a legacy store, under any of its names, and its files. Opens no file for writing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from omny.base.disk import DISK
from omny.base.errors import AmbiguousError, SourceError, UsageError
from omny.base.filestat import FileStat
from omny.base.paths import MIB, Root, describe_failure, os_path, read_source, text_name
from omny.migrate.documents import Kind, document

STORE_NAMES = (".omnysysdata", ".omnysystemdata", ".aver")
"""The names that the directory had, newest first, in lower case: it was also written `.OmnySysData`."""

MAX_BYTES = 64 * MIB
"""Of one document. An atom has some kilobytes, the largest useful list of atoms some megabytes. A larger file is an
overview of everything (hundreds of megabytes) without further information."""


@dataclass(frozen=True, slots=True)
class LegacyStore:
    """A directory of JSON documents."""

    root: Root

    @classmethod
    def find(cls, path: str | os.PathLike[str]) -> LegacyStore:
        """The store at `path`, in it, or around it. Raises UsageError if there is none, AmbiguousError if there are
        several."""
        here = Root.of(path, force=True)
        if _is_store(here):
            return cls(here)
        inside = [name for name in _directories(here) if name.lower() in STORE_NAMES]
        if len(inside) > 1:
            raise AmbiguousError(
                "find legacy store", str(here.path), [str(here.path / name) for name in inside], noun="stores"
            )
        if inside:
            return cls(Root.of(here.path / inside[0], force=True))
        for parent in here.path.parents:
            if parent.name.lower() in STORE_NAMES:
                return cls(Root.of(parent, force=True))
        hint = f"name a directory that holds {', '.join(STORE_NAMES)}, or one of them"
        raise UsageError("find legacy store", "there is none here", path=str(here.path), hint=hint)

    @property
    def project(self) -> Root:
        """The directory that the store lies in."""
        return Root.of(self.root.path.parent, force=True)

    def files(self) -> Iterator[tuple[str, int]]:
        """The files below it, as (place from the store on, bytes), directories in order; no symlink is followed."""
        left = [self._list_directory("")]
        while left:
            place, entry = next(left[-1], ("", None))
            if entry is None:
                left.pop()
            elif entry.is_dir(follow_symlinks=False):
                left.append(self._list_directory(place))
            elif entry.is_file(follow_symlinks=False):
                yield place, entry.stat(follow_symlinks=False).st_size

    def read(self, place: str) -> tuple[bytes, FileStat]:
        """The content of a file. Raises SourceError."""
        content, stat, _ = read_source(self.root, place, MAX_BYTES)
        return content, stat

    def _list_directory(self, place: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """What a directory lists, by name, with its place."""
        path = os.path.join(self.root.path, os_path(place)) if place else str(self.root.path)
        try:
            entries = DISK.scandir(path)
        except OSError as error:
            raise SourceError("read legacy store", describe_failure(error), path=path) from error
        before = f"{place}/" if place else ""
        return iter(
            [(before + text_name(entry.name), entry) for entry in sorted(entries, key=lambda e: os.fsencode(e.name))]
        )


def _is_store(root: Root) -> bool:
    """By its name, or where it was renamed by its index."""
    if root.path.name.lower() in STORE_NAMES:
        return True
    try:
        content, _, _ = read_source(root, "index.json", MAX_BYTES)
    except SourceError:
        return False
    return document(content).kind is Kind.INDEX


def _directories(root: Root) -> list[str]:
    try:
        return sorted(entry.name for entry in DISK.scandir(str(root.path)) if entry.is_dir())
    except OSError as error:
        raise UsageError("find legacy store", describe_failure(error), path=str(root.path)) from error
