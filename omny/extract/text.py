"""Small forms of source text: one line, camel-case pieces, lines that hold code."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from omny.model.facts import pack_references
from omny.native import compiled

SIGNATURE_CHARS = 1000  # a signature is for reading; generated code has some of 100 kB
DOC_CHARS = 200
DEFAULT_CHARS = 80

_NONE = "\0"  # no character

_CAMEL = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IDENTIFIER = re.compile(r"[^\W_][^\W_]*")


@lru_cache(maxsize=16384)
def one_line(source: bytes, most: int = SIGNATURE_CHARS) -> str:
    """The text with runs of white space as one space, cut at `most` characters."""
    text = " ".join(source.decode("utf-8", "replace").split())
    return text if len(text) <= most else text[: most - 1] + "…"


@lru_cache(maxsize=16384)
def signature(source: bytes) -> str:
    """The text of parameters or bases on one line."""
    return one_line(source).replace("( ", "(").replace(", )", ")").replace(" )", ")")


@compiled("text")
def camel_words(*texts: str) -> str:
    """The pieces of camel-case identifiers, in order and once each: "getUserById" gives "get User By Id".

    Snake case needs none: the tokenizer of the search index splits at underscores.
    """
    pieces: dict[str, None] = {}
    for text in texts:
        if is_camel(text):
            for identifier in _IDENTIFIER.findall(text):
                if is_camel(identifier):
                    pieces.update(dict.fromkeys(_PIECE.findall(identifier)))
    return " ".join(pieces)


@compiled("text")
def is_camel(text: str) -> bool:
    """Whether a capital follows another character, or ends a run of capitals before a small letter."""
    return not text.islower() and _CAMEL.search(text) is not None


def split_outside(text: str, separators: str, brackets: tuple[str, str]) -> list[str]:
    """The parts of a type between separators that stand outside of quotes and brackets, which are given as what opens
    and what closes them. The end of an arrow, `=>`, closes none."""
    for separator in separators:
        if separator in text:
            break
    else:
        text = text.strip()
        return [text] if text else []
    opening, closing = brackets
    parts: list[str] = []
    depth = start = 0
    quote = before = _NONE
    for at, character in enumerate(text):
        if quote != _NONE:
            if character == quote:
                quote = _NONE
        elif character in "\"'`":
            quote = character
        elif character in opening:
            depth += 1
        elif character in closing and not (character == ">" and before == "="):
            depth -= 1
        elif character in separators and not depth:
            parts.append(text[start:at])
            start = at + 1
        before = character
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


@compiled("text")
class CodeLines:
    """Which lines of a file hold code: neither blank nor comment alone."""

    def __init__(self, source: bytes, comments: Iterable[tuple[int, int]]) -> None:
        """`comments` are byte ranges."""
        lines = source.split(b"\n")
        self.count = len(lines) - (not lines[-1])
        self._starts = list(accumulate([len(line) + 1 for line in lines], initial=0))
        empty = {i for i, line in enumerate(lines) if not line or line.isspace()}
        for start, end in comments:
            first, last = self.row(start), self.row(end)
            if source[self._starts[first] : start].strip():
                first += 1
            if source[end : self._starts[last + 1]].strip():
                last -= 1
            empty.update(range(first, last + 1))
        self._empty = sorted(empty)

    def row(self, offset: int) -> int:
        """The 0-based row of a byte offset."""
        return bisect_right(self._starts, offset) - 1

    def pack(self, found: Iterable[tuple[int, int, int]]) -> bytes:
        """The references at each (offset, owner, chain), the offsets ascending, as they are stored."""
        starts = self._starts
        numbers: list[int] = []
        row = start = following = 0
        for offset, owner, chain in found:
            if offset >= following:
                row = bisect_right(starts, offset, row)
                start, following = starts[row - 1], starts[row]
            numbers += (owner, chain, row, offset - start)
        return pack_references(numbers)

    def code(self, first: int, last: int) -> int:
        """How many of the 1-based lines `first` to `last`, inclusive, hold code."""
        return last - first + 1 - (bisect_right(self._empty, last - 1) - bisect_left(self._empty, first - 1))
