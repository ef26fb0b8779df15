"""`Phrases`: whether the words of a quoted phrase stand next to each other in an atom.

The index holds each word of an atom once, and no positions: it finds the atoms with all words of a phrase. These are
checked here. What is checked is the name, the signature and the documentation that the index holds, and the source:
the lines of the atom without those of the atoms in it, and the comment right above it. A source that is not as it was
indexed is not read, and the atoms that may have the phrase there are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from omny.base.errors import OmnyError, SourceError
from omny.base.paths import MIB, Root, read_source
from omny.extract.digest import content_hash
from omny.languages import decode_text
from omny.model.atom_data import read_detail
from omny.model.atoms import AtomType

if TYPE_CHECKING:
    from omny.model.atoms import Atom, StoredAtom
    from omny.storage.port.repository import AtomRepository

MAX_CHECKED = 1_000
"""Atoms with all words of a phrase that are checked, the best ones."""

_MAX_FILE_BYTES = 64 * MIB  # as the largest that is indexed

Span = tuple["Atom", int]
"""An atom, and the first line of its source."""

_RUN = re.compile(r"[^\W\d_]+|\d+")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+")
_APART = " \0 "  # between two parts of a text: no phrase goes over it


def fold_text(text: str) -> str:
    """The words of a text in lower case, apart by one space: first names in their pieces, then names as they are."""
    runs = _RUN.findall(text)
    pieces = [piece for run in runs for piece in ([run] if run.islower() else _PIECE.findall(run))]
    return f" {' '.join(pieces)}{_APART}{' '.join(runs)} ".lower()


def holds(text: str, phrase: str) -> bool:
    """Whether a folded text has the words of a phrase next to each other."""
    runs = _RUN.findall(phrase.lower())
    pieces = [piece.lower() for run in _RUN.findall(phrase) for piece in _PIECE.findall(run)]
    return any(f" {' '.join(words)} " in text for words in (runs, pieces))


class Phrases:
    """The phrases of one search."""

    def __init__(
        self, repository: AtomRepository, root: Root | None, wanted: Sequence[str], unwanted: Sequence[str]
    ) -> None:
        """`root` is where the sources are; without it none is read."""
        self.unread: set[str] = set()  # paths of files that are not as they were indexed
        self.unchecked = 0  # atoms that may have a phrase: nobody knows
        self._repository = repository
        self._root = root
        self._wanted = wanted
        self._unwanted = unwanted
        self._lines: dict[str, list[str] | None] = {}
        self._spans: dict[str, list[Span]] = {}

    def filter(self, found: Iterable[StoredAtom]) -> list[StoredAtom]:
        """The atoms that have each wanted phrase, and none of those that are not wanted."""
        return [stored for stored in found if self._fits(stored)]

    def _fits(self, stored: StoredAtom) -> bool:
        said = fold_text(_APART.join(_say(stored.atom)))
        if any(holds(said, phrase) for phrase in self._unwanted):
            return False
        if not self._unwanted and all(holds(said, phrase) for phrase in self._wanted):
            return True
        source = self._own_source(stored)
        if source is None:
            self.unchecked += 1
            self.unread.add(stored.atom.file_path)
            return False
        whole = said + fold_text(source)
        return all(holds(whole, phrase) for phrase in self._wanted) and not any(
            holds(whole, phrase) for phrase in self._unwanted
        )

    def _own_source(self, stored: StoredAtom) -> str | None:
        """The lines of an atom that no atom in it has, and the comment above; None where the file is another one."""
        path = stored.atom.file_path
        lines = self._read(path)
        if lines is None or read_detail(stored.atom.data).held:
            return None
        return "\n".join(_own_lines(stored.atom, self._spans[path], lines))

    def _read(self, path: str) -> list[str] | None:
        if path not in self._lines:
            self._lines[path] = self._read_lines(path)
            atoms = [] if self._lines[path] is None else [each.atom for each in self._repository.in_file(path)]
            self._spans[path] = [(atom, _first_line(atom)) for atom in atoms]
        return self._lines[path]

    def _read_lines(self, path: str) -> list[str] | None:
        entry = self._repository.ledger_entry(path)
        if self._root is None or entry is None:
            return None
        try:
            content = read_source(self._root, path, _MAX_FILE_BYTES)[0]
            if content_hash(content) != entry.hash:
                return None
            return decode_text(path, content).content.decode("utf-8", "replace").splitlines()
        except SourceError:
            return None


def _say(atom: Atom) -> Iterator[str]:
    """What the index holds of an atom in the order of its words."""
    yield atom.id.partition("::")[2] if atom.type != AtomType.MODULE else atom.file_path
    yield f"{atom.function_name} {atom.signature}"
    try:
        yield read_detail(atom.data).doc
    except OmnyError:  # its data is malformed
        return


def _own_lines(atom: Atom, around: Sequence[Span], lines: list[str]) -> Iterator[str]:
    """The lines of an atom; a mark stands for the lines of each atom in it."""
    first = _first_line(atom)
    ends = {each.end_line for each, _ in around if each.id != atom.id and each.type != AtomType.MODULE}
    above = first - 1
    while above > 0 and above <= len(lines) and lines[above - 1].strip() and above not in ends:
        above -= 1
    taken = {row for each, line in around if _is_inside(each, atom) for row in range(line, each.end_line + 1)}
    for row in range(above + 1, min(atom.end_line, len(lines)) + 1):
        yield _APART if row in taken else lines[row - 1]


def _is_inside(atom: Atom, other: Atom) -> bool:
    if (
        atom.id == other.id
        or atom.type == AtomType.MODULE
        or (other.line, other.end_line) == (atom.line, atom.end_line)
    ):
        return False
    return other.type == AtomType.MODULE or (other.line <= atom.line and atom.end_line <= other.end_line)


def _first_line(atom: Atom) -> int:
    return read_detail(atom.data).source_line or atom.line
