"""Components of Svelte: script blocks, and the blocks, expressions, directives and components of the markup.

Sources: "Template syntax" of Svelte's documentation, for versions 3 to 5.
"""

from __future__ import annotations

import re

from omny.languages.embedded.braces import Frame, Markup
from omny.languages.embedded.page import Local, Page, pattern_names

_KEYWORD = re.compile(rb"\{\s*(?:([#:/@])(else\s+if|[a-z]+)\s*)?")
_AS = re.compile(rb"\sas\s")
_KEY = re.compile(rb"(?<=[\w\s}\]$])(\([^()]*(?:\([^()]*\)[^()]*)*\))\s*\Z")
_THEN = re.compile(rb"\s(?:then|catch)\b\s*")
_PARAMETERS = re.compile(rb"\s*([\w$]+)\s*(?:<[^()]*>)?\s*\((.*)\)\s*", re.DOTALL)
_CHAIN = re.compile(rb"\s*(\$?[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*")
_NAME = re.compile(rb"\s*([A-Za-z_$][\w$]*)\s*")
_CALLED = (b"use", b"transition", b"in", b"out", b"animate")
_OPENING = ("#if", "#each", "#await", "#key", "#snippet")


def read_page(source: bytes) -> Page:
    """The code of a component."""
    page = Page(source)
    _Markup(page).read()
    return page


class _Markup(Markup):
    QUOTES_HOLD_CODE = True

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._blocks: list[Local] = []

    def begin_code(self, at: int) -> tuple[str, int]:
        """See `Markup`."""
        match = _KEYWORD.match(self.source, at)
        assert match is not None
        if match[1] is None:
            return "text", at + 1
        word = (match[1] + match[2]).decode()
        return ("const" if word == "@const" else " ".join(word.split())), match.end()

    def end_code(self, frame: Frame, end: int) -> None:
        """See `Markup`."""
        what, start, source = frame.what, frame.start, self.source
        if what == "text":
            self.value(frame, end)
            return
        if what.startswith("/"):
            self._end_block(frame.quote)
            return
        names: list[tuple[str, str]] = []
        outer, stop = "", end
        key = (end, end)
        if what == "#each":
            names, stop, key = self._each(start, end)
        elif what == "#await" and (match := _THEN.search(source, start, end)):
            names, stop = self._unknown(match.end(), end), match.start()
        elif what in (":then", ":catch"):
            names, stop = self._unknown(start, end), start
        elif what == "#snippet":
            match = _PARAMETERS.match(source, start, end)
            if match is not None:
                outer, names = match[1].decode(), self._unknown(*match.span(2))
            stop = start
        if what in _OPENING or what.startswith(":"):
            if what.startswith(":"):
                self._end_block(frame.quote)
            local = self.page.open(frame.quote, names, outer)
            self._blocks.append(local)
        self.page.code[stop : end + 1] = re.sub(rb"[^\r\n]", b" ", bytes(self.page.code[stop : end + 1]))
        if key[0] < end:
            self.page.keep(*key)
            self.page.put(key[0] - 1, b";")
        if not source[start:stop].strip():
            return
        if what == "const":
            self.page.put(start - 7, b";const ")
        else:
            self.page.put(start - 2, b";(")
            self.page.put(stop, b")")
        self.page.put(stop + (what != "const"), b";")

    def _end_block(self, end: int) -> None:
        if self._blocks:
            self._blocks.pop().end = end

    def _each(self, start: int, end: int) -> tuple[list[tuple[str, str]], int, tuple[int, int]]:
        """The names of `values as pattern, index (key)`, where the values end, and where the key stands."""
        match = max(_AS.finditer(self.source, start, end), key=re.Match.start, default=None)  # those before are casts
        if match is None:
            comma = self.source.rfind(b",", start, end)
            return (self._unknown(comma + 1, end), comma, (end, end)) if comma >= 0 else ([], end, (end, end))
        values = _CHAIN.fullmatch(self.source, start, match.start())
        key = _KEY.search(self.source, match.end(), end)
        begin, stop = key.span(1) if key is not None else (end, end)
        pattern = self.source[match.end() : begin]
        item = f"{values[1].decode().replace('.', ' ')} [*]" if values is not None else "?"
        is_one = pattern.lstrip()[:1] not in b"{["
        names = [(name, item if is_one and not at else "?") for at, name in enumerate(pattern_names(pattern))]
        return names, match.start(), (begin, stop)

    def _unknown(self, start: int, end: int) -> list[tuple[str, str]]:
        return [(name, "?") for name in pattern_names(self.source[start:end])]

    def attribute(self, tag: Frame, name: bytes, at: int, start: int, end: int) -> None:
        """See `Markup`: `use:action`, `transition:fade`."""
        self._directive(name, at)

    def attribute_code(self, name: bytes, at: int, start: int, end: int) -> None:
        """See `Markup`."""
        self._directive(name, at)
        if not name.startswith(b"let:"):
            self.page.pass_on(start, end)

    def _directive(self, name: bytes, at: int) -> None:
        kind, colon, rest = name.partition(b":")
        if colon and kind in _CALLED and (match := _CHAIN.match(rest)):
            self.page.use(at + len(kind) + 1 + match[1].rfind(b".") + 1, match[1].decode().replace(".", " "))

    def shorthand(self, start: int, end: int) -> None:
        """See `Markup`."""
        text = self.source[start:end]
        keyword = re.match(rb"\s*(?:@\w+\s|\.\.\.)\s*", text)
        self.page.code[start:end] = re.sub(rb"[^\r\n]", b" ", text)
        if keyword is None and (match := _NAME.fullmatch(text)):
            self.page.use(start + match.start(1), match[1].decode())
        elif keyword is not None:
            self.page.statement(start + keyword.end(), end, room=2)

    def element_names(self, tag: Frame) -> list[Local]:
        """See `Markup`: `let:item`, `let:item={{ id }}`."""
        names: list[tuple[str, str]] = []
        for name, (start, end) in tag.attributes.items():
            if name.startswith(b"let:"):
                names += self._unknown(start, end) if start >= 0 else [(name[4:].decode("utf-8", "replace"), "?")]
        return [self.page.open(tag.start, names)] if names else []
