"""Names of Python: identifiers and keywords."""

from __future__ import annotations

import keyword
import re

from omny.languages.facets.naming import Naming

NAMING = Naming(
    identifier=re.compile(r"[^\W\d]\w*"),
    reserved=frozenset(keyword.kwlist),
    fixed=re.compile(r"__(?:.*__|_)?"),  # special methods, and what stands for them
)
