"""What an edit asks about PHP (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//", b"#"),
        strings=frozenset(("string", "encapsed_string", "heredoc", "nowdoc")),
        leads=frozenset(("comment",)),
        heads=frozenset(("php_tag", "declare_statement", "namespace_definition", "namespace_use_declaration")),
    ),
)
