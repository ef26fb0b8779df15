"""Text for people: columns that fit a terminal, colours and links on a terminal only, and nothing from a source file
that a terminal would obey. What is piped is whole and bare."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from omny.plain import cells, plain, plain_lines, shortened

__all__ = ["columns", "count", "has_colours", "links_below", "painted", "plain", "plain_lines"]

BOLD = "1"  # what an answer is about
DIM = "2"  # what goes with it: kinds, counts, times
RED, GREEN = "31", "32"  # gone or wrong, new or right
YELLOW = "33"  # what asks for attention
CYAN = "36"  # a place in a file

_PATH = re.compile(r"[^\s:]*/[^\s:]*")
_PLACE = re.compile(r"([^\s:]+):(\d+)(?:-\d+)?")
_LEAST_PATH = 12  # columns of a path that was cut; less tells nothing
_LEAST_LINE = 20  # columns of words behind an indent; fewer are no lines
_GAP = "  "

_LINKING = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio")  # values of TERM_PROGRAM
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_LINKING_VARIABLES = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM", "GHOSTTY_RESOURCES_DIR")
_FIRST_LINKING_VTE = 5000  # 0.50 crashed on links before

_root: str | None = None


def links_below(root: str) -> None:
    """Says where the files lie that places are printed of, for a terminal that can open them."""
    global _root
    _root = root


def is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def has_colours() -> bool:
    """Whether standard output is a terminal that wants colours."""
    return is_terminal() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def has_links() -> bool:
    """Whether standard output is a terminal that says of itself that it shows links (OSC 8)."""
    if not is_terminal() or os.environ.get("TERM") == "dumb":
        return False
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    term = os.environ.get("TERM", "")
    if term.startswith(("screen", "tmux")):  # what lies between may not pass them on
        return False
    vte = os.environ.get("VTE_VERSION", "")
    return (
        os.environ.get("TERM_PROGRAM") in _LINKING
        or term in _LINKING_TERMS
        or any(name in os.environ for name in _LINKING_VARIABLES)
        or (vte.isascii() and vte.isdigit() and int(vte) > _FIRST_LINKING_VTE)
    )


def painted(text: str, colour: str) -> str:
    """The text in a colour, where there are colours."""
    return f"\x1b[{colour}m{text}\x1b[0m" if text and has_colours() else text


def columns(rows: Sequence[Sequence[str]], colours: Sequence[str] = ()) -> str:
    """Rows as aligned columns, the last one as long as it is.

    On a terminal paths lose their middle where a line would be too long; nothing else is cut, and nothing at all where
    the output is no terminal.
    """
    if not rows:
        return ""
    whole = [[plain(cell) for cell in row] for row in rows]
    is_shown = is_terminal()  # asked once: it is a call of the system
    shown = _fitted(whole, _terminal_width()) if is_shown else whole
    widths = _widths(shown)
    lines = []
    for row, told in zip(shown, whole, strict=True):
        line = []
        for number, (cell, full) in enumerate(zip(row, told, strict=True)):
            padding = " " * (widths[number] - cells(cell)) if number < len(row) - 1 else ""
            if is_shown:
                colour = colours[number] if number < len(colours) else ""
                cell = _linked(painted(cell, colour) if colour else cell, full)
            line.append(cell + padding)
        lines.append(_GAP.join(line).rstrip())
    return "\n".join(lines)


def folded(said: str, indent: int) -> str:
    """Words in lines that fit a terminal, all but the first one indented; where the output is none, as they are."""
    if not is_terminal():
        return said
    import textwrap  # here, since what is piped does without

    between = " " * indent
    width = max(_terminal_width(), indent + _LEAST_LINE)
    return textwrap.fill(said, width, subsequent_indent=between, break_long_words=False, break_on_hyphens=False)


def count(number: int, noun: str) -> str:
    """'1 atom', '2,345 atoms'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _terminal_width() -> int:
    import shutil  # here, since it takes longer to import than a piped answer to print

    return shutil.get_terminal_size().columns


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(cells(row[number]) for row in rows) for number in range(len(rows[0]))]


def _fitted(rows: list[list[str]], most: int) -> list[list[str]]:
    """The rows with paths as long as they can be for no line to be wider than that; places are cut last, since a
    terminal can open them. A line that is too wide whatever is cut counts for nothing, unless all are."""
    if max(_line_widths(rows)) <= most:
        return rows
    for places_too in (False, True):
        least = _line_widths(_cut(rows, _LEAST_PATH, places_too))
        within = [at for at, width in enumerate(least) if width <= most]
        if len(within) == len(rows) or (within and places_too):
            low, high = _LEAST_PATH, most
            while low < high:  # the longest that fits
                middle = (low + high + 1) // 2
                widths = _line_widths(_cut(rows, middle, places_too))
                low, high = (middle, high) if all(widths[at] <= most for at in within) else (low, middle - 1)
            return _cut(rows, low, places_too)
    return _cut(rows, _LEAST_PATH, True)  # no line fits: the fewer columns, the fewer lines it takes


def _cut(rows: list[list[str]], most: int, places_too: bool) -> list[list[str]]:
    return [
        [
            _PATH.sub(lambda path: shortened(path.group(), most), cell)
            if places_too or not _PLACE.fullmatch(cell)
            else cell
            for cell in row
        ]
        for row in rows
    ]


def _line_widths(rows: list[list[str]]) -> list[int]:
    """How wide each line is: all columns but the last are as wide as their widest cell."""
    before = sum(_widths(rows)[:-1]) + len(_GAP) * (len(rows[0]) - 1)
    return [before + cells(row[-1]) for row in rows]


def _linked(shown: str, place: str) -> str:
    """What is shown of a cell, as a link where the cell is a place in a file and the terminal shows links."""
    found = _PLACE.fullmatch(place)
    if found is None or _root is None or not has_links():
        return shown
    from urllib.parse import quote

    path = os.path.join(_root, found[1])
    return f"\x1b]8;;file://{os.uname().nodename}{quote(path)}#L{found[2]}\x1b\\{shown}\x1b]8;;\x1b\\"
