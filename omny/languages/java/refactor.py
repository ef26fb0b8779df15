"""What an edit asks about Java (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.refactor import Layout, Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal",)),
        leads=frozenset(("line_comment", "block_comment")),
        heads=frozenset(("package_declaration", "import_declaration")),
    ),
)
