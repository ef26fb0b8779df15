"""Ruby: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

RUBY = GrammarLanguage("ruby", ENDINGS["ruby"], grammar="tree_sitter_ruby", package=__name__)

LANGUAGES = (RUBY, ConfigurationLanguage(__name__, "ruby"))
