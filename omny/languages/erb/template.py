"""The code of an ERB template as Ruby reads it: each mark stands in its place, all text is spaces.

Sources: "ERB" of Ruby's documentation, and "Layouts and Rendering" and "Action View Overview" of the Rails guides.
"""

from __future__ import annotations

import re

from omny.languages.embedded.marks import find_marks
from omny.languages.embedded.page import Page

_COMMENT = re.compile(rb"""("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<!\S)#[^\n\r]*""", re.DOTALL)
_LOCALS = re.compile(rb"\s*locals:\s*\(((?:\s*\w+:[^,()\[\]{}]*,?)*)\)\s*")
_LOCAL = re.compile(rb"(\w+):\s*([^,\s][^,]*)?")
_QUERY = re.compile(rb"graphql\b")


def read_template(source: bytes) -> Page:
    """The Ruby of a template."""
    page = Page(source)
    for mark in find_marks(source):
        if mark.sign[:1] == b"#":
            _declare(page, mark.start, mark.end)
        elif mark.sign != b"%" and not _QUERY.match(source, mark.start):
            page.keep(mark.start, mark.end)
            for match in _COMMENT.finditer(source, mark.start, mark.end):
                if match[1] is None:
                    page.code[match.start() : match.end()] = b" " * (match.end() - match.start())
            page.put(mark.end, b";")
    return page


def _declare(page: Page, start: int, end: int) -> None:
    """Assigns the local variables that the comment `locals: (story:, size: 1)` declares."""
    declared = _LOCALS.fullmatch(page.source, start, end)
    if declared is None:
        return
    first, last = declared.span(1)
    for match in _LOCAL.finditer(page.source, first, last):
        page.keep(*match.span(1))
        page.put(match.end(1), b"=")
        if match[2]:
            page.keep(*match.span(2))
            page.put(match.end(2), b";")
    page.put(last, b"0" if page.code[first:last].rstrip().endswith(b"=") else b";")
