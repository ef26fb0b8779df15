"""Swift that its grammar cannot read, written as what it can: each byte stays at its place."""

from __future__ import annotations

import re

_TAKEN_FOR_CALLS = re.compile(rb"@(?:escaping|Sendable)(?=\s*(?:\(|@(?:escaping|Sendable)\b))")
_NO_VALUE = re.compile(rb"(?<=[(,:=])(\s*)\(\)(?=\s*[),}\n])|(?<=\breturn )()\(\)")
_WARNING = re.compile(rb"#(?:warning|error)\([^\n]*\)")
_ISOLATION = re.compile(rb"(?<=\bnonisolated)\(\w+\)")
_IN_TRY = re.compile(rb"(?<=\bin )try\b")


_LATE_END = re.compile(rb"([ \t]+);")


_DIRECTIVE = re.compile(rb"^[ \t]*#(if|elseif|else|endif)\b[^\n]*", re.MULTILINE)
_BEFORE_CASE = re.compile(rb"\n(?:[ \t]*(?://[^\n]*)?\n)*[ \t]*(?:case|default|@unknown)\b")


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])


def mask_types(source: bytes) -> bytes:
    """The source without attributes of function types: the grammar takes what follows for their arguments."""
    return _TAKEN_FOR_CALLS.sub(_blank, source)


def has_masked_types(source: bytes) -> bool:
    """Whether there are such attributes."""
    return _TAKEN_FOR_CALLS.search(source) is not None


def mask_rest(source: bytes) -> bytes:
    """The source with another empty value for `()`, and without what only compilers read."""
    text = _NO_VALUE.sub(lambda match: (match[1] or b"") + b"[]", source)
    for pattern in (_WARNING, _ISOLATION, _IN_TRY):
        text = pattern.sub(_blank, text)
    if b"#if" in text and b"switch" in text:
        text = _mask_branches(text)
    return _LATE_END.sub(rb";\1", text)


def _mask_branches(source: bytes) -> bytes:
    """The source without the `#if` around cases of a `switch`."""
    masked = bytearray(source)
    around: list[list[re.Match[bytes]]] = []
    for found in _DIRECTIVE.finditer(source):
        if found[1] == b"if":
            around.append([])
        if not around:
            continue
        around[-1].append(found)
        if found[1] == b"endif":
            parts = around.pop()
            for part in parts if any(_BEFORE_CASE.match(source, each.end()) for each in parts) else ():
                masked[part.start() : part.end()] = _blank(part)
    return bytes(masked)
