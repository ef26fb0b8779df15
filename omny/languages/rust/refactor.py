"""What an edit asks about Rust (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.refactor import Layout, Refactor

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//",),
        strings=frozenset(("string_literal", "raw_string_literal")),
        leads=frozenset(("attribute_item", "line_comment", "block_comment")),
        heads=frozenset(("inner_attribute_item",)),
    ),
)
