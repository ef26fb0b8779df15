"""The code of a notebook: its cells joined to one module, and where each line of that stands in the file.

A notebook is JSON. Jupyter writes a line of code on a line of the file; other tools write a cell, or all of it, on one.
Lines and columns of facts are those of the file in either case.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from omny.languages.jupyter.magics import plain_cell

_TOKEN = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[\[\]{}]', re.DOTALL)
_ESCAPE = re.compile(rb"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_SOURCES = frozenset((b"source", b"input"))  # the second before version 4 of the format


class Line(NamedTuple):
    """A line of code, and where it stands: 1-based line and 0-based column of the file, and as the file writes it."""

    code: bytes
    row: int
    column: int
    raw: bytes


class Notebook(NamedTuple):
    """A notebook."""

    language: str  # of its kernel, in lower case
    lines: list[Line]


class Cell:
    """A cell while the file is read."""

    __slots__ = ("kind", "texts")

    def __init__(self) -> None:
        self.kind = b""
        self.texts: list[tuple[int, bytes]] = []  # strings of its source, as written, with where each begins


def read_notebook(source: bytes) -> Notebook | None:
    """The code of a notebook; None where the file is none."""
    try:
        document = msgspec.json.decode(source.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    language = _language(document)
    lines: list[Line] = []
    if language.startswith(("python", "ipython")):
        starts = [0, *(match.end() for match in re.finditer(rb"\n", source))]
        for cell in _cells(source):
            if cell.kind == b"code":
                lines += plain_cell(list(_lines(cell, starts)))
    return Notebook(language, lines)


def _language(document: dict[str, object]) -> str:
    metadata = document.get("metadata")
    for part, key in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        told = metadata.get(part) if isinstance(metadata, dict) else None
        name = told.get(key) if isinstance(told, dict) else None
        if isinstance(name, str) and name:
            return name.lower()
    return "python"


def _cells(source: bytes) -> Iterator[Cell]:
    """The cells of a valid file: objects in a list `cells`."""
    stack: list[tuple[bytes, bytes]] = []  # brackets that are open, each with its key
    key, cell = b"", Cell()
    for match in _TOKEN.finditer(source):
        sign = match[0][:1]
        if sign == b'"':
            if match[2] is not None:
                key = match[1]
                continue
            depth = len(stack)
            in_cell = depth > 1 and stack[depth - 1][0] == b"{" and stack[depth - 2] == (b"[", b"cells")
            in_list = depth > 2 and stack[depth - 1][0] == b"[" and stack[depth - 3] == (b"[", b"cells")
            if in_cell and key == b"cell_type":
                cell.kind = match[1]
            elif (in_cell and key in _SOURCES) or (in_list and stack[depth - 1][1] in _SOURCES):
                cell.texts.append((match.start(1), match[1]))
        elif sign in b"[{":
            if sign == b"{" and stack[-1:] == [(b"[", b"cells")]:
                cell = Cell()
            stack.append((sign, key))
            key = b""
        elif stack:
            stack.pop()
            if sign == b"}" and stack[-1:] == [(b"[", b"cells")]:
                yield cell


def _lines(cell: Cell, starts: list[int]) -> Iterator[Line]:
    """The lines of a cell; `starts` are where those of the file begin."""
    open_line: Line | None = None
    for start, text in cell.texts:
        row = bisect_right(starts, start)
        begin = start - starts[row - 1]
        at = 0
        for match in _ESCAPE.finditer(text):
            if match[0] != rb"\n":
                continue
            raw = text[at : match.end()]
            line = Line(decode(raw), row, begin + at, raw)
            yield line if open_line is None else _join(open_line, line)
            open_line, at = None, match.end()
        if at < len(text):
            line = Line(decode(text[at:]), row, begin + at, text[at:])
            open_line = line if open_line is None else _join(open_line, line)
    if open_line is not None:
        yield open_line._replace(code=open_line.code + b"\n")


def _join(first: Line, second: Line) -> Line:
    return first._replace(code=first.code + second.code, raw=first.raw + second.raw)


def decode(raw: bytes) -> bytes:
    """What a string of JSON stands for, in UTF-8."""
    if b"\\" not in raw:
        return raw
    try:
        return msgspec.json.decode(b'"' + raw + b'"', type=str).encode("utf-8", "replace")
    except (msgspec.DecodeError, UnicodeError):
        return raw


def find_column(line: Line, column: int) -> int:
    """The column of the file where a column of the code stands."""
    if b"\\" not in line.raw:
        return line.column + column
    shift = 0  # bytes that the file has more, up to there
    for match in _ESCAPE.finditer(line.raw):
        if match.start() - shift >= column:
            break
        shift += len(match[0]) - len(decode(match[0]))
    return line.column + column + shift
