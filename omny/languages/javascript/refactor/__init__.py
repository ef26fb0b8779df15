"""What an edit asks about JavaScript and TypeScript (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Families, Refactor
from omny.languages.javascript.naming import NAMING
from omny.languages.javascript.refactor.calls import ScriptCalls
from omny.languages.javascript.refactor.imports import ScriptSpecifiers
from omny.languages.javascript.refactor.references import ScriptReferences

REFACTOR = Refactor(
    layout=Layout(
        line_comments=(b"//",),
        wrappers=frozenset(
            (
                "lexical_declaration",
                "variable_declaration",
                "export_statement",
                "ambient_declaration",
                "expression_statement",
            )
        ),
        expressions=frozenset(("object",)),
        strings=frozenset(("string", "template_string", "template_literal_type")),
        unclosed=frozenset(("variable_declarator",)),
    ),
    references=ScriptReferences(),
    calls=ScriptCalls(),
    families=Families(
        constructors=frozenset((NAMING.constructor,)),
        required=frozenset(("abstract", "signature")),
        structural=True,
        upward="super",
    ),
    imports=ScriptSpecifiers(),
)
