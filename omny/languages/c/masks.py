"""C and C++ that the grammars cannot read, written as what they can: each byte stays at its place.

A preprocessor runs before a compiler; no grammar knows what a macro stands for. These masks make spaces of the macros
and attributes that stand where only a declaration can.
"""

from __future__ import annotations

import re
from itertools import pairwise

_NOISE = re.compile(
    rb'R"([^()\\\s]{0,16})\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?<!\w\')(?:\\.|[^\'\\\n])*\'', re.DOTALL
)
_SPACES = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))

_SUSPECT_WORDS = (b"__cplusplus", b"__attribute", b"__declspec")
_SUSPECT = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rb"\)\s*[A-Z][A-Z0-9_]{2,}[^\n;{]{0,200}[;{]",
        rb"^[ \t]*[A-Z][A-Z0-9_]{2,}\s",
        rb"[(,]\s*[A-Z][A-Z0-9_]{2,}\s+\w+\s*\**\w+\s*[,)]",
        rb"<(?<=\w<)\s*(?:\d\w*|true|false)\s*>\s*\(",
        rb"[ \t](?<=\w[ \t])[ \t]*[A-Z][A-Z0-9_]{2,}\([^()\n]*\)\s*[;={]",
        rb"^\w[\w \t*]{0,80}[ \t*][A-Z][A-Z0-9_]{2,}[ \t]+\w+[ \t]*\(",
        rb"^[ \t]*[A-Z][A-Z0-9_]{2,}\([^()\n]*\)\s*$",
        rb"\b(?:class|struct|union)\s+[A-Z][A-Z0-9_]{2,}[\s(]",
    )
)
"""One after the other, those first that are quick or found often: one pattern for all takes twice the time."""

_SUSPECT_SIGNALS = re.compile(rb"^[ \t]*(?:Q_)?(?:signals|SIGNALS)\s*:", re.MULTILINE)
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
    rb"^[ \t]*((?:" + _MACRO + rb"\s++){1,6})(?=(?:(?=[A-Z0-9]*[a-z_])[\w:]++(?:<[^;{}()]{0,200}>)?[\s*&]++){1,12}"
    rb"[*&]*(?:[\w:~]++|\(\w++\))\s*\()",
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
    rb"[(,]\s*([A-Z][A-Z0-9_]{2,})\s+(?=(?:const|struct|unsigned|[a-z_]\w*|[A-Z]\w*[a-z]\w*)[\s*&]+(?:\w+[\s*&]+)*\w+\s*[,)])"
)
_NOTE = rb"__[a-z_]+\b"  # an annotation. Types that begin so have a number: `__u32`
_NOTE_CALL = _NOTE + rb"\((?:[^()\n]|\([^()\n]*\))*\)"
_NOTES = rb"(" + _NOTE + rb"(?:[ \t]+" + _NOTE + rb")*)"
_NAMED = rb"[ \t]*[;=,)\[(]"
_TYPE_WORD = (
    rb"(?<!\w)(?!(?:const|volatile|static|extern|inline|register|struct|union|enum|return|typedef|sizeof|case|else|goto|do"
    rb"|if|ifdef|ifndef|elif|defined|undef|pragma)\b)(?:[A-Za-z]\w*|__\w*\d)[ \t]+"
)
_AFTER_VARIABLE = re.compile(
    rb"(?<!\w)(?!(?:unsigned|signed|long|short)\b)" + _TYPE_WORD + rb"[A-Za-z_]\w*[ \t]+" + _NOTES + rb"(?=[ \t]*[=;])"
)
_AFTER_TYPE = re.compile(_TYPE_WORD + _NOTES + rb"(?=[ \t]*\*|\s+\w+" + _NAMED + rb")")
_AFTER_POINTER = re.compile(rb"\*[ \t]*" + _NOTES + rb"(?=[ \t]+\w+" + _NAMED + rb")")
_OF_STORAGE = re.compile(
    rb"\b(?:static|inline|extern)[ \t]+" + _NOTES + rb"(?=\s+(?!__)\w++(?:[\s*]++\w++){1,8}[ \t]*[\[(=;])"
)
_OF_CAST = re.compile(
    rb"(?<![\w)\]])[ \t]*\([ \t]*(" + _NOTE + rb")(?=[ \t]+(?:const[ \t]+|struct[ \t]+)?\w+[ \t*]*\))"
)
_AFTER_END = re.compile(
    rb"[\]}][ \t]+((?:" + _NOTE + rb"[ \t]+)*" + _NOTE_CALL + rb"(?:[ \t]+" + _NOTE_CALL + rb")*)(?=[ \t]*[;={,])"
)
_TYPE_ARGUMENT = re.compile(rb",\s*((?:struct|union|enum)[ \t]+\w+)(?=\s*[,)])")
_NAMED_REST = re.compile(rb"\A[ \t]*#[ \t]*define[ \t]+\w+\([^()\n]*\b(\w+[ \t]*)\.\.\.\)")
_AFTER = re.compile(
    rb"^[ \t]*(?!(?:if|while|for|else|switch|return|do|case)\b)(?:[\w:<>,*&~]++[ \t]++){1,12}[*&]*[\w:~]++[ \t]*"
    rb"\((?:[^();{}]|\([^();{}]*\))*\)(?:\s*(?:const|override|noexcept)\b)*\s*"
    rb"((?:(?:" + _MACRO + rb"|" + _NOTE_CALL + rb"|" + _NOTE + rb")\s*+){1,6})(?=[;{])",
    re.MULTILINE,
)
_AFTER_NAME = re.compile(
    rb"[ \t](?<=\w[ \t])[ \t]*([A-Z][A-Z0-9_]{2,}\((?:[^()\n;{}]|\([^()\n;{}]*\))*\)"
    rb"(?:[ \t]+[A-Z][A-Z0-9_]{2,}\([^()\n;{}]*\))*)(?=\s*[;={])"
)
_PARAMETERS = re.compile(rb"\w[\s*]+\w|\(\s*(?:void\s*)?\)")
_NAME_BEFORE = re.compile(rb"(?<![\w.>])\w+$")
_NO_NAMES = frozenset(
    b"""
    return else case goto throw new delete do if while for switch sizeof typedef int char void long short unsigned
    signed float double bool const static inline extern struct class union enum define and or not volatile auto
    """.split()
)
_DEFINE = re.compile(rb"^[ \t]*#[ \t]*define\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_TEMPLATE = re.compile(rb"(<(?<=\w<)\s*(?:\d\w*|true|false)(?:\s*,\s*(?:\d\w*|true|false))*\s*>)(?=\s*\()")
_MAY_BE_AFTER = re.compile(rb"\)(?:\s*(?:const|override|noexcept)\b)*\s*(?:[A-Z][A-Z0-9_]{2}|__[a-z_])")
_BESIDE = (_BETWEEN, _BEFORE, _AFTER_STORAGE, _OF_PARAMETER)
_BESIDE_NOTES = (_AFTER_TYPE, _AFTER_VARIABLE, _AFTER_POINTER, _OF_STORAGE, _OF_CAST)
_MAY_BE_NOTE = re.compile(rb"__(?<=[ \t*(]__)[a-z_]+\b(?:[ \t]*[=;*]|\s+\w)")  # most names that begin so are called
CASE = re.compile(
    rb"[ \t]*(?P<macro>(?:TEMPLATE_)?TEST_CASE(?:_METHOD|_FIXTURE|_TEMPLATE)?|SCENARIO(?:_METHOD)?)\s*\(\s*"
    rb"(?:(?P<fixture>\w+)\s*,\s*)?\"(?P<name>(?:\\.|[^\"\\\n])+)\"(?P<rest>(?:[^(){};\"]|\"[^\"\n]*\"|\([^()]*\))*\))(?=\s*\{)"
)
"""A test that a text names, as libraries of C++ have them."""

_CASE_WORD = re.compile(rb"^[ \t]*(?:TEMPLATE_TEST_CASE|TEST_CASE|SCENARIO)", re.MULTILINE)
_NO_NAME = re.compile(rb"\W")
_PART = re.compile(
    rb"(?:^|[{};])[ \t]*((?:SECTION|SUBCASE|GIVEN|WHEN|THEN|AND_GIVEN|AND_WHEN|AND_THEN|DYNAMIC_SECTION|TEST_SUITE)"
    rb"\s*\((?:[^()\n]|\([^()\n]*\))*\))(?=\s*\{)",
    re.MULTILINE,
)
_SIGNALS = re.compile(
    rb"^([ \t]*)(?:Q_SIGNALS|signals|(?:public|protected|private)\s+(?:slots|Q_SLOTS))(\s*:)", re.MULTILINE
)
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_CALLING_WORDS = (
    b"__cdecl",
    b"__stdcall",
    b"__fastcall",
    b"__extension__",
    b"__inline__",
    b"__forceinline",
    b"__restrict",
)
_ATTRIBUTE_WORDS = (b"__attribute", b"__declspec", b"_Pragma", b"asm", b"_Alignas")
_AROUND = (
    ((b"__cplusplus",), _GUARD, 0),
    (_CALLING_WORDS, _CALLING, 0),
    ((b"class", b"struct", b"union"), _OF_TYPE, 1),
)
_PART_WORDS = (b"SECTION", b"SUBCASE", b"GIVEN", b"WHEN", b"THEN", b"TEST_SUITE")
_SIGNAL_WORDS = (b"ignals", b"SIGNALS", b"slots", b"SLOTS")
_OPERATORS = frozenset(b"(,=|&+-*/?<!")

MAX_DEPTH = 64
MAX_NAME = 200
"""Bytes of a name that are looked at."""


def may_mislead(source: bytes) -> bool:
    """Whether a source has what the masks are for."""
    if _holds(source, _SUSPECT_WORDS) or any(pattern.search(source) for pattern in _SUSPECT):
        return True
    return _holds(source, _SIGNAL_WORDS) and _SUSPECT_SIGNALS.search(source) is not None


def find_bare(source: bytes) -> bytes:
    """The source with spaces for comments and texts."""
    return _NOISE.sub(_blank_match, source)


def mask(source: bytes) -> bytes:
    """The source without what the grammars cannot read."""
    return _Masked(source).mask()


class _Masked:
    """A source, and what remains of it beside comments and texts: what is erased is erased in both."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._text = bytearray(source)
        self._bare = bytearray(find_bare(source))

    def mask(self) -> bytes:
        bare = bytes(self._bare)
        for words, pattern, group in _AROUND:
            for match in pattern.finditer(bare) if _holds(bare, words) else ():
                self._erase(*match.span(group))
        for match in _ATTRIBUTE.finditer(bare) if _holds(bare, _ATTRIBUTE_WORDS) else ():
            self._erase(match.start(), _find_close(bare, match.end()))
        for match in _DEFINE.finditer(bare):
            for comment in _NOISE.finditer(self._source, *match.span()):
                if comment[0][:1] == b"/":
                    _erase(self._text, *comment.span())
            if (rest := _NAMED_REST.match(match[0])) is not None:
                self._erase(match.start() + rest.start(1), match.start() + rest.end(1))
        self._mask_declarations(_DEFINE.sub(_blank_match, bytes(self._bare)))
        self._keep_first_parts()
        return bytes(self._text)

    def _mask_declarations(self, bare: bytes) -> None:
        """Erases what stands beside a declaration; `bare` has no macros."""
        for match in _ALONE.finditer(bare):
            before = bare[max(0, match.start() - 200) : match.start()].rstrip()[-1:]
            if not before or before[0] not in _OPERATORS:
                self._erase(*match.span(1))
        for pattern in _choose_beside(bare):
            for match in pattern.finditer(bare):
                self._erase(*match.span(1))
        for match in _AFTER_NAME.finditer(bare):
            if _PARAMETERS.search(match[1]):
                continue  # a function of that name
            name = _NAME_BEFORE.search(bare, max(0, match.start() - MAX_NAME), match.start())
            if name is not None and name[0] not in _NO_NAMES and not name[0].isupper():
                self._erase(*match.span(1))
        self._mask_cases(bare)
        for match in _TYPE_ARGUMENT.finditer(bare):  # of a macro: `container_of(work, struct task, work)`
            start, end = match.span(1)
            self._text[start:end] = b"0".ljust(end - start)
        for match in _SIGNALS.finditer(bare) if _holds(bare, _SIGNAL_WORDS) else ():
            start, end = match.end(1), match.start(2)
            self._text[start:end] = b"public".ljust(end - start)

    def _mask_cases(self, bare: bytes) -> None:
        """Writes tests that a text names as functions: their names stand where the texts are."""
        for match in _CASE_WORD.finditer(bare) if _holds(bare, (b"TEST_CASE", b"SCENARIO")) else ():
            case = CASE.match(self._source, match.start())
            if case is None:
                continue
            begin, name = case.start("macro"), case["name"]
            self._erase(begin, case.end())
            self._text[begin : begin + 4] = b"void"
            if case["fixture"]:
                self._text[case.start("fixture") : case.end("fixture") + 2] = case["fixture"] + b"::"
            self._text[case.start("name") : case.end("name")] = b"_" + _NO_NAME.sub(b"_", name[1:])
            self._text[case.end("name") : case.end("name") + 2] = b"()"
        for match in _PART.finditer(bare) if _holds(bare, _PART_WORDS) else ():
            self._erase(*match.span(1))
            if match[1].startswith(b"TEST_SUITE"):
                self._text[match.start(1) : match.start(1) + 9] = b"namespace"

    def _erase(self, start: int, end: int) -> None:
        _erase(self._text, start, end)
        _erase(self._bare, start, end)

    def _keep_first_parts(self) -> None:
        """Leaves of each `#if` whose parts close other braces than they open the first part alone."""
        bare = bytes(self._bare)
        open_: list[list[tuple[int, int]]] = []  # the directives of each `#if` around
        for match in _DIRECTIVE.finditer(bare):
            word = match[1]
            if word.startswith(b"if"):
                open_.append([match.span()])
            elif open_:
                open_[-1].append(match.span())
                if word == b"endif":
                    _keep_first_part(self._text, bare, open_.pop())
            if len(open_) > MAX_DEPTH:
                return


def _holds(bare: bytes, words: tuple[bytes, ...]) -> bool:
    """Whether a source has one of some words, without which a pattern finds nothing."""
    return any(word in bare for word in words)


def _choose_beside(bare: bytes) -> list[re.Pattern[bytes]]:
    """The patterns of what stands beside a declaration, without those that find nothing in this source."""
    chosen = [*_BESIDE]
    if _MAY_BE_AFTER.search(bare):
        chosen.append(_AFTER)
    if _MAY_BE_NOTE.search(bare):
        chosen += _BESIDE_NOTES
    return [*chosen, _AFTER_END, _TEMPLATE]


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
    lines = part.split(b"\n")
    first = next((line for line in lines if _is_code(line)), b"").lstrip()
    last = next((line for line in reversed(lines) if _is_code(line)), b"").rstrip()
    return not last or (last[-1:] in (b";", b"}", b":", b"\\", b")") and first[:1] not in b"})&|+?,")


def _is_code(line: bytes) -> bool:
    text = line.lstrip()
    return bool(text) and text[0] != 0x23


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


def _blank_match(match: re.Match[bytes]) -> bytes:
    return match[0].translate(_SPACES)


def _erase(text: bytearray, start: int, end: int) -> None:
    text[start:end] = text[start:end].translate(_SPACES)
