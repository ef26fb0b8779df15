"""What an edit asks about Lua (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        line_comments=(b"--",),
        wrappers=frozenset(("variable_declaration",)),
        strings=frozenset(("string",)),
        ended=frozenset(("block",)),
        leads=frozenset(("comment",)),
    ),
)
