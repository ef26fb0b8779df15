"""`TextOccurrences`: the mentions of names in the text of a tree: code, strings, comments, configuration, templates,
documents.

The index holds calls and not every use of a name. A question about any use therefore searches the text of every file
that no rule excludes, in any language. An indexed file is trusted only if its content is the indexed one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname

import msgspec

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import MIB, Root, read_source
from omny.base.wanted import check_wanted
from omny.extract.digest import content_hash
from omny.languages import decode_text, find_liveness
from omny.languages.facets.liveness import Liveness, MadeUpNames
from omny.model.files import FileStatus
from omny.storage.port.repository import AtomRepository

MANY = 64
"""Places of a name after which the search for it ends: so common a name is in use."""

_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(range(128, 256))
_WORDS = bytes(byte if byte in _IN_WORD else 32 for byte in range(256))  # all else is a space

_PROBE_BYTES = 8000  # as far as git looks for a NUL byte, by which it tells what is no text


class TextOccurrences(msgspec.Struct):
    """The mentions, and the other facts that the text tells."""

    places: dict[str, list[tuple[str, int]]]  # by name: path and line of each mention, or of `MANY` of them
    first_lines: dict[str, tuple[str, str]]  # by id of an atom: the line that it begins on, the code that is before it
    words: dict[str, frozenset[str]]  # by path: those of `Liveness.words` that are in it
    unread: list[str]  # files that are not what was indexed, or cannot be read
    made_up: MadeUpNames


def mentions(
    repository: AtomRepository,
    root: Root,
    names: Collection[str],
    *,
    lines: Mapping[str, list[tuple[str, int]]],
    paths: list[str],
    settings: Settings,
) -> TextOccurrences:
    """The mentions of `names` in the files of the tree, whose `paths` are sorted.

    `lines` are the atoms whose text is wanted, by path, as id and line.
    """
    found = TextOccurrences({name: [] for name in names}, {}, {}, [], MadeUpNames(set(), set(), set()))
    open_names = {name.encode() for name in names}
    for path, content, is_indexed in _contents(repository, root, paths, found.unread, settings):
        check_wanted()
        words, liveness = set(content.translate(_WORDS).split()), find_liveness(path)
        if is_indexed:
            found.words[path] = frozenset(word for word in liveness.words if word.encode() in words)
            liveness.note_names(found.made_up, path, content, words)
        for name in words & open_names:
            places = found.places[name.decode()]
            places += [(path, line) for line in _find_lines(content, name)]
            if len(places) >= MANY:
                open_names.discard(name)
        if path in lines:
            rows = content.split(b"\n")
            for id_, line in lines[path]:
                first = rows[line - 1] if line <= len(rows) else b""
                before = liveness.code_before(rows[: line - 1])
                found.first_lines[id_] = first.decode("utf-8", "replace"), before.decode("utf-8", "replace")
    return found


def _contents(
    repository: AtomRepository, root: Root, paths: list[str], unread: list[str], settings: Settings
) -> Iterator[tuple[str, bytes, bool]]:
    """The text files of the tree, each with its content and whether it is indexed. An indexed file with another content
    than the indexed one goes to `unread`."""
    ledger = repository.ledger()
    for path in paths:
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
            content = decode_text(path, content).content
            if entry is not None or b"\0" not in content[:_PROBE_BYTES]:
                yield path, content, entry is not None


def _find_lines(content: bytes, name: bytes) -> list[int]:
    """The 1-based line of each place where `name` is a whole word."""
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


class Offers:
    """The packages of a tree that other projects may use."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def package(self, path: str) -> bool:
        """Whether the nearest manifest above the file offers its package to others."""
        return self._above(dirname(path), find_liveness(path))

    def _above(self, folder: str, liveness: Liveness) -> bool:
        key = folder, liveness.manifests
        if key not in self._known:
            contents = [self._content(f"{folder}/{name}".lstrip("/")) for name in liveness.manifests]
            said = liveness.is_published(contents) if contents else False
            self._known[key] = said if said is not None else bool(folder) and self._above(dirname(folder), liveness)
        return self._known[key]

    def _content(self, path: str) -> bytes:
        try:
            return read_source(self._root, path, MIB)[0]
        except SourceError:
            return b""
