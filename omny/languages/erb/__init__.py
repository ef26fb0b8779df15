"""ERB: templates with Ruby in them. What is not here is Ruby's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.languages.base import GrammarLanguage
from omny.languages.ruby import RUBY
from omny.languages.table import ENDINGS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.walk import Walk
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface


class ErbLanguage(GrammarLanguage):
    """Ruby in the marks of a template."""

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        from omny.languages.embedded.browser import add_scripts
        from omny.languages.embedded.marks import without_marks
        from omny.languages.erb.template import read_template

        return add_scripts(without_marks(source), *super().analyse(path, bytes(read_template(source).code)))

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """See `GrammarLanguage`."""
        from omny.languages.erb.template import read_template

        return super().start_walk(bytes(read_template(source).code))


ERB = ErbLanguage("erb", ENDINGS["erb"], grammar="tree_sitter_ruby", package=__name__, shares=RUBY.package)

LANGUAGES = (ERB,)
