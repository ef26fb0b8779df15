"""EJS: templates with JavaScript in them. What is not here is JavaScript's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage
from omny.languages.javascript import JAVASCRIPT
from omny.languages.table import ENDINGS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.walk import Walk
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface


class EjsLanguage(GrammarLanguage):
    """JavaScript in the marks of a template, and in the script blocks of the page that it makes."""

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        from omny.extract.redaction import redact
        from omny.languages.embedded.browser import add_scripts
        from omny.languages.embedded.marks import without_marks

        walker, faults = self.start_walk(source)
        return add_scripts(without_marks(source), *redact(walker.source, *walker.finish(faults)))

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """See `GrammarLanguage`. The script blocks are not walked."""
        from omny.languages.ejs.walk import start_walk

        return start_walk(source, self.syntax)


EJS = EjsLanguage(
    "ejs",
    ENDINGS["ejs"],
    grammar="tree_sitter_javascript",
    package=__name__,
    shares=JAVASCRIPT.package,
    captures=JAVASCRIPT.captures,
)

LANGUAGES = (EJS,)
