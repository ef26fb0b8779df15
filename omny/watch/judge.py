"""Tells whether the content of a file is source that a person wrote. A pure function of path and bytes.

In doubt, it indexes. Source that is left out is missing from every answer; a generated file in the index costs some
time.
"""

from __future__ import annotations

import re

from omny.base.skip_reason import NO_REASON, Reason, SkipReason

_PROBE_BYTES = 8000  # where git looks for a NUL byte
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

_HEADER_BYTES = 4096
_HEADER_LINES = 40  # a licence may come before the mark
_COMMENT = (b"#", b"//", b"/*", b"*", b"--", b";", b"<!--")
_PRAGMAS = (b"'use strict'", b'"use strict"', b"<?php", b"from __future__")
_MARK = re.compile(rb"^(?:[#/*;!<-]+\s*)?@generated(?![\w-])")
_STATEMENT = re.compile(
    rb"(?:auto[- ]?generated|automatically generated|code generated"
    rb"|generated (?:automatically|by|from|using|with|code))\b.{0,200}?\bdo not (?:edit|modify|change)",
    re.IGNORECASE | re.DOTALL,
)

_MINIFIED_SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".css")
_MINIFIED_BYTES = 2048  # a smaller file is not worth the label
_LONG_LINE_BYTES = 1000  # nobody writes such lines by hand; formatters stop at 80 to 120
_LONG_SHARE = 0.8  # share of the file in such lines: a data table within code stays below it


def judge(path: str, content: bytes, unknown_encoding: str = "") -> Reason:
    """Why the content is not indexed; NO_REASON if it is. `unknown_encoding` is an encoding that the file names and
    Omny does not know."""
    if unknown_encoding:
        return Reason(SkipReason.UNKNOWN_ENCODING, text=unknown_encoding)
    if content.startswith(_UTF_16_MARKS):
        return Reason(SkipReason.BROKEN_UTF_16)
    if b"\0" in content[:_PROBE_BYTES]:
        return Reason(SkipReason.BINARY)
    if _is_generated(content):
        return Reason(SkipReason.GENERATED)
    if path.endswith(_MINIFIED_SUFFIXES) and _is_minified(content):
        return Reason(SkipReason.MINIFIED)
    return NO_REASON


def is_policy(reason: Reason) -> bool:
    """Whether the file is left out on purpose. Any other reason is a gap in the index that is reported to users."""
    return reason.code in (SkipReason.GENERATED, SkipReason.MINIFIED)


def _is_generated(content: bytes) -> bool:
    """Whether the comment at the top says so. Only there: code that generates code has such words further down."""
    head = content[:_HEADER_BYTES]
    if b"enerated" not in head and b"ENERATED" not in head:
        return False
    comment = []
    in_block = False
    for raw in head.removeprefix(b"\xef\xbb\xbf").split(b"\n", _HEADER_LINES)[:_HEADER_LINES]:
        line = raw.strip()
        if in_block or line.startswith(_COMMENT):
            comment.append(line)
            if _MARK.match(line):
                return True
            opened = line.rfind(b"/*") if in_block or line.startswith(b"/*") else -1
            if opened >= 0 or in_block:
                in_block = line.find(b"*/", max(opened, 0)) < 0
        elif line and not line.startswith(_PRAGMAS):
            break
    return bool(_STATEMENT.search(b" ".join(line.strip(b"#/*;!- \t") for line in comment)))


def _is_minified(content: bytes) -> bool:
    if len(content) < _MINIFIED_BYTES or content.count(b"\n") * _LONG_LINE_BYTES > 5 * len(content):
        return False  # with so many lines, few can be long
    long = sum(length for line in content.split(b"\n") if (length := len(line)) > _LONG_LINE_BYTES)
    return long >= _LONG_SHARE * len(content)
