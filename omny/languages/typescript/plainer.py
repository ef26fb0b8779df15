"""What TypeScript has and its grammar has not; see `omny.languages.javascript.plainer`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from omny.extract.marks import Marks
from omny.languages.javascript.plainer import RULES, WHITE, apply, blank, list_words, misspell, pad_word, rule
from omny.languages.javascript.skeleton import skeleton

_IMPORT = rb"(import\s*\([^()]{0,400}\))"
_NO_TYPE = rb"(?!(?:in|as|extends|instanceof|satisfies|of|is)\b)"


def _fill_name(text: bytes) -> bytes:
    """A name of that length; where it would go over several lines the text itself."""
    return text if b"\n" in text else b"i" * len(text)


def _with_variance(before: bytes) -> tuple[bytes, ...]:
    return before + b"in", before + b"out", before + b"const"


_VARIANCE = rb"\s*(?:const[ \t]+)?(in[ \t]+out|in|out)(?=[ \t]+" + _NO_TYPE + rb"[A-Za-z_$\x80-\xff])"

TYPE_RULES = (
    # Variance of type parameters: two rules, since what begins with one byte is found quickly.
    *(rule(_with_variance(before), before + _VARIANCE, blank) for before in (b"<", b",")),
    # Types of modules.
    rule(b"typeofimport(", rb"typeof(?<!\wtypeof)\s+" + _IMPORT, _fill_name),
    # What is exported, and types that are.
    rule(b"exportimport", rb"export(?<!\wexport)\s+(import)(?=\s+[\w$]+\s*=\s*require\b)", pad_word(b"const")),
    rule(b"exporttype*", rb"export(?<!\wexport)\s+(type)(?=\s*\*)", blank),
    rule(
        b"exportdefaultabstractclass",
        rb"export(?<!\wexport)\s+default\s+(abstract)(?=\s+class\s*(?:[{<]|(?:extends|implements)\b))",
        blank,
    ),
    rule((b"{typeas", b",typeas"), rb"[{,]\s*type\s+(as)(?=\s*[,}]|\s+as\s+[\w$]+\s*[,}])", misspell),
    # Members of these names, and of none.
    rule(tuple(b"abstract%c" % mark for mark in b";=:?(},"), rb"[{;,}\n][ \t]*(abstract)(?=\s*[;=:?(},])", misspell),
    rule(b"static[", rb"\b(static)(?=[ \t]*\[[ \t]*[\w$]+[ \t]*:)", blank),
    # Type arguments of a template.
    rule(b">`", rb"(<(?<=[\w$]<)[^<>`]{1,200}(?:<[^<>`]{0,200}>[^<>`]{0,200}){0,4}>)(?=`)", blank),
    # `a?.5:b`
    rule(b"?.", rb"\?(\.)(?=[0-9])", blank),
)

_RULES = (*RULES, *TYPE_RULES)
_WORDS = list_words(_RULES)

_ESCAPED = re.compile(rb"\\`")
_CALL_SIGNATURE = re.compile(rb"<(?<=[ \t\r\f\v]<)(?=[^\W\d]|[ \t\r\f\v]*(?:\n|\Z))")  # and no operator
_BLANKS = b" \t\r\f\v"
_OVERLOADED = re.compile(rb"\b(?:const|let|var)\s+[\w$]+\s*:\s*\{\s*(?=[<(])")  # up to the first call signature
_GENERIC = re.compile(rb"\s*[ \t]<[A-Za-z_$]")
_CONTINUED = re.compile(rb"\s*[?:|&]")
_TYPE_END = re.compile(rb"(?:[\w$)\]}'\"`]|(?<!=)>)$")  # `=>` ends none
_IMPORTED = re.compile(_IMPORT + rb"(?:\s*\.\s*[\w$]+)+")
_NO_CALL = re.compile(rb"(?!\s*(?:[(`]|\?\.|$))")
_DEFAULT_FUNCTION = re.compile(rb"export(?<!\wexport)\s+default\s+(?:async\s+)?function\s*\*?\s*(?=[<(])")
_PART = re.compile(rb"=>|[(\[{<]|[)\]}>]|[;\n]|[^\s()\[\]{}<>;=]+|=")

MAX_SIGNATURE = 2_000  # bytes that are looked through for the end of a signature

MAX_PLACES = 1_000  # of a file where one is looked for; together the bounds keep the time linear


_FIRST_VARIANCE = re.compile(b"<" + _VARIANCE)
_VARYING = Marks(_with_variance(b"<"))

_skeleton = lru_cache(maxsize=1)(skeleton)  # of a source that is asked for twice in a row


@lru_cache(maxsize=1)
def _read_code(source: bytes) -> tuple[bytes, bytes]:
    """The code of a source without JSX, and the same without white space: there a word is quickly looked for."""
    code = _skeleton(source, jsx=False).code
    return code, code.translate(None, WHITE)


def has_variance(source: bytes) -> bool:
    """Whether a source without JSX has type parameters with a variance: the grammar fails there for certain."""
    code, dense = _read_code(source)
    return _VARYING.are_in(dense) and _FIRST_VARIANCE.search(code) is not None


def has_overloads(source: bytes) -> bool:
    """Whether a source without JSX declares a variable with overloads that no semicolon separates, the second generic:
    the grammar fails there for certain."""
    code, dense = _read_code(source)
    if b":{<" not in dense and b":{(" not in dense:
        return False
    return any(_ends_before_generic(code, each.end()) for each in islice(_OVERLOADED.finditer(code), MAX_PLACES))


def plainer(source: bytes, *, jsx: bool) -> bytes:
    """See `Walk.plainer`."""
    found = _skeleton(source, jsx=jsx)
    new = bytearray(apply(source, found, _RULES, _WORDS))
    for start, end in found.templates:
        for match in _ESCAPED.finditer(source, start, end):
            new[match.start() : match.end()] = b"  "
    for match in islice(_IMPORTED.finditer(found.code), MAX_PLACES):
        end = _end_of_arguments(found.code, match.end())
        if _NO_CALL.match(found.code, end):
            new[slice(*match.span(1))] = _fill_name(match[1])
    for match in islice(_DEFAULT_FUNCTION.finditer(found.code), MAX_PLACES):
        _give_body(found.code, match.end(), new)
    _end_types(found.code, new)
    return bytes(new)


def _end_of_arguments(code: bytes, start: int) -> int:
    """Where the type arguments end that may begin there."""
    depth = 0
    if code[start : start + 1] != b"<":
        return start
    for match in _PART.finditer(code, start, start + MAX_SIGNATURE):
        if match[0] in b"([{<":
            depth += 1
        elif match[0] in b")]}>":
            depth -= 1
            if not depth:
                return match.end()
    return start


def _ends_before_generic(code: bytes, start: int) -> bool:
    """Whether the call signature that begins there ends with its line, and the next one has type parameters."""
    depth, last = 0, b""
    for match in _PART.finditer(code, start, start + MAX_SIGNATURE):
        part = match[0]
        if part in b"([{<":
            depth += 1
        elif part in b")]}>":
            depth -= 1
            if depth < 0:
                return False
        elif not depth and (part == b";" or b"," in part):
            return False
        elif not depth and part == b"\n" and _TYPE_END.search(last):
            if _GENERIC.match(code, match.end()):
                return True
            if not _CONTINUED.match(code, match.end()):
                return False
        last = part
    return False


def _end_types(code: bytes, new: bytearray) -> None:
    """Puts a semicolon before a call signature that begins a line, `<T>(value: T): T`. The grammar takes it for
    arguments of the type that ends the line before."""
    for match in _CALL_SIGNATURE.finditer(code):
        start = match.start()
        line = _end_of_text(code, start, _BLANKS)
        if line and code[line - 1] == ord("\n"):
            end = _end_of_text(code, line)
            if _TYPE_END.search(code[max(0, end - 2) : end]):
                new[start - 1] = ord(";")


def _end_of_text(code: bytes, end: int, white: bytes | None = None) -> int:
    """Where the white space begins that ends there."""
    length = 64
    while True:
        start = max(0, end - length)
        found = code[start:end].rstrip(white)
        if found or not start:
            return start + len(found)
        length *= 8


def _give_body(code: bytes, start: int, new: bytearray) -> None:
    """Replaces the result type of a function without a name and a body by a body: the grammar wants a name for a
    declaration."""
    depth, result, last = 0, -1, b""
    for match in _PART.finditer(code, start, start + MAX_SIGNATURE):
        part = match[0]
        if part in b"([{<":
            if part == b"{" and not depth and (result < 0 or last != b":"):
                return
            depth += 1
        elif part in b")]}>" and depth:
            depth -= 1
        elif not depth and (part in b";}" or (part == b"\n" and last not in b"|&=>:,")):
            break
        elif not depth and result < 0 and part.startswith(b":"):
            result = match.start()
        if part != b"\n":
            last = part[-1:]
    else:
        return
    end = match.start()
    if result >= 0 and end - result > 1:
        new[result:end] = b"{".ljust(end - result - 1) + b"}"
