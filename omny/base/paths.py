"""The root of an indexed tree, names of files as text, and the one place that opens a path somebody else named.

Names
-----
A file is named by text: its path relative to the root, with `/`. Text can always be encoded as UTF-8, which names on a
disk cannot: POSIX names are bytes. Python shows a byte that is not UTF-8 as a lone surrogate; here it becomes `\\xff`.
Backslashes are doubled in the names, and only in those, that hold such a byte or would read as if they did. So almost
every name is its own text, and `os_name(text_name(name)) == name` for all of them. Each component is written by itself.

Reading
-------
`read_source` opens component by component and follows no symlink below the root, so that nothing in a tree can make
Omny read what is outside of it. It does not decide which files are wanted: that is `omny/watch/`.

Writing
-------
Only the state directory `ROOT/.omny` is written to, or, where the root cannot be written, one of its own below
`$XDG_DATA_HOME/omny`. A tree can come with a `.omny` of its own: `omny/base/statedir.py` tells it from one of ours. In
the place of a file of ours, a symlink is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from omny.base import data_home, statedir
from omny.base.disk import DISK, O_CLOEXEC, O_FILE, O_NOFOLLOW, O_NONBLOCK, FileSystem, failure
from omny.base.errors import SourceError, UsageError
from omny.base.filestat import FileStat
from omny.base.skip_reason import MIB as MIB
from omny.base.skip_reason import Reason, SkipReason

STATE_NAME = ".omny"

DATABASE_NAME = "omny.db"  # in the state directory, where no other place is named

_READ_ATTEMPTS = 4  # a writer that is still at it after four whole reads will send another event

# Patterns, compiled when a name needs one: hardly any does.
_ESCAPED = r"\\(?:x[89a-f][0-9a-f]|ud[89a-f][0-9a-f]{2})"
_ESCAPE = r"\\(?:\\|x([89a-f][0-9a-f])|u(d[89a-f][0-9a-f]{2}))"
_SURROGATE = "[\ud800-\udfff]"
_SURROGATE_OR_BACKSLASH = "[\\\\\ud800-\udfff]"


# ── the root ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Root(msgspec.Struct, frozen=True):
    """The directory that is indexed, absolute and with symlinks resolved."""

    path: Path
    disk: FileSystem = DISK
    elsewhere: Path | None = None  # the state directory of a root that cannot be written

    @classmethod
    def of(cls, path: str | os.PathLike[str], *, force: bool = False, disk: FileSystem = DISK) -> Root:
        """The root at `path`. Raises UsageError where it is no directory, and, unless `force`, where it is the home
        directory or the root of the file system: indexing those by accident takes hours and helps nobody. Also where
        its state directory is not to be trusted, see `omny/base/statedir.py`."""
        try:
            resolved = Path(path).resolve(strict=True)
            is_directory = resolved.is_dir()
        except FileNotFoundError:
            raise _root_refusal(path, "no such directory") from None
        except PermissionError:
            raise _root_refusal(path, str(Reason(SkipReason.PERMISSION_DENIED))) from None
        except RuntimeError:  # how Python below 3.13 says it
            raise _root_refusal(path, "a loop of symlinks") from None
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            looped = isinstance(error, OSError) and error.errno == errno.ELOOP
            raise _root_refusal(path, "a loop of symlinks" if looped else _why(error)) from None
        if not is_directory:
            raise _root_refusal(path, "not a directory")
        if not force:
            if resolved == resolved.parent:
                raise _root_refusal(path, "this is the root of the file system", "name a project, or use --force")
            if resolved == data_home.home():
                raise _root_refusal(path, "this is the home directory", "name a project, or use --force")
        inside = resolved / STATE_NAME
        written = inside if inside.is_dir() and not inside.is_symlink() else resolved
        root = cls(
            resolved, disk, None if os.access(written, os.W_OK | os.X_OK) else data_home.root_directory(resolved)
        )
        statedir.judge(root.state_dir)
        return root

    @property
    def label(self) -> str:
        """A name for the root among others: its folder, and a hash of its path."""
        return data_home.label(self.path)

    @property
    def state_dir(self) -> Path:
        """Where everything that Omny writes is."""
        return self.elsewhere or self.path / STATE_NAME

    def make_state_dir(self) -> Path:
        """Makes the state directory (mode 0700, ignored by git) where it is missing, and returns it. Raises UsageError
        where it cannot be made, or is not to be trusted."""
        directory = self.state_dir
        try:
            with contextlib.suppress(FileExistsError):
                directory.mkdir(mode=0o700, parents=self.elsewhere is not None)
            statedir.judge(directory)
            if os.name == "posix" and stat.S_IMODE(directory.lstat().st_mode) != 0o700:
                directory.chmod(0o700)
            statedir.seal(directory)
        except OSError as error:
            raise UsageError("make state directory", _why(error), path=str(directory)) from error
        return directory

    def state_file(self, name: str) -> Path:
        """The path of the file `name` in the state directory. The file is made (empty, mode 0600) where it is missing,
        and refused where it is a symlink or no regular file."""
        if os.path.basename(name) != name or name in ("", ".", ".."):
            raise ValueError(f"not a plain file name: {name!r}")
        return self._private_file(self.make_state_dir() / name)

    def replace_state_file(self, name: str, content: bytes) -> None:
        """Gives the file `name` of the state directory a new content in one step. Raises UsageError or OSError."""
        made = self.state_file(f"{name}.{os.getpid()}")
        made.write_bytes(content)
        made.replace(made.with_name(name))

    def cookie_dir(self) -> Path:
        """The directory in which a file is made to learn, by its event, that all earlier events have come."""
        return self.private_dir("cookies")

    def private_dir(self, name: str) -> Path:
        """A directory in the state directory, made (mode 0700) where it is missing, and refused where it is none."""
        directory = self.make_state_dir() / name
        try:
            directory.mkdir(mode=0o700, exist_ok=True)
            if directory.is_symlink():
                raise failure(errno.ELOOP)
        except OSError as error:
            raise UsageError("use state directory", _why(error), path=str(directory), hint=_cure(error)) from error
        return directory

    def send_cookie(self, name: str) -> None:
        """Makes a cookie and removes it again."""
        cookie = self._private_file(self.cookie_dir() / name)
        with contextlib.suppress(FileNotFoundError):
            cookie.unlink()

    def _private_file(self, path: Path) -> Path:
        flags = os.O_RDWR | os.O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        try:
            if path.is_symlink():  # where there is no O_NOFOLLOW
                raise failure(errno.ELOOP)
            descriptor = os.open(path, flags, 0o600)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise failure(errno.ENXIO)
                if os.name == "posix" and stat.S_IMODE(os.fstat(descriptor).st_mode) != 0o600:
                    os.fchmod(descriptor, 0o600)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise UsageError("use state file", _why(error), path=str(path), hint=_cure(error, path.name)) from error
        return path


def _root_refusal(path: str | os.PathLike[str], reason: str, hint: str = "name an existing directory") -> UsageError:
    return UsageError("use as root", reason, path=text_name(os.fspath(path)), hint=hint)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


_NOT_UTF_8 = sys.getfilesystemencoding().lower().replace("-", "") != "utf8"


def text_name(name: str) -> str:
    """One component of a path, as the operating system gives it, as text that UTF-8 can encode.

    Names are read as UTF-8 in every locale: the same tree has the same names for every user.
    """
    if _NOT_UTF_8:
        name = os.fsencode(name).decode("utf-8", "surrogateescape")
    if name.isascii():
        if "\\x" not in name and "\\u" not in name:
            return name
    elif "\\" not in name and not re.search(_SURROGATE, name):
        return name
    if not (re.search(_SURROGATE, name) or re.search(_ESCAPED, name)):
        return name
    return re.sub(_SURROGATE_OR_BACKSLASH, _escape, name)


def os_name(text: str) -> str:
    """One component of a path, from text back to what the operating system knows. Inverse of `text_name`."""
    name = text if "\\" not in text or not re.search(_ESCAPED, text) else re.sub(_ESCAPE, _unescape, text)
    return os.fsdecode(name.encode("utf-8", "surrogateescape")) if _NOT_UTF_8 else name


def text_path(relative: str) -> str:
    """A relative path of the operating system as text."""
    return "/".join(map(text_name, relative.split(os.sep)))


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path of the tree is in, the nearest first; the last one is the root, ""."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def os_path(text: str) -> str:
    """A path as text, as a relative path of the operating system. Says nothing about whether it stays below a root."""
    if "\\" not in text and os.sep == "/" and not _NOT_UTF_8:
        return text
    return os.sep.join(map(os_name, text.split("/")))


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\\":
        return "\\\\"
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def _unescape(match: re.Match[str]) -> str:
    byte, surrogate = match.groups()
    if byte:
        return chr(0xDC00 + int(byte, 16))
    return chr(int(surrogate, 16)) if surrogate else "\\"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def file_stat(result: os.stat_result) -> FileStat:
    """The part of a stat result that the ledger keeps."""
    return FileStat(result.st_size, result.st_mtime_ns, result.st_ctime_ns, result.st_ino)


def too_large(size: int, max_bytes: int) -> Reason:
    """The reason given for a file over the cap."""
    return Reason(SkipReason.TOO_LARGE, size=size, limit=max_bytes)


def read_source(
    root: Root, path: str, max_bytes: int, *, now_ns: Callable[[], int] = time.time_ns
) -> tuple[bytes, FileStat, int]:
    """The content of the regular file at `path` (text), its stat, and the time just before it was opened.

    Size and mtime were the same before and after the read, so the content belongs to the stat, within the resolution of
    the file system's clock: a stat not older than the returned time is still racy. Raises SourceError. It is
    `recoverable` if the read was hindered (permission, a failing disk, a writer at work): the file may be unchanged.
    """
    changed = ""
    where = os.path.join(root.path, os_path(path))
    for _ in range(_READ_ATTEMPTS):
        seen_ns = now_ns()
        try:
            content, result = root.disk.patiently(where, lambda: _read_once(root, path, max_bytes))
        except OSError as error:
            raise _source_error(path, error) from error
        if content is not None:
            return content, file_stat(result), seen_ns
        changed = f"size or mtime changed in {_READ_ATTEMPTS} reads"
    raise _unreadable(path, Reason(SkipReason.UNSTABLE), changed)


def _read_once(root: Root, path: str, max_bytes: int) -> tuple[bytes | None, os.stat_result]:
    with _open_below(root, path) as descriptor:
        return _read_whole(descriptor, path, max_bytes)


def read_user_file(path: str | os.PathLike[str], max_bytes: int) -> bytes | None:
    """The content of a file outside of the tree that the user or git keeps (global ignore patterns), symlinks followed;
    None if it does not exist. Raises SourceError if it exists and cannot be read."""
    name = text_name(os.fspath(path))
    try:
        descriptor = os.open(path, O_FILE)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _source_error(name, error) from error
    try:
        content, _ = _read_whole(descriptor, name, max_bytes)
    except OSError as error:
        raise _source_error(name, error) from error
    finally:
        os.close(descriptor)
    if content is None:
        raise _unreadable(name, Reason(SkipReason.UNSTABLE))
    return content


def _read_whole(descriptor: int, path: str, max_bytes: int) -> tuple[bytes | None, os.stat_result]:
    """The content, or None where it changed meanwhile, and the stat after reading."""
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise SourceError("read", Reason(SkipReason.NOT_REGULAR), path=path)
    if before.st_size > max_bytes:
        raise SourceError("read", too_large(before.st_size, max_bytes), path=path)
    pieces = []
    missing = before.st_size + 1  # one more than there should be, so that growth shows
    while missing > 0 and (piece := os.read(descriptor, missing)):
        pieces.append(piece)
        missing -= len(piece)
        if missing == 1:
            break  # the second stat tells whether more has come
    content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    after = os.fstat(descriptor)
    same = len(content) == before.st_size == after.st_size and before.st_mtime_ns == after.st_mtime_ns
    return (content if same else None), after


@contextlib.contextmanager
def _open_below(root: Root, path: str) -> Iterator[int]:
    """A descriptor of the file at `path`, opened without following a symlink below the root."""
    components = [os_name(component) for component in path.split("/")]
    if not all(map(_is_plain, components)):
        raise SourceError("read", Reason(SkipReason.OUTSIDE), path=path)
    try:
        descriptor = root.disk.open_beneath(os.fspath(root.path), components)
    except (OSError, ValueError) as error:
        raise _source_error(path, error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_plain(component: str) -> bool:
    if component in ("", ".", "..") or "\0" in component or "/" in component:
        return False
    return os.name != "nt" or not ("\\" in component or ":" in component)


def _source_error(path: str, error: OSError | ValueError) -> SourceError:
    if isinstance(error, ValueError):
        return SourceError("read", str(error), path=path)
    reason = failure_reason(error)
    return SourceError("read", reason, path=path) if reason.code in _SETTLED else _unreadable(path, reason)


def _unreadable(path: str, reason: Reason, hint: str = "") -> SourceError:
    error = SourceError("read", reason, path=path, hint=hint)
    error.recoverable = True
    return error


_CODES = {
    errno.ENOENT: SkipReason.VANISHED,
    errno.ENOTDIR: SkipReason.VANISHED,
    errno.EACCES: SkipReason.PERMISSION_DENIED,
    errno.EPERM: SkipReason.PERMISSION_DENIED,
    errno.ELOOP: SkipReason.SYMLINK,
    errno.ENXIO: SkipReason.NOT_REGULAR,  # a socket, or a device without a driver
    errno.ENODEV: SkipReason.NOT_REGULAR,
    errno.EISDIR: SkipReason.NOT_REGULAR,
}

_SETTLED = (SkipReason.VANISHED, SkipReason.SYMLINK, SkipReason.NOT_REGULAR)  # another attempt finds the same


def failure_reason(error: OSError) -> Reason:
    """Why a system call failed."""
    if code := _CODES.get(error.errno or 0):
        return Reason(code)
    return Reason(SkipReason.READ_FAILED, text=(error.strerror or type(error).__name__).lower())


def describe_failure(error: OSError) -> str:
    """Why a system call failed, for people, in a few words, without the path."""
    return str(failure_reason(error))


def _cure(error: OSError, name: str = "") -> str:
    """What to do about the entry `name` of a state directory that cannot be used. None of it loses what is there."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "give yourself the right to write to it (chmod u+rwX)"
    if error.errno in (errno.ENOSPC, errno.EROFS, errno.EMFILE, errno.ENFILE):
        return ""
    if name == DATABASE_NAME:
        return "name the file that it leads to with --db; moved away, it takes its history along, and the index is new"
    return "move it away: omny makes a new one"


def _why(error: Exception) -> str:
    return describe_failure(error) if isinstance(error, OSError) else str(error)
