"""What a person types into a search, as a query that FTS5 takes. Pure.

FTS5 has a language of its own, in which most of what people type is an error: every word is quoted here, and their
number is limited. A word finds what begins with it. A camel-case word also finds its pieces, so that `getUserById`
finds `get_user_by_id`; the pieces of stored names are in the column `words`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

MAX_WORDS = 32
"""More words than any name or signature has; 100,000 quoted words keep SQLite busy for minutes."""

MAX_WORD_CHARACTERS = 64

MAX_PIECES = 8
"""Pieces of one camel-case word; further ones no longer narrow a search."""

MAX_TEXT_CHARACTERS = 4_096

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MIN_PLAIN_CHARACTERS = 3  # a shorter beginning of a name says nothing that its words do not
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}  # SQLite's lower() knows ASCII only


class SearchText(msgspec.Struct, frozen=True):
    """A search text, read in four ways."""

    text: str  # as typed, without white space around it
    words: tuple[tuple[str, ...], ...]  # each that has to be there: whole, and then its pieces where it has several
    match: str  # for MATCH; "" where the text holds no word
    plain: str  # as the beginning of a name without case and underscores; "" where it cannot be one name
    last: str  # the name that it ends in, as a qualified name


def search_text(typed: str) -> SearchText:
    """Reads what was typed. Any text is fine."""
    text = typed[:MAX_TEXT_CHARACTERS].strip()
    words = tuple(map(_pieces, _WORD.findall(text)[:MAX_WORDS]))
    plain = ""
    if not any(character.isspace() for character in text):
        plain = text.translate(_LOWER).replace("_", "")
    return SearchText(
        text=text,
        words=words,
        match=" AND ".join(map(_term, words)),
        plain=plain if len(plain) >= _MIN_PLAIN_CHARACTERS else "",
        last=re.sub(r"~\d+$", "", text.rpartition(".")[2]),
    )


def _pieces(word: str) -> tuple[str, ...]:
    pieces = _CAMEL.split(word)[:MAX_PIECES]
    return tuple(piece[:MAX_WORD_CHARACTERS] for piece in (word, *(pieces if len(pieces) > 1 else ())))


def _term(word: tuple[str, ...]) -> str:
    whole, *pieces = (f'"{piece}"*' for piece in word)
    return f"({whole} OR ({' AND '.join(pieces)}))" if pieces else whole


def matching_ids(ids: Sequence[str], name: str) -> list[str]:
    """Those of the ids that are `name`, else those of that qualified name, else those of that name."""
    qualified = [(id_, id_.rpartition("::")[2]) for id_ in ids]
    return (
        [id_ for id_ in ids if id_ == name]
        or [id_ for id_, its_name in qualified if its_name == name]
        or [id_ for id_, its_name in qualified if its_name.rpartition(".")[2].partition("~")[0] == name]
    )
