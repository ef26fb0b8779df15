"""The marks of ERB and EJS in a text: `<% code %>`, with a sign that says what becomes of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPENING = re.compile(rb"<%(%|[=#_-]?=?)")


class Mark(NamedTuple):
    """One mark. `sign` is what follows `<%`; "%" stands for a mark that is text."""

    sign: bytes
    at: int  # of `<`
    start: int  # of the code
    end: int  # of the code, and of `-%>` or `%>`
    behind: int


def find_marks(source: bytes) -> Iterator[Mark]:
    """The marks of a text in their order. One without an end is text, and so is all that follows."""
    at = 0
    while (opening := _OPENING.search(source, at)) is not None:
        if opening[1] == b"%":
            at = opening.end()
            yield Mark(b"%", opening.start(), at, at, at)
            continue
        close = source.find(b"%>", opening.end())
        if close < 0:
            return
        end = close - 1 if close > opening.end() and source[close - 1] in b"-_" else close
        at = close + 2
        yield Mark(opening[1], opening.start(), opening.end(), end, at)


def without_marks(source: bytes) -> bytes:
    """The text around the marks: each is spaces, and a name at first where it gives a value, or a part of one."""
    text = bytearray(source)
    for mark in find_marks(source):
        blank = re.sub(rb"[^\r\n]", b" ", source[mark.at : mark.behind])
        if mark.sign[:1] in (b"=", b"-"):
            blank = (b"0" if source[mark.at - 1 : mark.at].isdigit() else b"_") + blank[1:]
        text[mark.at : mark.behind] = blank
    return bytes(text)
