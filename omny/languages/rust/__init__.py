"""Rust: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

RUST = GrammarLanguage("rust", ENDINGS["rust"], grammar="tree_sitter_rust", package=__name__)

LANGUAGES = (RUST, ConfigurationLanguage(__name__, "rust"))
