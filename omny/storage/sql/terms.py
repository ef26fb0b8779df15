"""The terms that SQLite's search index makes of a text. Every backend uses them, so that all find the same."""

from __future__ import annotations

import re

import apsw

_TOKENIZER = ("unicode61", ["remove_diacritics", "2"])  # as schema.sql has it

_ASCII_TERM = re.compile(r"[a-z0-9]+")


class Tokenizer:
    """Makes terms of texts. For one thread at a time."""

    def __init__(self, connection: apsw.Connection | None = None) -> None:
        self._connection = connection or apsw.Connection(":memory:")
        self._tokenizer = self._connection.fts5_tokenizer(*_TOKENIZER)

    def terms(self, text: str) -> list[str]:
        """The terms of the text, in order. Raises UnicodeEncodeError for a text with a lone surrogate."""
        if text.isascii():  # ten times as fast, and most texts are
            return _ASCII_TERM.findall(text.lower())
        found = self._tokenizer(
            text.encode(), apsw.FTS5_TOKENIZE_DOCUMENT, None, include_offsets=False, include_colocated=False
        )
        return list(map(str, found))
