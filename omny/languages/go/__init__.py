"""Go: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

GO = GrammarLanguage("go", ENDINGS["go"], grammar="tree_sitter_go", package=__name__)

LANGUAGES = (GO, ConfigurationLanguage(__name__, "go"))
