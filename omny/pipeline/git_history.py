"""The past of a tree from git: commit after commit becomes a generation of a new index, with the time of the commit.

Each commit is one pass over a scratch tree, and each content is parsed once. The commits are HEAD and its first
parents, so that each state follows from the one before: a merge is one step. Git is never run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from omny.base.clock import SystemClock
from omny.base.config import SETTINGS_NAME, load_settings
from omny.base.errors import UsageError
from omny.base.paths import Root, text_path
from omny.base.progress import Progress, Step
from omny.executors.pool import ExecutorFactory, process_pool
from omny.pipeline.authors import author_of_commit
from omny.pipeline.indexer import Indexer, run_until_sure
from omny.pipeline.scratch_tree import ScratchTree
from omny.storage.port.repository import AtomRepository
from omny.watch.git.files import GitPlaces, find_git
from omny.watch.git.head import git_commit, git_head
from omny.watch.git.log import LoggedCommit, read_commit
from omny.watch.git.objects import GitObjects
from omny.watch.ignore.rules import decides

MAX_COMMITS = 20_000
"""Of one call. More are some hours of work, and a database of many gigabytes."""

_OPERATION = "index history"


class CommitClock(SystemClock):
    """A clock that stands at the time of a commit."""

    def __init__(self) -> None:
        self._at = datetime.fromtimestamp(0, UTC)

    def turn_to(self, seconds: int) -> None:
        """Goes to a time in seconds since 1970, and never back: a commit can claim to be older than its parent."""
        self._at = max(self._at, datetime.fromtimestamp(min(max(seconds, 0), 253_000_000_000), UTC))

    def now(self) -> datetime:
        return self._at


def list_commits(root: Root, since: str) -> list[LoggedCommit]:
    """The commits of HEAD and its first parents, the oldest first: as many as `since` says, or from the commit of that
    name on. Raises UsageError without such commits."""
    places = find_git(root.path)
    head = git_head(root.path)
    number = int(since) if since.isascii() and since.isdigit() and len(since) < 6 else 0
    first = "" if number else git_commit(root.path, since)
    if places is None or not head:
        raise UsageError(_OPERATION, "there is no git repository with a commit here", path=str(root.path))
    if not number and not first:
        hint = "name a number of commits, or a commit, branch or tag to begin with"
        raise UsageError(_OPERATION, f"git has no commit {since[:80]!r}", hint=hint)
    commits: list[LoggedCommit] = []
    with GitObjects(places.common_dir) as objects:
        commit = read_commit(objects, head)
        while commit is not None and len(commits) < (number or MAX_COMMITS):
            commits.append(commit)
            if commit.name == first or not commit.parents:
                break
            commit = read_commit(objects, commit.parents[0])
    if first and commits[-1].name != first:
        reason = f"{since[:80]!r} is not among HEAD and its first {MAX_COMMITS:,} first parents"
        raise UsageError(_OPERATION, reason, hint="name a commit of this branch, or a number of commits")
    return commits[::-1]


def replay(
    root: Root,
    repository: AtomRepository,
    commits: list[LoggedCommit],
    *,
    jobs: int,
    progress: Progress | None = None,
    executors: ExecutorFactory = process_pool,
) -> int:
    """Makes each commit a generation of an empty index; how many files were parsed. Raises UsageError where a commit
    cannot be read, else as `Indexer.run`."""
    places = find_git(root.path)
    assert places is not None
    scratch = Path(tempfile.mkdtemp(dir=root.private_dir("replay")))
    try:
        with GitObjects(places.common_dir) as objects:
            return _Replay(root, places, scratch, repository, jobs, executors).run(objects, commits, progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class _Replay:
    def __init__(
        self,
        root: Root,
        places: GitPlaces,
        scratch: Path,
        repository: AtomRepository,
        jobs: int,
        executors: ExecutorFactory,
    ) -> None:
        below = os.path.relpath(root.path, places.top)
        self._prefix = "" if below == "." else f"{below}{os.sep}"
        self._scratch = scratch
        self._root = Root(scratch / self._prefix)
        self._repository = repository
        self._clock = CommitClock()
        self._jobs = jobs
        self._executors = executors
        self._indexer: Indexer | None = None

    def run(self, objects: GitObjects, commits: list[LoggedCommit], progress: Progress | None) -> int:
        tree = ScratchTree(self._scratch, objects)
        parsed = 0
        for number, commit in enumerate(commits):
            files = objects.files(commit.name)
            if files is None:
                hint = "git's objects do not hold all of it (a shallow clone?): name fewer commits"
                raise UsageError(_OPERATION, f"the commit {commit.name[:12]} cannot be read", hint=hint)
            prefix = os.fsencode(self._prefix)
            kept = {path: name for path, name in files.items() if path.startswith(prefix) or _is_rule(path)}
            self._root.path.mkdir(parents=True, exist_ok=True)
            self._clock.turn_to(commit.time)
            parsed += self._pass(tree.show(commit.name, kept), commit)
            if progress is not None:
                progress(Step.READING, number + 1, len(commits), 0)
        return parsed

    def _pass(self, changed: list[str], commit: LoggedCommit) -> int:
        """One pass, over what has changed, or over all where that may change what is left out."""
        names = {os.path.basename(path) for path in changed}
        is_whole = self._indexer is None or any(decides(text_path(path)) for path in changed) or SETTINGS_NAME in names
        if self._indexer is None or SETTINGS_NAME in names:
            self._indexer = Indexer(
                self._root,
                self._repository,
                settings=load_settings(self._root),
                jobs=self._jobs,
                executors=self._executors,
                clock=self._clock,
                seed=None,
            )
        inside = [text_path(path[len(self._prefix) :]) for path in changed if path.startswith(self._prefix)]
        below = None if is_whole or self._indexer.has_other_rules() else inside
        return run_until_sure(self._indexer, below, head=commit.name, by=author_of_commit(commit)).parsed


def _is_rule(path: bytes) -> bool:
    return decides(text_path(os.fsdecode(path)))
