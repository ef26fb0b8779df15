"""The encoding that a Python file names in its first two lines (PEP 263)."""

from __future__ import annotations

import re

from omny.extract.encoding import MAX_HEAD

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_STATEMENT = re.compile(rb"[ \t\f]*(?:#.*)?")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UNIX = re.compile(rb"(utf-?8|latin-1|iso-8859-1|iso-latin-1)-")


def declared_encoding(source: bytes) -> str:
    """The name as it is written, or ""."""
    head = source[:MAX_HEAD]
    if b"coding" not in head:
        return ""
    at = 0
    for _ in range(2):
        line = _LINE.match(head, at)
        text = line[0].rstrip(b"\r\n") if line is not None else b""
        if cookie := _COOKIE.match(text):
            name = cookie[1].decode("ascii", "replace")
            family = _UNIX.match(name.lower().replace("_", "-").encode("ascii", "replace"))
            return family[1].decode() if family is not None else name  # Emacs writes `latin-1-unix`
        if line is None or not _NO_STATEMENT.fullmatch(text):
            return ""
        at = line.end()
    return ""
