"""The list of what a tree holds: one walk over its directories, one stat for each file that may be wanted.

A scan reads names and stats only. No symlink is followed, no file is opened but the ignore rules' own. It says of every
path below the root either that it is a file to look at, or why it is not, or that a directory above it could not be
read; what neither `files` nor `skipped` speak about is not there, or not wanted.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from omny.config import Settings
from omny.errors import SourceError
from omny.model import FileStat
from omny.paths import NOT_REGULAR, SYMLINK, VANISHED, Root, file_stat, os_path, reason_of, text_name, too_large
from omny.watch.ignore import DirRules, IgnoreRules

_NEEDS_LSTAT = os.name == "nt"  # there, listing a directory gives neither inode nor an up-to-date size


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a path is left out. A `problem` makes the index partial: somebody would expect the path in it. Without it,
    leaving it out is the rule. `unseen`: what is at the path, or below it, could not be told."""

    reason: str
    problem: bool
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, by path (text, relative to the root), in order of paths."""

    files: Mapping[str, FileStat]
    skipped: Mapping[str, Skip]
    directories: int  # listed, the root included: what a watcher has to watch

    @property
    def problems(self) -> dict[str, str]:
        """Path and reason of what makes the index partial."""
        return {path: skip.reason for path, skip in self.skipped.items() if skip.problem}

    def knows(self, path: str) -> bool:
        """Whether the scan could see what is at `path`: false for a directory that could not be read and for all below
        it. What a scan does not know must not be taken for deleted."""
        while path:
            skip = self.skipped.get(path)
            if skip is not None and skip.unseen:
                return False
            path = path.rpartition("/")[0]
        return True


def scan(root: Root, rules: IgnoreRules, accepts: Callable[[str], bool], settings: Settings) -> Scan:
    """Lists the regular files below `root` that `rules` leave in and whose path `accepts` takes, up to the size cap.

    Directories and files that vanish during the walk are not listed. Raises SourceError where the root itself cannot be
    listed: that is no empty tree.
    """
    walk = _Walk(root, rules, accepts, settings.max_file_bytes)
    walk.run()
    for path, reason in rules.problems.items():
        walk.skipped.setdefault(path, Skip(reason, problem=reason != SYMLINK))
    return Scan(dict(sorted(walk.files.items())), dict(sorted(walk.skipped.items())), walk.directories)


class _Walk:
    """One walk, with what it has found so far."""

    def __init__(self, root: Root, rules: IgnoreRules, accepts: Callable[[str], bool], max_bytes: int) -> None:
        self.files: dict[str, FileStat] = {}
        self.skipped: dict[str, Skip] = {}
        self.directories = 0
        self._top = os.fspath(root.path)
        self._rules = rules
        self._accepts = accepts
        self._max_bytes = max_bytes

    def run(self) -> None:
        pending = [""]  # a stack of its own: trees can be deeper than Python's
        while pending:
            directory = pending.pop()
            try:
                with os.scandir(os.path.join(self._top, os_path(directory)) if directory else self._top) as listing:
                    entries = list(listing)
            except OSError as error:
                reason = reason_of(error)
                if not directory:
                    raise SourceError("list", reason, path=self._top) from error
                if reason != VANISHED:
                    self._skip(directory, reason, problem=True, unseen=True)
                continue
            rules = self._rules.for_dir(directory, {entry.name for entry in entries})
            if rules.excluded:
                if rules.excluded.told:
                    self._skip(directory, rules.excluded.reason, problem=False)
                continue
            self.directories += 1
            prefix = f"{directory}/" if directory else ""
            for entry in entries:
                name = entry.name
                path = prefix + text_name(name)
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if rules.verdict(name, True) is None:
                            pending.append(path)
                    elif self._accepts(path):
                        self._file(path, entry, rules)
                    elif entry.is_symlink() and rules.verdict(name, False) is None and entry.is_dir():
                        self._skip(path, SYMLINK, problem=False)
                except OSError as error:
                    if (reason := reason_of(error)) != VANISHED:
                        is_loop = reason == SYMLINK
                        self._skip(path, reason, problem=not is_loop, unseen=not is_loop)

    def _file(self, path: str, entry: os.DirEntry[str], rules: DirRules) -> None:
        """An entry with the name of a source file, whatever it is."""
        verdict = rules.verdict(entry.name, False)
        if verdict is not None:
            if verdict.told:
                self._skip(path, verdict.reason, problem=False)
        elif entry.is_symlink():
            self._skip(path, SYMLINK, problem=False)
        else:
            result = os.lstat(entry.path) if _NEEDS_LSTAT else entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(result.st_mode):
                self._skip(path, NOT_REGULAR, problem=True)
            elif result.st_size > self._max_bytes:
                self._skip(path, too_large(result.st_size, self._max_bytes), problem=True)
            else:
                self.files[path] = file_stat(result)

    def _skip(self, path: str, reason: str, *, problem: bool, unseen: bool = False) -> None:
        self.skipped[path] = Skip(reason, problem, unseen)
