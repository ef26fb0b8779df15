"""Text for people: columns that fit a terminal, colours and links on a terminal only, and nothing from a source file
that a terminal would obey. What is piped is whole and bare, in lines of 100 columns.

A line names a file once: its place (`shop/cart.py:12`) can be copied, and an atom of the same file stands there by its
name alone, see `short_name`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from omny.base.plain import cells, plain, plain_lines, shorten
from omny.cli.layout import fold, lay_out, line_widths

__all__ = ["columns", "count", "has_colours", "links_below", "paint", "plain", "plain_lines", "short_name"]

PIPED_COLUMNS = 100
"""Of a line that no terminal shows: what a review, a log or a chat shows without a bar to scroll."""

MIN_COLUMNS = 60
"""A narrower terminal breaks the lines itself: names would be a word a line."""

BOLD = "1"  # what an answer is about
DIM = "2"  # what goes with it: kinds, counts, times
RED, GREEN = "31", "32"  # gone or wrong, new or right
YELLOW = "33"  # what asks for attention
CYAN = "36"  # a place in a file

_PATH = re.compile(r"[^\s:]*/[^\s:]*")
_PLACE = re.compile(r"([^\s:]+):(\d+)(?:-\d+)?")
_MIN_PATH = 12  # columns of a path that was cut; less tells nothing
_MIN_LINE = 20  # columns of words behind an indent; fewer are no lines

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


def paint(text: str, colour: str) -> str:
    """The text in a colour, if colours are on."""
    return f"\x1b[{colour}m{text}\x1b[0m" if text and has_colours() else text


def short_name(id_: str, path: str) -> str:
    """The id of an atom on a line that names the file `path`: without the file where it is that one."""
    return id_.removeprefix(f"{path}::")


def columns(rows: Sequence[Sequence[str]], colours: Sequence[str] = (), row_colours: Sequence[str] = ()) -> str:
    """Rows as aligned columns, coloured by column or by row. A long row continues in the next line.

    On a terminal, paths lose their middle if a line would be too long. Nothing else is cut, and nothing at all if the
    output is no terminal.
    """
    if not rows:
        return ""
    whole = [[plain(cell) for cell in row] for row in rows]
    is_shown = is_terminal()  # asked once: it is a call of the system
    most = max(_terminal_width(), MIN_COLUMNS) if is_shown else PIPED_COLUMNS
    shown = _fit(whole, _terminal_width()) if is_shown else whole
    printed = []
    for number, (lines, told) in enumerate(zip(lay_out(shown, most), whole, strict=True)):
        for line in lines:
            text, end = "", 0
            for at, cell, piece in line:
                text += " " * (at - end)
                end = at + cells(piece)
                if is_shown:
                    colour = colours[cell] if cell < len(colours) else ""
                    piece = _link(paint(piece, colour) if colour else piece, told[cell])
                text += piece
            text = text.rstrip()
            printed.append(paint(text, row_colours[number]) if is_shown and number < len(row_colours) else text)
    return "\n".join(printed)


def fold_words(said: str, indent: int) -> str:
    """Words in lines that fit, all but the first one indented."""
    most = max(_terminal_width(), indent + _MIN_LINE) if is_terminal() else PIPED_COLUMNS
    return f"\n{' ' * indent}".join(fold(said, most, most - indent))


def count(number: int, noun: str) -> str:
    """'1 atom', '2,345 atoms'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _terminal_width() -> int:
    import shutil  # here, since it takes longer to import than a piped answer to print

    return shutil.get_terminal_size().columns


def _fit(rows: list[list[str]], most: int) -> list[list[str]]:
    """The rows with the longest paths that fit the width. Places are cut last, since a terminal can open them. A line
    that is too wide after any cut does not count, unless all lines are too wide."""
    if max(line_widths(rows)) <= most:
        return rows
    for places_too in (False, True):
        least = line_widths(_cut_paths(rows, _MIN_PATH, places_too))
        within = [at for at, width in enumerate(least) if width <= most]
        if len(within) == len(rows) or (within and places_too):
            low, high = _MIN_PATH, most
            while low < high:  # the longest that fits
                middle = (low + high + 1) // 2
                widths = line_widths(_cut_paths(rows, middle, places_too))
                low, high = (middle, high) if all(widths[at] <= most for at in within) else (low, middle - 1)
            return _cut_paths(rows, low, places_too)
    return _cut_paths(rows, _MIN_PATH, True)  # no line fits: the fewer columns, the fewer lines it takes


def _cut_paths(rows: list[list[str]], most: int, places_too: bool) -> list[list[str]]:
    return [
        [
            _PATH.sub(lambda path: shorten(path.group(), most), cell)
            if places_too or not _PLACE.fullmatch(cell)
            else cell
            for cell in row
        ]
        for row in rows
    ]


def _link(shown: str, place: str) -> str:
    """What is shown of a cell, as a link where the cell is a place in a file and the terminal shows links."""
    found = _PLACE.fullmatch(place)
    if found is None or _root is None or not has_links():
        return shown
    from urllib.parse import quote

    path = os.path.join(_root, found[1])
    return f"\x1b]8;;file://{os.uname().nodename}{quote(path)}#L{found[2]}\x1b\\{shown}\x1b]8;;\x1b\\"
