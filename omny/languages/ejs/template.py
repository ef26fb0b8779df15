"""The code of an EJS template as JavaScript reads it: each mark stands in its place, all text is spaces.

Source: the manual of EJS ("Tags", "Includes"). A mark with code begins a statement, one with a value is one.
"""

from __future__ import annotations

import re

from omny.languages.embedded.marks import find_marks
from omny.languages.embedded.page import Page

_INCLUDE = re.compile(rb"""(?<![\w$.])include(?=\s*\(\s*(["'`])([^"'`$\n]{1,400})\1)""")
_OLD_INCLUDE = re.compile(rb"\s*include\s+([^\s(][^\n]{0,400}?)\s*")


def read_template(source: bytes) -> Page:
    """The JavaScript of a template. Its uses are the templates that it includes."""
    page = Page(source)
    for mark in find_marks(source):
        if mark.sign[:1] in (b"#", b"%"):
            continue
        if old := _OLD_INCLUDE.fullmatch(source, mark.start, mark.end):
            _include(page, old.start(1), old[1])
            continue
        page.keep(mark.start, mark.end)
        page.hide_comments(mark.start, mark.end)
        page.put(mark.start - 1, b";")
        if mark.sign[:1] in (b"=", b"-"):
            page.put(mark.end, b";")
        for match in _INCLUDE.finditer(source, mark.start, mark.end):
            page.code[match.start() : match.end()] = b"      +"  # what is left is a value in brackets
            _include(page, match.start(2), match[2])
    return page


def _include(page: Page, at: int, path: bytes) -> None:
    page.use(at, f"^include:{path.decode('utf-8', 'replace').replace(' ', '%20')}", is_call=True)
