"""Bash and the shells that are written like it: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

BASH = GrammarLanguage("bash", ENDINGS["bash"], grammar="tree_sitter_bash", package=__name__)

LANGUAGES = (BASH,)
