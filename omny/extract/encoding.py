"""The text of a file in UTF-8, however it is written on disk, and back. Pure.

A mark at the beginning says UTF-16 or UTF-32; a language may have a way for a file to name its encoding. All else of
Omny sees UTF-8 alone: offsets and columns are those of this text, hashes of content those of the bytes on disk.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

UTF_8 = "utf-8"

MAX_HEAD = 1024  # bytes of a file in which it names its encoding

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before the one that it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NO_SOURCE = frozenset(
    ("idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "undefined")
    + ("mbcs", "oem")
)
"""Codecs that source is not written in: they take long, give other lines, or differ from machine to machine."""


class Text(NamedTuple):
    """The text of a file."""

    content: bytes  # UTF-8, but for bytes that are none of the encoding that they should be in
    encoding: str = UTF_8  # of the file on disk
    mark: bytes = b""  # that the file begins with
    unknown_encoding: str = ""  # the name that the file gives, where there is no text for it


def decode(raw: bytes, declared: str = "") -> Text:
    """The text of a file with these bytes; `declared` is the encoding that it names."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            content = _transcode(raw[len(mark) :], encoding)
            return Text(raw) if content is None else Text(content, encoding, mark)
    encoding = find_codec(declared) if declared and not raw.startswith(codecs.BOM_UTF8) else UTF_8
    if encoding == UTF_8:
        return Text(raw)
    content = _transcode(raw, encoding or UTF_8)
    if not encoding:
        return Text(raw, unknown_encoding=declared if content is None else "")
    holds = content is not None and declared.encode() in content[:MAX_HEAD]  # not as it does in UTF-16
    return Text(content, encoding) if content is not None and holds else Text(raw)


def encode(content: bytes, encoding: str, mark: bytes = b"") -> bytes | None:
    """The bytes on disk of a text; None where the encoding does not have all of it."""
    if encoding == UTF_8:
        return content
    try:
        return mark + content.decode().encode(encoding)
    except UnicodeError:
        return None


def find_codec(name: str) -> str:
    """The name of Python's codec, or nothing if Python has none for text."""
    if not _NAME.fullmatch(name):
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True)
    if not is_text or found.name in _NO_SOURCE:
        return ""
    return UTF_8 if found.name == "utf-8-sig" else found.name


def _transcode(raw: bytes, encoding: str) -> bytes | None:
    try:
        return raw.decode(encoding).encode()
    except (UnicodeError, ValueError):
        return None
