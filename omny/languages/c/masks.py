"""C and C++ that the grammars cannot read, written as what they can: each byte stays at its place.

A preprocessor runs before a compiler; no grammar knows what a macro stands for. These masks make spaces of the macros
and attributes that stand where only a declaration can.
"""

from __future__ import annotations

import re
from itertools import pairwise

_NOISE = re.compile(
    rb'R"([^()\\\s]{0,16})\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)
_NO_LINE_END = re.compile(rb"[^\r\n]")

_SUSPECT = re.compile(
    rb"__cplusplus|__attribute|__declspec|\b(?:class|struct|union)\s+[A-Z][A-Z0-9_]{2,}[\s(]"
    rb"|^[ \t]*[A-Z][A-Z0-9_]{2,}\s|^\w[\w \t*]{0,80}[ \t*][A-Z][A-Z0-9_]{2,}[ \t]+\w+[ \t]*\("
    rb"|^[ \t]*[A-Z][A-Z0-9_]{2,}\([^()\n]*\)\s*$"
    rb"|\w<\s*(?:\d\w*|true|false)\s*>\s*\(|^[ \t]*(?:Q_)?(?:signals|SIGNALS)\s*:"
    rb"|\w[ \t]+[A-Z][A-Z0-9_]{2,}\([^()\n]*\)\s*[;={]"
    rb"|[(,]\s*[A-Z][A-Z0-9_]{2,}\s+\w+\s*\**\w+\s*[,)]|\)\s*[A-Z][A-Z0-9_]{2,}[^\n;{]{0,200}[;{]",
    re.MULTILINE,
)
_GUARD = re.compile(
    rb"^[ \t]*#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*\(?[ \t]*)__cplusplus\b[^\n]*\n\s*(?:extern\s*\{|\})[\s;]*"
    rb"^[ \t]*#[ \t]*endif[^\n]*",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(rb"\b(?:__attribute__|__attribute|__declspec|_Pragma|__asm__|__asm|asm|_Alignas)\s*\(")
_CALLING = re.compile(
    rb"\b(?:__cdecl|__stdcall|__fastcall|__extension__|__inline__|__forceinline|__restrict__|__restrict)\b"
)
_OF_TYPE = re.compile(
    rb"\b(?:class|struct|union)\s+((?:[A-Z][A-Z0-9_]{2,}(?:\s*\([^()\n]*\))?\s+)+)(?=[\w:]+(?:<[^<>;{}]*>)?\s*(?:final\s*)?[:{])"
)
_MACRO = rb"[A-Z][A-Z0-9_]{2,}(?:[ \t]*\((?:[^()\n]|\([^()\n]*\))*\))?"
_BEFORE = re.compile(
    rb"^[ \t]*((?:"
    + _MACRO
    + rb"\s++){1,6})(?=(?:(?=[A-Z0-9]*[a-z_])[\w:]++(?:<[^;{}()]{0,200}>)?[\s*&]++){1,12}[*&]*[\w:~]++\s*\()",
    re.MULTILINE,
)
_BETWEEN = re.compile(
    rb"^[ \t]*+(?!(?:return|else|case|goto|typedef|throw|new)\b)(?:\w++[ \t*&]++){1,8}"
    rb"(?<=[a-z0-9_*& \t])(?<![A-Z][ \t])([A-Z][A-Z0-9_]{2,})[ \t]++(?=[*&]*[A-Za-z_]\w*\s*\()",
    re.MULTILINE,
)
_AFTER_STORAGE = re.compile(
    rb"\b(?:static|inline|extern|virtual|constexpr)\s+((?:"
    + _MACRO
    + rb"\s++){1,6})(?=(?:[a-z_]\w*|[A-Z]\w*[a-z]\w*)[\w:<>]*[\s*&]+[*&]*[\w:~]+\s*[\[(=;])"
)
_ALONE = re.compile(rb"^[ \t]*(" + _MACRO + rb")[ \t]*\r?$(?=\s*[\w}~\[])", re.MULTILINE)
_OF_PARAMETER = re.compile(
    rb"(?<=[(,])\s*([A-Z][A-Z0-9_]{2,})\s+(?=(?:const|struct|unsigned|[a-z_]\w*|[A-Z]\w*[a-z]\w*)[\s*&]+(?:\w+[\s*&]+)*\w+\s*[,)])"
)
_AFTER = re.compile(
    rb"^[ \t]*(?!(?:if|while|for|else|switch|return|do|case)\b)(?:[\w:<>,*&~]++[ \t]++){1,12}[*&]*[\w:~]++[ \t]*"
    rb"\((?:[^();{}]|\([^();{}]*\))*\)(?:\s*(?:const|override|noexcept)\b)*\s*((?:" + _MACRO + rb"\s*+){1,6})(?=[;{])",
    re.MULTILINE,
)
_AFTER_NAME = re.compile(
    rb"(?<![\w.>])(\w+)[ \t]+([A-Z][A-Z0-9_]{2,}\((?:[^()\n;{}]|\([^()\n;{}]*\))*\)"
    rb"(?:[ \t]+[A-Z][A-Z0-9_]{2,}\([^()\n;{}]*\))*)(?=\s*[;={])"
)
_NO_NAMES = frozenset(
    b"""
    return else case goto throw new delete do if while for switch sizeof typedef int char void long short unsigned
    signed float double bool const static inline extern struct class union enum define and or not volatile auto
    """.split()
)
_DEFINE = re.compile(rb"^[ \t]*#[ \t]*define\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_TEMPLATE = re.compile(rb"(?<=\w)(<\s*(?:\d\w*|true|false)(?:\s*,\s*(?:\d\w*|true|false))*\s*>)(?=\s*\()")
_SIGNALS = re.compile(
    rb"^([ \t]*)(?:Q_SIGNALS|signals|(?:public|protected|private)\s+(?:slots|Q_SLOTS))(\s*:)", re.MULTILINE
)
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_OPERATORS = frozenset(b"(,=|&+-*/?<!")

MAX_DEPTH = 64


def may_mislead(source: bytes) -> bool:
    """Whether a source has what the masks are for."""
    return _SUSPECT.search(source) is not None


def find_bare(source: bytes) -> bytes:
    """The source with spaces for comments and texts."""
    return _NOISE.sub(lambda match: _blank(match[0]), source)


def mask(source: bytes) -> bytes:
    """The source without what the grammars cannot read."""
    bare = find_bare(source)
    text = bytearray(source)
    for pattern, group in ((_GUARD, 0), (_CALLING, 0), (_OF_TYPE, 1)):
        for match in pattern.finditer(bare):
            _erase(text, match.start(group), match.end(group))
    for match in _ATTRIBUTE.finditer(bare):
        _erase(text, match.start(), _find_close(bare, match.end()))
    for match in _DEFINE.finditer(bare):
        for comment in _NOISE.finditer(source, match.start(), match.end()):
            if comment[0][:1] == b"/":
                _erase(text, comment.start(), comment.end())
    bare = _DEFINE.sub(lambda match: _blank(match[0]), find_bare(bytes(text)))
    for match in _ALONE.finditer(bare):
        before = bare[max(0, match.start() - 200) : match.start()].rstrip()[-1:]
        if not before or before[0] not in _OPERATORS:
            _erase(text, match.start(1), match.end(1))
    for pattern in (_BETWEEN, _BEFORE, _AFTER_STORAGE, _OF_PARAMETER, _AFTER, _TEMPLATE):
        for match in pattern.finditer(bare):
            _erase(text, match.start(1), match.end(1))
    for match in _AFTER_NAME.finditer(bare):
        if match[1] not in _NO_NAMES and not match[1].isupper():
            _erase(text, match.start(2), match.end(2))
    for match in _SIGNALS.finditer(bare):
        start, end = match.end(1), match.start(2)
        text[start:end] = b"public".ljust(end - start)
    _keep_first_parts(text)
    return bytes(text)


def _keep_first_parts(text: bytearray) -> None:
    """Leaves of each `#if` whose parts close other braces than they open the first part alone."""
    bare = find_bare(bytes(text))
    open_: list[list[tuple[int, int]]] = []  # the directives of each `#if` around
    for match in _DIRECTIVE.finditer(bare):
        word = match[1]
        if word.startswith(b"if"):
            open_.append([match.span()])
        elif open_:
            open_[-1].append(match.span())
            if word == b"endif":
                _keep_first_part(text, bare, open_.pop())
        if len(open_) > MAX_DEPTH:
            return


def _keep_first_part(text: bytearray, bare: bytes, directives: list[tuple[int, int]]) -> None:
    parts = [(start, end) for (_, start), (end, _) in pairwise(directives)]
    if all(_is_balanced(bare[start:end]) for start, end in parts):
        return
    for start, end in directives:
        _erase(text, start, end)
    for start, end in parts[1:]:
        _erase(text, start, end)


def _is_balanced(part: bytes) -> bool:
    if part.count(b"{") != part.count(b"}") or part.count(b"(") != part.count(b")"):
        return False
    lines = [line.rstrip() for line in part.split(b"\n") if line.strip() and not line.lstrip().startswith(b"#")]
    if not lines:
        return True
    first = lines[0].lstrip()
    return lines[-1][-1:] in (b";", b"}", b":", b"\\", b")") and first[:1] not in b"})&|+?,"


def _find_close(bare: bytes, at: int) -> int:
    """Where the parenthesis ends that is open; the place itself if it does not."""
    depth = 1
    for end in range(at, min(len(bare), at + 2000)):
        if bare[end] == 0x28:
            depth += 1
        elif bare[end] == 0x29:
            depth -= 1
            if not depth:
                return end + 1
    return at


def _blank(part: bytes) -> bytes:
    return _NO_LINE_END.sub(b" ", part)


def _erase(text: bytearray, start: int, end: int) -> None:
    text[start:end] = _blank(bytes(text[start:end]))
