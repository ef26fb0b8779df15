"""What git keeps: commits, trees, tags and contents of files, read from loose objects and packs. Git is never run.

The formats are those of git's own documentation (gitformat-pack: versions 2 of pack and index; loose objects). Not
read: alternates, which name folders elsewhere, and what a partial clone has left on its server.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from struct import error, unpack
from typing import BinaryIO, NamedTuple, Self

MAX_OBJECT_BYTES = 256 * 1024 * 1024
"""Of one object, and of its base if it is a difference. Source files are far smaller."""

MAX_DELTAS = 4_096
"""Differences on the way to an object; git makes 50, and 4,095 at most."""

MAX_DEPTH = 200  # folders in each other

MAX_CACHED_BYTES = 32 * 1024 * 1024
"""Of unpacked objects that others may be differences to: of neighbouring commits most are."""

MAX_PEELED = 20  # tags of tags

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _NAME_DELTA = 6, 7
_MAGIC = b"\xfftOc\0\0\0\2"
_FAN_BYTES = len(_MAGIC) + 256 * 4
_HEADER_BYTES = 64  # more than the head of any entry
_PIECE_BYTES = 65_536
_NAME = re.compile(r"[0-9a-f]{4,64}")
_FOLDER, _FILE = b"40000", b"100"


class Object(NamedTuple):
    """An object of git."""

    kind: str  # commit, tree, blob, tag
    content: bytes


class GitObjects:
    """The objects of a repository. What is missing or malformed is None or "" in answers, never an error."""

    def __init__(self, common_dir: Path) -> None:
        self._folder = common_dir / "objects"
        self._packs: list[_Pack] | None = None
        self._cached: OrderedDict[tuple[int, int], Object] = OrderedDict()  # by pack and place, the last used last
        self._cached_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pack in self._packs or ():
            pack.close()

    def read(self, name: str) -> Object | None:
        """The object of that name, in hex."""
        try:
            return self._read_loose(name) or self._read_packed(name)
        except (OSError, ValueError, IndexError, error, zlib.error):
            return None

    def find(self, beginning: str) -> str:
        """The only name with this beginning; "" without one, or with several."""
        if not _NAME.fullmatch(beginning):
            return ""
        found = set()
        try:
            for entry in os.listdir(self._folder / beginning[:2]):
                found |= {beginning[:2] + entry} if (beginning[:2] + entry).startswith(beginning) else set()
        except OSError:
            pass
        for pack in self._all_packs():
            found |= set(pack.names(beginning))
        return found.pop() if len(found) == 1 else ""

    def commit(self, name: str) -> str:
        """The commit that the name of a commit or a tag leads to; "" where it leads to none."""
        for _ in range(MAX_PEELED):
            found = self.read(name)
            if found is None or found.kind != "tag":
                return name if found is not None and found.kind == "commit" else ""
            name = _field(found.content, b"object")
        return ""

    def files(self, commit: str, below: bytes = b"") -> dict[bytes, str] | None:
        """The regular files of a commit below a folder, by their path from there: the name of the content of each. None
        where the commit or one of its folders cannot be read."""
        found = self.read(commit)
        if found is None or found.kind != "commit":
            return None
        tree = _field(found.content, b"tree")
        for part in filter(None, below.split(b"/")):
            entries = self.tree(tree)
            if entries is None:
                return None
            tree = next((name for mode, own, name in entries if own == part and mode == _FOLDER), "")
            if not tree:
                return {}
        files: dict[bytes, str] = {}
        return files if self._fill(files, tree, b"", MAX_DEPTH) else None

    def _fill(self, files: dict[bytes, str], tree: str, path: bytes, depth: int) -> bool:
        entries = self.tree(tree)
        if entries is None or not depth:
            return False
        for mode, own, name in entries:
            if mode.startswith(_FILE):
                files[path + own] = name
            elif mode == _FOLDER and not self._fill(files, name, path + own + b"/", depth - 1):
                return False
        return True

    def tree(self, name: str) -> list[tuple[bytes, bytes, str]] | None:
        """Mode, name and content of what a folder holds."""
        found = self.read(name)
        if found is None or found.kind != "tree":
            return None
        content, width, at, entries = found.content, len(name) // 2, 0, []
        while at < len(content):
            end = content.index(b"\0", at)
            mode, _, own = content[at:end].partition(b" ")
            at = end + 1 + width
            entries.append((mode, own, content[end + 1 : at].hex()))
        return entries

    def _read_loose(self, name: str) -> Object | None:
        opened = _open(self._folder / name[:2] / name[2:])
        if opened is None:
            return None
        with opened:
            inflater = zlib.decompressobj()
            content = inflater.decompress(opened.read(MAX_OBJECT_BYTES), MAX_OBJECT_BYTES)
        head, _, body = content.partition(b"\0")
        kind, _, size = head.decode("ascii").partition(" ")
        return Object(kind, body) if int(size) == len(body) else None

    def _read_packed(self, name: str) -> Object | None:
        """The object in a pack, by way of the differences that lead to it."""
        deltas: list[tuple[tuple[int, int], bytes]] = []
        found: Object | None = None
        place = self._place(name)
        while found is None and place is not None and len(deltas) <= MAX_DELTAS:
            pack, offset = place
            key = (id(pack), offset)
            found = self._cached.get(key)
            if found is not None:
                self._cached.move_to_end(key)
                break
            entry = pack.entry(offset, len(name) // 2)
            if entry.kind in _KINDS:
                found = self._keep(key, Object(_KINDS[entry.kind], entry.content))
                break
            deltas.append((key, entry.content))
            place = (pack, entry.base_offset) if entry.kind == _OFFSET_DELTA else self._place(entry.base_name)
        if found is not None:
            for key, delta in reversed(deltas):
                found = self._keep(key, Object(found.kind, _apply_delta(found.content, delta)))
        return found

    def _keep(self, key: tuple[int, int], found: Object) -> Object:
        """The object itself, kept for those that are differences to it."""
        if len(found.content) <= MAX_CACHED_BYTES // 8:
            self._cached[key] = found
            self._cached_bytes += len(found.content)
            while self._cached_bytes > MAX_CACHED_BYTES:
                self._cached_bytes -= len(self._cached.popitem(last=False)[1].content)
        return found

    def _place(self, name: str) -> tuple[_Pack, int] | None:
        for pack in self._all_packs():
            offset = pack.offset(name)
            if offset is not None:
                return pack, offset
        return None

    def _all_packs(self) -> list[_Pack]:
        if self._packs is None:
            indexes = sorted((self._folder / "pack").glob("*.idx"))
            self._packs = [pack for index in indexes if (pack := _Pack.of(index)) is not None]
        return self._packs


class _Entry(NamedTuple):
    kind: int
    content: bytes  # or the difference
    base_offset: int = 0
    base_name: str = ""


class _Pack:
    """A pack and its index. Only what is asked for is read of either."""

    def __init__(self, index: BinaryIO, pack: BinaryIO, width: int, fan: tuple[int, ...]) -> None:
        self._index = index
        self._pack = pack
        self._width = width  # bytes of a name
        self._fan = fan

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """The pack of that index; None where either cannot be read."""
        index, pack = _open(path), _open(path.with_suffix(".pack"))
        if index is not None and pack is not None:
            head = index.read(_FAN_BYTES)
            if len(head) == _FAN_BYTES and head.startswith(_MAGIC):
                fan = unpack(">256I", head[len(_MAGIC) :])
                size = index.seek(0, os.SEEK_END)
                # Behind the names stand 8 bytes for each, and two hashes; large offsets are few.
                width = 32 if size >= _FAN_BYTES + fan[-1] * (32 + 8) + 64 else 20
                if sorted(fan) == list(fan) and size >= _FAN_BYTES + fan[-1] * (width + 8):
                    return cls(index, pack, width, fan)
        for opened in (index, pack):
            if opened is not None:
                opened.close()
        return None

    def close(self) -> None:
        self._index.close()
        self._pack.close()

    def names(self, beginning: str) -> Iterator[str]:
        """The names with this beginning."""
        _, names = self._near(int(beginning[:2], 16))
        for at in range(0, len(names), self._width):
            name = names[at : at + self._width].hex()
            if name.startswith(beginning):
                yield name

    def offset(self, name: str) -> int | None:
        """Where the object of that name begins."""
        wanted = bytes.fromhex(name)
        if len(wanted) != self._width:
            return None
        first, names = self._near(wanted[0])
        count = len(names) // self._width
        at = bisect_left(range(count), wanted, key=lambda n: names[n * self._width : (n + 1) * self._width])
        if at == count or names[at * self._width : (at + 1) * self._width] != wanted:
            return None
        offsets = _FAN_BYTES + self._fan[-1] * (self._width + 4)
        (offset,) = unpack(">I", self._at(offsets + 4 * (first + at), 4))
        if offset & 0x80000000:
            large = offsets + 4 * self._fan[-1] + 8 * (offset & 0x7FFFFFFF)
            (offset,) = unpack(">Q", self._at(large, 8))
        return int(offset)

    def entry(self, offset: int, width: int) -> _Entry:
        """The entry that begins there. Raises ValueError, IndexError or zlib.error without one."""
        self._pack.seek(offset)
        head = self._pack.read(_HEADER_BYTES)
        kind, size, at, shift = head[0] >> 4 & 7, head[0] & 15, 1, 4
        while head[at - 1] & 0x80:
            size |= (head[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
        base_offset, base_name = 0, ""
        if kind == _OFFSET_DELTA:
            back = head[at] & 0x7F
            while head[at] & 0x80:
                at += 1
                back = (back + 1) << 7 | head[at] & 0x7F
            at, base_offset = at + 1, offset - back
        elif kind == _NAME_DELTA:
            base_name, at = head[at : at + width].hex(), at + width
        return _Entry(kind, self._inflate(offset + at, size), base_offset, base_name)

    def _inflate(self, start: int, size: int) -> bytes:
        if size > MAX_OBJECT_BYTES:
            raise ValueError("the object is too large")
        self._pack.seek(start)
        inflater, parts, left = zlib.decompressobj(), [], size
        while left > 0 and (piece := inflater.unconsumed_tail or self._pack.read(_PIECE_BYTES)):
            part = inflater.decompress(piece, left)
            parts.append(part)
            left -= len(part)
        if left:
            raise ValueError("the object is cut off")
        return b"".join(parts)

    def _near(self, first_byte: int) -> tuple[int, bytes]:
        """The number of the first name with that first byte, and all such names."""
        first = self._fan[first_byte - 1] if first_byte else 0
        count = max(0, self._fan[first_byte] - first)
        return first, self._at(_FAN_BYTES + first * self._width, count * self._width)

    def _at(self, offset: int, size: int) -> bytes:
        self._index.seek(offset)
        return self._index.read(size)


def _open(path: Path) -> BinaryIO | None:
    """The regular file of that path, opened; None if it does not exist."""
    try:
        return open(path, "rb") if stat.S_ISREG(path.stat().st_mode) else None
    except (OSError, ValueError):
        return None


def _field(content: bytes, name: bytes) -> str:
    """The first field of a commit or a tag: the name of an object."""
    line = content.split(b"\n", 1)[0]
    return line[len(name) + 1 :].decode("ascii", "replace") if line.startswith(name + b" ") else ""


def _apply_delta(base: bytes, delta: bytes) -> bytes:
    """What a difference makes of a content. Raises ValueError or IndexError where it is malformed."""
    size, at = _number(delta, 0)
    if size != len(base):
        raise ValueError("the difference is to another content")
    size, at = _number(delta, at)
    if size > MAX_OBJECT_BYTES:
        raise ValueError("the object is too large")
    parts: list[bytes] = []
    while at < len(delta):
        code = delta[at]
        at += 1
        if not code & 0x80:
            if not code:
                raise ValueError("a code that means nothing")
            parts.append(delta[at : at + code])
            at += code
            continue
        start = length = 0
        for bit in range(4):
            if code & 1 << bit:
                start |= delta[at] << 8 * bit
                at += 1
        for bit in range(3):
            if code & 0x10 << bit:
                length |= delta[at] << 8 * bit
                at += 1
        parts.append(base[start : start + (length or 0x10000)])
    content = b"".join(parts)
    if len(content) != size:
        raise ValueError("the difference does not fit")
    return content


def _number(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return number, at
