"""Lines of files in answers: their text without secrets, the atom around them, the files in the order of relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.redaction import count_secrets, may_hold_secret
from omny.model.atoms import AtomType
from omny.model.standing import find_standing

if TYPE_CHECKING:
    from omny.model.atoms import Atom
    from omny.storage.port.repository import AtomRepository

MAX_TEXT = 300
"""Characters of a line that an answer shows."""

DOCUMENTS = (".adoc", ".md", ".mdx", ".rst", ".txt")
"""Endings of documents that people read."""


def rank(path: str) -> tuple[bool, int, str]:
    """Orders files: code first, then tests and examples, then copies of other projects, then documents."""
    return path.endswith(DOCUMENTS), find_standing(path, is_test=False), path


def show_line(text: bytes) -> str:
    """A line as an answer shows it: no white space around it, no secret in it, not too long."""
    shown = text.strip().decode("utf-8", "replace")
    return (count_secrets(shown)[0] if may_hold_secret(text) else shown)[:MAX_TEXT]


class AtomsAround:
    """The innermost atoms around lines of indexed files."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._atoms: dict[str, list[Atom]] = {}

    def find(self, path: str, line: int) -> str:
        """The id of the atom around a 1-based line; "" where the file has none."""
        if path not in self._atoms:
            self._atoms[path] = [stored.atom for stored in self._repository.in_file(path)]
        around = [atom for atom in self._atoms[path] if atom.line <= line <= atom.end_line]
        return max(around, key=_depth).id if around else ""


def _depth(atom: Atom) -> tuple[int, int, bool, int]:
    """Orders atoms around one line, the innermost last; several may have the same lines."""
    return atom.line, -atom.end_line, atom.type != AtomType.MODULE, len(atom.id)
