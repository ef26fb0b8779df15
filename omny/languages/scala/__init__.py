"""Scala: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

SCALA = GrammarLanguage("scala", ENDINGS["scala"], grammar="tree_sitter_scala", package=__name__)

LANGUAGES = (SCALA,)
