"""The terms that atoms are found by: each stem of a text with the set of the parts that it stands in.

Writers ask, and no question does: so this module may take its compiled form.
"""

from __future__ import annotations

from omny.model.texts import Document
from omny.native import compiled
from omny.storage.port.ranking import AROUND, BODY, DIGITS, DOC, MARK, NAME, Stems


@compiled("words")
class TermMaker:
    """Makes the terms of atoms. For one thread at a time."""

    def __init__(self, stems: Stems) -> None:
        self._stems = stems

    def terms(self, document: Document) -> list[str]:
        """The terms of an atom."""
        parts: dict[str, int] = {}
        for part, words in (
            (BODY, document.body),
            (AROUND, document.around),
            (DOC, document.doc),
            (NAME, document.name),
        ):
            for word in words:
                for stem in self._stems(word):
                    parts[stem] = parts.get(stem, 0) | part
        return [f"{stem}{MARK}{DIGITS[of]}" for stem, of in parts.items()]
