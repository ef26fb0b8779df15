"""Which commit the tree's git repository is at, read from its files. Git itself is never run: the configuration of an
indexed tree can name commands."""

from __future__ import annotations

import re
from pathlib import Path

from omny.errors import SourceError
from omny.paths import read_user_file
from omny.watch.gitfiles import GitPlaces, find_git

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"refs/[^\0\n]+")
_MOST_BYTES = 16 * 1024 * 1024  # of packed-refs; 100,000 refs take about 8 MB


def git_head(root: Path) -> str:
    """The commit that HEAD names, in hex; "" where there is no repository, no commit, or nothing readable."""
    places = find_git(root)
    if places is None:
        return ""
    name = head_ref(places)
    if name == "HEAD":
        commit = _read(places.git_dir / "HEAD")
        return commit if _COMMIT.fullmatch(commit) else ""
    for folder in dict.fromkeys((places.git_dir, places.common_dir)):
        commit = _read(folder / name)
        if _COMMIT.fullmatch(commit):
            return commit
    for line in _read(places.common_dir / "packed-refs").splitlines():
        commit, _, ref = line.partition(" ")
        if ref.strip() == name and _COMMIT.fullmatch(commit):
            return commit
    return ""


def head_ref(places: GitPlaces) -> str:
    """The ref that HEAD stands for, such as `refs/heads/main`; `HEAD` itself where it is detached or unreadable."""
    head = _read(places.git_dir / "HEAD")
    name = head.removeprefix("ref:").strip()
    return name if head.startswith("ref:") and _REF.fullmatch(name) and ".." not in name.split("/") else "HEAD"


def _read(path: Path) -> str:
    try:
        return (read_user_file(path, _MOST_BYTES) or b"").decode("utf-8", "replace").strip()
    except SourceError:
        return ""
