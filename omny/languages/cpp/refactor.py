"""What an edit asks about C++ (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "raw_string_literal")),
        leads=frozenset(("comment",)),
        heads=frozenset(("preproc_include",)),
    ),
)
