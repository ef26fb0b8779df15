"""What an edit asks about Scala (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"  ",
        line_comments=(b"//",),
        strings=frozenset(("string", "interpolated_string_expression")),
        leads=frozenset(("comment", "block_comment")),
        heads=frozenset(("package_clause", "import_declaration")),
    ),
)
