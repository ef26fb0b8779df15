"""The facts of a notebook, with the lines and columns of its file."""

from __future__ import annotations

from typing import Any

import msgspec

from omny.extract.walk import parse_and_walk
from omny.languages.jupyter.cells import Line, find_column, read_notebook
from omny.languages.python import PYTHON
from omny.model.facts import Definition, FileFacts, pack_references
from omny.model.surfaces import Surface


def analyse(source: bytes) -> tuple[FileFacts, Surface]:
    """See `Language`. What is no notebook counts as one error."""
    notebook = read_notebook(source)
    lines = notebook.lines if notebook is not None else []
    facts, surface = parse_and_walk(b"".join([line.code for line in lines]), PYTHON.syntax, PYTHON.walk)
    count = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
    ratio, error = facts.error_ratio, _row(lines, facts.error_line) if facts.error_line else 0
    if notebook is None and source.strip():
        ratio, error = 1.0, 1
    definitions = [_place(each, lines) for each in facts.definitions]
    definitions[0] = msgspec.structs.replace(definitions[0], line=1, end_line=max(1, count))
    numbers: list[int] = []
    for owner, chain, row, column in facts.uses():
        line = lines[row - 1] if row <= len(lines) else None
        numbers += (owner, chain, row, column) if line is None else (owner, chain, line.row, find_column(line, column))
    packed = pack_references(numbers)
    return FileFacts(definitions, facts.chains, packed, count, ratio, error, facts.texts), surface


def _row(lines: list[Line], row: int) -> int:
    return lines[min(row, len(lines)) - 1].row if lines else 1


def _place(definition: Definition, lines: list[Line]) -> Definition:
    detail = definition.detail
    if b'"source_line"' in detail:
        told: dict[str, Any] = msgspec.json.decode(detail)
        told["source_line"] = _row(lines, told["source_line"])
        detail = msgspec.json.encode(told)
    return msgspec.structs.replace(
        definition, line=_row(lines, definition.line), end_line=_row(lines, definition.end_line), detail=detail
    )
