"""The newest commits of a git repository, with their authors and the files that each has changed. Git is never run.

The order is that of `git log`: newest first by the committer's time. As there, a merge is a commit without files. A
file that went to another path with the same content names its former path.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from heapq import heappop, heappush

import msgspec

from omny.base.errors import SourceError
from omny.base.paths import read_user_file
from omny.watch.git.files import GitPlaces
from omny.watch.git.objects import GitObjects

MAX_COMMITS = 5_000
MAX_AGE = 2 * 365 * 86_400
"""Seconds before the newest commit. What is older says little of who knows a file, and what changes often."""

MAX_FILES = 1_000
"""Files of one commit; those of a larger one, an import or a new format, are left out."""

_SUBJECT_CHARACTERS = 200
_SHALLOW_BYTES = 1024 * 1024
_FOLDER, _FILE = b"40000", b"100"


class LoggedCommit(msgspec.Struct, frozen=True, array_like=True):
    """A commit of the log."""

    name: str  # in hex
    time: int  # the committer's, in seconds since 1970
    author: str
    email: str
    subject: str
    parents: tuple[str, ...]
    files: tuple[tuple[str, str], ...]  # paths from the top of the repository; with the former path, or ""


class Log(msgspec.Struct, frozen=True):
    """The newest commits, newest first."""

    commits: list[LoggedCommit]
    is_shallow: bool  # whether the clone lacks older commits
    is_cut: bool  # whether the time was up before the limits were reached


def read_log(
    places: GitPlaces, head: str, known: Mapping[str, LoggedCommit], is_over: Callable[[], bool] = lambda: False
) -> Log:
    """The commits from `head` on, at most MAX_COMMITS of them and none older than MAX_AGE before it. `known` has
    commits that were read before; `is_over` says when to stop."""
    with GitObjects(places.common_dir) as objects:
        shallow = _shallow(places)
        walk = _Walk(objects, known, shallow)
        commits: list[LoggedCommit] = []
        is_cut = False
        for commit in walk.run(head):
            if len(commits) >= MAX_COMMITS or (commits and commit.time < commits[0].time - MAX_AGE):
                break
            if is_over():
                is_cut = True
                break
            commits.append(commit)
        return Log(commits, bool(shallow), is_cut)


def read_commit(objects: GitObjects, name: str, shallow: Collection[str] = ()) -> LoggedCommit | None:
    """A commit without its files; None where it cannot be read. Those of `shallow` have no parents here."""
    found = objects.read(name)
    if found is None or found.kind != "commit":
        return None
    head, _, message = found.content.partition(b"\n\n")
    lines = [line.partition(b" ") for line in head.split(b"\n")]
    author = next((value for key, _, value in lines if key == b"author"), b"").partition(b" <")
    committed = next((value for key, _, value in lines if key == b"committer"), b"").split()
    time = committed[-2] if len(committed) > 1 else b""
    parents = [value.decode("ascii", "replace") for key, _, value in lines if key == b"parent"]
    return LoggedCommit(
        name=name,
        time=int(time) if time.isdigit() else 0,
        author=author[0].decode("utf-8", "replace"),
        email=author[2].partition(b">")[0].decode("utf-8", "replace"),
        subject=message.lstrip().partition(b"\n")[0].decode("utf-8", "replace")[:_SUBJECT_CHARACTERS],
        parents=() if name in shallow else tuple(parents),
        files=(),
    )


class _Walk:
    """The walk from a commit to its ancestors."""

    def __init__(self, objects: GitObjects, known: Mapping[str, LoggedCommit], shallow: frozenset[str]) -> None:
        self._objects = objects
        self._known = known
        self._shallow = shallow

    def run(self, head: str) -> Iterator[LoggedCommit]:
        """The commits, newest first."""
        heap: list[tuple[int, str]] = []
        seen: set[str] = set()
        heads: dict[str, LoggedCommit] = {}

        def add(name: str) -> None:
            if name not in seen:
                seen.add(name)
                commit = self._known.get(name) or read_commit(self._objects, name, self._shallow)
                if commit is not None:
                    heads[name] = commit
                    heappush(heap, (-commit.time, name))

        add(head)
        while heap:
            name = heappop(heap)[1]
            commit = heads.pop(name)
            yield commit if name in self._known else msgspec.structs.replace(commit, files=self._files(commit))
            for parent in commit.parents:
                add(parent)

    def _files(self, commit: LoggedCommit) -> tuple[tuple[str, str], ...]:
        """The files that a commit has added or changed; none of a merge, nor where a shallow clone ends."""
        if len(commit.parents) > 1 or commit.name in self._shallow:
            return ()
        changed: dict[bytes, tuple[str, str]] = {}
        before = self._root(commit.parents[0]) if commit.parents else ""
        if not self._compare(before, self._root(commit.name), b"", changed) or len(changed) > MAX_FILES:
            return ()
        gone = {was: path for path, (was, now) in changed.items() if not now}
        return tuple(
            [(_text(path), _text(gone.get(now, b"")) if not was else "") for path, (was, now) in changed.items() if now]
        )

    def _root(self, commit: str) -> str:
        found = self._objects.read(commit)
        return found.content[5:].partition(b"\n")[0].decode("ascii", "replace") if found is not None else ""

    def _compare(self, before: str, after: str, path: bytes, changed: dict[bytes, tuple[str, str]]) -> bool:
        """Adds the files that differ between two folders, each with the names of both contents. False where a
        folder cannot be read, or they are too many."""
        old = self._entries(before)
        new = self._entries(after)
        if old is None or new is None or len(changed) > MAX_FILES:
            return False
        for own in old.keys() | new.keys():
            was, now = old.get(own, (b"", "")), new.get(own, (b"", ""))
            if was == now:
                continue
            folders = [name if mode == _FOLDER else "" for mode, name in (was, now)]
            if any(folders) and not self._compare(folders[0], folders[1], path + own + b"/", changed):
                return False
            files = [name if mode.startswith(_FILE) else "" for mode, name in (was, now)]
            if files[0] != files[1]:
                changed[path + own] = (files[0], files[1])
        return True

    def _entries(self, tree: str) -> dict[bytes, tuple[bytes, str]] | None:
        entries = self._objects.tree(tree) if tree else []
        return None if entries is None else {own: (mode, name) for mode, own, name in entries}


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _shallow(places: GitPlaces) -> frozenset[str]:
    """The commits at which a shallow clone ends (gitformat: `shallow`)."""
    try:
        content = read_user_file(places.common_dir / "shallow", _SHALLOW_BYTES) or b""
    except SourceError:
        content = b""
    return frozenset(content.decode("ascii", "replace").split())
