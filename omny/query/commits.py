"""The newest commits of the tree's git repository, as questions need them: by the paths that the files have now.

What was read of a commit never changes, so it is kept in the state directory: a later question reads new commits only.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cached_property

import msgspec

from omny.base.errors import OmnyError, SourceError, UsageError
from omny.base.paths import Root, read_source, read_user_file, text_path
from omny.query.question import View
from omny.watch.git.files import GitPlaces, find_git
from omny.watch.git.head import git_head
from omny.watch.git.log import Log, LoggedCommit, read_commit, read_log
from omny.watch.git.objects import GitObjects

MAX_SECONDS = 30
"""For commits that are read for the first time; the next question reads further."""

MAX_TOGETHER = 30
"""Files of a commit that say of each other that they change together; a larger commit is a new format or a move."""

_MAILMAP_LINE = re.compile(r"([^#<>]*?) *<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?")
_MAX_MAILMAP_BYTES = 1024 * 1024

_FORMAT = 1  # of the file of commits
_KEPT_NAME = "commits"
_MAX_KEPT_BYTES = 64 * 1024 * 1024
_BOT = "[bot]"


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """What the state directory keeps."""

    format: int
    commits: list[LoggedCommit]


class Touch(msgspec.Struct, frozen=True, gc=False):
    """A commit, with files of the tree that it has changed."""

    time: int
    author: str
    paths: tuple[str, ...]  # relative to the root, by which the files go now


class Extent(msgspec.Struct, frozen=True):
    """How far back commits were read."""

    commits: int  # of the whole repository
    since: str  # day of the oldest one, in UTC
    shallow: bool  # whether the clone lacks older commits
    complete: bool  # false where the time was up: the next question goes on


class Mailmap:
    """The names that a tree gives to its authors: its `.mailmap` (gitmailmap(5))."""

    def __init__(self, text: str) -> None:
        self._names: dict[tuple[str, str], str] = {}  # by the address and the name of commits, "" for any name
        for line in text.splitlines():
            match = _MAILMAP_LINE.match(line)
            if match is not None and match[1]:
                name, address = (match[3] or "").strip().lower(), (match[4] or match[2]).lower()
                self._names[address, name] = match[1]

    def find_name(self, name: str, address: str) -> str:
        """The name of an author, by name and address of a commit."""
        of_both = self._names.get((address.lower(), name.lower()))
        return of_both or self._names.get((address.lower(), "")) or name


class RecentCommits:
    """The newest commits of a tree, newest first."""

    def __init__(self, log: Log, prefix: str, mailmap: Mailmap) -> None:
        """`prefix` is the path of the root from the top of the repository, "" or with a slash at the end."""
        self.extent = Extent(
            len(log.commits), day(log.commits[-1].time) if log.commits else "", log.is_shallow, not log.is_cut
        )
        self.touches: list[Touch] = []
        now: dict[str, str] = {}  # former paths, with those of today
        for commit in log.commits:
            paths = []
            for path, former in commit.files:
                today = now.get(path, path)
                if former:
                    now[former] = today
                if today.startswith(prefix):
                    paths.append(text_path(today[len(prefix) :]))
            if paths:
                author = mailmap.find_name(commit.author, commit.email)
                self.touches.append(Touch(commit.time, author, tuple(dict.fromkeys(paths))))

    @cached_property
    def by_path(self) -> dict[str, list[Touch]]:
        """The commits of each file."""
        found: dict[str, list[Touch]] = {}
        for touch in self.touches:
            for path in touch.paths:
                found.setdefault(path, []).append(touch)
        return found

    def together(self, path: str) -> Counter[str]:
        """How many commits have changed a file and each other one."""
        found: Counter[str] = Counter()
        for touch in self.by_path.get(path, ()):
            if len(touch.paths) <= MAX_TOGETHER:
                found.update(touch.paths)
        found.pop(path, None)
        return found


class CommitNote(msgspec.Struct, frozen=True):
    """What a git commit says of a change."""

    name: str  # in hex
    author: str
    subject: str


class CommitNotes:
    """The commits that generations came with: those at which HEAD was another one than before."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._places = find_git(view.root.path)
        self._notes: dict[int, CommitNote | None] = {}

    def find(self, generation: int) -> CommitNote | None:
        """The commit of a generation; None where it came with none, or git does not have it any more."""
        if generation not in self._notes:
            self._notes[generation] = self._read(generation)
        return self._notes[generation]

    def _read(self, generation: int) -> CommitNote | None:
        row, before = (self._view.repository.generation(each) for each in (generation, generation - 1))
        if row is None or before is None or self._places is None or row.indexed_head in ("", before.indexed_head):
            return None  # the first state holds what all commits before have made
        with GitObjects(self._places.common_dir) as objects:
            commit = read_commit(objects, row.indexed_head)
        if commit is None:
            return None
        return CommitNote(commit.name, self._mailmap.find_name(commit.author, commit.email), commit.subject)

    @cached_property
    def _mailmap(self) -> Mailmap:
        return Mailmap("") if self._places is None else _read_mailmap(self._places)


def is_person(author: str) -> bool:
    """Whether a commit's author is no program, by its name."""
    return not author.endswith(_BOT)


def day(time: int) -> str:
    """The day of a time in seconds, in UTC; "" for one that no calendar holds."""
    try:
        return datetime.fromtimestamp(time, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def read_recent_commits(view: View, operation: str, seconds: float = MAX_SECONDS) -> RecentCommits:
    """The newest commits; those that were not read before are read for some seconds at most. Raises UsageError without
    a repository, or without a commit that can be read."""
    places = find_git(view.root.path)
    head = git_head(view.root.path) if places is not None else ""
    if places is None or not head:
        hint = "it is answered from the commits of a git repository around the root"
        raise UsageError(operation, "there is no git repository with a commit here", path=view.top, hint=hint)
    kept = _read_kept(view)
    end = view.clock.monotonic() + seconds
    log = read_log(places, head, kept, lambda: view.clock.monotonic() > end)
    if any(commit.name not in kept for commit in log.commits):
        _keep(view, log)
    return RecentCommits(log, _prefix(view, places), _read_mailmap(places))


def _prefix(view: View, places: GitPlaces) -> str:
    above = os.path.relpath(view.root.path, places.top)
    return "" if above == "." else f"{above.replace(os.sep, '/')}/"


def _read_mailmap(places: GitPlaces) -> Mailmap:
    try:
        return Mailmap(read_source(Root(places.top), ".mailmap", _MAX_MAILMAP_BYTES)[0].decode("utf-8", "replace"))
    except SourceError:
        return Mailmap("")


def _read_kept(view: View) -> dict[str, LoggedCommit]:
    try:
        content = read_user_file(view.root.state_dir / _KEPT_NAME, _MAX_KEPT_BYTES)
        kept = msgspec.msgpack.decode(content, type=_Kept) if content else _Kept(_FORMAT, [])
    except (SourceError, msgspec.DecodeError):
        return {}
    return {commit.name: commit for commit in kept.commits} if kept.format == _FORMAT else {}


def _keep(view: View, log: Log) -> None:
    """Writes the commits down for the next question. Where that fails, it reads them again."""
    with contextlib.suppress(OmnyError, OSError):
        view.root.replace_state_file(_KEPT_NAME, msgspec.msgpack.encode(_Kept(_FORMAT, log.commits)))
