"""Markup with code in braces, and code with markup in it: what Svelte and Astro have in common.

One loop over the bytes with a stack of its own, since what nests can be deeper than Python's. In code, markup stands
for a list of the expressions in it, so that the guest's grammar needs none of it.
"""

from __future__ import annotations

import re
from collections import Counter

from omny.languages.embedded.page import Local, Page, component_chain
from omny.languages.embedded.tags import VOID, find_end

_IN_CODE = re.compile(rb"""["'`{}()\[\]/<]""")
_IN_TEXT = re.compile(rb"<(?=[A-Za-z/!>])|\{")
_IN_TEMPLATE = re.compile(rb"[`\\]|\$\{")
_IN_TAG = re.compile(rb"""/?>|\{|[^\s=>/{"'`]+|=\s*(?:"|'|`|\{|[^\s>"'`{]+)|["'`]""")
_STRING = re.compile(rb"""'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?""", re.DOTALL)
_EXPRESSION = re.compile(rb"/(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\]){1,400}/[a-z]*")
_NAME = re.compile(rb"/?[A-Za-z][^\s/>{=\"'`]*")
_OPERATORS = frozenset(b"(,=:[!&|?{};+-*%^~>")
_WORDS = (b"return", b"await", b"typeof", b"case", b"default", b"yield", b"void", b"else")
_RAW = frozenset((b"style", b"textarea"))


class Frame:
    """Something that is open: `kind` is "code", "template", "text", "tag" or "quoted"."""

    __slots__ = ("attributes", "counts", "depth", "elements", "kind", "name", "quote", "start", "what")

    def __init__(self, kind: str, start: int, what: str = "", name: bytes = b"", quote: int = 0) -> None:
        self.kind = kind
        self.start = start
        self.what = what  # of code: where it stands
        self.name = name  # of a tag; of an attribute
        self.quote = quote
        self.depth = 0  # brackets that are open
        self.elements: list[tuple[bytes, list[Local]]] = []
        self.counts: Counter[bytes] = Counter()  # of open elements, by name
        self.attributes: dict[bytes, tuple[int, int]] = {}


class Markup:
    """One way through the markup of a file. Subclasses say what braces and attributes mean."""

    MARKUP_IN_CODE = False
    QUOTES_HOLD_CODE = False

    def __init__(self, page: Page, start: int = 0) -> None:
        self.page = page
        self.source = page.source
        self.at = start
        self.stack = [Frame("text", start)]
        self._kept = 0  # code is kept up to here

    def read(self) -> None:
        """Reads all of it."""
        end = len(self.source)
        steps = {
            "text": self._in_text, "code": self._in_code, "template": self._in_template,
            "tag": self._in_tag, "quoted": self._in_quoted,
        }  # fmt: skip
        while self.at < end:
            steps[self.stack[-1].kind]()
        for frame in self.stack:
            for _, names in frame.elements:
                self.end_names(names, end)

    @property
    def separator(self) -> bytes:
        """What stands between two expressions: within code they are items of a list."""
        return b"," if any(frame.kind == "code" for frame in self.stack) else b";"

    @staticmethod
    def end_names(names: list[Local], end: int) -> None:
        """Says where names of the template are no longer seen."""
        for local in names:
            local.end = end

    # What a host says

    def begin_code(self, at: int) -> tuple[str, int]:
        """What the brace in a text begins that stands at a place, and where its code begins."""
        return "text", at + 1

    def end_code(self, frame: Frame, end: int) -> None:
        """Code in a text has ended; it has been kept."""
        self.value(frame, end)

    def attribute(self, tag: Frame, name: bytes, at: int, start: int, end: int) -> None:
        """An attribute with a plain value, or without one: then both ends are -1."""

    def attribute_code(self, name: bytes, at: int, start: int, end: int) -> None:
        """An attribute whose value is code."""

    def shorthand(self, start: int, end: int) -> None:
        """`{name}` or `{...values}` as an attribute."""

    def block(self, tag: Frame, start: int, end: int) -> None:
        """The content of a script element."""
        values = [self._read_attribute(tag, name) for name in (b"lang", b"type")]
        if b"src" in tag.attributes or not self.page.script(start, end, *values):
            return
        if self.separator == b",":  # an item of a list: a function
            self.page.put(start - 6, b"(()=>{")
            self.page.put(end, b"}),")

    # Code

    def value(self, frame: Frame, end: int) -> None:
        """Puts separators around an expression."""
        separator = self.separator
        text = self.source[frame.start : end].lstrip()
        if separator == b";" and text[:1] == b"{":
            self.page.put(frame.start - 1, b"(")
            self.page.put(end, b")")
        else:
            self.page.put(frame.start - 1, separator)
            self.page.put(end, separator)

    def _begin(self, frame: Frame) -> None:
        self.stack.append(frame)
        self.at = self._kept = frame.start

    def _keep(self, end: int) -> None:
        self.page.keep(self._kept, end)
        self._kept = end

    def _in_code(self) -> None:
        frame, source = self.stack[-1], self.source
        match = _IN_CODE.search(source, self.at)
        if match is None:
            self.at = len(source)
            return
        start, self.at, sign = match.start(), match.end(), match[0]
        if sign in b"\"'":
            string = _STRING.match(source, start)
            self.at = string.end() if string is not None else self.at
        elif sign == b"`":
            self.stack.append(Frame("template", start))
        elif sign in b"{([":
            frame.depth += 1
        elif sign in b"})]":
            if frame.depth:
                frame.depth -= 1
            elif sign == b"}":
                self._end_code(frame, start)
        elif sign == b"/" and source[self.at : self.at + 1] in (b"/", b"*"):
            self.at = self._end_of_comment(start)
        elif self._is_operand(frame, start):
            if sign == b"/":
                expression = _EXPRESSION.match(source, start)
                self.at = expression.end() if expression is not None else self.at
            elif self.MARKUP_IN_CODE and _IN_TEXT.match(source, start):
                self._keep(start)
                self.page.put(start, b"[")
                self.stack.append(Frame("text", start, "nested"))
                self.at = start

    def _end_code(self, frame: Frame, end: int) -> None:
        self.stack.pop()
        if frame.what == "substitution":
            return
        self._keep(end)
        self.page.hide_comments(frame.start, end)
        tag = self.stack[-1]
        if frame.what == "attribute":
            tag.attributes[frame.name] = (frame.start, end)
            self.attribute_code(frame.name, frame.quote, frame.start, end)
        elif frame.what == "shorthand":
            self.shorthand(frame.start, end)
        else:
            self.end_code(frame, end)

    def _end_of_comment(self, start: int) -> int:
        is_line = self.source[start + 1 : start + 2] == b"/"
        end = self.source.find(b"\n" if is_line else b"*/", start + 2)
        return len(self.source) if end < 0 else end if is_line else end + 2

    def _is_operand(self, frame: Frame, at: int) -> bool:
        before = self.source[max(frame.start, at - 200) : at].rstrip()
        return not before or before[-1] in _OPERATORS or before.endswith(_WORDS)

    def _in_template(self) -> None:
        match = _IN_TEMPLATE.search(self.source, self.at)
        if match is None:
            self.at = len(self.source)
            return
        self.at = match.end()
        if match[0] == b"\\":
            self.at += 1
        elif match[0] == b"${":
            self.stack.append(Frame("code", self.at, "substitution"))
        else:
            frame = self.stack.pop()
            if frame.what == "attribute":
                self._keep(self.at)
                self.attribute_code(frame.name, frame.quote, frame.start, self.at)

    # Markup

    def _in_text(self) -> None:
        source, frame = self.source, self.stack[-1]
        match = _IN_TEXT.search(source, self.at)
        if match is None:
            self.at = len(source)
            return
        start = match.start()
        if match[0] == b"{":
            what, begin = self.begin_code(start)
            self._begin(Frame("code", begin, what, quote=start))
            return
        following = source[start + 1 : start + 2]
        if following == b"!":
            close = b"-->" if source.startswith(b"<!--", start) else b">"
            end = source.find(close, start)
            self.at = len(source) if end < 0 else end + len(close)
            self._end_nested(frame)
        elif following == b"/":
            end = source.find(b">", start)
            self.at = len(source) if end < 0 else end + 1
            self._close_element(frame, source[start + 2 : self.at - 1].strip())
        else:
            name = _NAME.match(source, start + 1)
            self.at = name.end() if name is not None else start + 1
            self.stack.append(Frame("tag", start, name=name[0] if name is not None else b""))

    def _close_element(self, frame: Frame, name: bytes) -> None:
        while frame.counts[name]:
            each, names = frame.elements.pop()
            frame.counts[each] -= 1
            self.end_names(names, self.at)
            if each == name:
                break
        self._end_nested(frame)

    def _end_nested(self, frame: Frame) -> None:
        """Ends markup in code with its outermost element."""
        if frame.what == "nested" and not frame.elements:
            self.stack.pop()
            self.page.put(self.at - 1, b"]")
            self._kept = self.at

    def _in_tag(self) -> None:
        source, tag = self.source, self.stack[-1]
        match = _IN_TAG.search(source, self.at)
        if match is None:
            self.at = len(source)
            return
        start, self.at, text = match.start(), match.end(), match[0]
        if text in (b">", b"/>"):
            self._end_tag(tag, closed=text == b"/>")
        elif text == b"{":
            self._begin(Frame("code", self.at, "shorthand", quote=start))
        elif text[:1] == b"=" and tag.name:
            self._begin_value(tag, start, text)
        elif text[:1] not in b"=\"'`":
            self._end_name(tag)
            tag.quote, tag.depth = start, self.at  # the name of an attribute, until its value comes

    def _end_name(self, tag: Frame) -> None:
        """Notes an attribute without a value."""
        if tag.depth:
            name = self.source[tag.quote : tag.depth]
            tag.attributes.setdefault(name, (-1, -1))
            self.attribute(tag, name, tag.quote, -1, -1)
            tag.depth = 0

    def _begin_value(self, tag: Frame, start: int, text: bytes) -> None:
        name, at = self.source[tag.quote : tag.depth], tag.quote
        tag.depth = 0
        sign = text[-1:]
        if sign == b"{":
            self._begin(Frame("code", self.at, "attribute", name, at))
        elif sign == b"`" and len(text.strip(b"= \t\r\n")) == 1:
            self.stack.append(Frame("template", self.at - 1, "attribute", name, at))
            self._kept = self.at - 1
        elif sign in b"\"'" and len(text.strip(b"= \t\r\n")) == 1:
            if self.QUOTES_HOLD_CODE:
                self.stack.append(Frame("quoted", self.at, name=name, quote=sign[0]))
                tag.attributes[name] = (self.at, max(self.source.find(sign, self.at), self.at))
                return
            end = self.source.find(sign, self.at)
            end = len(self.source) if end < 0 else end
            tag.attributes[name] = (self.at, end)
            self.attribute(tag, name, at, self.at, end)
            self.at = end + 1
        else:
            begin = start + len(text) - len(text[1:].lstrip())
            tag.attributes[name] = (begin, self.at)
            self.attribute(tag, name, at, begin, self.at)

    def _in_quoted(self) -> None:
        frame, source = self.stack[-1], self.source
        close = source.find(frame.quote, self.at)
        close = len(source) if close < 0 else close
        if (brace := source.find(b"{", self.at, close)) >= 0:
            self._begin(Frame("code", brace + 1, "text", quote=brace))
        else:
            self.stack.pop()
            self.at = close + 1

    def _end_tag(self, tag: Frame, *, closed: bool) -> None:
        self._end_name(tag)
        self.stack.pop()
        around, name = self.stack[-1], tag.name
        if name[:1].isupper() or b"." in name:
            self.page.use(tag.start + 1, component_chain(name), is_call=True)
        names = self.element_names(tag)
        lower = name.lower()
        if closed or lower in VOID:
            self.end_names(names, self.at)
            self._end_nested(around)
        elif lower == b"script" or lower in _RAW or b"is:raw" in tag.attributes:
            start = self.at
            inside, self.at = find_end(self.source, name, start, len(self.source))
            if lower == b"script":
                self.block(tag, start, inside)
            self._end_nested(around)
        else:
            around.elements.append((name, names))
            around.counts[name] += 1

    def element_names(self, tag: Frame) -> list[Local]:
        """The names that an element gives to what is in it."""
        return []

    def _read_attribute(self, tag: Frame, name: bytes) -> str:
        start, end = tag.attributes.get(name, (-1, -1))
        return self.source[start:end].decode("utf-8", "replace") if start >= 0 else ""
