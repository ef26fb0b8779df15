"""The terms that SQLite's search index makes of a text, and the stems of words that atoms are ranked by. Every backend
uses them, so that all find the same."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from omny.storage.sql.term_maker import TermMaker

_TOKENIZER = ("unicode61", ["remove_diacritics", "2"])  # as schema.sql has it

_STEMMER = ("porter", ["unicode61", "remove_diacritics", "2"])

_ASCII_TERM = re.compile(r"[a-z0-9]+")

_MAX_STEMS = 200_000
"""Words whose stems are remembered: more than a tree of a million atoms has."""


class Tokenizer:
    """Makes terms of texts. For one thread at a time."""

    def __init__(self, connection: apsw.Connection | None = None) -> None:
        self._connection = connection or apsw.Connection(":memory:")
        self._tokenizer = self._connection.fts5_tokenizer(*_TOKENIZER)
        self._stemmer = self._connection.fts5_tokenizer(*_STEMMER)
        self._stems: dict[str, tuple[str, ...]] = {}

    @cached_property
    def maker(self) -> TermMaker:
        """Makes the terms that atoms are found by."""
        from omny.storage.sql.term_maker import TermMaker  # here, since no question asks

        return TermMaker(self.stems)

    def terms(self, text: str) -> list[str]:
        """The terms of the text, in order. Raises UnicodeEncodeError for a text with a lone surrogate."""
        if text.isascii():  # ten times as fast, and most texts are
            return _ASCII_TERM.findall(text.lower())
        found = self._tokenizer(
            text.encode(), apsw.FTS5_TOKENIZE_DOCUMENT, None, include_offsets=False, include_colocated=False
        )
        return list(map(str, found))

    def stems(self, word: str) -> tuple[str, ...]:
        """The stems of a word: one for nearly every word. Raises UnicodeEncodeError for a lone surrogate."""
        found = self._stems.get(word)
        if found is None:
            if len(self._stems) >= _MAX_STEMS:
                self._stems.clear()
            made = self._stemmer(
                word.encode(), apsw.FTS5_TOKENIZE_DOCUMENT, None, include_offsets=False, include_colocated=False
            )
            found = self._stems[word] = tuple(map(str, made))
        return found
