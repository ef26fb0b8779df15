"""Documents that people read: the headings of Markdown and reStructuredText, and the code that their text names.

A scanner of lines, linear in the text. It knows front matter, fenced and literal blocks, and comments; what these hold
is neither a heading nor prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

MARKDOWN = (".md", ".mdx", ".markdown")
REST = (".rst", ".txt")

_FENCE = re.compile(rb" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})")
_ATX = re.compile(rb" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*\Z")
_SETEXT = re.compile(rb" {0,3}(=+|-+)[ \t]*\Z")
_NO_PARAGRAPH = re.compile(rb"\s*(?:[>|#]|[-*+]\s|\d{1,9}[.)]\s|\Z)| {4}|\t")
_RUN = re.compile(rb"`+")

_LINE = re.compile(rb"([!-/:-@\[-`{-~])\1+[ \t]*\Z")
_LITERAL = re.compile(rb"\.\. +(?:code-block|code|sourcecode|parsed-literal|literalinclude|math|raw|console|doctest)::")
_COMMENT = re.compile(rb"\.\.(?:[ \t]*\Z|[ \t]+(?![^\s:][^:]*::|_|\[|\|))")
_NAMED = re.compile(rb"``([^`\n]+)``|(?<![`\w])`([^`\n]+)`(?![`_])")
_TARGET = re.compile(r".*<([^<>]+)>\Z", re.DOTALL)

_MIN_LINE = 4
"""Characters of an underline that is shorter than its title, as docutils takes it."""


class Heading(NamedTuple):
    """The title of a section."""

    row: int  # 0-based
    level: int  # 1 for the highest
    title: str


class Span(NamedTuple):
    """Code in a line of text."""

    start: int  # bytes, of what is between the marks
    end: int
    name: str


class DocumentText(NamedTuple):
    """What a document says of its structure. Both are in order."""

    headings: list[Heading]
    spans: list[Span]

    def find_span(self, at: int) -> Span | None:
        """The code around a byte."""
        number = bisect_right(self.spans, at, key=lambda span: span.start) - 1
        return self.spans[number] if number >= 0 and at < self.spans[number].end else None

    def find_heading(self, row: int) -> str:
        """The title of the section that a row stands in; "" before the first one."""
        number = bisect_right(self.headings, row, key=lambda heading: heading.row) - 1
        return self.headings[number].title if number >= 0 else ""


def read_document(path: str, content: bytes) -> DocumentText:
    """The structure of a document; empty for a file of another kind."""
    ending = path.lower()
    if ending.endswith(MARKDOWN):
        return _Markdown(content).read()
    if ending.endswith(REST):
        return _Rest(content).read()
    return DocumentText([], [])


class _Lines:
    def __init__(self, content: bytes) -> None:
        self.lines = content.split(b"\n")
        self.headings: list[Heading] = []
        self.spans: list[Span] = []

    def number_lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Each line with its row and the byte that it begins at."""
        start = 0
        for row, line in enumerate(self.lines):
            yield row, start, line.rstrip(b"\r")
            start += len(line) + 1


class _Markdown(_Lines):
    def read(self) -> DocumentText:
        fence = b""
        paragraph: list[tuple[int, int, bytes]] = []
        matter = self._front_matter()
        in_comment = False
        for row, start, line in self.number_lines():
            if row < matter:
                continue
            if fence:
                stripped = line.strip()
                if stripped.startswith(fence) and not stripped.strip(fence[:1]):
                    fence = b""
                continue
            if in_comment or line.lstrip().startswith(b"<!--"):
                in_comment = b"-->" not in line
                self._end(paragraph)
                continue
            opening = _FENCE.match(line)
            atx = _ATX.match(line)
            if opening is not None:
                self._end(paragraph)
                fence = opening[1]
            elif atx is not None:
                self._end(paragraph)
                self._head(row, len(atx[1]), atx[2] or b"")
                self._end([(row, start, line)])
            elif not line.strip():
                self._end(paragraph)
            elif (setext := _SETEXT.match(line)) is not None and paragraph and _is_paragraph(paragraph):
                title = b" ".join(each[2].strip() for each in paragraph)
                self._head(paragraph[0][0], 1 if setext[1][:1] == b"=" else 2, title)
                self._end(paragraph)
            else:
                paragraph.append((row, start, line))
        self._end(paragraph)
        return DocumentText(self.headings, self.spans)

    def _front_matter(self) -> int:
        """The first row after the front matter."""
        if self.lines[0].rstrip() in (b"---", b"+++"):
            for row, line in enumerate(self.lines[1:], 1):
                if line.rstrip() in (self.lines[0].rstrip(), b"..."):
                    return row + 1
        return 0

    def _head(self, row: int, level: int, title: bytes) -> None:
        text = title.decode("utf-8", "replace").replace("`", "").strip()
        if text:
            self.headings.append(Heading(row, level, text))

    def _end(self, paragraph: list[tuple[int, int, bytes]]) -> None:
        """Takes the code out of a paragraph that is whole."""
        if not paragraph:
            return
        begin = paragraph[0][1]
        text = b"\n".join(self.lines[row] for row, _, _ in paragraph)
        runs = [(match.start(), match.end()) for match in _RUN.finditer(text)]
        by_length: dict[int, list[int]] = {}
        for number, (start, end) in enumerate(runs):
            by_length.setdefault(end - start, []).append(number)
        at = 0
        while at < len(runs):
            start, end = runs[at]
            same = by_length[end - start]
            following = bisect_left(same, at + 1)
            if following == len(same):
                at += 1
                continue
            closing = same[following]
            name = text[end : runs[closing][0]].decode("utf-8", "replace").strip()
            self.spans.append(Span(begin + end, begin + runs[closing][0], name))
            at = closing + 1
        paragraph.clear()


def _is_paragraph(lines: list[tuple[int, int, bytes]]) -> bool:
    return not any(_NO_PARAGRAPH.match(line) for _, _, line in lines)


class _Rest(_Lines):
    def read(self) -> DocumentText:
        styles: list[tuple[bytes, bool]] = []
        before = b""
        literal = -1  # the indentation that ends a block whose text is no prose
        lines = [line.rstrip(b"\r") for line in self.lines]
        for row, start, line in self.number_lines():
            indent = len(line) - len(line.lstrip())
            if literal >= 0:
                if not line.strip() or indent > literal:
                    before = b""
                    continue
                literal = -1
            if self._is_underline(line, before):
                over = row >= 2 and _LINE.match(lines[row - 2]) is not None and lines[row - 2][:1] == line[:1]
                style = (line[:1], over)
                if style not in styles:
                    styles.append(style)
                title = before.decode("utf-8", "replace").strip()
                self.headings.append(Heading(row - 1, styles.index(style) + 1, title))
                before = b""
                continue
            stripped = line.strip()
            is_no_prose = _LITERAL.match(stripped) is not None or _COMMENT.match(stripped) is not None
            if is_no_prose or (stripped.endswith(b"::") and not stripped.startswith(b"..")):
                literal = indent
            if not is_no_prose:
                self._name(start, line)
            before = line
        return DocumentText(self.headings, self.spans)

    def _is_underline(self, line: bytes, title: bytes) -> bool:
        if _LINE.match(line) is None or not title.strip() or _LINE.match(title) is not None:
            return False
        length = len(line.rstrip())
        is_long = length >= len(title.decode("utf-8", "replace").strip()) or length >= _MIN_LINE
        return is_long and (title[:1] not in b" \t")

    def _name(self, start: int, line: bytes) -> None:
        for match in _NAMED.finditer(line):
            group = 1 if match[1] is not None else 2
            text = match[group].decode("utf-8", "replace").strip()
            target = _TARGET.match(text)
            name = (target[1] if target is not None and group == 2 else text).lstrip("~!")
            self.spans.append(Span(start + match.start(group), start + match.end(group), name))
