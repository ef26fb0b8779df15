"""PHP: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

PHP = GrammarLanguage("php", ENDINGS["php"], grammar="tree_sitter_php.language_php", package=__name__)

LANGUAGES = (PHP, ConfigurationLanguage(__name__, "php"))
