"""Java: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

JAVA = GrammarLanguage("java", ENDINGS["java"], grammar="tree_sitter_java", package=__name__)

LANGUAGES = (JAVA, ConfigurationLanguage(__name__, "java"))
