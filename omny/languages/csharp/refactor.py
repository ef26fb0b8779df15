"""What an edit asks about C# (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("verbatim_string_literal", "raw_string_literal", "interpolated_string_expression")),
        leads=frozenset(("comment",)),
        heads=frozenset(("extern_alias_directive", "using_directive", "file_scoped_namespace_declaration")),
    ),
)
