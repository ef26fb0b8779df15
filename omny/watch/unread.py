"""Endings of source files in languages that Omny does not read yet, so that it can report what it leaves out."""

from __future__ import annotations

UNREAD: dict[str, str] = {
    ending: language
    for language, endings in {
        "Assembly": "asm s", "Awk": "awk", "COBOL": "cob cbl",
        "CoffeeScript": "coffee", "Crystal": "cr", "Cython": "pyx pxd pxi", "F#": "fsi", "Haskell": "lhs",
        "Lisp": "cl", "MDX": "mdx", "Prolog": "pro", "R": "rmd", "ReScript": "res resi", "Reason": "re rei",
        "Visual Basic": "vb vbs bas",
    }.items()
    for ending in endings.split()
}  # fmt: skip
"""The language, by ending in lower case without its dot."""
