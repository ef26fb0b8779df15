"""What an edit asks about shell scripts (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        line_comments=(b"#",),
        strings=frozenset(("string", "raw_string", "heredoc_body")),
        leads=frozenset(("comment",)),
    ),
)
