"""The code of a JavaScript or TypeScript file without its texts: what rules on bare bytes can be applied to.

Comments become spaces; what stands in strings, templates, regular expressions and in the text of JSX becomes
underscores. Line ends stay, so that every byte is where it was. Linear for all bytes.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

Span = tuple[int, int]
"""Where something begins and ends, in bytes."""

MAX_GUESSES = 4
"""Places that look like an element of JSX and have no end. With more, a file is read as one without elements."""

_CODE = re.compile(rb"""["'`{}/<]""")
_OUTSIDE = re.compile(rb"""["'`/<]""")
_OUTSIDE_WITHOUT_ELEMENTS = re.compile(rb"""["'`/]""")
"""Where something other than code may begin: sets alone, which are searched for quickly. The last two are for where
braces end nothing, as most code is."""

_STRING = re.compile(rb"""'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?""", re.DOTALL)
_TEMPLATE = re.compile(rb"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_EXPRESSION = re.compile(
    rb"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\[\]\\\n]|\\[^\n]|\[(?:[^\[\]\\\n]|\\[^\n])*\])*\]){1,400}/[a-z]*"
)
_TAG = re.compile(rb"""'[^']*'?|"[^"]*"?|//[^\n]*|/\*.*?(?:\*/|\Z)|[{<]|/\s*>|>""", re.DOTALL)
_OPENING = re.compile(rb"<(?=\s*(?:[A-Za-z_$\x80-\xff][\w$.:\x80-\xff-]*(?:[\s/>{]|$)|>))")
_GENERIC = re.compile(rb"<\s*(?:const\s+)?[\w$]+\s*(?:,|=[^>]|extends\b(?!\s*[=/>]))")
_END_OF_TEXT = re.compile(rb"[{<]")
_CLOSING = re.compile(rb"</[^>]*>")
_WORD_BEFORE = re.compile(rb"[\w$.]{1,12}\Z")
_BEFORE_OPERAND = frozenset(
    b"return typeof case in of delete void instanceof new do else yield await default extends throw".split()
)
_END_OF_OPERAND = frozenset(b")]}_$\"'`") | frozenset(byte for byte in range(256) if chr(byte).isalnum() or byte > 127)

_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))
_HIDDEN = bytes(byte if byte in b"\n\r" else ord("_") for byte in range(256))


class _Mode(Enum):
    CODE = 0
    TEMPLATE = 1
    TAG = 2
    TEXT = 3


class Skeleton(NamedTuple):
    """The code of a file."""

    code: bytes  # as long as the source
    texts: list[Span]  # texts and attributes of JSX
    templates: list[Span]  # texts of templates
    tags: list[int]  # where the names of elements of JSX begin


def skeleton(source: bytes, *, jsx: bool) -> Skeleton:
    """The code of a source. `jsx`: whether there may be elements in it."""
    never: set[int] = set()
    while True:
        scan = _Scan(source, never, jsx=jsx and len(never) <= MAX_GUESSES)
        unclosed = scan.run()
        if unclosed is None:
            return Skeleton(bytes(scan.code), scan.texts, scan.templates, scan.tags)
        never.add(unclosed)


class _Scan:
    """One way through the bytes. `never` are places that begin no element."""

    def __init__(self, source: bytes, never: set[int], *, jsx: bool) -> None:
        self._source = source
        self._never = never
        self._jsx = jsx
        self._outside = _OUTSIDE if jsx else _OUTSIDE_WITHOUT_ELEMENTS
        self.code = bytearray(source)
        self.texts: list[Span] = []
        self.templates: list[Span] = []
        self.tags: list[int] = []
        self._at = 0
        self._modes = [_Mode.CODE]
        self._braces = [0]  # that are open, by mode
        self._elements: list[int] = []  # where those begin that are open

    def run(self) -> int | None:
        """Goes through all of it; gives where the element begins that has no end."""
        code, template, tag = _Mode.CODE, _Mode.TEMPLATE, _Mode.TAG
        while self._at < len(self._source):
            mode = self._modes[-1]
            if mode is code:
                self._in_code()
            elif mode is template:
                self._in_template()
            elif mode is tag:
                self._in_tag()
            else:
                self._in_text()
        return self._elements[0] if self._elements else None

    def _push(self, mode: _Mode) -> None:
        self._modes.append(mode)
        self._braces.append(0)

    def _pop(self) -> None:
        if len(self._modes) > 1:
            self._modes.pop()
            self._braces.pop()

    def _write(self, start: int, end: int, table: bytes) -> None:
        self.code[start:end] = self._source[start:end].translate(table)

    def _in_code(self) -> None:
        match = (_CODE if len(self._modes) > 1 else self._outside).search(self._source, self._at)
        if match is None:
            self._at = len(self._source)
            return
        start, self._at, text = match.start(), match.end(), match[0]
        if text == b"/" and self._source[self._at : self._at + 1] in (b"/", b"*"):
            self._at = self._end_of_comment(start)
            self._write(start, self._at, _BLANK)
        elif text in b"'\"":
            string = _STRING.match(self._source, start)
            self._at = string.end() if string is not None else self._at
            closed = self._at > start + 1 and self._source[self._at - 1] == self._source[start]
            self._write(start + 1, self._at - closed, _HIDDEN)
        elif text == b"`":
            self._push(_Mode.TEMPLATE)
        elif text == b"{":
            self._braces[-1] += 1
        elif text == b"}":
            self._braces[-1] -= 1
            if self._braces[-1] < 0:
                self._pop()
                self._braces[-1] = max(self._braces[-1], 0)
        elif self._is_operand(start):
            if text == b"/":
                expression = _EXPRESSION.match(self._source, start)
                if expression is not None:
                    self._at = expression.end()
                    self._write(start, self._at, _HIDDEN)
            elif self._begins_element(start):
                self._open(start)

    def _end_of_comment(self, start: int) -> int:
        is_line = self._source[start + 1 : start + 2] == b"/"
        end = self._source.find(b"\n" if is_line else b"*/", start + 2)
        return len(self._source) if end < 0 else end if is_line else end + 2

    def _is_operand(self, at: int) -> bool:
        """Whether what begins there is no operator between two operands."""
        before = bytes(self.code[max(0, at - 200) : at]).rstrip()
        if not before or before.endswith((b"...", b"=>")):
            return True
        if before.endswith((b"++", b"--", b".", b"function*", b"function *")):
            return False
        if before[-1] not in _END_OF_OPERAND:
            return True
        word = _WORD_BEFORE.search(before)
        return word is not None and word[0] in _BEFORE_OPERAND

    def _begins_element(self, at: int) -> bool:
        return (
            self._jsx
            and at not in self._never
            and _OPENING.match(self._source, at) is not None
            and _GENERIC.match(self._source, at) is None
        )

    def _open(self, start: int) -> None:
        self._elements.append(start)
        self._push(_Mode.TAG)
        self._at = start + 1
        self.tags.append(self._at)

    def _in_template(self) -> None:
        match = _TEMPLATE.match(self._source, self._at)
        end = match.end() if match is not None else self._at
        self._write(self._at, end, _HIDDEN)
        self.templates.append((self._at, end))
        self._at = end + 1
        if self._source[end : end + 1] == b"$":
            self._at = end + 2
            self._push(_Mode.CODE)
        else:
            self._pop()

    def _in_tag(self) -> None:
        match = _TAG.search(self._source, self._at)
        if match is None:
            self._at = len(self._source)
            return
        start, self._at, text = match.start(), match.end(), match[0]
        if text[0] in b"'\"":
            self._write(start + 1, self._at - 1, _HIDDEN)
            self.texts.append((start + 1, self._at - 1))
        elif text[:2] in (b"//", b"/*"):
            self._write(start, self._at, _BLANK)
        elif text == b"{":
            self._push(_Mode.CODE)
        elif text == b"<":
            self._open(start)
        elif text == b">":
            self._modes[-1] = _Mode.TEXT
        else:
            self._close()

    def _in_text(self) -> None:
        match = _END_OF_TEXT.search(self._source, self._at)
        end = match.start() if match is not None else len(self._source)
        if end > self._at:
            self._write(self._at, end, _HIDDEN)
            self.texts.append((self._at, end))
        self._at = end + 1
        if self._source[end : end + 1] == b"{":
            self._push(_Mode.CODE)
        elif closing := _CLOSING.match(self._source, end):
            self.tags.append(end + 2)
            self._at = closing.end()
            self._close()
        elif end < len(self._source):
            self._open(end)

    def _close(self) -> None:
        self._elements.pop()
        self._pop()
