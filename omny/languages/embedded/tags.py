"""Tags of HTML and of what is written like it: names, attributes, comments, and text that holds no tags.

A scanner of our own: the grammars that there are know one host each, and what is needed are places of attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
"""Elements without an end."""

_START = re.compile(rb"<(?:!--|(/?)([A-Za-z][^\s/>]*)|[!?])")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*([^\s=>/"'][^\s=>/]*|["'=])(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'][^\s>]*))?""",
)
_TAG_END = re.compile(rb"[\s/]*>")


class Attribute(NamedTuple):
    """An attribute with the places of its name and of its value, without quotes. No value: both ends are -1."""

    name: bytes
    at: int
    start: int
    end: int


class Tag(NamedTuple):
    """A tag. `text` and what follows it: see `Comment`."""

    name: bytes
    start: int  # of `<`
    end: int  # behind `>`
    closing: bool
    closed: bool  # `/>`
    attributes: tuple[Attribute, ...]

    def value(self, source: bytes, name: bytes) -> str | None:
        """The value of an attribute; "" without one, None without the attribute."""
        for each in self.attributes:
            if each.name.lower() == name:
                return source[each.start : each.end].decode("utf-8", "replace") if each.start >= 0 else ""
        return None


def find_tag(source: bytes, at: int, end: int) -> tuple[int, Tag | None]:
    """The next tag from there on, comments left out, and where it begins; `(end, None)` without one."""
    while True:
        match = _START.search(source, at, end)
        if match is None:
            return end, None
        if match[2] is None:
            close = b"-->" if match[0] == b"<!--" else b">"
            at = source.find(close, match.end(), end)
            if at < 0:
                return end, None
            at += len(close)
            continue
        return match.start(), read_tag(source, match, end)


def read_tag(source: bytes, match: re.Match[bytes], end: int) -> Tag:
    """The tag that begins there."""
    attributes: list[Attribute] = []
    at = match.end()
    while (close := _TAG_END.match(source, at, end)) is None:
        found = _ATTRIBUTE.match(source, at, end)
        if found is None:
            return Tag(match[2], match.start(), end, bool(match[1]), False, tuple(attributes))
        start, stop = found.span(2)
        if start >= 0 and source[start : start + 1] in (b'"', b"'"):
            start, stop = start + 1, stop - 1
        elif start >= 0 and stop < end and source[stop - 1 : stop + 1] == b"/>":
            stop -= 1
        attributes.append(Attribute(found[1], found.start(1), start, stop))
        at = found.end() if stop != found.end(2) - 1 or source[stop : stop + 1] != b"/" else stop
    closed = b"/" in close[0]
    return Tag(match[2], match.start(), close.end(), bool(match[1]), closed, tuple(attributes))


def find_end(source: bytes, name: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the end tag of an element begins and ends whose content holds no tags."""
    match = re.compile(rb"</" + re.escape(name) + rb"(?=[\s/>])[^>]*>", re.IGNORECASE).search(source, at, end)
    return match.span() if match is not None else (end, end)


def plain_tags(source: bytes, at: int, end: int, raw: frozenset[bytes]) -> Iterator[tuple[Tag, int]]:
    """The tags there, each with where its content ends if it is one of `raw`, whose content holds no tags; else 0."""
    while at < end:
        _, tag = find_tag(source, at, end)
        if tag is None:
            return
        at, inside = tag.end, 0
        if not tag.closing and not tag.closed and tag.name.lower() in raw:
            inside, at = find_end(source, tag.name, tag.end, end)
        yield tag, inside
