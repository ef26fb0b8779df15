"""Which commit the tree's git repository is at, read from its files: git itself is never run, since the
configuration of an indexed tree can name commands."""

from __future__ import annotations

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST_BYTES = 16 * 1024 * 1024  # of packed-refs; a repository with 100,000 refs has about 8 MB


def indexed_head(root: Path) -> str:
    """The commit that HEAD names, in hex; "" where there is no repository, no commit, or nothing readable."""
    try:
        folder = _git_folder(root)
        if folder is None:
            return ""
        head = _read(folder / "HEAD")
        if not head.startswith("ref:"):
            return head if _COMMIT.fullmatch(head) else ""
        name = head[4:].strip()
        common = folder
        if pointer := _read(folder / "commondir"):
            common = (folder / pointer).resolve()
        if not name.startswith("refs/") or ".." in name:
            return ""
        for place in dict.fromkeys((folder, common)):
            commit = _read(place / name)
            if _COMMIT.fullmatch(commit):
                return commit
        for line in _read(common / "packed-refs").splitlines():
            commit, _, ref = line.partition(" ")
            if ref.strip() == name and _COMMIT.fullmatch(commit):
                return commit
    except (OSError, ValueError):
        pass
    return ""


def _git_folder(root: Path) -> Path | None:
    for place in (root, *root.parents):
        dot_git = place / ".git"
        if dot_git.is_dir():
            return dot_git
        if dot_git.is_file():
            pointer = _read(dot_git)
            return (place / pointer[7:].strip()).resolve() if pointer.startswith("gitdir:") else None
    return None


def _read(path: Path) -> str:
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()
