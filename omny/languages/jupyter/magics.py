"""What IPython has and Python has not, as comments or as what it means: magics, commands of the shell, help.

Source: "Built-in magic commands" and "IPython reference" of IPython's documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.languages.jupyter.cells import Line

_CELL_MAGIC = re.compile(rb"\s*%%(\w+)")
_OF_PYTHON = frozenset(b"time timeit capture prun memit debug snakeviz pyinstrument scalene".split())
"""Magics of a cell whose text is Python that runs in the notebook."""

_LINE_MAGIC = re.compile(rb"(\s*)%(time|timeit|memit|prun)((?:\s+-\w+(?:\s*\d+)?)*)\s+(?=[^\s-])")
_MAGIC = re.compile(rb"\s*(?:%[A-Za-z_%]|!|\?|;?/[A-Za-z]|,[A-Za-z]|;[A-Za-z])")
_HELP = re.compile(rb"\s*[\w.\[\]*]+\?{1,2}\s*(?:#.*)?$")
_ASSIGNED = re.compile(rb"\s*[\w.,\s\[\]]+=\s*(?=(?:!|%[A-Za-z]))")


def plain_cell(lines: list[Line]) -> list[Line]:
    """The lines of a cell as Python reads them, each as long as it was; none of a cell in another language."""
    first = next((line for line in lines if line.code.strip()), None)
    magic = _CELL_MAGIC.match(first.code) if first is not None else None
    if magic is not None and magic[1] not in _OF_PYTHON:
        return []
    found, goes_on = [], False
    for line in lines:
        plain = _hide(line.code, 0) if goes_on else _plain(line.code)
        is_magic = plain != line.code
        goes_on = is_magic and line.code.rstrip().endswith(b"\\")
        found.append(line._replace(code=plain) if is_magic else line)
    return found


def _plain(code: bytes) -> bytes:
    if timed := _LINE_MAGIC.match(code):
        return timed[1] + b"pass;".ljust(timed.end() - timed.end(1)) + code[timed.end() :]
    if _MAGIC.match(code) or _HELP.match(code):
        return _hide(code, len(code) - len(code.lstrip()))
    if assigned := _ASSIGNED.match(code):
        end = assigned.end()
        return code[:end] + b"0" + _hide(code[end + 1 :], 0)
    return code


def _hide(code: bytes, start: int) -> bytes:
    """The code with `pass`, or nothing, from there on."""
    length = len(code.rstrip(b"\r\n"))
    return code[:start] + (b"pass" if start and length - start >= 4 else b"").ljust(length - start) + code[length:]
