"""Text for people: columns, colours on a terminal only, and nothing from a source file that a terminal would obey."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL_BUT_LAYOUT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"


def plain(text: str) -> str:
    """The text on one line, control characters and those that turn the reading direction shown as escapes."""
    return _CONTROL.sub(_escaped, text)


def plain_lines(text: str) -> str:
    """As `plain`, with line ends and tabs left in."""
    return _CONTROL_BUT_LAYOUT.sub(_escaped, text)


def has_colours() -> bool:
    """Whether standard output is a terminal that wants colours."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and "NO_COLOR" not in os.environ
        and os.environ.get("TERM") != "dumb"
    )


def painted(text: str, colour: str) -> str:
    """The text in a colour, where there are colours."""
    return f"\x1b[{colour}m{text}\x1b[0m" if text and has_colours() else text


def columns(rows: Sequence[Sequence[str]], colours: Sequence[str] = ()) -> str:
    """Rows as aligned columns, the last one as long as it is; nothing is cut, so that paths stay clickable."""
    if not rows:
        return ""
    clean = [[plain(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(clean[0]))]
    lines = []
    for row in clean:
        cells = []
        for number, cell in enumerate(row):
            padding = " " * (widths[number] - len(cell)) if number < len(row) - 1 else ""
            cells.append(
                (painted(cell, colours[number]) if number < len(colours) and colours[number] else cell) + padding
            )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def count(number: int, noun: str) -> str:
    """'1 atom', '2,345 atoms'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
