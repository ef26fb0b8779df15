"""Rows of an answer for people, and how many of them are shown."""

from __future__ import annotations

from collections.abc import Sequence

from omny.cli.text import GREEN, RED, columns, count
from omny.query.documents import Document

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
"""What a line of a difference begins with, see `print_signed`."""


def print_rows(rows: Sequence[Sequence[str]], colours: Sequence[str] = (), heads: Sequence[str] = ()) -> None:
    """Prints rows as columns, below their heads if given. Without rows, prints nothing at all."""
    if rows:
        print(columns([heads, *rows] if heads else rows, colours))


def print_signed(rows: Sequence[Sequence[str]]) -> None:
    """Prints rows whose first cell is a sign: "+" for new, "-" for gone, "~" for changed."""
    if rows:
        print(columns(rows, row_colours=[{"+": GREEN, "-": RED}.get(row[0], "") for row in rows]))


def describe_shown(document: Document, noun: str) -> str:
    """'3 atoms', or how many of them the document has."""
    shown, total = len(document["results"]), document["total"]
    return count(total, noun) if shown == total else f"{shown:,} of {count(total, noun)}; more with --limit"
