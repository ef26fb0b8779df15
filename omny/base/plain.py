"""Text from a source file, made harmless for any display: one line, without characters that a terminal or a renderer
obeys. It does not know the display."""

from __future__ import annotations

import re
import unicodedata

_OBEYED = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_CONTROL = f"[\x00-\x1f{_OBEYED}]"
_CONTROL_BUT_LAYOUT = f"[\x00-\x08\x0b-\x1f{_OBEYED}]"
"""Patterns, compiled when a text needs one. None of these characters is printable by `str.isprintable`, so most texts
need none."""

_ESCAPE = r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})"

ELLIPSIS = "…"


def plain(text: str) -> str:
    """The text on one line, control characters and those that turn the reading direction shown as escapes."""
    return text if text.isprintable() else re.sub(_CONTROL, _escape, text)


def as_it_was(text: str) -> str:
    """The text that `plain` has made this one from, where that is certain: escapes become characters again. The escape
    of a surrogate stays: names with a surrogate are indexed with its escape."""
    return re.sub(_ESCAPE, _unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def plain_lines(text: str) -> str:
    """As `plain`, with line ends and tabs left in."""
    return text if text.isprintable() else re.sub(_CONTROL_BUT_LAYOUT, _escape, text)


def plain_json(text: str) -> str:
    """A text of JSON in which no string holds such a character as itself: JSON escapes those below the space already,
    and can hold the escape of any."""
    if text.isprintable():
        return text
    return re.sub(_CONTROL_BUT_LAYOUT, lambda match: f"\\u{ord(match[0]):04x}", text)


def cells(text: str) -> int:
    """How many columns of a fixed-width font the text takes: two for a wide character, none for one that combines."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def with_signature(name: str, signature: str) -> str:
    """A name followed by the signature: words, such as `extends Base`, and a value with a space between."""
    return f"{name} {signature}" if signature[:1].isalpha() or signature[:1] == "=" else f"{name}{signature}"


def shorten(text: str, most: int) -> str:
    """The text in at most that many columns, an ellipsis standing for its middle where it is longer."""
    if cells(text) <= most:
        return text
    head = (most - 1) // 2
    return _take_cells(text, head) + ELLIPSIS + _take_cells(text[::-1], most - 1 - head)[::-1]


def _take_cells(text: str, most: int) -> str:
    taken = 0
    for at, character in enumerate(text):
        taken += _cells(character)
        if taken > most:
            return text[:at]
    return text


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
