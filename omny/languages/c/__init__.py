"""C: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

C = GrammarLanguage("c", ENDINGS["c"], grammar="tree_sitter_c", package=__name__, captures=("common.scm",))

LANGUAGES = (C, ConfigurationLanguage(__name__, "c"))
