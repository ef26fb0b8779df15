"""Kotlin: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

KOTLIN = GrammarLanguage("kotlin", ENDINGS["kotlin"], grammar="tree_sitter_kotlin", package=__name__)

LANGUAGES = (KOTLIN,)
