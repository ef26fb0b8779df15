"""C#: the parts that make it a language."""

from __future__ import annotations

from omny.languages.base import ConfigurationLanguage, GrammarLanguage
from omny.languages.table import ENDINGS

CSHARP = GrammarLanguage("csharp", ENDINGS["csharp"], grammar="tree_sitter_c_sharp", package=__name__)

LANGUAGES = (CSHARP, ConfigurationLanguage(__name__, "csharp"))
