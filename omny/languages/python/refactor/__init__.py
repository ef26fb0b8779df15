"""What an edit asks about Python (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import Families, Refactor
from omny.languages.python.naming import NAMING
from omny.languages.python.refactor.calls import PythonCalls
from omny.languages.python.refactor.imports import PythonSpecifiers
from omny.languages.python.refactor.references import PythonReferences

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"#",),
        wrappers=frozenset(("expression_statement", "decorated_definition")),
        block="block",
        empty_block=b"pass",
        strings=frozenset(("string", "concatenated_string")),
        blank_lines=2,
    ),
    references=PythonReferences(),
    calls=PythonCalls(),
    families=Families(
        constructors=frozenset((NAMING.constructor, "__new__")),
        required=frozenset(("abstract",)),
        structural=True,
        roots=frozenset(("object",)),
        upward="super",
    ),
    imports=PythonSpecifiers(),
)
