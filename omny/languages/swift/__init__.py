"""Swift: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

SWIFT = GrammarLanguage("swift", ENDINGS["swift"], grammar="tree_sitter_swift", package=__name__)

LANGUAGES = (SWIFT,)
