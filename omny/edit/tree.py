"""`TreeEdit`: files of the tree change, all or none, and no concurrent write of another program is lost.

A new content is written to a draft beside the file, and the two exchange their names at once. What came out of that is
looked at before it is believed to be what was expected: where another program was faster, they are exchanged back. On
Linux a lease tells whether anybody has the old file open for writing or is about to; elsewhere contents are compared.
The old file stays under the name of the draft until the edit is through, so that it can go back.

Directories are opened one after the other, and no symlink is followed on the way.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import msgspec

from omny.base.errors import SourceError
from omny.base.paths import Root, describe_failure
from omny.edit.confine import path_components
from omny.edit.steps import STEPS, Inode, Steps, closing
from omny.extract.digest import content_hash

OVERTAKEN = "another program changed the file meanwhile"
KEPT_OPEN = "another program has the file open for writing"
LINKED = "has several names (hard links); an edit would part them"

ATTEMPTS = 4
"""Attempts to put back a concurrent write. An attempt takes microseconds, and saving a file milliseconds."""

_NO_REGULAR_FILE = frozenset((errno.ELOOP, errno.EINVAL, errno.ENXIO, errno.ENODEV, errno.EISDIR))
"""How a system refuses to open a symlink, a socket, a device or a directory as a file."""

NO_FILE = b"\0no file"
"""Stands for the content of a directory or a symlink. No source has a NUL."""


class FileEdit(msgspec.Struct, frozen=True):
    """The old and the new content of one file; None means that there is no file. A new file gets the mode and owner of
    the file `like`, which the same edit removes."""

    path: str
    before: bytes | None
    after: bytes | None
    like: str = ""


class TreeEdit:
    """One edit of some files: `prepare`, `commit`, then `clean`, or `roll_back` where a file is `late`. To be
    closed."""

    def __init__(self, root: Root, edits: Sequence[FileEdit], name: str, steps: Steps = STEPS) -> None:
        """`name` makes the names of drafts, and is not used again."""
        self.edits = tuple(sorted(edits, key=lambda edit: bool(edit.like)))
        self.made: list[str] = []  # directories, the outer ones first
        self.is_unsettled = False  # whether a `roll_back` could not do all that it should
        self._root = root
        self._name = name
        self._steps = steps
        self._open = ExitStack()
        self._files: list[_File] = []

    def prepare(self, made: Sequence[str]) -> None:
        """Makes the directories `made`, opens the files and writes the drafts. Raises SourceError where a file has
        changed, or cannot be edited."""
        for path in made:
            self._make_directory(path)
        for edit in self.edits:
            *above, name = path_components(edit.path)
            with _as_source_error(edit.path):
                directory = self._directory(above)
                file = _File(edit, directory, name, f".{name}.{self._name}", self._steps, self._open)
                self._files.append(file)
                file.prepare(next((other.old for other in self._files if other.edit.path == edit.like), -1))

    def commit(self) -> None:
        """Puts all contents in place. Raises SourceError where another program was faster."""
        for file in self._files:
            with _as_source_error(file.edit.path):
                file.commit()

    def late(self) -> list[str]:
        """The files that another program had open before the exchange, and has written to since. Its version is still
        there, for `roll_back`."""
        found = []
        for file in self._files:
            with _as_source_error(file.edit.path):
                if file.is_written_late():
                    found.append(file.edit.path)
        return found

    def clean(self) -> list[str]:
        """Removes the old versions. Returns those that stay because another program wrote to them, each with the
        reason. Raises SourceError where one cannot be removed. The edit is done anyway."""
        problems = []
        for file in self._files:
            with _as_source_error(file.edit.path):
                if not file.clean():
                    problems.append(f"{file.edit.path}: {file.left}")
        return problems

    def roll_back(self) -> list[str]:
        """Puts the old versions back. Returns those that could not be put back, each with the reason."""
        problems = []
        for file in reversed(self._files):
            try:
                problem = file.roll_back()
            except OSError as error:
                problem = describe_failure(error)
                self.is_unsettled = True
            if problem:
                problems.append(f"{file.edit.path}: {problem}")
        remove_directories(self._root, self.made, self._steps)
        return problems

    def close(self) -> None:
        """Closes all descriptors."""
        self._open.close()

    def _directory(self, above: Sequence[str]) -> int:
        return descend(self._root, above, self._steps, self._open)

    def _make_directory(self, path: str) -> None:
        *above, name = path_components(path)
        with _as_source_error(path):
            directory = self._directory(above)
            try:
                self._steps.make_directory(name, directory)
            except FileExistsError:
                return
            self.made.append(path)
            self._steps.sync(directory)


def read_beneath(root: Root, path: str, steps: Steps = STEPS) -> bytes | None:
    """The content of a file of the tree; None if there is none. Raises SourceError where it cannot be read."""
    *above, name = path_components(path)
    with ExitStack() as stack, _as_source_error(path):
        try:
            descriptor = steps.open_file(name, descend(root, above, steps, stack))
        except (FileNotFoundError, NotADirectoryError):
            return None
        stack.callback(os.close, descriptor)
        return steps.read(descriptor)


def missing_directories(root: Root, path: str, steps: Steps = STEPS) -> list[str]:
    """The directories above a path that are not there, the outer ones first."""
    *above, _ = path.split("/")
    names = path_components(path)[:-1]
    with ExitStack() as stack, _as_source_error(path):
        for depth in range(len(above)):
            try:
                descend(root, names[: depth + 1], steps, stack)
            except FileNotFoundError:
                return ["/".join(above[: end + 1]) for end in range(depth, len(above))]
    return []


def remove_directories(root: Root, made: Sequence[str], steps: Steps = STEPS) -> None:
    """Removes those of the directories, the inner ones last in the list, that are empty."""
    for path in reversed(made):
        *above, name = path_components(path)
        with contextlib.suppress(OSError), ExitStack() as stack:
            steps.remove_directory(name, descend(root, above, steps, stack))


class _File:
    """One file of an edit."""

    def __init__(
        self, edit: FileEdit, directory: int, name: str, draft: str, steps: Steps, open_files: ExitStack
    ) -> None:
        self.edit = edit
        self._directory = directory
        self._name = name
        self._draft = draft  # the name beside it: of the new content, then of the old one
        self._steps = steps
        self._open = open_files
        self.old = -1  # descriptor of the file that was there
        self._inode: Inode | None = None
        self._new: Inode | None = None

    def prepare(self, like: int) -> None:
        if self.edit.before is not None:
            try:
                self.old = self._steps.open_file(self._name, self._directory)
            except FileNotFoundError:
                raise _overtaken_error(self.edit.path) from None
            self._open.callback(os.close, self.old)
            found = os.fstat(self.old)
            self._inode = (found.st_dev, found.st_ino)
            if found.st_nlink != 1:
                raise SourceError("edit", LINKED, path=self.edit.path, hint="edit it by hand")
            if self._steps.read(self.old) != self.edit.before:
                raise _overtaken_error(self.edit.path)
        elif self._steps.inode(self._name, self._directory) is not None:
            raise SourceError("edit", "there is such a file already", path=self.edit.path)
        if self.edit.after is not None:
            model = self.old if self.old >= 0 else like
            self._new = self._steps.draft(self._draft, self._directory, self.edit.after, model if model >= 0 else None)

    def commit(self) -> None:
        if self.edit.before is None:
            self._steps.put(self._draft, self._name, self._directory)
            self._steps.sync(self._directory)
            return
        guard = self._steps.guard(self.old)
        try:
            if self._steps.read(self.old) != self.edit.before:
                raise _overtaken_error(self.edit.path)
            if guard is not None and guard.is_broken:
                raise _overtaken_error(self.edit.path)
            self._take_out()
            came_out = self._steps.inode(self._draft, self._directory)
            is_broken = guard.is_broken if guard is not None else self._steps.read(self.old) != self.edit.before
            if came_out != self._inode or is_broken:
                self._put_back()
                raise _overtaken_error(self.edit.path)
        finally:
            if guard is not None:
                guard.release()
        self._steps.sync(self._directory)

    def _take_out(self) -> None:
        """The old file leaves its name."""
        if self.edit.after is None:
            self._steps.put(self._name, self._draft, self._directory)
        else:
            self._exchange()

    def _exchange(self) -> None:
        """Exchanges the names of file and draft, in three steps where the system has no single one. Between these the
        file has no name for a moment; a program that creates it in that moment keeps its version."""
        try:
            self._steps.exchange(self._draft, self._name, self._directory)
            return
        except OSError as error:
            if error.errno not in (errno.ENOSYS, errno.EINVAL):
                raise
        aside = f"{self._draft}-"
        self._steps.put(self._name, aside, self._directory)
        try:
            self._steps.put(self._draft, self._name, self._directory)
        except FileExistsError:
            self._steps.replace(aside, self._draft, self._directory)
            raise _overtaken_error(self.edit.path) from None
        self._steps.put(aside, self._draft, self._directory)

    def _put_back(self) -> None:
        """Puts the replaced file back, unless another program has put a newer file there, which stays. An exchange
        takes the present files of the names, so its outcome is checked each time: a newer file goes back in turn."""
        if self.edit.after is None:
            with contextlib.suppress(FileExistsError):
                self._steps.put(self._draft, self._name, self._directory)
            return
        there = self._new
        for _ in range(ATTEMPTS):
            if self._at(self._name) != there:
                return
            held = self._at(self._draft)
            self._exchange()
            if self._at(self._draft) == there:
                return
            there = held

    def _at(self, name: str) -> Inode | None:
        return self._steps.inode(name, self._directory)

    def is_written_late(self) -> bool:
        """Whether a program that had opened the old file before the exchange has written to it since."""
        return self.edit.before is not None and self._is_written(self.old, self.edit.before)

    def _is_written(self, descriptor: int, content: bytes | None) -> bool:
        """Whether an open file no longer has that content, or a program is about to write to it."""
        try:
            guard = self._steps.guard(descriptor)
        except BlockingIOError:
            return True
        try:
            return self._steps.read(descriptor) != content or (guard is not None and guard.is_broken)
        finally:
            if guard is not None:
                guard.release()

    def roll_back(self) -> str:
        """Puts the old content back. Returns the reason where it cannot, else ""."""
        there = self._at(self._name)
        if self._new is not None and there == self._new:
            if self._content(self._name) != self.edit.after:
                return f"{OVERTAKEN}; that version stays, and the former content is {self._draft}"
            if self.edit.before is None:
                self._steps.put(self._name, self._draft, self._directory)
            else:
                self._put_back()
        elif self.edit.after is None and there is None:
            self._put_back()
        is_clean = self.clean()
        self._steps.sync(self._directory)
        return "" if is_clean else self.left

    @property
    def left(self) -> str:
        """The sentence for a version of another program that stays under the name of the draft."""
        return f"{OVERTAKEN}; one of its versions is {self._draft}"

    def clean(self) -> bool:
        """Removes the draft, unless another program wrote to it or is about to. Returns whether it is gone."""
        found = self._at(self._draft)
        known = {self._inode: self.edit.before, self._new: self.edit.after}
        if found is None or found not in known:
            return found is None
        with closing(self._steps.open_file(self._draft, self._directory)) as descriptor:
            if self._is_written(descriptor, known[found]):
                return False
        self._steps.remove(self._draft, self._directory)
        self._steps.sync(self._directory)
        return True

    def _content(self, name: str) -> bytes | None:
        return content_at(name, self._directory, self._steps)


def content_at(name: str, directory: int, steps: Steps) -> bytes | None:
    """The content of a file in a directory; None if it does not exist, NO_FILE if it is no file."""
    try:
        descriptor = steps.open_file(name, directory)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in _NO_REGULAR_FILE:
            return NO_FILE
        raise
    with closing(descriptor):
        return steps.read(descriptor)


def descend(root: Root, names: Sequence[str], steps: Steps, stack: ExitStack) -> int:
    """A descriptor of the directory that the names lead to; the stack closes what was opened."""
    directory = steps.open_root(os.fspath(root.path))
    stack.callback(os.close, directory)
    for name in names:
        directory = steps.open_directory(name, directory)
        stack.callback(os.close, directory)
    return directory


def _overtaken_error(path: str) -> SourceError:
    error = SourceError("edit", OVERTAKEN, path=path, hint="look at it again")
    error.recoverable = True
    return error


@contextlib.contextmanager
def _as_source_error(path: str) -> Iterator[None]:
    """Turns an error of the file system into a SourceError."""
    try:
        yield
    except OSError as error:
        reason = KEPT_OPEN if error.errno == errno.EAGAIN else describe_failure(error)
        raise SourceError("edit", reason, path=path) from error


def hash_or_none(content: bytes | None) -> str:
    """The hash of a content; "" if there is none."""
    return "" if content is None else content_hash(content)
