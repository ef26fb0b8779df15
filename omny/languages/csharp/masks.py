"""C# that its grammar cannot read, written as what it can: each byte stays at its place."""

from __future__ import annotations

import re

_EXTENSION = re.compile(rb"\bextension\s*(?:<[^<>{}]*>)?\s*\(([^(){};]*)\)[^(){};]*\{")
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(\w+)(?:[ \t]+(!?)[ \t]*(\w+)?)?[^\n]*", re.MULTILINE)
_SCRIPT = re.compile(rb"^[ \t]*#[:!][^\r\n]*", re.MULTILINE)
_SLICE = re.compile(rb"([\[,]\s*)\.\.(?=\s*[,\]])")
_TARGET = re.compile(rb"(\[(?:[^\[\]:;{}()]*,\s*)?)(typ|metho|fiel|para|propert|even|modul|assembl)\w(?=\s*[\],])")
_NO_LINE_END = re.compile(rb"[^\r\n]")
_PARAMETER = re.compile(r"(?:\[[^\]]*\]\s*)?(?:(?:ref|in|readonly|scoped)\s+)*(.+?)\??\s+(\w+)\s*$", re.DOTALL)

MAX_DEPTH = 64


class Extension:
    """An extension block: where it begins and ends, its header, and the type and name of the receiver."""

    def __init__(self, start: int, body: int, end: int, receiver: str) -> None:
        self.start = start
        self.body = body
        self.end = end
        found = _PARAMETER.match(receiver.strip())
        self.type = found[1] if found is not None else receiver.strip()
        self.name = found[2] if found is not None else ""


def find_extensions(source: bytes) -> list[Extension]:
    """The extension blocks of a source."""
    found = []
    for match in _EXTENSION.finditer(source):
        end = _find_end(source, match.end())
        if end > 0:
            found.append(Extension(match.start(), match.end(), end, match[1].decode("utf-8", "replace")))
    return found


def _find_end(source: bytes, at: int) -> int:
    """Where the brace is that closes a block; 0 for none. Braces in texts count: those come in pairs, nearly always."""
    depth = 1
    for match in re.compile(rb"[{}]").finditer(source, at):
        depth += 1 if match[0] == b"{" else -1
        if not depth:
            return match.start()
    return 0


def blank(source: bytearray, start: int, end: int) -> None:
    """Makes spaces of a part, but for ends of lines."""
    source[start:end] = _NO_LINE_END.sub(b" ", bytes(source[start:end]))


def mask_extensions(source: bytes) -> bytes:
    """The source with the members of extension blocks as those of the class around."""
    text = bytearray(source)
    for block in find_extensions(source):
        blank(text, block.start, block.body)
        blank(text, block.end, block.end + 1)
    return bytes(text)


def mask_words(source: bytes) -> bytes:
    """The source with other names for `..` in a pattern, and for words in brackets that name a target of attributes:
    `[type]` is a list, too."""
    text = bytearray(_TARGET.sub(rb"\1\2_", _SLICE.sub(rb"\1_ ", source)))
    for match in _SCRIPT.finditer(source):
        blank(text, match.start(), match.end())
    return bytes(text)


def mask_directives(source: bytes) -> bytes:
    """The source without directives, and of each `#if` only the part that is compiled: the first one whose symbol the
    file defines, or else the first one that does not ask for the lack of a symbol."""
    text = bytearray(source)
    defined = set(re.findall(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)", source, re.MULTILINE))
    open_: list[list[bool]] = []  # whether a part of the `#if` was taken, and whether this one is
    since = 0
    for match in _DIRECTIVE.finditer(source):
        word = match[1]
        if open_ and not open_[-1][1]:
            blank(text, since, match.start())
        if word == b"if" and len(open_) < MAX_DEPTH:
            is_taken = (match[3] in defined) != bool(match[2]) or (not match[2] and match[3] not in defined)
            is_around = not open_ or open_[-1][1]
            open_.append([is_taken or not is_around, is_taken and is_around])
        elif word in (b"elif", b"else") and open_:
            open_[-1] = [True, not open_[-1][0]]
        elif word == b"endif" and open_:
            open_.pop()
        blank(text, match.start(), match.end())
        since = match.end()
    return bytes(text)
