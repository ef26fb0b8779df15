"""Which commit the tree's git repository is at, read from its files. Git itself is never run: the configuration of an
indexed tree can name commands."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from omny.base.errors import SourceError
from omny.base.paths import read_user_file
from omny.watch.git.files import GitPlaces, find_git

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"refs/[^\0\n]+")
_NAME = r"[\w@.+-]+(?:/[\w@.+-]+)*"  # of what names no file elsewhere
_REVISION = r"(?P<base>[^~^:{}]+?)(?P<steps>(?:[~^]\d{0,6})*)"
_STEP = r"([~^])(\d*)"
MAX_PARENTS = 10_000  # in one step back: some seconds
_MAX_BYTES = 16 * 1024 * 1024  # of packed-refs; 100,000 refs take about 8 MB


def git_head(root: Path) -> str:
    """The commit that HEAD names, in hex; "" without a repository, without a commit, or if nothing is readable."""
    places = find_git(root)
    if places is None:
        return ""
    name = head_ref(places)
    if name == "HEAD":
        commit = _read_text(places.git_dir / "HEAD")
        return commit if _COMMIT.fullmatch(commit) else ""
    return _resolve_ref(places, name)


def git_commit(root: Path, name: str) -> str:
    """The commit of a branch, a tag, HEAD or the beginning of a commit's own name, or a parent of it (`HEAD~2`,
    `main^`), in hex; "" for an unknown name."""
    from omny.watch.git.log import read_commit  # here, since every answer asks for HEAD and few for a revision
    from omny.watch.git.objects import GitObjects

    places, revision = find_git(root), re.fullmatch(_REVISION, name)
    if places is None or revision is None:
        return ""
    base, steps = revision["base"], re.findall(_STEP, revision["steps"])
    found = git_head(root) if base in ("HEAD", "@") else _resolve_name(places, base)
    with GitObjects(places.common_dir) as objects:
        if not found:
            found = objects.find(base)
        commit = objects.commit(found) if found else ""
        for kind, number in steps:
            times, which = (int(number or 1), 1) if kind == "~" else (1, int(number or 1))
            if times > MAX_PARENTS:
                return ""
            for _ in range(times if which else 0):
                child = read_commit(objects, commit) if commit else None
                parents = child.parents if child is not None else ()
                commit = parents[which - 1] if which <= len(parents) else ""
    return commit or (found if not steps and _is_commit_named(found, base) else "")


def _is_commit_named(found: str, base: str) -> bool:
    """Whether a ref says so: what it names may be left on a server."""
    return bool(found) and not found.startswith(base)


def _resolve_name(places: GitPlaces, name: str) -> str:
    if not re.fullmatch(_NAME, name) or ".." in name:
        return ""
    whole = [name] if name.startswith("refs/") else [f"refs/{kind}/{name}" for kind in ("tags", "heads", "remotes")]
    return next(filter(None, (_resolve_ref(places, ref) for ref in whole)), "")


def _resolve_ref(places: GitPlaces, name: str) -> str:
    """The commit of a whole ref; of a packed tag the one that it leads to."""
    for folder in dict.fromkeys((places.git_dir, places.common_dir)):
        commit = _read_text(folder / name)
        if _COMMIT.fullmatch(commit):
            return commit
    lines = _read_text(places.common_dir / "packed-refs").splitlines()
    for line, below in pairwise([*lines, ""]):
        commit, _, ref = line.partition(" ")
        if ref.strip() == name and _COMMIT.fullmatch(commit):
            return below[1:] if below.startswith("^") and _COMMIT.fullmatch(below[1:]) else commit
    return ""


def head_ref(places: GitPlaces) -> str:
    """The ref that HEAD stands for, such as `refs/heads/main`; `HEAD` itself where it is detached or unreadable."""
    head = _read_text(places.git_dir / "HEAD")
    name = head.removeprefix("ref:").strip()
    return name if head.startswith("ref:") and _REF.fullmatch(name) and ".." not in name.split("/") else "HEAD"


def _read_text(path: Path) -> str:
    try:
        return (read_user_file(path, _MAX_BYTES) or b"").decode("utf-8", "replace").strip()
    except SourceError:
        return ""
