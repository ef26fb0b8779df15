"""The other checkouts of a repository: its main checkout, its linked worktrees, and those of a submodule.

Git is not run, and a pointer in its files counts only if it is mutual: the `.git` of a checkout names a git directory,
and that git directory names this `.git`. All of these files must belong to this user and be no symlinks: a user who can
write one of them could name any tree.

    checkout                       its `.git` leads to                 what names the checkout there
    main checkout                  itself                              it holds the git directory
    linked worktree                COMMON/worktrees/NAME               the file `gitdir`
    submodule                      OUTER/modules/NAME                  `core.worktree` of its configuration

COMMON is `.git` of the main checkout, a bare repository, or OUTER/modules/NAME of a submodule. OUTER is the git
directory of the checkout around a submodule; submodules of a linked worktree are repositories of their own.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

import msgspec

from omny.base.disk import DISK
from omny.base.errors import SourceError
from omny.base.paths import read_user_file
from omny.watch.git.files import config_value, find_git_dir, pointer

MAX_WORKTREES = 64
"""Linked worktrees of one repository that are looked at, those that git wrote to last first. Agents leave many."""

_MAX_CONFIG_BYTES = 1024 * 1024


class Checkout(msgspec.Struct, frozen=True):
    """A directory and its git directory, which name each other. Paths are absolute, without symlinks."""

    top: Path
    git_dir: Path
    common_dir: Path  # what all worktrees of the repository share


def other_checkouts(top: Path, *, answers: Callable[[str], bool] = lambda _: True) -> Iterator[Path]:
    """The other checkouts of the repository of `top`, the main one first; none where `top` and its git directory do not
    name each other. `answers` tells whether a path may be touched: a mount whose server is gone never answers."""
    own = _checkout(top)
    if own is None:
        return
    found = {own.top}
    for other in chain(_checkouts_of_repository(own, answers), _checkouts_of_submodule(own, answers)):
        if other.top not in found:
            found.add(other.top)
            yield other.top


def _checkouts_of_repository(own: Checkout, answers: Callable[[str], bool]) -> Iterator[Checkout]:
    """Checkouts that share the common directory."""
    for path in chain(_main(own.common_dir), _linked_worktrees(own.common_dir)):
        other = _checkout(path) if answers(os.fspath(path)) else None
        if other is not None and other.common_dir == own.common_dir:
            yield other


def _checkouts_of_submodule(own: Checkout, answers: Callable[[str], bool]) -> Iterator[Checkout]:
    """Checkouts of the same submodule in other checkouts of the repository around it."""
    outer = next((parent for parent in own.top.parents if os.path.lexists(parent / ".git")), None)
    around = None if outer is None else _checkout(outer)
    if around is None or around.git_dir / "modules" not in own.git_dir.parents:
        return
    name, place = own.git_dir.relative_to(around.git_dir), own.top.relative_to(around.top)
    for path in chain(_checkouts_of_repository(around, answers), _checkouts_of_submodule(around, answers)):
        other = _checkout(path.top / place) if answers(os.fspath(path.top / place)) else None
        if other is not None and other.git_dir == path.git_dir / name:
            yield other


# ── what a git directory claims ──────────────────────────────────────────────────────────────────────────────────────


def _main(common_dir: Path) -> Iterator[Path]:
    """Where the main checkout is said to be: none of a bare repository."""
    if common_dir.name == ".git":
        yield common_dir.parent
    elif named := _configured_worktree(common_dir):
        yield named


def _linked_worktrees(common_dir: Path) -> Iterator[Path]:
    """Where the linked worktrees are said to be."""
    try:
        entries = DISK.scandir(os.fspath(common_dir / "worktrees"))
        written = [(-entry.stat(follow_symlinks=False).st_mtime_ns, entry.name) for entry in entries]
    except OSError:
        return
    for _, name in islice(sorted(written), MAX_WORKTREES):
        if named := _worktree_at(common_dir / "worktrees" / name):
            yield named.parent


def _worktree_at(git_dir: Path) -> Path | None:
    """The `.git` that the git directory of a linked worktree names."""
    text = pointer(git_dir / "gitdir").strip()
    return Path(os.path.normpath(git_dir / text)) if text else None


def _configured_worktree(git_dir: Path) -> Path | None:
    """The work tree that the configuration of a git directory names. It is compared with a known directory, or judged
    as any checkout: the configuration comes with a tree."""
    for name in ("config.worktree", "config"):
        try:
            content = read_user_file(git_dir / name, _MAX_CONFIG_BYTES) or b""
        except SourceError:
            continue
        if text := (config_value(content, "core", "worktree") or "").replace("\0", ""):
            return Path(os.path.normpath(git_dir / text))
    return None


# ── the judgement ────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkout(top: Path) -> Checkout | None:
    """The checkout at `top`; None where the pointers are not mutual, or not this user's alone to write."""
    dot_git = top / ".git"
    try:
        top = Path(os.path.realpath(top))
        mode = dot_git.lstat().st_mode
        git_dir = Path(os.path.realpath(find_git_dir(dot_git)))
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(mode):
        is_plain = not os.path.lexists(git_dir / "commondir")  # of a main checkout there is none
        return Checkout(top, git_dir, git_dir) if is_plain and _are_ours(top, git_dir) else None
    if not stat.S_ISREG(mode) or not _are_ours(top, top / ".git", git_dir):
        return None
    if os.path.lexists(git_dir / "gitdir"):
        return _worktree(top, git_dir)
    named = _configured_worktree(git_dir)
    is_mutual = named is not None and os.path.realpath(named) == os.fspath(top)
    return Checkout(top, git_dir, git_dir) if is_mutual and not os.path.lexists(git_dir / "commondir") else None


def _worktree(top: Path, git_dir: Path) -> Checkout | None:
    common_dir = git_dir.parent.parent
    named = _worktree_at(git_dir)
    if named is None or named.name != ".git" or os.path.realpath(named.parent) != os.fspath(top):
        return None
    if git_dir.parent.name != "worktrees" or not _are_ours(git_dir / "gitdir", git_dir / "commondir", common_dir):
        return None
    common = os.path.realpath(git_dir / pointer(git_dir / "commondir").strip())
    return Checkout(top, git_dir, common_dir) if common == os.fspath(common_dir) else None


def _are_ours(*paths: Path) -> bool:
    """Whether all of these are this user's, and no symlinks."""
    try:
        found = [path.lstat() for path in paths]
    except OSError:
        return False
    is_mine = os.name != "posix" or all(each.st_uid == os.geteuid() for each in found)
    return is_mine and not any(stat.S_ISLNK(each.st_mode) for each in found)
