"""Names in scripts: the plain ones. No text fits each language but blank lines."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(title="Script", stub="\n")
