"""Which root a path belongs to: the nearest folder upwards with an index or a repository of its own.

A worktree, a submodule and a nested clone have a `.git` and are roots of their own, as the scan leaves them out of the
tree around them. A nested index without a `.git` is a root of its own, too, and the tree around it holds its files as
well: `outer_index` and the ledger (`omny/watch/scan.py`) record that.

This module reads names only: `omny/watch/git/files.py` follows the target of `.git`.
"""

from __future__ import annotations

import os
from pathlib import Path

from omny.base import data_home
from omny.base.errors import UsageError
from omny.base.paths import STATE_NAME, Root, text_path


def find_root(start: str | os.PathLike[str]) -> Path:
    """Where a command without ROOT works: the nearest parent of `start` (itself included) that is marked as a root,
    else `start`. To be given to `Root.of`, which judges it."""
    here = Path(os.path.abspath(start))
    return next((parent for parent in (here, *here.parents) if is_marked(parent)), here)


def is_marked(directory: Path) -> bool:
    """Whether the directory is a root in any surroundings: it has a state directory, or a `.git` of any kind."""
    return has_index(directory) or os.path.lexists(directory / ".git")


def has_index(directory: Path) -> bool:
    """Whether the directory has a state directory."""
    return os.path.isdir(directory / STATE_NAME) or data_home.has_state(directory)


def chosen_root(named: str | None, *, force: bool = False) -> Root:
    """The root that a command line names, or the nearest one. Raises UsageError."""
    return Root.of(find_root(os.getcwd()) if named is None else named, force=force)


def other_root(root: Root) -> Path | None:
    """The nearest root of the current folder, where that is another one than `root`; None where it is `root`, or no
    root at all."""
    try:
        nearest = find_root(os.getcwd())
    except FileNotFoundError:  # the current folder was removed
        return None
    return nearest if nearest != root.path and is_marked(nearest) else None


def find_owner(root: Root, file: str) -> Path | None:
    """The root that the existing `file` (absolute) belongs to, where the index of `root` does not speak of it: it lies
    outside, or in another root inside. None where it may be in that index."""
    folder = Path(os.path.realpath(file if os.path.isdir(file) else os.path.dirname(file)))
    nearest = find_root(folder)
    is_inside = folder == root.path or root.path in folder.parents
    is_of_root = nearest == root.path or root.path not in nearest.parents or not is_marked(nearest)
    return None if is_inside and is_of_root else nearest


def file_part(name: str) -> str:
    """The file in the name of an atom or a place: `a.py` of `a.py::f` and of `a.py:12`."""
    head = name.partition("::")[0]
    file, mark, line = head.rpartition(":")
    return file if mark and line[:1].isdigit() else head


def path_from_root(root: Root, file: str) -> str:
    """The file as the index of `root` names it. A file in the current folder comes first; without such a file the name
    is relative to the root. Raises UsageError if the file belongs to another root."""
    path = os.path.abspath(file)
    from_root = file.removeprefix("./")
    if not os.path.lexists(path):
        is_below = os.path.isabs(file) or not os.path.lexists(root.path / file)
        return text_path(os.path.relpath(path, root.path)) if is_below else from_root
    folder = os.path.realpath(os.path.dirname(path))
    owner = find_owner(root, path)
    if owner is None:
        return text_path(os.path.relpath(os.path.join(folder, os.path.basename(path)), root.path))
    at_root = os.path.join(root.path, from_root)
    if at_root == path or not os.path.lexists(at_root):
        raise foreign(root, file, owner)
    return from_root  # the root was named, and so the answer names it


def foreign(root: Root, file: str, owner: Path) -> UsageError:
    """That the index of `root` does not speak of a file, and which one may."""
    hint = f"its root is {owner}: ask there, or with --root {owner}"
    return UsageError("find file", f"not in the tree of {root.path}", path=file, hint=hint)


def outer_index(root: Path) -> Path | None:
    """The nearest root above `root` with an index that also holds the files of `root`; None if there is none."""
    if os.path.lexists(root / ".git"):
        return None
    outer = find_root(root.parent)
    return outer if outer != root and has_index(outer) else None
