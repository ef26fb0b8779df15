"""Where things stand in this tree."""

from __future__ import annotations

from pathlib import Path

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"
EXAMPLE = TOP / "tests" / "example"
"""The shop that the documentation shows."""
SCHEMAS = TOP / "tests" / "schemas"
"""A database of every schema that there has been."""
CALLGRAPH = sorted(folder for folder in (TOP / "tests" / "callgraph").iterdir() if folder.is_dir())
"""A folder a language, in it a folder a case: sources that say what their calls reach."""
CASES = sorted(case for language in CALLGRAPH for case in language.iterdir())
