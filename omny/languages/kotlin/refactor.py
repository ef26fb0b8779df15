"""What an edit asks about Kotlin (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "multiline_string_literal")),
        leads=frozenset(("line_comment", "block_comment")),
        heads=frozenset(("package_header", "import")),
    ),
)
