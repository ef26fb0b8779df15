"""Names of JavaScript and TypeScript: identifiers and reserved words."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="JavaScript",
    identifier=r"#?[^\W\d][\w$]*|[$_][\w$]*",
    reserved=frozenset(
        """
        await break case catch class const constructor continue debugger default delete do else enum export extends
        false finally for function if implements import in instanceof interface let new null package private protected
        public return static super switch this throw true try typeof var void while with yield
        """.split()  # noqa: SIM905
    ),
    fixed=r"constructor|default",
    folder_stems=("index", "mod"),
    long_endings=(".d.ts", ".d.mts", ".d.cts"),
    constructor="constructor",
)
