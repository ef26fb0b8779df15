"""`PostingCache`: the lists of atoms that searches of one generation have read, under a bound."""

from __future__ import annotations

from collections.abc import Callable

from omny.storage.port.selection import Postings

MAX_NUMBERS = 1_000_000
"""Numbers of atoms that are kept, of eight bytes."""


class PostingCache:
    """What stems select in one state of an index, and how many atoms it has. For one thread at a time."""

    def __init__(self, state: tuple[str, int], atoms: int) -> None:
        self.state = state
        self.atoms = atoms
        self._of_words: dict[str, Postings] = {}
        self._related: dict[str, Postings] = {}
        self._numbers = 0

    def get(self, stem: str, read: Callable[[str], Postings]) -> Postings:
        """What a stem of a text selects."""
        return self._get(self._of_words, stem, read)

    def get_related(self, stem: str, read: Callable[[str], Postings]) -> Postings:
        """What a related stem selects."""
        return self._get(self._related, stem, read)

    def add_related(self, stem: str, postings: Postings) -> None:
        """Adds what a related stem selects."""
        self._get(self._related, stem, lambda _: postings)

    def _get(self, kept: dict[str, Postings], stem: str, read: Callable[[str], Postings]) -> Postings:
        found = kept.get(stem)
        if found is None:
            found = read(stem)
            self._numbers += 1 + sum(len(numbers) for _, numbers in found.kept)
            if self._numbers > MAX_NUMBERS:
                self._of_words.clear()
                self._related.clear()
                self._numbers = 0
            kept[stem] = found
        return found
