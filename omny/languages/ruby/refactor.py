"""What an edit asks about Ruby (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        line_comments=(b"#",),
        strings=frozenset(("string", "heredoc_body")),
        ended=frozenset(("body_statement",)),
        leads=frozenset(("comment",)),
    ),
)
