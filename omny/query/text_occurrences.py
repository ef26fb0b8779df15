"""`TextOccurrences`: where the text of a tree speaks of names, in whatever way: code, strings, comments, configuration,
templates, documents.

The index holds calls and not every use of a name, so who asks whether a name is used at all has to look at the text: of
every file that no rule leaves out, whatever its language. An indexed file is taken at its word only where it holds what
was indexed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname

import msgspec

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import MIB, Root, read_source
from omny.extract.digest import content_hash
from omny.languages import text_of
from omny.model.files import FileStatus
from omny.storage.port.repository import AtomRepository
from omny.watch.census import files_left_in

MANY = 64
"""Places after which nobody looks for more: so common a name is used."""

_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(range(128, 256))
_WORDS = bytes(byte if byte in _IN_WORD else 32 for byte in range(256))  # all else is a space

_DYNAMIC = frozenset(
    b"getattr hasattr setattr globals locals vars attrgetter methodcaller __dict__ import_module eval exec".split()
)
"""Words of Python by which a name can be made up at run time."""

_ENDS_OF_NAMES = re.compile(rb"""[%}'"]s?(_\w+)['"]""")
_UNDERSCORE = re.compile(rb"""['"]_(?:['"{%])""")
"""What is put before and behind a name that is made up."""

_PROBE_BYTES = 8000  # as far as git looks for a NUL byte, by which it tells what is no text


class TextOccurrences(msgspec.Struct):
    """What the text says."""

    places: dict[str, list[tuple[str, int]]]  # by name: path and line of each mention, or of `MANY` of them
    first_lines: dict[str, tuple[str, str]]  # by id of an atom: the line that it begins on, the code that is before it
    words: dict[str, frozenset[str]]  # by path: those of the `wanted` words that are in it
    unread: list[str]  # files that are not what was indexed, or cannot be read
    beginnings: set[str]  # with an underscore at their end: a name may begin so that is made up
    ends: set[str]  # the same with an underscore before them
    makes_private: set[str]  # files that make up names which begin with an underscore


def mentions(
    repository: AtomRepository,
    root: Root,
    names: Collection[str],
    *,
    lines: Mapping[str, list[tuple[str, int]]],
    wanted: Collection[str],
    settings: Settings,
) -> TextOccurrences:
    """Where the files of the tree speak of `names`. Raises SourceError where the root cannot be listed.

    `lines` are atoms by path, as id and line, of which the text is wanted; `wanted` are words to be told file by file.
    """
    found = TextOccurrences({name: [] for name in names}, {}, {}, [], set(), set(), set())
    open_names = {name.encode() for name in names}
    known = {word.encode() for word in wanted} | _DYNAMIC
    for path, content, is_indexed in _contents(repository, root, found.unread, settings):
        words = set(content.translate(_WORDS).split())
        if is_indexed:
            found.words[path] = frozenset(word.decode("ascii") for word in words & known)
            found.beginnings.update(word.decode("utf-8", "replace") for word in words if word.endswith(b"_"))
            if not _DYNAMIC.isdisjoint(words):
                found.ends.update(end.decode("utf-8", "replace") for end in _ENDS_OF_NAMES.findall(content))
                if _UNDERSCORE.search(content):
                    found.makes_private.add(path)
        for name in words & open_names:
            places = found.places[name.decode()]
            places += [(path, line) for line in _lines_of(content, name)]
            if len(places) >= MANY:
                open_names.discard(name)
        if path in lines:
            rows = content.split(b"\n")
            for id_, line in lines[path]:
                first = rows[line - 1] if line <= len(rows) else b""
                told = first, _code_before(rows[: line - 1])
                found.first_lines[id_] = told[0].decode("utf-8", "replace"), told[1].decode("utf-8", "replace")
    return found


def _code_before(rows: list[bytes]) -> bytes:
    """The last line of code of those, without the comments behind it; where it cannot be told from a comment, part of
    it."""
    comment = False
    for row in reversed(rows):
        text = row.strip()
        if text.endswith(b"*/"):
            comment = True
        if comment:
            comment = b"/*" not in text
            continue
        text = text.partition(b"//")[0].rstrip()
        if text:
            return text
    return b""


def _contents(
    repository: AtomRepository, root: Root, unread: list[str], settings: Settings
) -> Iterator[tuple[str, bytes, bool]]:
    """The text files of the tree with their content, and whether they are indexed; indexed files that are not what was
    indexed are noted and left out."""
    ledger = repository.ledger()
    for path in sorted({*ledger, *files_left_in(root, settings)}):
        entry = ledger.get(path)
        try:
            content = read_source(root, path, settings.max_file_bytes)[0]
        except SourceError:
            if entry is not None and entry.status != FileStatus.EXCLUDED:
                unread.append(path)
            continue
        if entry is not None and entry.is_indexed and content_hash(content) != entry.hash:
            unread.append(path)
        elif entry is not None and not entry.hash and entry.status == FileStatus.OK:
            unread.append(path)  # of the past, of which no text is kept
        else:
            content = text_of(path, content).content
            if entry is not None or b"\0" not in content[:_PROBE_BYTES]:
                yield path, content, entry is not None


def _lines_of(content: bytes, name: bytes) -> list[int]:
    """The lines, from 1, of each place where a whole word is `name`."""
    found = []
    line, counted = 1, 0
    at = content.find(name)
    while at >= 0:
        end = at + len(name)
        if (at == 0 or content[at - 1] not in _IN_WORD) and (end == len(content) or content[end] not in _IN_WORD):
            line += content.count(b"\n", counted, at)
            counted = at
            found.append(line)
            if len(found) >= MANY:
                break
        at = content.find(name, end)
    return found


def word_of(name: str) -> str:
    """A name as the text of a file has it as a word."""
    return name.lstrip("#")


class Offers:
    """What a tree offers to others: whether a file belongs to a package that is published."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._known: dict[tuple[str, bool], bool] = {}

    def package(self, path: str) -> bool:
        """Whether the nearest file above that describes a package says that others may use it."""
        return self._above(dirname(path), path.endswith(".py"))

    def _above(self, folder: str, is_python: bool) -> bool:
        key = folder, is_python
        if key not in self._known:
            said = self._says(f"{folder}/" if folder else "", is_python)
            self._known[key] = said if said is not None else bool(folder) and self._above(dirname(folder), is_python)
        return self._known[key]

    def _says(self, folder: str, is_python: bool) -> bool | None:
        """What the files of one folder say; None where they say nothing."""
        if is_python:
            contents = [self._content(folder + name) for name in ("pyproject.toml", "setup.py", "setup.cfg")]
            described = (b"[project]", b"[build-system]", b"[tool.poetry]", b"setup(", b"[metadata]")
            return True if any(word in content for content in contents for word in described) else None
        content = self._content(f"{folder}package.json")
        if not content:
            return None
        try:
            description = msgspec.json.decode(content)
        except msgspec.DecodeError:
            return True
        return not (isinstance(description, dict) and description.get("private") is True)

    def _content(self, path: str) -> bytes:
        try:
            return read_source(self._root, path, MIB)[0]
        except SourceError:
            return b""
