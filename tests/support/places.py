"""Where things stand in this tree."""

from __future__ import annotations

from pathlib import Path

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"
EXAMPLE = TOP / "tests" / "support" / "example"
"""The shop that the documentation shows."""
SCHEMAS = TOP / "tests" / "storage" / "schemas"
"""A database of every schema that there has been."""
CALLGRAPH = sorted((TOP / "tests" / "languages").glob("*/callgraph"))
"""A folder a language, in it a folder a case: sources that say what their calls reach."""
CASES = sorted(case for language in CALLGRAPH for case in language.iterdir())
