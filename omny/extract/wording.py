"""The words of a file's definitions, from its bytes: what a search finds them by besides their names. Pure.

A word belongs to the definition that it stands in. A comment right above a definition is its documentation, as is
the literal that its documentation stands in. Literals of more than 200 characters are data and stay
out, and so does every secret, before the text is cut into words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from omny.extract.digest import STRING
from omny.extract.draft import Draft
from omny.extract.redaction import clean_bytes, may_hold_token, may_name_secret, suspect
from omny.extract.syntax import Span
from omny.model.facts import Json
from omny.model.texts import COMMON, MAX_WORDS, AtomText, pack_texts, split_words
from omny.native import compiled

Part = tuple[bytes, bytes]
"""Code of a definition and other text of it."""

MAX_LITERAL_BYTES = 200
_QUOTES = 2  # of a literal

MIN_CHARACTERS = 2
"""A word of one letter says nothing."""

_NAME = re.compile(rb"[A-Za-z\x80-\xff][\w\x80-\xff]*")
_STRETCH = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[\x80-\xff]+")
_REDACTED = re.compile(rb"REDACTED(?:_[0-9a-f]{8})?")
_TRIPLE = 3
MIN_DATA_BYTES = 16  # of a name that may be data
LEAST_MEAN = 2.8  # bytes of its pieces, below which it is
_DOC_BYTES = 16  # of a documentation's first line that tell where it stands


def collect_texts(source: bytes, drafts: list[Draft], comments: list[Span]) -> bytes:
    """The texts of the definitions, the module first, packed as facts hold them. To be called when bodies are cut."""
    may_hold, may_name = suspect(source)
    above = _comments_above(source, drafts, comments)
    inside = _comments_inside(drafts, comments, above)
    parts: list[Part] = []
    for number, draft in enumerate(drafts):
        pieces = b" ".join(draft.pieces)
        doc = b"\n".join([source[start:end] for start, end in above.get(number, ())])
        if not doc and "doc" in draft.detail:
            doc, pieces = _take_documentation(pieces, draft.detail)
        said = b"\n".join([source[start:end] for start, end in inside.get(number, ())])
        if may_hold or may_name:
            doc = _without_secrets(doc, may_hold=may_hold)
            if may_hold or may_name_secret(pieces) or may_name_secret(said):
                joined = b"\n".join((without_long_literals(pieces), said))
                clean = _without_secrets(joined, may_hold=may_hold)
                pieces, said = (pieces, said) if clean is joined else (b"", clean)
        parts += ((b"", doc), (pieces, said))
    return pack_words(parts)


def _comments_above(source: bytes, drafts: list[Draft], comments: list[Span]) -> dict[int, list[Span]]:
    """The comments that end right above each definition, nothing between them but white space."""
    found: dict[int, list[Span]] = {}
    if not comments:
        return found
    for number, draft in enumerate(drafts):
        at = draft.start if number else 0
        index = bisect_right(comments, (at, at)) - 1
        while index >= 0:
            start, end = comments[index]
            between = source[end:at]
            if end > at or len(between) > MAX_LITERAL_BYTES or between.count(b"\n") > 1 or between.strip():
                break
            found.setdefault(number, []).insert(0, comments[index])
            at = start
            index -= 1
    return found


def _comments_inside(drafts: list[Draft], comments: list[Span], above: dict[int, list[Span]]) -> dict[int, list[Span]]:
    """All other comments, by the innermost definition that they stand in."""
    found: dict[int, list[Span]] = {}
    if not comments:
        return found
    taken = {span for spans in above.values() for span in spans}
    ordered = sorted([(draft.start, -draft.end, number) for number, draft in enumerate(drafts) if number])
    stack = [(0, -drafts[0].end, 0)]
    at = 0
    for span in comments:
        if span in taken:
            continue
        while at < len(ordered) and ordered[at][0] <= span[0]:
            while len(stack) > 1 and -stack[-1][1] <= ordered[at][0]:
                stack.pop()
            stack.append(ordered[at])
            at += 1
        while len(stack) > 1 and -stack[-1][1] <= span[0]:
            stack.pop()
        found.setdefault(stack[-1][2], []).append(span)
    return found


def _take_documentation(text: bytes, detail: Json) -> tuple[bytes, bytes]:
    """The literal that a definition's documentation stands in, and the text without it."""
    first = str(detail["doc"]).partition("  ")[0].encode()[:_DOC_BYTES]
    at = text.find(first)
    if at < 0:
        return str(detail["doc"]).encode(), text
    before = text[:at].rstrip()
    quote = before[-_TRIPLE:] if before[-_TRIPLE:] in (b'"""', b"'''") else before[-1:]
    end = text.find(quote, at) if quote in (b'"""', b"'''", b'"', b"'") else -1
    if end < 0:
        return str(detail["doc"]).encode(), text
    return text[at:end], before[: -len(quote)] + b" " + text[end + len(quote) :]


def _without_secrets(text: bytes, *, may_hold: bool) -> bytes:
    """The text without any secret. `may_hold` says whether the file may have one with a form of its own."""
    if not may_name_secret(text) and not (may_hold and may_hold_token(text)):
        return text
    clean = clean_bytes(text)
    return text if clean is text else _REDACTED.sub(b" ", clean)


@compiled("words")
def without_long_literals(code: bytes) -> bytes:
    """The code with a space for each literal that is data."""
    return STRING.sub(_drop_long, code) if len(code) > MAX_LITERAL_BYTES else code


def _drop_long(match: re.Match[bytes]) -> bytes:
    return match[0] if match.end() - match.start() <= MAX_LITERAL_BYTES + _QUOTES else b" "


@compiled("words")
def pack_words(parts: list[Part]) -> bytes:
    """The words of a file's definitions, packed. Each has two parts: its documentation, and what stands in it."""
    texts = [_words(b"\n".join((without_long_literals(code), text))) for code, text in parts]
    return pack_texts([AtomText(doc, body) for doc, body in zip(texts[::2], texts[1::2], strict=True)])


def _words(text: bytes) -> tuple[str, ...]:
    """The words of a text, each once."""
    words: dict[str, None] = {}
    for name in dict.fromkeys(_NAME.findall(text)):
        for word in split_name(name):
            words[word] = None
    return tuple(words)[:MAX_WORDS]


@lru_cache(maxsize=65536)
def split_name(name: bytes) -> tuple[str, ...]:
    """The words of a name; none where it looks random: hashes, encoded data."""
    if len(name) >= MIN_DATA_BYTES and len(name) < len(_STRETCH.findall(name)) * LEAST_MEAN:
        return ()
    words = split_words(name.decode("utf-8", "replace"))
    return tuple([word for word in words if len(word) >= MIN_CHARACTERS and word not in COMMON])
