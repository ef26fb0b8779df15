"""The list of what a tree holds, or some paths of it: one walk, one stat for each file that may be wanted.

A scan reads names and stats only. No symlink is followed, no file is opened but the ignore rules' own, and small ones
without an ending, to see whether they are scripts. It says of every
path below the root either that it is a file to look at, or why it is not, or that a directory above it could not be
read; what neither `files` nor `skipped` speak about is not there, or not wanted.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.filestat import FileStat
from omny.base.paths import (
    STATE_NAME,
    Root,
    failure_reason,
    file_stat,
    os_name,
    os_path,
    read_source,
    text_name,
    too_large,
)
from omny.base.progress import Look, interleave_looks, never
from omny.base.shebang import MAX_SCRIPT_BYTES, find_interpreter, has_ending
from omny.base.skip_reason import Reason, SkipReason
from omny.watch.ignore.rules import DirRules, IgnoreRules, Verdict

Aside = Callable[[str, bool, Verdict | None], None]

MAX_PATH_BYTES = 1_600
"""Of a path that is indexed. An id is a path with a qualified name (`MAX_NAME_BYTES`), and an entry of an index of
PostgreSQL has 2,704 bytes; both stores must hold the same. Skipped paths are stored, too: at most one name more."""

_NEEDS_LSTAT = os.name == "nt"  # there, listing a directory gives neither inode nor an up-to-date size


TOO_LONG = Reason(SkipReason.PATH_TOO_LONG, limit=MAX_PATH_BYTES)


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a path is left out. A `problem` makes the index partial: a user would expect the path in it. Without it, the
    path is left out by a rule. `unseen`: the content of the path, or below it, is unknown."""

    reason: Reason
    problem: bool
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, by path (text, relative to the root), in order of paths."""

    files: Mapping[str, FileStat]
    skipped: Mapping[str, Skip]
    directories: int  # listed, the root included: what a watcher has to watch

    @property
    def problems(self) -> dict[str, Reason]:
        """Path and reason of what makes the index partial."""
        return {path: skip.reason for path, skip in self.skipped.items() if skip.problem}

    def knows(self, path: str) -> bool:
        """Whether the scan could see the entry at `path`: false for an unreadable directory and for everything below
        it. An unseen entry must not count as deleted."""
        while path:
            skip = self.skipped.get(path)
            if skip is not None and skip.unseen:
                return False
            path = path.rpartition("/")[0]
        return True


class Entry(Protocol):
    """What a walk asks of an entry of a directory; `os.DirEntry` has it."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    def is_dir(self, *, follow_symlinks: bool = True) -> bool: ...
    def is_symlink(self) -> bool: ...
    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result: ...


def scan(
    root: Root,
    rules: IgnoreRules,
    accepts: Callable[[str], bool],
    settings: Settings,
    *,
    runs: Callable[[str], bool],
    below: Collection[str] | None = None,
    entering: Callable[[str], None] | None = None,
    aside: Aside | None = None,
    look: Look = never,
) -> Scan:
    """Lists the regular files below `root` that `rules` leave in and whose path `accepts` takes, up to the size cap.

    With `below`, only those at or below these paths, which need not exist; what is said of them is what a scan of the
    whole would say. `entering` is called with each directory just before it is listed, `aside` with each entry that is
    not to be looked at: path, whether it is a directory, and the rule, or None where `accepts` does not take it. `look`
    is called now and then, and may raise. A file without an ending that `accepts` does not take is listed if its first
    line names a program for which `runs` is true.
    Directories and files that vanish during the walk are not listed. Raises SourceError where the root itself cannot be
    listed: that is no empty tree.
    """
    walk = _Walk(root, rules, accepts, settings.max_file_bytes, entering, aside, look, runs)
    if below is None or "" in below:
        walk.run([""])
    else:
        walk.run([directory for path in outermost(below) for directory in walk.begin(path)])
    for path, reason in rules.problems.items():
        walk.skipped.setdefault(path, Skip(reason, problem=reason.code is not SkipReason.SYMLINK))
    return Scan(dict(sorted(walk.files.items())), dict(sorted(walk.skipped.items())), walk.directories)


def is_too_long(path: str) -> bool:
    """Whether no store holds what lies at the path, or below it."""
    return len(path) * 4 > MAX_PATH_BYTES and len(path.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES


def outermost(paths: Collection[str]) -> list[str]:
    """The paths without those that are below another of them, sorted."""
    kept: list[str] = []
    for path in sorted(paths, key=lambda path: path.split("/")):
        if not kept or not (path == kept[-1] or path.startswith(kept[-1] + "/")):
            kept.append(path)
    return sorted(kept)


class _Walk:
    """One walk, with what it has found so far."""

    def __init__(
        self,
        root: Root,
        rules: IgnoreRules,
        accepts: Callable[[str], bool],
        max_bytes: int,
        entering: Callable[[str], None] | None,
        aside: Aside | None,
        look: Look,
        runs: Callable[[str], bool],
    ) -> None:
        self.files: dict[str, FileStat] = {}
        self.skipped: dict[str, Skip] = {}
        self.directories = 0
        self._top = os.fspath(root.path)
        self._disk = root.disk
        self._rules = rules
        self._accepts = accepts
        self._max_bytes = max_bytes
        self._entering = entering
        self._aside = aside
        self._look = look
        self._root = root
        self._runs = runs
        self._real: dict[str, bool] = {"": True}  # whether a directory is one, and no symlink leads to it

    def begin(self, path: str) -> list[str]:
        """Looks at one path; the directories, none or one, that are to be walked for it."""
        parent, _, name = path.rpartition("/")
        if not self._is_real(parent):
            return []
        self._rules.forget(path)
        rules = self._rules.for_dir(parent)
        if rules.excluded:
            return []
        pending: list[str] = []
        self._entry(path, _Named(self._disk.lstat, os_name(name), self._os_path(path)), rules, pending)
        return pending

    def run(self, pending: list[str]) -> None:
        """Walks these directories: a stack of its own, as trees can be deeper than Python's."""
        while pending:
            directory = pending.pop()
            if self._entering is not None:
                self._entering(directory)
            try:
                entries = self._disk.scandir(self._os_path(directory))
            except OSError as error:
                reason = failure_reason(error)
                if not directory:
                    raise SourceError("list", reason, path=self._top) from error
                if reason.code is not SkipReason.VANISHED:
                    self._skip(directory, reason, problem=True, unseen=True)
                continue
            rules = self._rules.for_dir(directory, {entry.name for entry in entries})
            if rules.excluded:
                if rules.excluded.told:
                    self._skip(directory, rules.excluded.reason, problem=False)
                continue
            self.directories += 1
            prefix = f"{directory}/" if directory else ""
            for entry in interleave_looks(entries, self._look):
                self._entry(prefix + text_name(entry.name), entry, rules, pending)

    def _entry(self, path: str, entry: Entry, rules: DirRules, pending: list[str]) -> None:
        """What one entry of a directory with these rules is; to `pending` where it is a directory to be walked."""
        try:
            if entry.is_dir(follow_symlinks=False):
                verdict = rules.verdict(entry.name, True)
                if verdict is None and is_too_long(path):
                    self._skip(path, TOO_LONG, problem=True)
                elif verdict is None:
                    pending.append(path)
                elif entry.name == STATE_NAME and path != STATE_NAME:
                    self._skip(path, Reason(SkipReason.NESTED_INDEX), problem=False)
                elif self._aside is not None:
                    self._aside(path, True, verdict)
            elif self._accepts(path) or self._is_script(path, entry, rules):
                self._file(path, entry, rules)
            elif entry.is_symlink() and rules.verdict(entry.name, False) is None and entry.is_dir():
                self._skip(path, Reason(SkipReason.SYMLINK), problem=False)
            elif self._aside is not None:
                self._aside(path, False, rules.verdict(entry.name, False))
        except OSError as error:
            reason = failure_reason(error)
            if reason.code is not SkipReason.VANISHED:
                is_loop = reason.code is SkipReason.SYMLINK
                self._skip(path, reason, problem=not is_loop, unseen=not is_loop)

    def _file(self, path: str, entry: Entry, rules: DirRules) -> None:
        """An entry of any kind with the name of a source file."""
        verdict = rules.verdict(entry.name, False)
        if verdict is not None:
            if verdict.told:
                self._skip(path, verdict.reason, problem=False)
            elif self._aside is not None:
                self._aside(path, False, verdict)
        elif entry.is_symlink():
            self._skip(path, Reason(SkipReason.SYMLINK), problem=False)
        else:
            result = self._disk.lstat(entry.path) if _NEEDS_LSTAT else entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(result.st_mode):
                self._skip(path, Reason(SkipReason.NOT_REGULAR), problem=True)
            elif is_too_long(path):
                self._skip(path, TOO_LONG, problem=True)
            elif result.st_size > self._max_bytes:
                self._skip(path, too_large(result.st_size, self._max_bytes), problem=True)
            else:
                self.files[path] = file_stat(result)

    def _is_script(self, path: str, entry: Entry, rules: DirRules) -> bool:
        """Whether a file without an ending is a script that is read, by its first line."""
        if has_ending(path) or rules.verdict(entry.name, False) is not None or entry.is_symlink():
            return False
        result = self._disk.lstat(entry.path) if _NEEDS_LSTAT else entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(result.st_mode) or not 2 < result.st_size <= MAX_SCRIPT_BYTES or is_too_long(path):
            return False
        try:
            content = read_source(self._root, path, MAX_SCRIPT_BYTES)[0]
        except SourceError as error:
            if error.recoverable:  # it may be one that was read before
                self._skip(path, error.cause, problem=False, unseen=True)
            return False
        program = find_interpreter(content)
        return bool(program) and self._runs(program)

    def _is_real(self, directory: str) -> bool:
        """Whether a walk from the root would come to the directory, rules apart."""
        known = self._real.get(directory)
        if known is None:
            try:
                known = (
                    not is_too_long(directory)
                    and self._is_real(directory.rpartition("/")[0])
                    and stat.S_ISDIR(self._disk.lstat(self._os_path(directory)).st_mode)
                )
            except OSError as error:
                known = False
                reason = failure_reason(error)
                if reason.code not in (SkipReason.VANISHED, SkipReason.SYMLINK):
                    self._skip(directory, reason, problem=True, unseen=True)
            self._real[directory] = known
        return known

    def _os_path(self, path: str) -> str:
        return os.path.join(self._top, os_path(path)) if path else self._top

    def _skip(self, path: str, reason: Reason, *, problem: bool, unseen: bool = False) -> None:
        self.skipped[path] = Skip(reason, problem, unseen)


class _Named:
    """An entry that was not listed but named."""

    def __init__(self, lstat: Callable[[str], os.stat_result], name: str, path: str) -> None:
        self.name = name
        self.path = path
        self._lstat = lstat

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return os.path.isdir(self.path) if follow_symlinks else stat.S_ISDIR(self.stat().st_mode)

    def is_symlink(self) -> bool:
        return stat.S_ISLNK(self.stat().st_mode)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return self._lstat(self.path)
