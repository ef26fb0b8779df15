"""The columns of a table, and the ends of long lines. Nothing is cut: the last cell continues in the next line, and a
cell without room after a long one begins the next line. This module knows no colours and no terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from omny.base.plain import cells

GAP = 2
"""Columns between two cells."""

MIN_ROOM = 24
"""Columns that a folded cell needs: in fewer, a signature is a word a line."""

HANG = 4
"""Where a cell begins that has a line of its own, if its column leaves too little room."""


class Piece(NamedTuple):
    """A piece of a cell on a line."""

    at: int  # column of its first character
    cell: int  # number of the cell in its row
    text: str


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is."""
    return [max(cells(row[number]) for row in rows) for number in range(len(rows[0]))]


def line_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each row is on one line: all columns but the last are as wide as their widest cell."""
    before = sum(widths(rows)[:-1]) + GAP * (len(rows[0]) - 1)
    return [before + cells(row[-1]) for row in rows]


def lay_out(rows: Sequence[Sequence[str]], most: int) -> Iterator[list[list[Piece]]]:
    """The lines of each row, in at most `width` columns if words allow it."""
    wide = widths(rows)
    if max(line_widths(rows)) > most:  # a few long cells shall not push all others aside
        wide = [
            max((size for row in rows if (size := cells(row[n])) <= most // 2), default=0) for n in range(len(wide))
        ]
    starts = [sum(wide[:number]) + GAP * number for number in range(len(wide))]
    for row in rows:
        yield _row(row, starts, most)


def fold(text: str, first: int, rest: int) -> list[str]:
    """The text in lines, broken at spaces: the first line has `first` columns, the others `rest`."""
    lines: list[str] = []
    line = ""
    for number, word in enumerate(text.split(" ")):
        longer = f"{line} {word}" if number else word
        if line.strip() and cells(longer) > (rest if lines else first):
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _row(row: Sequence[str], starts: Sequence[int], most: int) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    end = -GAP  # of what stands on the line
    last = max((number for number, cell in enumerate(row) if cell), default=0)
    for number, cell in enumerate(row):
        if not cell:
            continue
        at = max(starts[number], end + GAP)
        if not _fits(cell, most - at, number == last) and lines[-1]:
            lines.append([])
            at = starts[number] if _fits(cell, most - starts[number], number == last) else HANG
        pieces = fold(cell, most - at, most - at) if number == last else [cell]
        lines[-1].append(Piece(at, number, pieces[0]))
        lines += [[Piece(at, number, piece)] for piece in pieces[1:]]
        end = at + cells(pieces[-1])
    return lines


def _fits(cell: str, room: int, may_fold: bool) -> bool:
    if cells(cell) <= room:
        return True
    return may_fold and room >= MIN_ROOM and max(map(cells, cell.split(" "))) <= room
