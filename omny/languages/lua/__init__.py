"""Lua: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import GrammarLanguage
from omny.languages.table import ENDINGS

LUA = GrammarLanguage("lua", ENDINGS["lua"], grammar="tree_sitter_lua", package=__name__)

LANGUAGES = (LUA,)
