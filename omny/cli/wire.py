"""What programs read: documents on standard output."""

from __future__ import annotations

import sys

import msgspec

from omny.base.plain import plain_json
from omny.query.documents import Document


def utf8_output() -> None:
    """Makes standard output write UTF-8: what programs read has one encoding."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")


def print_document(document: Document) -> None:
    """One line of JSON, in UTF-8 in every locale, on standard output."""
    utf8_output()
    print_line(msgspec.json.encode(document).decode())


def print_line(text: str) -> None:
    """One line of JSON, without characters that a terminal obeys."""
    sys.stdout.write(f"{plain_json(text)}\n")
