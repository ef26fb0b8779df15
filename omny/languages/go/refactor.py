"""What an edit asks about Go (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.refactor import Layout, Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"\t",
        line_comments=(b"//",),
        wrappers=frozenset(("type_declaration",)),
        strings=frozenset(("raw_string_literal",)),
        leads=frozenset(("comment",)),
        heads=frozenset(("package_clause", "import_declaration")),
    ),
)
