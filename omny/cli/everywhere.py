"""Prints what all projects of a shared store say, as tables for people."""

from __future__ import annotations

from collections.abc import Callable

from omny.base.plain import with_signature
from omny.cli.rows import describe_shown, print_rows
from omny.cli.text import BOLD, CYAN, DIM, paint, plain, short_name
from omny.query.documents import Document


def search(document: Document) -> None:
    """Atoms of several projects."""
    if document["alike"]:
        print(paint("nothing has these words; the names that are most like them:", BOLD))
    _print(document, lambda atom: with_signature(short_name(atom["id"], atom["file_path"]), atom["signature"]), "atom")


def callers(document: Document) -> None:
    """Atoms of other projects, with the names that they call by."""
    print(paint(plain(f"callers of {document['atom']} in other projects, by name"), BOLD))
    _print(document, lambda atom: f"{short_name(atom['id'], atom['file_path'])}  {atom['name']}", "call")


def _print(document: Document, told: Callable[[Document], str], noun: str) -> None:
    rows = [
        (atom["project"], f"{atom['file_path']}:{atom['line']}", atom["type"], told(atom))
        for atom in document["results"]
    ]
    print_rows(rows, (BOLD, CYAN, DIM, ""))
    print(paint(describe_shown(document, noun), DIM))


FORMS = {"search everywhere": search, "callers everywhere": callers}
"""The forms of these answers by name."""
