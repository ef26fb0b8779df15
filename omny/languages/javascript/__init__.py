"""JavaScript: the parts that make it a language. TypeScript shares most of them."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

JAVASCRIPT = GrammarLanguage(
    "javascript",
    ENDINGS["javascript"],
    grammar="tree_sitter_javascript",
    package=__name__,
    in_process=True,
    captures=("common.scm", "jsx.scm", "captures.scm"),
)

LANGUAGES = (JAVASCRIPT, ConfigurationLanguage(__name__))
