"""Kotlin that its grammar cannot read, written as what it can: each byte stays at its place."""

from __future__ import annotations

import re

_TEXTS = re.compile(
    rb'"""(?:.|\n)*?"""+|"(?:[^"\\\n$]|\\.|\$\{[^{}\n]*\}|\$)*"|//[^\n]*|/\*(?:.|\n)*?\*/|\'(?:[^\'\\\n]|\\.[^\']*)\''
)
_END = re.compile(rb"(?<=[^\s{;,])[ \t](?=\})")


def make_plain(source: bytes) -> bytes:
    """The source with a `;` before each `}` that ends a body on its line."""
    text = bytearray(source)
    hidden = bytearray(source)
    for match in _TEXTS.finditer(source):
        hidden[match.start() : match.end()] = b"x" * (match.end() - match.start())
    for match in _END.finditer(bytes(hidden)):
        text[match.start()] = ord(";")
    return bytes(text)
