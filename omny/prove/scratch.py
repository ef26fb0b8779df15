"""A copy of a tree, or of a part of it, that may be changed at will: and copies of that in other places.

Copied are the files that an index of the tree holds, the rule files, and of git what Omny reads of it: HEAD and its
ref, the index. Files that are left out of an index, secrets among them, are left out here too.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from omny.base.config import SETTINGS_NAME, Settings
from omny.base.errors import SourceError
from omny.base.paths import Root, folders_above, os_path, read_source, read_user_file
from omny.languages import accepts, runs
from omny.watch.git.files import find_git
from omny.watch.git.head import head_ref
from omny.watch.git.index import MAX_INDEX_BYTES
from omny.watch.ignore.rules import PACKAGE_MARKER, RULE_FILES, IgnoreRules
from omny.watch.scan import scan

MAX_BYTES = 3 * 1024 * 1024
"""Source that is copied: about a dozen first indexes of it fit into half a minute on two slow processors."""

MIN_FILES = 2  # of a tree that something can be proven on
_GIT_FILES = ("HEAD", "index", "packed-refs", "info/exclude")


@dataclass(frozen=True, slots=True)
class Scratch:
    """The copy: its folder, the paths in it, and how many files there are in the tree."""

    path: Path
    files: tuple[str, ...]
    of: int
    size: int  # bytes of these files

    def copy_to(self, target: Path) -> None:
        """Copies it as it is now, without its index."""
        shutil.copytree(self.path, target, symlinks=True, ignore=shutil.ignore_patterns(".omny"))


def make_scratch(
    root: Root, settings: Settings, target: Path, first: Iterable[str] = (), max_bytes: int = MAX_BYTES
) -> Scratch:
    """Copies the tree to `target`, which must not exist. Of a tree with more source than `max_bytes` a part: the files
    `first`, in this order, then whole folders. Raises SourceError where the tree cannot be listed."""
    found = scan(root, IgnoreRules(root, exclude=settings.exclude), accepts, settings, runs=runs).files
    kept: dict[str, None] = {}
    size = 0
    for path in _in_order(found, first):
        size += found[path].size
        if size > max_bytes and len(kept) >= MIN_FILES:
            break
        kept[path] = None
    target.mkdir(mode=0o700)
    for path in kept:
        _copy(root, path, target, settings.max_file_bytes)
    folders = {folder for path in kept for folder in folders_above(path)}
    rules = [f"{folder}/{name}".lstrip("/") for folder in folders for name in (*RULE_FILES, PACKAGE_MARKER)]
    for path in [*rules, SETTINGS_NAME]:
        if path not in kept:
            _copy(root, path, target, settings.max_file_bytes)
    _copy_git(root, target)
    return Scratch(target, tuple(kept), len(found), sum(found[path].size for path in kept))


def _in_order(found: Iterable[str], first: Iterable[str]) -> Iterator[str]:
    """Each path once: those that come first, then those of their folders, then the rest."""
    paths = sorted(found)
    known = set(paths)
    wanted = [path for path in first if path in known]
    near = {folder: None for path in wanted for folder in [path.rpartition("/")[0]]}
    beside = [path for folder in near for path in paths if path.rpartition("/")[0] == folder]
    return iter(dict.fromkeys([*wanted, *beside, *paths]))


def _copy(root: Root, path: str, target: Path, max_bytes: int) -> None:
    try:
        content = read_source(root, path, max_bytes)[0]
    except SourceError:  # gone meanwhile, or not there
        return
    file = target / os_path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _copy_git(root: Root, target: Path) -> None:
    """What says that the copy is a work tree, at which commit, and which files are tracked. A symlink in `.git` is not
    followed: it could lead to anything of the user's."""
    places = find_git(root.path)
    if places is None or places.top != root.path:
        return
    for name in ("objects", "refs"):
        (target / ".git" / name).mkdir(parents=True)
    for name in (*_GIT_FILES, head_ref(places)):
        for folder in (places.git_dir, places.common_dir):
            if content := _git_file(folder, name):
                file = target / ".git" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                break


def _git_file(folder: Path, name: str) -> bytes | None:
    """The content of a file of git; None if it does not exist, or a symlink leads to it."""
    if os.path.realpath(folder / name) != os.path.join(os.path.realpath(folder), name):
        return None
    try:
        return read_user_file(folder / name, MAX_INDEX_BYTES)
    except SourceError:
        return None
