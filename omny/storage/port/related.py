"""Words that people use for the same thing: what a search looks for besides the words of its text. Reads one file.

`related.txt` was written by hand. It has three kinds of lines:

    = cfg config configuration      one word, written in several ways
    delete remove drop erase        words of like meaning
    log_in sign_in > session user   who says what stands first may mean what stands last; _ joins the words of a phrase

The index does not know these words: they are looked up when a search asks. Matching is by stems.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence

Stems = Callable[[str], Sequence[str]]
"""The stems of a word."""

ALIKE, LIKE, MEANT = 1.0, 0.8, 0.7
"""The weight of a related word, by the kind of the line."""

_RUN = re.compile(r"[^\W\d_]+")


class RelatedWords:
    """What is related to words and to phrases."""

    def __init__(self, text: str, stems: Stems) -> None:
        self._lines: list[tuple[float, list[str]]] = []
        self._of: dict[tuple[str, ...], list[int]] = {}  # the lines of each word or phrase, by its stems
        for line in text.splitlines():
            first, _, last = line.removeprefix("= ").partition(" > ")
            weight = ALIKE if line.startswith("= ") else MEANT if last else LIKE
            for word in first.split():
                self._of.setdefault(_stem_all(word.split("_"), stems), []).append(len(self._lines))
            self._lines.append((weight, (last or first).split()))
        self._longest = max(map(len, self._of), default=1)

    def find(self, text: str, of: Collection[str], stems: Stems) -> dict[str, dict[str, float]]:
        """The stems related to each of the stems `of` a text, with their weights. What a phrase brings belongs to the
        first of its words that is one of them; what its words mean alone is left out."""
        words = _stem_all(_RUN.findall(text), stems)
        found: dict[str, dict[str, float]] = {}
        in_phrase: set[str] = set()
        for length in range(self._longest, 1, -1):
            for start in range(len(words) - length + 1):
                phrase = words[start : start + length]
                stem = next((word for word in phrase if word in of), None)
                if phrase in self._of and stem is not None:
                    self._add(found.setdefault(stem, {}), phrase, stems)
                    in_phrase.update(phrase)
        for stem in of:
            if stem not in in_phrase:
                self._add(found.setdefault(stem, {}), (stem,), stems)
        return found

    def _add(self, found: dict[str, float], phrase: tuple[str, ...], stems: Stems) -> None:
        for line in self._of.get(phrase, ()):
            weight, words = self._lines[line]
            for stem in _stem_all(words, stems):
                if stem not in phrase:
                    found[stem] = max(weight, found.get(stem, 0.0))


def _stem_all(words: Sequence[str], stems: Stems) -> tuple[str, ...]:
    return tuple([stem for word in words for stem in stems(word.lower())])


_made: list[RelatedWords] = []


def related_words(stems: Stems) -> RelatedWords:
    """The words of the file, read once: every store has the same stems."""
    if not _made:
        place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "related.txt")
        with open(place, encoding="utf-8") as file:
            _made.append(RelatedWords(file.read(), stems))
    return _made[0]
