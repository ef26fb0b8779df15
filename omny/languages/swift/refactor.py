"""What an edit asks about Swift (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("line_string_literal", "multi_line_string_literal")),
        leads=frozenset(("comment", "multiline_comment")),
        heads=frozenset(("import_declaration",)),
    ),
)
