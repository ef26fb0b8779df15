"""Kotlin that its grammar cannot read, written as what it can: each byte stays at its place.

Names are read from the source, so a name can be written as any other of its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TEXTS = re.compile(
    rb'(?P<dollars>\$\$+)?(?P<raw>"""(?:.|\n)*?"""+)|(?P<more>\$\$+)?"(?:[^"\\\n$]|\\.|\$\{[^{}\n]*\}|\$)*"'
    rb"|(?P<comment>//[^\n]*|/\*(?:.|\n)*?\*/)|'(?:[^'\\\n]|\\.[^'\n]*)'"
)
_NO_LINE_END = re.compile(rb"[^\n]")
_SOFT = (
    rb"\b(?:abstract|actual|annotation|companion|const|data|enum|expect|external|final|infix|inline|inner|lateinit"
    rb"|open|operator|out|override|sealed|set|get|tailrec|value|vararg|where)"
)
_MEMBER = (
    rb"(?:(?:private|public|internal|protected|override|abstract|open|final|suspend|inline|operator|data|inner) +)*"
    rb"(?:fun|val|var|class|object|interface|companion|init)\b"
)


def _spoil(match: re.Match[bytes]) -> bytes:
    """Another name of the same length."""
    return b"x" + match[0][1:]


def _blank(match: re.Match[bytes]) -> bytes:
    return _NO_LINE_END.sub(b" ", match[0])


def _join(match: re.Match[bytes]) -> bytes:
    return match[0].replace(b"\n", b" ")


def _blank_call(match: re.Match[bytes]) -> bytes:
    return match[0] if match["class"] else _blank(match)


_AMBIGUOUS = re.compile(rb"(?P<class>\bclass\s+\w+)?(?<=\w)<[\w.]+(?:<[\w<>.,?* ]+>)?\??>(?=\([^)])")
"""`f<T>(x)` is read as two comparisons."""

_BROKEN = re.compile(rb"\bclass\s+\w+(?:<[^{}()]*>)?\s*\n\s*(?:@?\w+(?:\([^()\n]*\))?\s+)*constructor\b")
"""A primary constructor on the next line is none."""

_RULES: tuple[tuple[re.Pattern[bytes], bytes | Callable[[re.Match[bytes]], bytes]], ...] = (
    (_AMBIGUOUS, _blank_call),
    # context(session: Session) before a function
    (re.compile(rb"\bcontext\s*\([^()]*\)(?=\s*(?:@|\w+\s))"), _blank),
    # an annotation of an accessor
    (re.compile(rb"@[\w.]+(?:\([^()\n]*\))?\s*(?=(?:(?:private|internal|protected)\s+)?[gs]et\s*\()"), _blank),
    # suspend { }, suspend fun in a function
    (re.compile(rb"\bsuspend\s+(?=\{|fun\b)"), _blank),
    # is Circle if radius > 1 ->
    (re.compile(rb"(?<=\w|>)[ \t]+if\b[^{}\n]*(?=[ \t]->)"), _blank),
    # an empty array as a default
    (re.compile(rb"\[\](?=\s*[,)])"), b"x "),
    # @delegate:Transient
    (re.compile(rb"@(?:delegate|field|file|get|param|property|receiver|set|setparam):[\w.]+(?:\([^()\n]*\))?"), _blank),
    # String?::plus
    (re.compile(rb"\?(?=::)"), b" "),
    # words that are modifiers elsewhere, as names
    (
        re.compile(
            _SOFT
            + rb"\b(?=[ \t]*(?:=(?!=)|[.,)\]:+*/<>-]|\?\.|!=|==|\n))(?<!private set)(?<!internal set)(?<!protected set)"
        ),
        _spoil,
    ),
    (re.compile(_SOFT.replace(b"|set|get", b"") + rb"(?=\()"), _spoil),
    # `internal` is read as `in` after a class without a body
    (re.compile(rb"^([ \t]*)internal\b", re.MULTILINE), rb"\1public  "),
    (
        re.compile(rb"^([ \t]*)(?!(?:inner|inline|infix|interface|init)\b)(?:in|is|as)(?=\w)", re.MULTILINE),
        lambda match: match[0][:-2] + b"x" + match[0][-1:],
    ),
    # a primary constructor on the next line
    (_BROKEN, _join),
    # a member after another one on its line
    (re.compile(rb"(?<=\})[ \t](?=[ \t]*" + _MEMBER + rb")"), b";"),
    # the end of a body on its line
    (re.compile(rb"(?<=[^\s{;,])[ \t](?=\})"), b";"),
)


def make_plain(source: bytes) -> bytes:
    """The source with the rules applied outside of texts and comments."""
    hidden, text = bytearray(source), bytearray(source)
    for match in _TEXTS.finditer(source):
        start, end = match.span()
        filler = b" " if match["comment"] else b"x"
        hidden[start:end] = _NO_LINE_END.sub(filler, match[0])
        if match["raw"] and b'"' in (content := match["raw"].rstrip(b'"')[3:]):
            at = match.start("raw") + 3
            text[at : at + len(content)] = content.replace(b'"', b"_")
        if dollars := match["dollars"] or match["more"]:
            text[start:end] = b" " * len(dollars) + bytes(text[start + len(dollars) : end]).replace(b"$", b"_")
        if match["raw"] and match["raw"].endswith(b'""""'):
            extra = len(match["raw"]) - len(match["raw"].rstrip(b'"')) - 3
            text[end - 3 - extra : end - 3] = b"_" * extra
    plain = bytes(hidden)
    for pattern, replacement in _RULES:
        for match in pattern.finditer(plain):
            written = match.expand(replacement) if isinstance(replacement, bytes) else replacement(match)
            for at, byte in enumerate(written, match.start()):
                if byte != plain[at]:
                    text[at] = byte
        plain = pattern.sub(replacement, plain)
    return bytes(text)


def misleads(source: bytes) -> bool:
    """Whether the grammar takes something for something else without an error."""
    return _AMBIGUOUS.search(source) is not None or _BROKEN.search(source) is not None
