"""Names of Python: identifiers and keywords."""

from __future__ import annotations

import keyword

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Python",
    stub="def {name}():\n    return 1\n",
    identifier=r"[^\W\d]\w*",
    reserved=frozenset(keyword.kwlist),
    fixed=r"__(?:.*__|_)?",  # special methods, and what stands for them
    folder_stems=("__init__", "__main__"),
    constructor="__init__",
)
