"""Names of Python: identifiers and keywords."""

from __future__ import annotations

import keyword

from omny.languages.facets.naming import NAMING as PLAIN
from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Python",
    stub="def {name}():\n    return 1\n",
    identifier=r"[^\W\d]\w*",
    reserved=frozenset(keyword.kwlist),
    fixed=r"__(?:.*__|_)?",  # special methods, and what stands for them
    function_words=PLAIN.function_words | {"def"},
    other_words=PLAIN.other_words | {"async", "await"},
    empty_parts=frozenset(("<locals>",)),
    folder_stems=("__init__", "__main__"),
    constructor="__init__",
    receivers=frozenset(("self", "cls", "super()")),
)
