"""Swift that its grammar cannot read, written as what it can: each byte stays at its place."""

from __future__ import annotations

import re

_TAKEN_FOR_CALLS = re.compile(rb"@(?:escaping|Sendable)(?=\s*(?:\(|@(?:escaping|Sendable)\b))")
_NO_VALUE = re.compile(rb"(?<=[(,:=])(\s*)\(\)(?=\s*[),}\n])|(?<=\breturn )()\(\)")
_WARNING = re.compile(rb"#(?:warning|error)\([^\n]*\)")
_ISOLATION = re.compile(rb"(?<=\bnonisolated)\(\w+\)")
_IN_TRY = re.compile(rb"(?<=\bin )try\b")


_LATE_END = re.compile(rb"([ \t]+);")


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
    return _LATE_END.sub(rb";\1", text)
