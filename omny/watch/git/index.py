"""Which files git tracks, read from git's index file. Git itself is never run.

The format is that of git's own documentation (gitformat-index): versions 2 to 4, hashes of SHA-1 and SHA-256, a split
index with its shared part, and a sparse one. Not read: what a sparse index keeps folded up as one directory.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from struct import Struct, error

from omny.base.errors import SourceError
from omny.base.paths import MIB, read_user_file

MAX_INDEX_BYTES = 256 * MIB  # of one index file: two million paths

_HEADER = Struct(">4sII")
_HASH_BYTES = (20, 32)  # SHA-1, SHA-256
_STAT_BYTES = 40  # of an entry, before its hash; the mode is a part of it
_MODE = Struct(">24xI")
_FLAGS = Struct(">H")
_EXTENDED = 0x4000  # a flag: two more bytes of flags follow
_KIND, _REGULAR, _SYMLINK = 0o170000, 0o100000, 0o120000
_EXTENSION = Struct(">4sI")
_BITMAP_HEADER, _WORD, _TRAILER_BYTES = Struct(">II"), Struct(">Q"), 4


class TrackedFiles:
    """The paths that git tracks, as bytes, from the top of the work tree. Memory: their length, and 8 bytes each."""

    __slots__ = ("_names", "_starts", "digest")

    def __init__(self, names: Iterable[bytes]) -> None:
        self._starts = array("Q", (0,))
        pieces = sorted(set(names))
        for name in pieces:
            self._starts.append(self._starts[-1] + len(name))
        self._names = b"".join(pieces)
        self.digest = blake2b(self._names, digest_size=8).hexdigest()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[bytes]:
        return map(self._name, range(len(self)))

    def __contains__(self, path: bytes) -> bool:
        at = self._bisect(path)
        return at < len(self) and self._name(at) == path

    def has_below(self, directory: bytes) -> bool:
        """Whether a file below the directory is tracked."""
        prefix = directory + b"/"
        at = self._bisect(prefix)
        return at < len(self) and self._name(at).startswith(prefix)

    def _bisect(self, name: bytes) -> int:
        return bisect_left(range(len(self)), name, key=self._name)

    def _name(self, at: int) -> bytes:
        return self._names[self._starts[at] : self._starts[at + 1]]


NOTHING_TRACKED = TrackedFiles(())


class Tracking:
    """What git tracks of the tree below a root, with every question that was asked: so it can tell whether a change of
    git's index changes an answer. Other changes (`git add` of a file that no rule leaves out) cost nothing."""

    def __init__(self, git_dir: Path | None, above: str) -> None:
        """`above`: the root's path from the top of the work tree, with a final slash; "" for the top itself."""
        self._git_dir = git_dir
        self._above = above
        self._files = NOTHING_TRACKED if git_dir is None else tracked_files(git_dir)
        self._asked: dict[tuple[str, bool], bool] = {}

    def holds(self, path: str, is_directory: bool) -> bool:
        """Whether git tracks the file, or a file below the directory. `path`: the operating system's, from the root."""
        answer = self._asked[path, is_directory] = self._answer(self._files, path, is_directory)
        return answer

    def has_changed(self) -> bool:
        """Whether an answer would be another by now. For any thread."""
        now = NOTHING_TRACKED if self._git_dir is None else tracked_files(self._git_dir)
        if now is self._files:
            return False
        asked = list(self._asked.items())
        if any(self._answer(now, *question) != answer for question, answer in asked):
            return True
        self._files = now
        return False

    def _answer(self, files: TrackedFiles, path: str, is_directory: bool) -> bool:
        name = os.fsencode(self._above + path)
        return files.has_below(name) if is_directory else name in files


def tracked_files(git_dir: Path) -> TrackedFiles:
    """The paths in the index of this directory; none without a readable index."""
    file = git_dir / "index"
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return NOTHING_TRACKED
    return _read_index(file, (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))


@lru_cache(maxsize=2)  # git replaces the file: another content has another stat
def _read_index(file: Path, _stat: tuple[int, ...]) -> TrackedFiles:
    try:
        return TrackedFiles(_names(file))
    except (SourceError, ValueError, IndexError, error):
        return NOTHING_TRACKED


def _names(file: Path) -> list[bytes]:
    content = read_user_file(file, MAX_INDEX_BYTES) or b""
    names, shared, dropped = _parse(content)
    if not shared:
        return names
    base = _parse(read_user_file(file.parent / f"sharedindex.{shared}", MAX_INDEX_BYTES) or b"")[0]
    return names + [name for at, name in enumerate(base) if at not in dropped]


def _parse(content: bytes) -> tuple[list[bytes], str, set[int]]:
    """The names in an index, the hash of the shared index that it is a change of ("" for none), and which entries of
    that one it drops. Raises ValueError, IndexError or struct.error for anything else than an index."""
    for hash_bytes in _HASH_BYTES:  # nothing in the file says which; only with one the extensions end where they should
        try:
            return _parse_with(content, hash_bytes)
        except (ValueError, IndexError, error):
            if hash_bytes == _HASH_BYTES[-1]:
                raise
    raise AssertionError


def _parse_with(content: bytes, hash_bytes: int) -> tuple[list[bytes], str, set[int]]:
    signature, version, count = _HEADER.unpack_from(content)
    if signature != b"DIRC" or version not in (2, 3, 4) or count > len(content):
        raise ValueError
    names: list[bytes] = []
    at, name, end_of_content = _HEADER.size, b"", len(content) - hash_bytes
    for _ in range(count):
        start = at
        [mode] = _MODE.unpack_from(content, at)
        [flags] = _FLAGS.unpack_from(content, at + _STAT_BYTES + hash_bytes)
        at += _STAT_BYTES + hash_bytes + (4 if flags & _EXTENDED else 2)
        if version == 4:
            stripped, at = _varint(content, at)
            if stripped > len(name):
                raise ValueError
            end = content.index(b"\0", at)
            name = name[: len(name) - stripped] + content[at:end]
            at = end + 1
        else:
            end = content.index(b"\0", at)
            name = content[at:end]
            at = start + ((end - start + 8) & ~7)
        if mode & _KIND in (_REGULAR, _SYMLINK):  # no submodule, and no directory of a sparse index
            names.append(name)
    shared, dropped = "", set()
    while at < end_of_content:
        kind, size = _EXTENSION.unpack_from(content, at)
        at += _EXTENSION.size
        if kind == b"link":
            shared = content[at : at + hash_bytes].hex().strip("0") and content[at : at + hash_bytes].hex()
            dropped = set(_bits(content[at + hash_bytes : at + size]))
        at += size
    if at != end_of_content:
        raise ValueError
    return [name for name in names if name], shared, dropped  # an entry without a name replaces one of the shared index


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number in git's variable-width encoding (that of pack files' offsets), and where it ends."""
    byte = content[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = content[at]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, at + 1


def _bits(content: bytes) -> Iterator[int]:
    """The numbers of the bits that are set in the bitmap at the beginning, which is compressed as EWAH: a word says how
    many words of equal bits follow (bit 0: which, 32 bits: how many), and how many words as they are (31 bits)."""
    if not content:
        return
    bits, words = _BITMAP_HEADER.unpack_from(content)
    at = _BITMAP_HEADER.size
    end = at + words * _WORD.size
    place = 0
    while at < end:
        [marker] = _WORD.unpack_from(content, at)
        at += _WORD.size
        run = (marker >> 1 & 0xFFFF_FFFF) * 64
        if marker & 1:
            yield from range(place, min(place + run, bits))
        place += run
        for _ in range(marker >> 33):
            [word] = _WORD.unpack_from(content, at)
            at += _WORD.size
            yield from (place + bit for bit in range(64) if word >> bit & 1)
            place += 64
